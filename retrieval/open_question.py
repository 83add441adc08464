"""Fills in what a question leaves open: "what are the side effects?", of what?"""

from __future__ import annotations

import re

from retrieval.earlier import Earlier, Standing
from retrieval.phrases import bare, is_name, is_relational, phrases, stem, stems, tokens
from retrieval.question_words import ASKING, AUXILIARIES, DETERMINERS, PRONOUNS, QUALITIES, RANKS, RELATIONAL, VERBS

_DEFINITION = re.compile(
    r"(?:what|who)(?:\s+(?:is|are|was|were)|[’']s)\s+(?:an?\s+)?(?!the\b|some\b|other\b|any\b)[\w/’'-]+(?:\s+[\w’'-]+)?\s*\??",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"(?:please\s+)?(?:tell me (?:more )?about|describe|explain)\s+(?!the\b|its\b|natural\b|some\b)", re.IGNORECASE
)
_SUPERLATIVE = re.compile(r"\bthe (?:most \w+|\w+est|first|last|best|worst)\b", re.IGNORECASE)
_MORE_OF = re.compile(r"\b(?:any|others?|some|else|more|similar)\b", re.IGNORECASE)
_OTHERS = re.compile(r"\bothers?\b", re.IGNORECASE)
_ROLE = re.compile(r"\b(?:role|purpose|part) of (?:the )?[\w’'-]+(?: [\w’'-]+){0,2}\s*\??$", re.IGNORECASE)
_WITHOUT_OF = re.compile(
    r"\b(?:effects?|impact|influence|differences?|similarit(?:y|ies)|relationship|relation|link)\s+(?:on|with|to)\s+"
    r"(?:(?!\bof\b).)+$",
    re.IGNORECASE,
)
_DEFINITE = re.compile(rf"(?:{'|'.join(sorted(ASKING))})\s+(?:{'|'.join(sorted(AUXILIARIES))})\s+the\s+", re.IGNORECASE)
_COMPLEMENT = re.compile(r"\s+(?:of|between|that|which|who|in|at|on|for|to|from|with|about)\b", re.IGNORECASE)
# "What are popular trails?": a list is asked for, of a place or a kind that goes without saying.
# "Is melatonin bad for you?" speaks of melatonin, without "the": of something new.
_BARE_SUBJECT = re.compile(
    rf"(?:(?:why|how|when|where)(?:\s+\w+)?\s+)?(?:is|are|was|were)\s+(?!(?:{'|'.join(sorted(DETERMINERS | PRONOUNS))})\b)"
    r"(?:\w+,?\s+)+?\w+",
    re.IGNORECASE,
)
_INDEFINITE = re.compile(
    r"(?:are|is|were|was) there\b|(?:what|which) (?:are|were) (?!the\b|its\b|their\b)|(?:what|which) (?!is\b|was\b|are\b|were\b"
    r"|do\b|does\b|did\b|about\b|has\b|have\b|can\b|will\b|would\b)\w+ |can (?:i|we|you) \w+ (?:some|any)\b",
    re.IGNORECASE,
)
_LISTING = re.compile(
    rf"what\s+(?:are|were)\s+(?:the\s+|some\s+)?(?:most\s+)?(?:{'|'.join(sorted({'popular'} | RANKS - {'used', 'term'}))})\s+"
    r"[\w’'-]+(?:\s+[\w’'-]+)?\s*\??",
    re.IGNORECASE,
)
_THIS = re.compile(r"\b(?:this|these|those)\b|\bthat\b(?=\s*\??$)", re.IGNORECASE)
_THERE = re.compile(r"\bthere(?=\s*\??$)", re.IGNORECASE)


def filled(question: str, earlier: Earlier) -> Standing | None:
    """The question with what the conversation is about added; None where it leaves nothing open."""
    topic = earlier.theme if _lists_things(question) else earlier.topic()
    if topic is None or set(stems(topic.text)) & set(stems(question)):
        return None
    if _THERE.search(question):
        return Standing(_THERE.sub(f"at {topic.text}", question), f"“there” is {topic.text}")
    if _THIS.search(question) or _is_open(question):
        return Standing(added(question, topic.text), f"asked of {topic.text}")
    return None


def added(question: str, topic: str) -> str:
    """The question asked of a topic."""
    end = "?" if question.rstrip().endswith("?") else "."
    body = question.rstrip("?. ")
    found = phrases(body)
    of_it = found and found[-1].end == len(body) and found[-1].head in RELATIONAL
    return f"{body} of {topic}{end}" if of_it else f"{body} ({topic}){end}"


def _is_open(question: str) -> bool:
    words = tokens(question)
    content = stems(question)
    if _lacks_its_other_side(question):
        return True
    if any(is_name(word[0]) for word in words[1:]):
        return False
    if _speaks_of_the_known(question) or _LISTING.fullmatch(question):
        return True
    lowered = [bare(word[0]) for word in words]
    relational = [word for word in content if word in RELATIONAL]
    solid = [
        word
        for word in dict.fromkeys(content)
        if word not in RELATIONAL and word not in QUALITIES and not _is_verb(word)
    ]
    introduced = _DEFINITION.fullmatch(question) or _REQUEST.match(question)
    if _BARE_SUBJECT.match(question) and not _MORE_OF.search(question) and not relational:
        return False
    if introduced and (solid or not content) and not relational:
        return False
    if solid and "of" in lowered:
        return False
    if relational or _SUPERLATIVE.search(question):
        return len(solid) <= 1
    if _MORE_OF.search(question):
        return len(solid) <= 2
    return len(solid) <= 1 and len(content) <= 3


def _lists_things(question: str) -> bool:
    """Whether it asks for things of a kind ("any film festivals?"), not for parts of the one spoken of."""
    found = phrases(question)
    return bool(found) and not is_relational(found[0].text) and bool(_INDEFINITE.match(question))


def _lacks_its_other_side(question: str) -> bool:
    """ "The role of chemicals", in what? "The effects on minerals", of what? "Others", than what?"""
    if _OTHERS.search(question):
        return not re.search(r"\b(?:than|besides|beside)\b", question, re.IGNORECASE)
    return bool(_ROLE.search(question) or _WITHOUT_OF.search(question))


def _speaks_of_the_known(question: str) -> bool:
    """Whether its subject is "the" something: what comes first, with "the", is known already (Prince, 1981)."""
    match = _DEFINITE.match(question)
    found = phrases(question) if match else []
    subject = next((p for p in found if match and p.start >= match.end()), None)
    return (
        match is not None
        and subject is not None
        and not stems(question[match.end() : subject.start])
        and not _COMPLEMENT.match(question, subject.end)
        and bool(question[subject.end :].strip(" ?."))
    )


def _is_verb(word: str) -> bool:
    return word in VERBS or (word.endswith("ed") and len(word) > 4)


__all__ = ["added", "filled", "stem"]
