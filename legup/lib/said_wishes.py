"""Wishes in replies that somebody had better be asked about: to be left alone. What is read here is suggested, never done."""

import re

from legup.lib.quoting import own_words

LONGEST = 6_000
_STOP = re.compile(
    r"(?:\b(?:please|kindly|you to|you must|you should|just)|^\W*)\s*(?:stop|cease|quit)\s+(?:\w+\s+){0,2}?(?:contacting|e-?mailing|writing|messaging|sending|reaching out|bothering)\b"
    r"|\b(?:stop|cease|quit)\s+(?:contacting|e-?mailing|writing(?: to)?|messaging|sending|bothering) (?:me|us)\b"
    r"|\b(?:do not|don['’]t|never|no longer|not to)\s+(?:\w+\s+){0,2}?(?:contact|e-?mail|write(?: to)?|message|reach out to|approach|bother)\s+(?:me|us)\b(?!\s+(?:before|until|till|on|during|at|if)\b)"
    r"|\b(?:remove|delete|take|erase)\s+(?:me|us|my (?:name|address|e-?mail(?: address)?|details|data|contact details))\b.{0,40}?\b(?:from|off)\b.{0,40}?\b(?:list|lists|system|database|records|contacts|mailing)"
    r"|\bunsubscribe\b(?:\s+me)?|\b(?:no|not any) (?:further|more) (?:e-?mails?|messages|contact|correspondence|letters)\b|\bleave me alone\b|\blose my (?:e-?mail|address|number)\b"
    r"|\bplease remove me\b|\bdelete (?:my|all) (?:personal )?(?:data|details|information)\b|\bnot (?:wish|want) to be contacted\b"
    r"|\b(?:schreiben|kontaktieren|mailen) sie mir (?:bitte )?(?:nicht mehr|keine)\b|\bbitte (?:keine weiteren|nicht mehr)\b|\bkeine weiteren (?:e-?mails|nachrichten|anfragen)\b|\b(?:löschen|entfernen) sie (?:bitte )?mein|\bnicht mehr (?:an)?(?:schreiben|kontaktieren|anzuschreiben|zu kontaktieren)\b"
    r"|\bne (?:me|m['’]) ?(?:contactez|écrivez|recontactez) plus\b|\bne plus m['’](?:écrire|contacter|envoyer)\b|\b(?:supprimez|retirez)[- ](?:moi|mes|mon)\b|\bcessez de m['’]"
    r"|\bno (?:me|nos) (?:escriba|contacte|envíe|moleste)n? más\b|\bdeje de (?:escribirme|contactarme|enviarme)\b|\b(?:elimine|borre|bórreme|quíteme)\b.{0,30}\b(?:lista|datos)\b",
    re.I,
)  # fmt: skip
_NOT_MEANT = re.compile(
    r"\b(?:don['’]t hesitate|do not hesitate|why (?:don['’]t|not)|please don['’]t stop|feel free|unsubscribe link|to unsubscribe)\b",
    re.I,
)


def asks_to_stop(text: str) -> str:
    """The sentence of a reply that asks not to be written to any more; empty when there is none."""
    for sentence in re.split(r"(?<=[.!?;])\s+|\n+", own_words(text)[:LONGEST]):
        if _STOP.search(sentence) and not _NOT_MEANT.search(sentence):
            return " ".join(sentence.split())[:300]
    return ""
