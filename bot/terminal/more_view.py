"""Further sentences that were found and not quoted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from bot.showing import wording
from bot.showing.inert import inert
from bot.showing.rendering import Barred

if TYPE_CHECKING:
    from retrieval.explanation import SentenceReasons


def more_view(numbered: Mapping[int, SentenceReasons]) -> RenderableType:
    """The sentences for a terminal, each under its source."""
    parts: list[RenderableType] = []
    for n, one in numbered.items():
        quote = Text(inert(one.quote), overflow="fold").append(f" [{n}]", "cyan")
        parts += [Text(wording.origin(one), overflow="fold"), Barred(quote), Text()]
    return Group(*parts[:-1])


def more_text(numbered: Mapping[int, SentenceReasons]) -> str:
    """The sentences for a pipe, each unaltered on lines of its own."""
    blocks = []
    for n, one in numbered.items():
        quoted = "\n".join(f"> {line}" for line in one.quote.split("\n"))
        blocks.append(f"{wording.origin(one)}\n{quoted} [{n}]")
    return "\n\n".join(blocks)
