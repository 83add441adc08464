"""What became of a question: noted in the log, without a word of it."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing
from typing import TYPE_CHECKING, Literal, NamedTuple

from config.log_ids import asked, question_id
from config.tracing import Span, span
from retrieval.answer import Answer
from retrieval.answer_stream import Done, Event

if TYPE_CHECKING:
    from retrieval.accounts.claim_check import ClaimCheck

log = logging.getLogger(__name__)

CHECK = "check"
"""The place of claims that are checked, wherever that was asked for."""

Kind = Literal["quoted", "written", "abstained", "failed", "stopped"]


class Outcome(NamedTuple):
    """What became of a question.

    Args:
        place: where it was asked.
        kind: of the answer, or that there is none.
        seconds: from the beginning until it was there.
        counts: numbers of what happened on the way.
        reason: the kind of the error where it failed.
    """

    place: str
    kind: Kind
    seconds: float
    counts: dict[str, int]
    reason: str = ""


def noted(
    events: Generator[Event, None, None], tell: Callable[[Outcome], None]
) -> Generator[Event, None, None]:
    """The events of an answer; its end is noted in the log.

    Args:
        events: of one answer.
        tell: is told of the end as well.
    """
    kind: Kind = "stopped"
    reason = ""
    done: Done | None = None
    with span("question", question_id=question_id()) as traced:
        try:
            with closing(events):
                for event in events:
                    if isinstance(event, Done):
                        done, kind = event, event.answer.kind
                        break
                    yield event
        except Exception as error:
            from retrieval.drafting.reply import StoppedError

            if not isinstance(error, StoppedError):
                kind, reason = "failed", type(error).__name__
            raise
        finally:
            _note(_outcome(kind, done.answer if done else None, reason), tell, traced)
    # Whoever has the answer may leave at once: by now all of it is noted.
    if done is not None:
        yield done


def checks_noted(
    checks: Generator[ClaimCheck, None, None], tell: Callable[[Outcome], None]
) -> Generator[ClaimCheck, None, None]:
    """The checks of the claims of one text; their end is noted as that of a question of a place of its own.

    Args:
        checks: claim by claim.
        tell: as `noted` has it.
    """
    kind: Kind = "stopped"
    reason = ""
    counts: Counter[str] = Counter()
    with span("claims", question_id=question_id()) as traced:
        try:
            with closing(checks):
                for check in checks:
                    counts["claims"] += 1
                    counts["citations"] += len(check.supporting) + len(check.opposing)
                    yield check
            kind = "quoted" if counts["citations"] else "abstained"
        except Exception as error:
            kind, reason = "failed", type(error).__name__
            raise
        finally:
            found = _outcome(kind, None, reason)
            _note(found._replace(place=CHECK, counts={**found.counts, **counts}), tell, traced)


def _outcome(kind: Kind, answer: Answer | None, reason: str = "") -> Outcome:
    question = asked()
    assert question is not None  # noqa: S101  # whoever asks has begun one
    counts = dict(question.counts)
    if answer is not None:
        counts |= {"citations": len(answer.citations), "sources": len(answer.sources)}
        if answer.usage is not None and answer.usage.cached:
            counts["cached"] = 1
    return Outcome(question.place, kind, time.monotonic() - question.begun, counts, reason)


def _note(outcome: Outcome, tell: Callable[[Outcome], None], traced: Span) -> None:
    facts = {"kind": outcome.kind, "place": outcome.place, "duration": round(outcome.seconds, 3)}
    reason = {"reason": outcome.reason} if outcome.reason else {}
    log.info("a question has ended", extra={**facts, **reason, "counts": outcome.counts})
    traced.set(kind=outcome.kind, place=outcome.place, **outcome.counts)
    tell(outcome)
