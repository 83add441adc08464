"""In which order and under which headings an answer is shown, the same in every place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from retrieval.answer import Citation, Conflict
from retrieval.asking.understood import Understood
from retrieval.people.person import person_key
from retrieval.wording import (
    days_worked_out,
    difference_in_words,
    lead_in,
    side_in_words,
    support_in_words,
)

OTHERS = "Others on it:"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of an answer.

    Args:
        lead: the line above.
        quote: a quotation, byte for byte.
        ordinal: its marker.
        below: lines that tell more.
        joined: whether it belongs to the block before, without an empty line between.
        plain: whether the line above is of no more weight than the rest.
    """

    lead: str
    quote: str | None = None
    ordinal: int | None = None
    below: tuple[str, ...] = ()
    joined: bool = False
    plain: bool = False


def layout(
    citations: Sequence[Citation], conflicts: Sequence[Conflict] = (), understood: Understood | None = None
) -> list[Block]:
    """The pieces of an answer: the words asked for, what others say, and where accounts differ.

    Args:
        citations: in the order of their markers.
        conflicts: where accounts differ.
        understood: whose words are asked for, if anybody's.
    """
    own = [own_words(citation, (understood or Understood()).speakers) for citation in citations]
    # No heading where what others say does not simply follow.
    turn = own.index(False) if own == sorted(own, reverse=True) and any(own) and not all(own) else None
    blocks: list[Block] = []
    shown: set[int] = set()
    for n, citation in enumerate(citations):
        if n == turn:
            blocks.append(Block(OTHERS))
        support = "" if shown & set(citation.agrees_with) else support_in_words(citation)
        below = tuple(line for line in (days_worked_out(citation), support) if line)
        block = Block(lead_in(citation), citation.quote, citation.ordinal, below, joined=n == turn)
        blocks.append(block)
        shown.add(citation.ordinal)
    return [*blocks, *(block for conflict in conflicts for block in _sides(conflict))]


def own_words(citation: Citation, speakers: Iterable[str]) -> bool:
    """Whether a citation is in the words of one of these people."""
    return citation.speaker is not None and person_key(citation.speaker) in map(person_key, speakers)


def _sides(conflict: Conflict) -> Iterator[Block]:
    yield Block(difference_in_words(conflict.kind))
    for side in conflict.sides:
        if side.ordinal:
            yield Block(side_in_words(side), joined=True, plain=True)
        else:
            # It is not among the sources, so it is told here where to look it up.
            where = ", ".join(part for part in (f"“{side.title}”" if side.title else "", side.url) if part)
            yield Block(
                side_in_words(side), side.quote, below=(where,) if where else (), joined=True, plain=True
            )


def in_words(blocks: Sequence[Block], closing: Sequence[str] = ()) -> str:
    """The blocks as plain text, each quotation unaltered behind "> " and before its marker.

    Args:
        blocks: from `layout`.
        closing: lines that come last.
    """
    text = "".join(
        f"{'' if not n else chr(10) if block.joined else chr(10) * 2}{block_in_words(block)}"
        for n, block in enumerate(blocks)
    )
    return "\n\n".join(part for part in (text, "\n".join(closing)) if part)


def block_in_words(block: Block) -> str:
    """One block: its lead, its quotation line by line, as in a mail, and what tells more."""
    lines = [block.lead]
    if block.quote is not None:
        marker = f" [{block.ordinal}]" if block.ordinal else ""
        lines.append("\n".join(f"> {line}" for line in block.quote.split("\n")) + marker)
    return "\n".join([*lines, *block.below])
