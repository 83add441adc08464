"""A test set made of feedback: questions with what their answers must cite, or must not.

The form is that of the gate's own questions, `tests/gate_questions.json`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from bot.feedback.feedback import CHECK, Feedback


class QuestionSet(NamedTuple):
    """Questions of a gate, and how many verdicts make none."""

    questions: list[dict[str, Any]]
    left_out: int


def question_set(feedback: Iterable[Feedback]) -> QuestionSet:
    """The questions that feedback makes; of several verdicts on one question the latest counts.

    A good answer's quotations must be cited again; a good refusal must be one
    again. A bad answer's quotations must not be; a bad refusal must not be one.

    Args:
        feedback: the latest first.
    """
    questions: dict[tuple[str, str | None], dict[str, Any]] = {}
    left_out = 0
    for one in feedback:
        question = _question(one)
        key = (one.understood.casefold(), question["as_of"] if question else None)
        if question is None or key in questions:
            left_out += 1
        else:
            questions[key] = question
    return QuestionSet(list(questions.values()), left_out)


def _question(one: Feedback) -> dict[str, Any] | None:
    """None where the answer cannot be read, answers no question, or cites nothing that has an address."""
    if one.answer is None or one.origin == CHECK:
        return None
    question: dict[str, Any] = {
        "category": _category(one),
        "question": one.understood,
        "as_of": one.answer.as_of.isoformat(),
    }
    declined = one.answer.kind == "abstained"
    if declined:
        return question | ({"declined": True} if one.verdict == "good" else {})
    if one.verdict == "bad":
        return question | {"none_of": sorted({cited.quote for cited in one.evidence})}
    cites = [{"url": cited.url, "holds": cited.quote} for cited in one.evidence if cited.url]
    return question | {"cites": cites} if cites else None


def _category(one: Feedback) -> str:
    """The nearest of the gate's categories; a bad refusal is a fact that is wanted."""
    assert one.answer is not None  # noqa: S101
    if one.answer.kind == "abstained":
        return "declined" if one.verdict == "good" else "fact"
    if one.answer.conflicts:
        return "conflict"
    return "said" if any(cited.speaker for cited in one.answer.citations[:1]) else "fact"
