"""A check of a message as an answer: the claims are its question, what was found is its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

from bot.slack.blocks.check_message import verdict
from retrieval.answer import Answer, Citation, Source

if TYPE_CHECKING:
    from retrieval.accounts.claim_check import ClaimCheck

_FACTS = {"article_id", "version", "outlet", "title", "url", "published", "published_precision", "kind"}


def claim_answer(checks: Sequence[ClaimCheck]) -> Answer:
    """The answer that a check is kept as, so that it can be judged and told again.

    Its confidence is the share of the claims on which anything was found.

    Args:
        checks: at least one, in the order of the message.
    """
    numbers = count(1)
    told, cited = [], []
    for check in checks:
        numbered = [one.model_copy(update={"ordinal": next(numbers)}) for one in _evidence(check)]
        markers = "".join(f" [{one.ordinal}]" for one in numbered)
        told.append(f"{verdict(check)}: “{check.claim}”{markers}")
        cited += numbered
    return Answer(
        question="\n".join(check.claim for check in checks),
        kind="quoted" if cited else "abstained",
        text="\n\n".join(told),
        confidence=sum(1 for check in checks if any(_evidence(check))) / len(checks),
        citations=tuple(cited),
        sources=tuple(_sources(cited)),
        as_of=datetime.now(UTC).date(),
    )


def _evidence(check: ClaimCheck) -> tuple[Citation, ...]:
    return (*check.supporting, *check.opposing)


def _sources(cited: Iterable[Citation]) -> Iterator[Source]:
    by_article: dict[str, list[Citation]] = {}
    for one in cited:
        by_article.setdefault(one.article_id, []).append(one)
    for mine in by_article.values():
        yield Source(
            **mine[0].model_dump(include=_FACTS),
            ordinals=tuple(one.ordinal for one in mine),
            passages=len({one.passage_id for one in mine}),
        )
