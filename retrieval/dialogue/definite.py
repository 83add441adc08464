"""Says in full what a short form takes up: "the experiment", "Anne", "the oldest ones"."""

from __future__ import annotations

import re

from retrieval.dialogue.earlier import Earlier, Standing
from retrieval.dialogue.phrases import Phrase, is_name, phrases, stem, stems, tokens

_ONES = re.compile(r"\bones?\b(?!\s+of\b)", re.IGNORECASE)
_NOT_ONES = re.compile(r"\b(?:no|every|any|some)\s*$", re.IGNORECASE)
_THE = re.compile(r"\b(?:the|this|that|these|those)\s+$", re.IGNORECASE)
_OWN_COMPLEMENT = re.compile(r"\s+(?:of|that|who|which|between)\b", re.IGNORECASE)


def expanded(question: str, earlier: Earlier) -> Standing | None:
    """The question with a short form said in full; None where it has none."""
    return _ones(question, earlier) or _full_phrase(question, earlier)


def _ones(question: str, earlier: Earlier) -> Standing | None:
    match = _ONES.search(question)
    topic = earlier.topic(plural=match[0].lower() == "ones") if match else None
    if match is None or topic is None or _NOT_ONES.search(question, 0, match.start()):
        return None
    text = question[: match.start()] + topic.text + question[match.end() :]
    return Standing(text, f"“{match[0]}” is {topic.text}")


def _full_phrase(question: str, earlier: Earlier) -> Standing | None:
    words = set(stems(question))
    for phrase in reversed(earlier.discourse.mentioned):
        parts = stems(phrase.text)
        if len(parts) < 2 or set(parts) <= words:
            continue
        for token in tokens(question):
            start = _start_of_short_form(question, token, phrase, parts)
            if start is None:
                continue
            full = phrase.text if start == token.start() else f"the {phrase.text}"
            text = question[:start] + full + question[token.end() :]
            return Standing(text, f"“{question[start : token.end()]}” is {phrase.text}")
    return None


def _start_of_short_form(question: str, token: re.Match[str], phrase: Phrase, parts: list[str]) -> int | None:
    """Where a short form of the phrase begins that ends with this word; None where there is none."""
    alone = any(p.start == token.start() and p.end == token.end() for p in phrases(question))
    the = _THE.search(question, 0, token.start())
    if the and stem(token[0]) == parts[-1] and alone and not _OWN_COMPLEMENT.match(question, token.end()):
        return the.start()
    # A last name stands alone; a first name does not.
    first = tokens(phrase.text)[0][0]
    if alone and is_name(token[0]) and is_name(first) and bare_equal(token[0], first) and len(parts) == 2:
        return token.start() if not the else None
    return None


def bare_equal(one: str, other: str) -> bool:
    """Whether two words are one, but for case and ending."""
    return stem(one) == stem(other)
