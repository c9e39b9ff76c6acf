"""Questions to begin from, by what they are about. One breath each, open, and not to be found by a search."""

ABOUT = {
    "path": "How they came here",
    "day": "What the work is like",
    "skills": "What it takes",
    "organization": "The organization and its people",
    "trends": "Where the field is going",
    "advice": "Advice for you",
    "referral": "Whom to talk to next",
    "pay": "Money, late and only if it feels right",
}
"""Shape: category → how it is said, in the order in which they are best asked, general before particular [P37]."""

BANK = {
    "path": (
        "How did you come to the work you do now?",
        "What made you choose {place} when you did?",
        "Which turn in your path would you not have predicted?",
        "What did you expect of this work that turned out differently?",
        "What nearly took you in another direction?",
        "Which of your earlier jobs taught you most for this one?",
    ),
    "day": (
        "What did you work on yesterday, from morning to evening?",
        "How does a real week divide up for you?",
        "Which part of the work do outsiders know least about?",
        "What would you gladly hand to somebody else?",
        "What does a hard day look like, and what makes it hard?",
        "When do you lose track of time?",
    ),
    "skills": (
        "What separates somebody good at this from somebody merely competent?",
        "Which skill did you lack at first, and how did you come by it?",
        "What do you look at first in the work of a beginner?",
        "Which of the things you studied do you still use?",
        "What kind of person is unhappy in this work?",
    ),
    "organization": (
        "What surprised you when you first came to {place}?",
        "How does a decision get made at {place} when people disagree?",
        "Tell me about a time something went wrong, and what happened next.",
        "What do people who stay long at {place} have in common?",
        "How do newcomers at {place} find their feet?",
    ),
    "trends": (
        "What will have changed in this work five years from now?",
        "Which change in your field do you think is overrated?",
        "What do you read or listen to in order to keep up?",
        "What does your field still not know how to do?",
        "Which neighbouring field do you watch, and why?",
    ),
    "advice": (
        "If you were where I am now, what would you try next?",
        "What could I do this month to find out whether this suits me?",
        "Which mistake do people at my stage make most often?",
        "What would you learn first if you were beginning again?",
        "How would you test whether this work is for you before committing years to it?",
        "What should I have asked you that I did not know to ask?",
    ),
    "referral": (
        "Who else should I talk to, and may I say that you sent me?",
        "Who sees this work quite differently from you, and would be worth hearing?",
        "Whom do you know who came to this by an unusual road?",
        "Which group or meeting would you go to if you were me?",
    ),
    "pay": (
        "What range do people in this field start in, roughly?",
        "How does pay usually move in the first five years of this work?",
        "What do people in this field trade for a better salary?",
    ),
}
"""Shape: category → questions; ``{place}`` is where the person works."""

STARTERS = (
    ("path", 0, True),
    ("day", 1, False),
    ("skills", 0, False),
    ("organization", 0, False),
    ("advice", 0, True),
    ("referral", 0, True),
)
"""Six for twenty minutes, three of them essential, the last one asking for names [S12 S41 B2]. Shape: category, which one, essential."""
