"""Fills in what a question leaves open: "what are the side effects?", of what?"""

from __future__ import annotations

import re

from retrieval.dialogue.earlier import Earlier, Standing
from retrieval.dialogue.focus import Focus
from retrieval.dialogue.phrases import bare, is_name, is_relational, phrases, stems, tokens
from retrieval.dialogue.question_words import (
    ASKING,
    AUXILIARIES,
    DETERMINERS,
    FUNCTION,
    PARTICIPLES,
    PRONOUNS,
    QUALITIES,
    RANKS,
    RELATIONAL,
    VERBS,
)

_ASKING, _AUXILIARIES = "|".join(sorted(ASKING)), "|".join(sorted(AUXILIARIES))
_NO_NOUNS = "|".join(sorted(DETERMINERS | PRONOUNS))
_RANKS = "|".join(sorted({"popular"} | RANKS - {"used", "term"}))

_DEFINITION = re.compile(
    r"(?:what|who)(?:\s+(?:is|are|was|were)|[’']s)\s+(?:an?\s+)?(?!the\b|some\b|other\b|any\b)"
    r"[\w/’'-]+(?:\s+[\w’'-]+)?\s*\??",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"(?:please\s+)?(?:tell me (?:more )?about|describe|explain)\s+(?!the\b|its\b|natural\b|some\b)",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(r"\bthe (?:most \w+|\w+est|first|last|best|worst)\b", re.IGNORECASE)
_MORE_OF = re.compile(r"\b(?:any|others?|some|else|more|similar)\b", re.IGNORECASE)
_THIS = re.compile(r"\b(?:this|these|those)\b|\bthat\b(?=\s*\??$)", re.IGNORECASE)
# What is still there after `pronouns.resolved` takes up something in the question itself, or nothing.
_OWN_PRONOUN = re.compile(r"\b(?:it|its|they|them|their|he|him|his|she|her)\b", re.IGNORECASE)
_THERE = re.compile(r"\bthere(?=\s*\??$)", re.IGNORECASE)
_OTHERS = re.compile(r"\bothers?\b(?!.*\b(?:than|besides?)\b)", re.IGNORECASE)
_ROLE = re.compile(r"\b(?:role|purpose|part) of (?:the )?[\w’'-]+(?: [\w’'-]+){0,2}\s*\??$", re.IGNORECASE)
_WITHOUT_OF = re.compile(
    r"\b(?:effects?|impact|influence|differences?|similarit(?:y|ies)|relationship|relation|link)\s+(?:on|with|to)\s+"
    r"(?:(?!\bof\b).)+$",
    re.IGNORECASE,
)
_DEFINITE = re.compile(rf"(?:{_ASKING})\s+(?:{_AUXILIARIES})\s+the\s+", re.IGNORECASE)
_COMPLEMENT = re.compile(r"\s+(?:of|between|that|which|who|in|at|on|for|to|from|with|about)\b", re.IGNORECASE)
# "Is melatonin bad for you?" speaks of melatonin, without "the": of something new.
_BARE_SUBJECT = re.compile(
    rf"(?:(?:why|how|when|where)(?:\s+\w+)?\s+)?(?:is|are|was|were)\s+(?!(?:{_NO_NOUNS})\b)(?:\w+,?\s+)+?\w+",
    re.IGNORECASE,
)
_INDEFINITE = re.compile(
    r"(?:are|is|were|was) there\b|(?:what|which) (?:are|were) (?!the\b|its\b|their\b)"
    rf"|(?:what|which) (?!(?:{_AUXILIARIES}|about)\b)\w+ |can (?:i|we|you) \w+ (?:some|any)\b",
    re.IGNORECASE,
)
# "What are popular trails?" asks for a list, of a place or a kind that goes without saying.
_LISTING = re.compile(
    rf"what\s+(?:are|were)\s+(?:the\s+|some\s+)?(?:most\s+)?(?:{_RANKS})\s+[\w’'-]+(?:\s+[\w’'-]+)?\s*\??",
    re.IGNORECASE,
)


def filled(question: str, earlier: Earlier) -> Standing | None:
    """The question with what the conversation is about added; None where it leaves nothing open."""
    topic = earlier.theme if _lists_things(question) else earlier.topic()
    if topic is None or _OWN_PRONOUN.search(question) or set(stems(topic.text)) & set(stems(question)):
        return None
    if _THERE.search(question):
        return Standing(_THERE.sub(f"at {topic.text}", question), f"“there” is {topic.text}")
    if _THIS.search(question) or _is_open(question, earlier.told):
        matter = _with_theme(topic, earlier.theme, question)
        return Standing(added(question, matter), f"asked of {matter}")
    return None


def _with_theme(topic: Focus, theme: Focus | None, question: str) -> str:
    """The topic, and after it what the conversation began with where neither names it."""
    if theme is None or set(stems(theme.text)) & {*stems(topic.text), *stems(question)}:
        return topic.text
    return f"{topic.text}, {theme.text}"


def added(question: str, topic: str) -> str:
    """The question asked of a topic."""
    end = "?" if question.rstrip().endswith("?") else "."
    body = question.rstrip("?. ")
    found = phrases(body)
    of_it = found and found[-1].end == len(body) and found[-1].head in RELATIONAL
    return f"{body} of {topic}{end}" if of_it else f"{body} ({topic}){end}"


def _is_open(question: str, told: frozenset[str] | None) -> bool:
    """Whether a question leaves open of what it asks.

    Args:
        question: in which nothing points back.
        told: the words of what was answered, where anything was: a thing that
            is not among them, and is not always of something, is a topic of its own.
    """
    if _OTHERS.search(question) or _ROLE.search(question) or _WITHOUT_OF.search(question):
        return True
    solid = _solid(question)
    if not stems(question) or any(is_name(word[0]) for word in tokens(question)[1:]):
        return False
    if solid and told is not None:
        return set(solid) <= told and not _introduces(question, solid)
    if _speaks_of_the_known(question) or _LISTING.fullmatch(question):
        return True
    return not _introduces(question, solid) and _says_little(question, solid)


def _solid(question: str) -> list[str]:
    """The words that name a thing which is not of another, each once."""
    words = dict.fromkeys(stems(question))
    return [word for word in words if word not in RELATIONAL | QUALITIES and not _is_verb(word)]


def _introduces(question: str, solid: list[str]) -> bool:
    """Whether the question brings up a thing of its own."""
    if any(word in RELATIONAL for word in stems(question)):
        return bool(solid) and any(bare(word[0]) == "of" for word in tokens(question))
    if _BARE_SUBJECT.match(question) and not _MORE_OF.search(question):
        return True
    opening = _DEFINITION.fullmatch(question) or _REQUEST.match(question)
    return bool(solid) and (bool(opening) or any(bare(word[0]) == "of" for word in tokens(question)))


def _says_little(question: str, solid: list[str]) -> bool:
    """Whether there is too little in it to know what is meant."""
    content = stems(question)
    if any(word in RELATIONAL for word in content) or _SUPERLATIVE.search(question):
        return len(solid) <= 1
    if _MORE_OF.search(question):
        return len(solid) <= 2
    english = any(bare(word[0]) in FUNCTION for word in tokens(question))
    return english and len(solid) <= 1 and len(content) <= 3


def _lists_things(question: str) -> bool:
    """Whether it asks for things of a kind ("any film festivals?"), not for parts of the one spoken of."""
    found = phrases(question)
    return bool(found) and not is_relational(found[0].text) and bool(_INDEFINITE.match(question))


def _speaks_of_the_known(question: str) -> bool:
    """Whether its subject is "the" something: a subject with "the" is known already (Prince, 1981)."""
    match = _DEFINITE.match(question)
    subject = next((p for p in phrases(question) if match and p.start >= match.end()), None)
    if match is None or subject is None or stems(question[match.end() : subject.start]):
        return False
    return not _COMPLEMENT.match(question, subject.end) and bool(question[subject.end :].strip(" ?."))


def _is_verb(word: str) -> bool:
    return word in VERBS or word in PARTICIPLES or (word.endswith("ed") and len(word) > 4)
