"""An answer as it is posted: first what answers, then sources, then small print.

Long answers are shown in short at first; `in_short` tells what is long.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from bot.slack.blocks import closing
from bot.slack.blocks.decline_message import decline_message
from bot.slack.blocks.fitting import TEXT, cut, grouped, messages, within
from bot.slack.blocks.mrkdwn import escaped, plain_line
from bot.slack.blocks.quoting import accounts, prose, quotations
from bot.slack.blocks.rich_text import rich_text
from bot.slack.blocks.sourcing import sources
from retrieval.wording import lead_in

if TYPE_CHECKING:
    from bot.slack.blocks.decline_message import Searched
    from bot.slack.blocks.message import Block, Message
    from retrieval.answer import Answer, Citation

SHORT = 1200
"""Characters of prose and quotations that a first look takes in."""
QUOTATIONS = 4
"""So many quotations at most in a short answer."""


def answer_messages(
    answer: Answer,
    key: str,
    *,
    understood: str | None = None,
    expanded: bool = False,
    searched: Searched | None = None,
) -> list[Message]:
    """A complete answer, as it is posted without streaming; more than one message only where it is too long.

    Args:
        answer: quoted, written, or one that declines.
        key: of the question; at most 255 characters.
        understood: what a follow-up was taken to ask, if anything was read into it.
        expanded: whether all quotations are shown.
        searched: what the library holds, for an answer that declines.
    """
    if answer.kind == "abstained":
        return decline_message(answer, key, understood=understood, searched=searched)
    ahead = answer.text if answer.kind == "written" else ""
    shown = answer.citations if expanded else in_short(answer.citations, ahead)
    elements = [*(prose(ahead, answer) if ahead else ()), *quotations(answer, shown, after=bool(ahead))]
    body = [
        *closing.understood_as(understood),
        *(rich_text(run) for run in grouped(elements)),
        *_below(answer, shown),
    ]
    if not expanded:
        body = _shortened(body, key, len(answer.citations) - len(shown))
    return messages([*body, closing.feedback(key)], fallback(answer))


def closing_blocks(answer: Answer, key: str, *, told: Collection[int] = ()) -> tuple[Block, ...]:
    """What follows the streamed text of an answer, within one message.

    Args:
        answer: the whole of it.
        key: of the question; at most 255 characters.
        told: markers of the quotations that were streamed (`Telling.told`).
    """
    rest = [citation for citation in answer.citations if citation.ordinal not in told]
    ahead = answer.text if answer.kind == "written" else ""
    now = in_short(rest, ahead) if ahead else []
    shown = [c for c in answer.citations if c.ordinal in told or c in now]
    body = [*(rich_text(run) for run in grouped(quotations(answer, now))), *_below(answer, shown)]
    return (*_shortened(body, key, len(answer.citations) - len(shown)), closing.feedback(key))


def in_short(citations: Sequence[Citation], prose: str = "") -> Sequence[Citation]:
    """The quotations that a short answer shows: in order, while there is room for them.

    All that stands is within 1,200 characters and four quotations, but for the
    first quotation where there is no prose.

    Args:
        citations: in the order of their markers.
        prose: what is shown before them.
    """
    room = SHORT - len(prose)
    for n, citation in enumerate(citations):
        room -= len(citation.quote)
        if n == QUOTATIONS or (room < 0 and (n or prose)):
            return citations[:n]
    return citations


def fallback(answer: Answer) -> str:
    """What a notification tells: the answer in a few lines of mrkdwn."""
    if answer.kind == "quoted" and answer.citations:
        told = "\n".join(f"{lead_in(c)}: “{plain_line(c.quote)}”" for c in in_short(answer.citations))
    else:
        told = answer.text
    return escaped(cut(told, TEXT, escaped)) or "An answer"


def _below(answer: Answer, shown: Sequence[Citation]) -> Iterator[Block]:
    """Differing accounts, sources, small print."""
    above = {citation.ordinal: citation.quote for citation in shown}
    for conflict in answer.conflicts:
        yield from (rich_text(run) for run in grouped(accounts(conflict, above)))
    markers = {c.ordinal for c in (answer.citations if answer.kind == "written" else shown)}
    yield from (rich_text(run) for run in grouped(sources(answer, markers)))
    yield from closing.footing(answer)


def _shortened(body: Sequence[Block], key: str, left: int) -> list[Block]:
    """As much as one message takes, and a button for the rest."""
    kept = within(body)
    return [*kept, closing.more(key, left)] if left or len(kept) < len(body) else kept
