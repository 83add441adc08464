"""Makes a follow-up question stand alone, from what was asked and answered before.

No model takes part here (`rewriting` has one): a question is changed only by the rules below, in their
order, and what a rule did is told in words. A question that has a name or a
topic of its own, and nothing in it that points back, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from retrieval.dialogue.definite import expanded
from retrieval.dialogue.earlier import Earlier, Standing
from retrieval.dialogue.ellipsis import continued
from retrieval.dialogue.matter import on_the_matter
from retrieval.dialogue.open_question import filled
from retrieval.dialogue.pointing import pointed
from retrieval.dialogue.pronouns import resolved
from retrieval.dialogue.whole import is_whole

if TYPE_CHECKING:
    from retrieval.answer import Answer, Citation

_SPACE = re.compile(r"\s+")
_FIGURE = re.compile(r"\d+")
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


class Reading(NamedTuple):
    """How a question is read by the rules.

    Args:
        standing: made to stand alone.
        sure: whether no other reading need be looked for: the question is whole, or points at
            an answer by its number, or asks for days that were counted.
    """

    standing: Standing
    sure: bool


def stand_alone(
    question: str, turns: Sequence[tuple[str, Answer | None]], read: Callable[[Citation], str] | None = None
) -> Standing:
    """Say a question in such a way that it can be understood without what went before.

    Args:
        question: as put.
        turns: the earlier ones, oldest first: each question as it stood alone, and its answer if any.
        read: gives the text of an article cited; what stands in it is not new to the reader.
    """
    return read_follow_up(question, turns, read).standing


def read_follow_up(
    question: str, turns: Sequence[tuple[str, Answer | None]], read: Callable[[Citation], str] | None = None
) -> Reading:
    """Make a question stand alone, and tell whether that leaves a doubt; arguments as for `stand_alone`."""
    text = _SPACE.sub(" ", question).strip()
    if not turns or not text or len(text) > LONGEST:
        return Reading(Standing(text), sure=True)
    earlier = Earlier(turns[-MOST_TURNS:], read)
    for rule in _RULES:
        found = rule(text, earlier)
        if found is not None:
            standing = on_the_matter(found, earlier)
            sure = rule is pointed or bool(_counted(standing.text, text, earlier))
            return Reading(standing, sure)
    standing = on_the_matter(Standing(text), earlier)
    return Reading(standing, sure=not standing.changed and is_whole(text))


def _counted(standing: str, question: str, earlier: Earlier) -> set[str]:
    """The figures that are in neither question: those of days that were counted."""
    return set(_FIGURE.findall(standing)) - set(_FIGURE.findall(f"{question} {earlier.question}"))


__all__ = ["Reading", "Standing", "read_follow_up", "stand_alone"]
