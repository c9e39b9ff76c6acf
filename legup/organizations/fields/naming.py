"""The eighteen fields that students recognise, from the major group and, where that leaves it open, from the words of the title."""

import re

FIELDS = (
    "business & consulting", "finance & accounting", "marketing & PR", "sales & customer", "people & HR", "software & data", "engineering & architecture", "science & research",
    "health care", "education", "law & policy", "arts & design", "media & communication", "community & non-profit", "operations & administration", "hospitality & personal service",
    "public safety & defence", "trades, production & transport",
)  # fmt: skip
_PLAIN = {
    "15": "software & data", "17": "engineering & architecture", "19": "science & research", "21": "community & non-profit", "23": "law & policy", "25": "education", "29": "health care",
    "31": "health care", "33": "public safety & defence", "35": "hospitality & personal service", "37": "trades, production & transport", "39": "hospitality & personal service",
    "41": "sales & customer", "43": "operations & administration", "45": "trades, production & transport", "47": "trades, production & transport", "49": "trades, production & transport",
    "51": "trades, production & transport", "53": "trades, production & transport", "55": "public safety & defence",
}  # fmt: skip
_FINANCE = r"account|audit|tax|financ|invest|bank|credit|loan|lend|mortgage|underwrit|actuar|claim|insur|treasur|budget|apprais|valuation|equity|fund(?!rais)|asset|wealth|portfolio|securit(?:y|ies) (?:analyst|trad)|trad(?:er|ing)|quant|fiscal|pension|risk|controller|fp&a|m&a|fraud|assessor|real estate analyst"
_PEOPLE = r"human resource|\bhr\b|recruit|talent|people|compensation|benefits|labor relation|employee|staffing|onboarding|payroll|diversity|training|learning"
_MARKETING = r"market|brand|advertis|public relation|\bpr\b|\bseo\b|growth|campaign|media buy|communications? (?:manager|director)|promotion|consumer insight|social media"
_COMMUNITY = r"fundrais|grant|donor|giving|nonprofit|non-profit|philanthrop|community|social (?:service|welfare)|charit|volunteer|development officer"
_SCIENCE = r"scien|research|laborator|clinical trial"
_HEALTH = r"nurs|hospital|clinic|health|medical|pharmac|patient|dental"
_SCHOOL = (
    r"school|academic|admissions|dean|principal|provost|student|educat|registrar|universit|college|childcare|preschool"
)
_DATA = r"software|\bit\b|information (?:system|technolog|security)|data|technolog|cyber|product manage|digital product|network|systems? manager"
_ENGINEERING = r"engineer|architect|construction|plant"
_PLACES = r"hotel|restaurant|food|catering|lodging|hospitality|spa|casino|event|meeting|wedding|travel|recreation|entertainment"
_OPERATIONS = r"operations|logistic|supply|purchas|procure|warehouse|distribution|facilit|office|administrative|buyer|property|fleet|transport|inventory"
_LAW = r"legal|complian|regulat|polic(?:y|ies)|legislat|mayor|council"
_ORDER = {
    "11": (
        ("people & HR", _PEOPLE), ("finance & accounting", _FINANCE), ("marketing & PR", _MARKETING), ("sales & customer", r"sales|account manage|business development|customer|partnership|store|retail"),
        ("community & non-profit", _COMMUNITY), ("health care", _HEALTH), ("education", _SCHOOL), ("science & research", _SCIENCE), ("software & data", _DATA),
        ("engineering & architecture", _ENGINEERING), ("hospitality & personal service", _PLACES), ("law & policy", _LAW), ("operations & administration", _OPERATIONS),
    ),
    "13": (
        ("community & non-profit", _COMMUNITY), ("finance & accounting", _FINANCE), ("people & HR", _PEOPLE), ("marketing & PR", _MARKETING), ("hospitality & personal service", _PLACES),
        ("operations & administration", _OPERATIONS),
    ),
    "27": (
        ("marketing & PR", r"public relation|\bpr\b|publicist|public affairs|press officer|communications? (?:specialist|associate|coordinator|officer|intern)|social media|community manager"),
        ("media & communication", r"writ|edit|journal|report(?:er|ing)|news|broadcast|anchor|translat|interpret|camera|sound|audio|radio|podcast|author|poet|announc|host|caption|lyricist|novelist|playwright|content|photograph|video|correspondent|technician"),
    ),
}  # fmt: skip
_LEFT = {"11": "business & consulting", "13": "business & consulting", "27": "arts & design"}


def field_of_major(major: str, title: str, organization: str = "") -> str:
    """One of ``FIELDS`` for a post of this major group, or nothing when there is no group.

    Rule: managers and business people are told apart by their work, since a student of marketing looks for marketing.
    """
    if major not in _ORDER:
        return _PLAIN.get(major, "")
    for text in (title.lower(), organization.lower() if major == "11" else ""):
        found = next((name for name, words in _ORDER[major] if re.search(words, text)), "")
        if found:
            return found
    return _LEFT[major]
