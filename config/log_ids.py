"""Which run of a command, and which question, a line of the log belongs to.

    with asking(place="chat"):
        ...  # every line of the log carries the question's id, in threads and tasks begun here too

A question has one id wherever it is met: in Slack it is the key under which the ledger and the
feedback know the question. Ids are random, or a digest, and tell nothing of what was asked.
"""

from __future__ import annotations

import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from functools import wraps
from typing import NamedTuple, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")

_BYTES = 8
"""Of an id: 16 hexadecimal digits, as many as the key of a question from Slack has."""
_MARK = "newsdesk_question"
"""Under this name an error carries the id of the question on which it was raised."""


class Asked(NamedTuple):
    """A question being answered.

    Args:
        id: of it.
        place: where it was asked: "ask", "chat", "slack" or "python".
        begun: when its answer was begun, on `time.monotonic`.
        counts: what happened on the way, as `happened` counts it.
    """

    id: str
    place: str
    begun: float
    counts: Counter[str]


def _begun(id: str | None, place: str) -> Asked:
    return Asked(id or new_id(), place, time.monotonic(), Counter())


_asked: ContextVar[Asked | None] = ContextVar("newsdesk_question", default=None)
_run = os.urandom(_BYTES).hex()


def new_id() -> str:
    """An id that nothing has had."""
    return os.urandom(_BYTES).hex()


def begin_run() -> str:
    """From now on lines are of a new run; its id."""
    global _run  # noqa: PLW0603  # a run is one of the whole process
    _run = new_id()
    return _run


def run_id() -> str:
    """The id of the present run; a process that begins none is one run."""
    return _run


def asked() -> Asked | None:
    """The question that is being answered here; None where none is."""
    return _asked.get()


def question_id() -> str | None:
    """Its id."""
    found = _asked.get()
    return found.id if found else None


def question_of(error: BaseException) -> str | None:
    """The id of the question on which an error was raised; None where it was on none."""
    return getattr(error, _MARK, None)


def happened(**counts: int) -> None:
    """Count something about the question being answered, such as `left_out=2`; numbers only."""
    found = _asked.get()
    if found is not None:
        found.counts.update(counts)


@contextmanager
def asking(id: str | None = None, place: str = "python") -> Iterator[Asked]:
    """Have all that is done inside belong to a question; not to be left open over a `yield`.

    Args:
        id: of the question; where it is None, the question already being answered goes on,
            or a new one begins.
        place: where it was asked.
    """
    going_on = _asked.get() if id is None else None
    found = going_on or _begun(id, place)
    token = _asked.set(found)
    try:
        yield found
    except Exception as error:
        _mark(error, found.id)
        raise
    finally:
        _asked.reset(token)


def as_question(act: Callable[P, R]) -> Callable[P, R]:
    """Have a function's work belong to a question."""

    @wraps(act)
    def wrapped(*args: P.args, **named: P.kwargs) -> R:
        with asking():
            return act(*args, **named)

    return wrapped


def as_question_told(
    tell: Callable[P, Generator[T, None, R]],
) -> Callable[P, Generator[T, None, R]]:
    """Have a generator's work belong to a question, whoever reads it on and wherever it is closed.

    Its steps are run in a context of their own, so that between them the reader's own is as it was.
    """

    @wraps(tell)
    def wrapped(*args: P.args, **named: P.kwargs) -> Generator[T, None, R]:
        context = copy_context()
        context.run(_go_on)
        return _stepped(context, tell(*args, **named))

    return wrapped


def _go_on() -> None:
    if _asked.get() is None:
        _asked.set(_begun(None, "python"))


def _stepped(context: Context, told: Generator[T, None, R]) -> Generator[T, None, R]:
    try:
        while True:
            try:
                event = context.run(next, told)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            yield event
    except Exception as error:
        found = context[_asked]
        _mark(error, found.id if found else None)
        raise
    finally:
        context.run(told.close)


def _mark(error: Exception, id: str | None) -> None:
    if id is not None and question_of(error) is None:
        setattr(error, _MARK, id)


class WithIds(logging.Filter):
    """Notes on each record the ids of its run and its question; for any handler, ours have it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through."""
        record.run_id = getattr(record, "run_id", _run)
        found = question_id()
        if found is not None and not hasattr(record, "question_id"):
            record.question_id = found
        return True
