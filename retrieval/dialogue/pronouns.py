"""Puts in place of a pronoun what it stands for."""

from __future__ import annotations

import re

from retrieval.dialogue.earlier import Earlier, Standing
from retrieval.dialogue.phrases import bare, is_relational, phrases, stems, tokens
from retrieval.dialogue.question_words import ASKING, AUXILIARIES, SAYING

_PRONOUN = re.compile(
    r"\b(?:it[’']s(?=\s+[\w-]+(?:\s+\w+)?\s+(?:growth|role|history|over|in)\b)|its|it|they|them|theirs|their|he|him|his"
    r"|she|hers|her)\b",
    re.IGNORECASE,
)
_PERSONAL = {"he", "him", "his", "she", "her", "hers"}
_PLURAL = {"they", "them", "their", "theirs"}
_POSSESSIVE = {"its", "it's", "it’s", "their", "his", "theirs", "hers"}
# "is it true that", "it rains", "what is it like to": nothing is meant.
_EMPTY = re.compile(
    r"\s+(?:(?:is|was|be)\s+)?(?:true|possible|likely|raining|snowing|that\b|takes?\b(?=\s+to)|like\s+to)",
    re.IGNORECASE,
)
_WH_AUX = "|".join(sorted(ASKING | AUXILIARIES))
# A clause of its own begins: "and how", "and does", "because". In "plants and animals they found" none does.
_CLAUSE = re.compile(
    rf"(?:[,;]|\b(?:if|but|when|because|while|whether|so)\b|\band\s+(?:{_WH_AUX})\b|\band\s*$)[^,;]*$",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
    r"\b(?:in common|differ|different|alike|between them|compare (?:to|with) each other)\b", re.IGNORECASE
)
_IS_SUBJECT = re.compile(rf"\s+(?:{'|'.join(sorted(AUXILIARIES))}|\w+ed|\w+s)\b", re.IGNORECASE)
_HER_OBJECT = re.compile(
    r"\s*(?:$|[?.!,]|(?:to|in|on|at|for|with|and|about|by|say|do|from|when|after|before)\b)"
)


def resolved(question: str, earlier: Earlier) -> Standing | None:
    """The question with its pronouns replaced; None where none points back."""
    if re.match(r"(?:what|who) else\s*\??$", question, re.IGNORECASE):
        return None
    meant: dict[str, str] = {}
    out, at = [], 0
    for match in _PRONOUN.finditer(question):
        if _EMPTY.match(question, match.end()) or _has_own(question, match):
            continue
        referent = _referent(match[0].lower(), question, earlier)
        if referent is None or _says_itself(question, referent, match):
            continue
        form = _possessive(referent) if _is_possessive(question, match) else referent
        out += [question[at : match.start()], form]
        at = match.end()
        meant.setdefault(match[0].lower(), referent)
    if not meant:
        return None
    text = "".join([*out, question[at:]])
    told = ", ".join(f"“{pronoun}” is {referent}" for pronoun, referent in meant.items())
    return Standing(text, told)


def _referent(pronoun: str, question: str, earlier: Earlier) -> str | None:
    if pronoun in _PERSONAL:
        return earlier.person()
    if pronoun in _PLURAL and _COMPARISON.search(question):
        both = [topic.full for topic in earlier.discourse.topics[-2:]]
        if len(both) == 2:
            return " and ".join(both)
    if pronoun in _PLURAL and len(people := earlier.people()) > 1:
        return " and ".join(people[:2])
    topic = earlier.topic(plural=pronoun in _PLURAL)
    return topic.full if topic else None


def _has_own(question: str, pronoun: re.Match[str]) -> bool:
    """Whether the pronoun takes up something in the question itself: "what is CBT and how does it work?"."""
    before = question[: pronoun.start()]
    own = [p for p in phrases(question) if p.end <= len(before) and not is_relational(p.text) and p.start > 0]
    if not own:
        return False
    words = [bare(word[0]) for word in tokens(before)]
    if words and words[-1] in SAYING and _IS_SUBJECT.match(question, pronoun.end()):
        return True
    return bool(_CLAUSE.search(before)) and any(p.end <= len(before) for p in own)


def _says_itself(question: str, referent: str, pronoun: re.Match[str]) -> bool:
    """Whether the referent is named beside the pronoun already, so that the pronoun means something else."""
    rest = set(stems(question[: pronoun.start()] + question[pronoun.end() :]))
    return set(stems(referent)) <= rest


def _is_possessive(question: str, pronoun: re.Match[str]) -> bool:
    word = pronoun[0].lower()
    if word == "her":
        return not _HER_OBJECT.match(question, pronoun.end())
    return word in _POSSESSIVE


def _possessive(noun: str) -> str:
    if noun.lower().endswith(("’s", "'s")):
        return noun
    return f"{noun}’" if noun.endswith("s") and not noun.endswith("ss") else f"{noun}’s"
