"""Fills in what a question leaves open: "what are the side effects?", of what?"""

from __future__ import annotations

import re

from retrieval.earlier import Earlier, Standing
from retrieval.phrases import bare, is_name, phrases, stem, stems, tokens
from retrieval.question_words import QUALITIES, RELATIONAL, VERBS

_DEFINITION = re.compile(
    r"(?:what|who)(?:\s+(?:is|are|was|were)|[’']s)\s+(?:an?\s+)?(?!the\b|some\b|other\b|any\b)[\w/’'-]+(?:\s+[\w’'-]+)?\s*\??",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"(?:please\s+)?(?:tell me (?:more )?about|describe|explain)\s+(?!the\b|its\b|natural\b|some\b)", re.IGNORECASE
)
_SUPERLATIVE = re.compile(r"\bthe (?:most \w+|\w+est|first|last|best|worst)\b", re.IGNORECASE)
_MORE_OF = re.compile(r"\b(?:any|others?|some|else|more|similar)\b", re.IGNORECASE)
_THIS = re.compile(r"\b(?:this|these|those)\b|\bthat\b(?=\s*\??$)", re.IGNORECASE)
_THERE = re.compile(r"\bthere(?=\s*\??$)", re.IGNORECASE)


def filled(question: str, earlier: Earlier) -> Standing | None:
    """The question with what the conversation is about added; None where it leaves nothing open."""
    topic = earlier.topic()
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
    if any(is_name(word[0]) for word in words[1:]):
        return False
    lowered = [bare(word[0]) for word in words]
    relational = [word for word in content if word in RELATIONAL]
    solid = [
        word
        for word in dict.fromkeys(content)
        if word not in RELATIONAL and word not in QUALITIES and not _is_verb(word)
    ]
    introduced = _DEFINITION.fullmatch(question) or _REQUEST.match(question)
    if introduced and (solid or not content) and not relational:
        return False
    if solid and "of" in lowered:
        return False
    if relational or _SUPERLATIVE.search(question):
        return len(solid) <= 1
    if _MORE_OF.search(question):
        return len(solid) <= 2
    return len(solid) <= 1 and len(content) <= 3


def _is_verb(word: str) -> bool:
    return word in VERBS or (word.endswith("ed") and len(word) > 4)


__all__ = ["added", "filled", "stem"]
