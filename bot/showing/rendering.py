"""What is shown: for each thing a view for terminals and a plain text for pipes.

Views treat all text from articles as inert: neither markup nor escape
sequences in it act. Plain texts carry quotations byte for byte; what is
written of them is made inert by `bot.showing.screen`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

from bot.showing import wording
from bot.showing.differing_view import Differing
from bot.showing.inert import inert, one_line
from bot.showing.sources_view import source_view, sources_view
from bot.showing.tables import grid, link_style
from retrieval.layout import Block, in_words, layout
from retrieval.wording import understood_in_words

if TYPE_CHECKING:
    from retrieval.answer import Answer, Source
    from retrieval.article import Article
    from retrieval.store.withdrawals import Withdrawal
    from retrieval.story import Story

BAR = "▌ "


class Barred:
    """A block with a bar down its left side."""

    def __init__(self, block: RenderableType, style: str = "cyan") -> None:
        self.block = block
        self.style = style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        inner = options.update_width(max(1, options.max_width - len(BAR)))
        bar = Segment(BAR, console.get_style(self.style))
        for line in console.render_lines(self.block, inner, pad=False):
            yield bar
            yield from line
            yield Segment.line()


def answer_view(answer: Answer, *, closing: bool = True) -> RenderableType:
    """The answer for a terminal: quotations, sources, and what they rest on.

    Args:
        answer: the answer.
        closing: whether notes and what it rests on come last.
    """
    prose = [_prose(_said(answer)), Text()] if _has_prose(answer) else []
    return Group(*prose, footing_view(answer, closing=closing))


def footing_view(answer: Answer, *, closing: bool = True) -> RenderableType:
    """What stands below the text of an answer: quotations, sources, notes, and what it rests on."""
    parts: list[RenderableType] = []
    parts += blocks_view(layout(answer.citations, (), answer.understood))
    for conflict in answer.conflicts:
        parts += [Differing(conflict), Text()]
    if answer.kind == "abstained" and answer.nearest:
        parts += [*_nearest_view(answer.nearest, named=wording.nearest_named(answer)), Text()]
    if answer.sources:
        parts += [Text("Sources", "bold"), sources_view(answer.sources, answer.citations), Text()]
    return Group(*parts, *(Text(line, "dim") for line in wording.closing(answer) if closing))


def answer_text(answer: Answer, *, closing: bool = True) -> str:
    """The answer for a pipe; each quotation stands on its line unaltered.

    Args:
        answer: the answer.
        closing: whether notes and what it rests on come last.
    """
    blocks = [_said(answer)] if _has_prose(answer) else []
    blocks.append(blocks_text(layout(answer.citations, answer.conflicts, answer.understood)))
    if answer.kind == "abstained" and answer.nearest:
        blocks.append(_nearest_text(answer.nearest, named=wording.nearest_named(answer)))
    if answer.sources:
        blocks.append(f"Sources\n{sources_text(answer.sources)}")
    last = "\n".join(wording.closing(answer)) if closing else ""
    return "\n\n".join(filter(None, [*blocks, last]))


def _nearest_view(nearest: Source, *, named: bool) -> list[RenderableType]:
    """The nearest article; only its address where the text names it."""
    if named:
        return [Text(wording.address(nearest), link_style(nearest.url))] if nearest.url else []
    return [Text("Nearest article", "bold"), source_view(nearest)]


def _nearest_text(nearest: Source, *, named: bool) -> str:
    return wording.address(nearest) if named else f"Nearest article\n{wording.source_line(nearest)}"


def _has_prose(answer: Answer) -> bool:
    """Whether the text says more than the quotations, which are shown one by one."""
    return answer.kind != "quoted" or not answer.citations


def _said(answer: Answer) -> str:
    """The text of an answer but for how the question was understood, which comes last on a terminal."""
    read = understood_in_words(answer.understood) if answer.kind == "abstained" else ""
    return answer.text.removesuffix(f"\n\n{read}") if read else answer.text


def _prose(text: str) -> Text:
    return Text(inert(text), overflow="fold")


def blocks_view(blocks: Sequence[Block]) -> list[RenderableType]:
    """The pieces of an answer, an empty line after each that the next does not belong to."""
    parts: list[RenderableType] = []
    for n, block in enumerate(blocks):
        if n and not block.joined:
            parts.append(Text())
        parts.append(_lead_view(block))
        if block.quote is not None:
            quote = _prose(block.quote)
            quote.append(f" [{block.ordinal}]" if block.ordinal else "", "cyan")
            parts.append(Barred(quote))
        parts += [Text(one_line(line), "dim", overflow="fold") for line in block.below]
    return [*parts, Text()] if parts else []


def _lead_view(block: Block) -> Text:
    """The line above a quotation; whoever says it, and when, stands out before where it stands."""
    said, dot, place = one_line(block.lead).partition(" · ")
    lead = Text(said, "" if block.plain else "bold", overflow="fold")
    return lead.append(f"{dot}{place}", "not bold")


def blocks_text(blocks: Sequence[Block]) -> str:
    """The same for a pipe; quotations are unaltered, what stands around them is on lines of its own."""
    return in_words(
        [
            replace(block, lead=one_line(block.lead), below=tuple(map(one_line, block.below)))
            for block in blocks
        ]
    )


def sources_text(sources: Sequence[Source]) -> str:
    """The list of sources, one a line."""
    return "\n".join(map(wording.source_line, sources))


def article_view(
    article: Article,
    versions: tuple[str, ...] = (),
    story: Story | None = None,
    withdrawal: Withdrawal | None = None,
) -> RenderableType:
    """One article in full, for a terminal."""
    facts = grid(_facts(article, versions, story, withdrawal))
    return Group(Text(wording.origin(article), "bold"), facts, Text(), _prose(article.text))


def article_text(
    article: Article,
    versions: tuple[str, ...] = (),
    story: Story | None = None,
    withdrawal: Withdrawal | None = None,
) -> str:
    """One article in full, for a pipe; its text is unaltered and comes last."""
    facts = [f"{name}: {value}" for name, value in _facts(article, versions, story, withdrawal)]
    return "\n".join([wording.origin(article), *facts, "", article.text])


def _facts(
    article: Article, versions: tuple[str, ...], story: Story | None, withdrawal: Withdrawal | None
) -> list[tuple[str, str]]:
    return [
        *wording.withdrawal_rows(withdrawal),
        *wording.article_rows(article, versions),
        *wording.story_rows(article, story),
    ]
