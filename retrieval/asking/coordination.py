"""Questions that "and" joins: two questions in one, or one asked of two things or people."""

from __future__ import annotations

import re

_QUESTION = r"(?:what|who|whom|whose|how|when|where|which|why)"
_JOINED = re.compile(rf"[,;]?\s+and\s+(?={_QUESTION}\b)", re.IGNORECASE)
_OPENS = re.compile(rf"{_QUESTION}\b", re.IGNORECASE)

NAMED = re.compile(r"\b[A-ZÀ-ÖØ-ÞŁŞİ][\w’'-]*(?:\s+[A-ZÀ-ÖØ-ÞŁŞİ][\w’'-]*)*")
"""A name as a question writes it."""

# "in Larkhaven and in Eastmere": said twice, so asked twice.
_PLACES = re.compile(
    rf"\b(?P<word>in|from|at|by|to|for)\s+(?P<one>{NAMED.pattern})\s+and\s+(?P=word)\s+(?P<other>{NAMED.pattern})"
)
# "what did the captain and the chief say": each is asked.
_SOMEBODY = rf"(?:the\s+(?:[\w’'-]+\s+){{0,3}}?[\w’'-]+|{NAMED.pattern})"
_PEOPLE = re.compile(
    rf"\b(?P<word>did|does|do|has|have|will|would)\s+(?P<one>{_SOMEBODY})\s+and\s+(?P<other>{_SOMEBODY})"
    r"(?=\s+(?:each\s+|both\s+)?(?:say|said|demand|promise|ask|tell|told|want|warn|claim|offer|propose|think)\b)"
)


def questions_joined(question: str) -> list[tuple[int, int]]:
    """Where the questions stand that one sentence joins, as spans of it; one if it joins none."""
    if _OPENS.match(question.lstrip("“\"‘' ")) is None:
        return [(0, len(question))]
    cuts = list(_JOINED.finditer(question))
    starts = [0, *(cut.end() for cut in cuts)]
    return list(zip(starts, [*(cut.start() for cut in cuts), len(question)], strict=True))


def distributed(question: str) -> tuple[str, ...]:
    """The question put to each of the two that it names; nothing where it names no two."""
    for pattern in (_PLACES, _PEOPLE):
        both = pattern.search(question)
        # "the Calder Dock and Ferry Union" is one.
        if both is not None and both["one"].startswith("the ") == both["other"].startswith("the "):
            before, after = question[: both.start()], question[both.end() :]
            return tuple(f"{before}{both['word']} {one}{after}" for one in (both["one"], both["other"]))
    return ()
