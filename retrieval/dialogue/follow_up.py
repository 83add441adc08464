"""Makes a follow-up question stand alone, from what was asked and answered before.

No model takes part: a question is changed only by the rules below, in their
order, and what a rule did is told in words. A question that has a name or a
topic of its own, and nothing in it that points back, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from retrieval.dialogue.definite import expanded
from retrieval.dialogue.earlier import Earlier, Standing
from retrieval.dialogue.ellipsis import continued
from retrieval.dialogue.matter import on_the_matter
from retrieval.dialogue.open_question import filled
from retrieval.dialogue.pointing import pointed
from retrieval.dialogue.pronouns import resolved

if TYPE_CHECKING:
    from retrieval.answer import Answer, Citation

_SPACE = re.compile(r"\s+")
LONGEST = 400
"""Code points of the longest question read as a follow-up; who writes more has said what is meant."""

MOST_TURNS = 50
"""Turns looked back on."""

_RULES: tuple[Callable[[str, Earlier], Standing | None], ...] = (
    pointed,
    continued,
    resolved,
    expanded,
    filled,
)


def stand_alone(
    question: str, turns: Sequence[tuple[str, Answer | None]], read: Callable[[Citation], str] | None = None
) -> Standing:
    """Say a question in such a way that it can be understood without what went before.

    Args:
        question: as put.
        turns: the earlier ones, oldest first: each question as it stood alone, and its answer if any.
        read: gives the text of an article cited; what stands in it is not new to the reader.
    """
    text = _SPACE.sub(" ", question).strip()
    if not turns or not text or len(text) > LONGEST:
        return Standing(text)
    earlier = Earlier(turns[-MOST_TURNS:], read)
    for rule in _RULES:
        standing = rule(text, earlier)
        if standing is not None:
            return on_the_matter(standing, earlier)
    return on_the_matter(Standing(text), earlier)


__all__ = ["Standing", "stand_alone"]
