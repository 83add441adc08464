"""Names of what can be pressed; the value of each is the key of the question it belongs to."""

from __future__ import annotations

from typing import Final

FEEDBACK: Final = "feedback"
MORE: Final = "more"
SHARE: Final = "share"
SOURCE: Final = "source"
ASK: Final = "ask"
"""Begins the names of the questions on the Home tab, "ask:0" and on; their value is the question."""

HELPFUL: Final = "helpful"
NOT_HELPFUL: Final = "not_helpful"


def feedback_value(verdict: str, key: str) -> str:
    """The value of a feedback button: what is thought, and of which question.

    Args:
        verdict: `HELPFUL` or `NOT_HELPFUL`.
        key: of the question.
    """
    return f"{verdict}:{key}"


def read_feedback(value: str) -> tuple[bool, str] | None:
    """Whether it helped, and the key of the question; None where it is no such value."""
    verdict, colon, key = value.partition(":")
    if not colon or verdict not in (HELPFUL, NOT_HELPFUL):
        return None
    return verdict == HELPFUL, key
