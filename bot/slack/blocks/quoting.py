"""Quotations as Slack shows them: who said it, when and where; the words behind a bar; what tells more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.slack.blocks.fitting import cut, divided
from bot.slack.blocks.mrkdwn import plain, plain_line
from bot.slack.blocks.rich_text import linked, quotation, section, words
from retrieval.layout import Block as Piece
from retrieval.layout import layout
from retrieval.support.markers import MARKER
from retrieval.wording import difference_in_words, side_in_words

if TYPE_CHECKING:
    from bot.slack.blocks.message import Block
    from retrieval.answer import Answer, Citation, Conflict, Side

PIECE = 2400
"""Of text in one paragraph or quotation; longer ones go on in another."""
LINE = 1000
"""Of a line beside a quotation."""


def quotations(answer: Answer, shown: Sequence[Citation], *, after: bool = False) -> Iterator[Block]:
    """The quotations of an answer, each with its lead-in.

    Args:
        answer: whose they are.
        shown: those wanted, in the order of their markers.
        after: whether something stands before them.
    """
    addresses = cited_addresses(answer)
    for n, piece in enumerate(layout(shown, (), answer.understood)):
        yield section(*([words("\n")] if (n or after) and not piece.joined else []), *_lead(piece))
        if piece.quote is not None:
            yield from quoted(piece.quote, piece.ordinal, addresses)
        for line in piece.below:
            yield from paragraphs(line)


def quoted(
    quote: str, ordinal: int | None = None, addresses: Mapping[int, str | None] | None = None
) -> Iterator[Block]:
    """A quotation, character for character, and its marker.

    Args:
        quote: of any length; a long one goes on in another paragraph behind the bar.
        ordinal: the n of its marker, if it has one.
        addresses: where the markers lead.
    """
    pieces = divided(quote, PIECE, plain)
    for n, piece in enumerate(pieces, start=1):
        marker = [words(" "), _marker(ordinal, addresses or {})] if ordinal and n == len(pieces) else []
        if plain(piece):
            yield quotation(words(piece), *marker)


def prose(text: str, answer: Answer) -> Iterator[Block]:
    """What a model wrote, each marker a link to what it cites."""
    addresses = cited_addresses(answer)
    for paragraph in filter(None, (part.strip() for part in text.split("\n\n"))):
        for piece in divided(paragraph, PIECE, plain):
            yield section(*_marked(piece, addresses))


def paragraphs(text: str) -> Iterator[Block]:
    """Text on one line, in as many paragraphs as it needs."""
    for piece in divided(plain_line(text), PIECE):
        yield section(words(piece))


def accounts(conflict: Conflict, shown: Mapping[int, str] = MappingProxyType({})) -> Iterator[Block]:
    """Accounts that differ: in what, then each, newest first.

    Args:
        conflict: between them.
        shown: the quotations that stand above already, by their markers; they are not quoted once more.
    """
    yield section(words(f"{difference_in_words(conflict.kind)}, newest first", bold=True))
    for side in conflict.sides:
        yield section(*_side(side))
        if side.ordinal is None or shown.get(side.ordinal) != side.quote:
            yield from quoted(side.quote)


def cited_addresses(answer: Answer) -> dict[int, str | None]:
    """Where each marker leads."""
    return {citation.ordinal: citation.url for citation in answer.citations}


def length(citations: Iterable[Citation]) -> int:
    """How long quotations are."""
    return sum(len(citation.quote) for citation in citations)


def _lead(piece: Piece) -> Iterator[Block]:
    """The lead-in, who is speaking in bold."""
    lead = divided(plain_line(piece.lead), LINE)[0] if plain_line(piece.lead) else "unnamed"
    who, dot, where = lead.partition(" · ")
    yield words(who, bold=True)
    if dot:
        yield words(dot + where)


def _side(side: Side) -> Iterator[Block]:
    """Which account it is; one that is not among the sources is linked here."""
    line = divided(plain_line(side_in_words(side)), LINE)
    yield words(line[0])
    if side.ordinal is None and (side.title or side.url):
        yield words(", ")
        yield linked(side.url, shortened(side.title or "read it"))


def _marked(text: str, addresses: Mapping[int, str | None]) -> Iterator[Block]:
    at = 0
    for found in MARKER.finditer(text):
        if int(found[1]) not in addresses:
            continue
        if before := text[at : found.start()]:
            yield words(before)
        yield _marker(int(found[1]), addresses)
        at = found.end()
    if rest := text[at:]:
        yield words(rest)


def _marker(ordinal: int, addresses: Mapping[int, str | None]) -> Block:
    return linked(addresses.get(ordinal), f"[{ordinal}]")


def shortened(title: str) -> str:
    """A title on one line, of a length that can be taken in."""
    return cut(plain_line(title), 200)
