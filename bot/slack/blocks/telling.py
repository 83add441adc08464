"""An answer's pieces as they are appended to a stream, until it is long enough for a first look."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.slack.blocks.answer_message import QUOTATIONS, SHORT
from bot.slack.blocks.closing import understood_in_words
from bot.slack.blocks.fitting import cut
from bot.slack.blocks.mrkdwn import markdown_safe, plain_line
from retrieval.layout import Block, block_in_words
from retrieval.support.markers import MARKER

if TYPE_CHECKING:
    from retrieval.answer import Citation
    from retrieval.answer_stream import Piece

LEAD = 1000
"""Of a line beside a quotation."""


class Telling:
    """What has been streamed of one answer.

    Args:
        expanded: whether it is told whole, however long it is.
    """

    def __init__(self, *, expanded: bool = False) -> None:
        self.told: set[int] = set()
        self._understood = ""
        self._room = SHORT
        self._expanded = expanded

    def understood(self, question: str) -> None:
        """Have what a follow-up was taken to ask stand before the first piece."""
        if plain_line(question):
            self._understood = f"{markdown_safe(understood_in_words(question))}\n\n"

    def markdown(self, piece: Piece) -> str:
        """The piece, or as much of it as a first look takes in; the rest is behind "More".

        `told` has the markers of the quotations that were told.
        """
        told = self._piece(piece)
        if told and self._understood:
            told, self._understood = self._understood + told, ""
        return told

    def _piece(self, piece: Piece) -> str:
        quoted = list(_quotations(piece))
        if not quoted:
            return piece_markdown(piece)
        parts = []
        for lead, citation, below in quoted:
            self._room -= len(citation.quote)
            full = len(self.told) == QUOTATIONS or self._room < 0
            if full and self.told and not self._expanded:
                self._room = -1
                break
            self.told.add(citation.ordinal)
            parts.append(_quotation(lead, citation, below))
        return "".join(parts)


def piece_markdown(piece: Piece) -> str:
    """A piece whole, as Markdown that is appended to what was told before.

    Nothing in it is a link: sources follow the text.
    """
    quoted = [_quotation(*parts) for parts in _quotations(piece)]
    return "".join(quoted) or _sentence(piece)


def _quotations(piece: Piece) -> Iterator[tuple[str, Citation, str]]:
    """Lead-in, citation and what tells more, for each quotation the text sets off; none in prose."""
    rest = piece.text
    found: list[tuple[str, Citation, str]] = []
    for citation in piece.citations:
        set_off = block_in_words(Block("", citation.quote, citation.ordinal))
        before, there, after = rest.partition(set_off)
        if not there:
            return
        lead = before.rpartition("\n\n")[2] if found else before
        found.append((lead, citation, after.partition("\n\n")[0]))
        rest = after
    yield from found


def _quotation(lead: str, citation: Citation, below: str) -> str:
    told = "  \n".join(_bold(line) for line in lead.split("\n") if plain_line(line))
    quote = "\n".join(f"> {line}" for line in markdown_safe(citation.quote).split("\n"))
    after = "  \n".join(_line(line) for line in below.split("\n") if plain_line(line))
    return "".join(f"{part}\n\n" for part in (told, f"{quote} [{citation.ordinal}]", after) if part)


def _sentence(piece: Piece) -> str:
    """Prose; only its own markers stand as such."""
    cited = {citation.ordinal for citation in piece.citations}
    parts, at = [], 0
    for found in MARKER.finditer(piece.text):
        if int(found[1]) in cited:
            parts += [markdown_safe(piece.text[at : found.start()]), found[0]]
            at = found.end()
    return "".join([*parts, markdown_safe(piece.text[at:])]).strip() + " "


def _bold(lead: str) -> str:
    """A lead-in, who is speaking in bold."""
    who, dot, where = cut(plain_line(lead), LEAD).partition(" · ")
    return f"**{markdown_safe(who)}**" + (markdown_safe(dot + where) if dot else "")


def _line(text: str) -> str:
    return markdown_safe(cut(plain_line(text), LEAD))
