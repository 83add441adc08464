"""What is shown: for each thing a view for terminals and a plain text for pipes.

Views treat all text from articles as inert: neither markup nor escape
sequences in it act. Plain texts carry quotations byte for byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

from bot import wording
from bot.inert import inert, one_line
from bot.tables import grid, link_style

if TYPE_CHECKING:
    from retrieval.answer import Answer, Citation, Source
    from retrieval.article import Article
    from retrieval.story import Story
    from retrieval.withdrawals import Withdrawal

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


def answer_view(answer: Answer) -> RenderableType:
    """The answer for a terminal: quotations, sources, and what they rest on."""
    prose = [_prose(answer.text), Text()] if _has_prose(answer) else []
    return Group(*prose, footing_view(answer))


def footing_view(answer: Answer) -> RenderableType:
    """What stands below the text of an answer: quotations, sources, notes, and what it rests on."""
    parts: list[RenderableType] = []
    for citation in answer.citations:
        parts += [Text(wording.lead_in(citation), "bold"), _quote_view(citation), Text()]
    if answer.kind == "abstained" and answer.nearest:
        parts += [Text("Nearest article", "bold"), _source_view(answer.nearest), Text()]
    if answer.sources:
        parts += [Text("Sources", "bold"), sources_view(answer.sources), Text()]
    notes = [Text(one_line(note), "yellow") for note in answer.notes]
    return Group(*parts, *notes, Text(wording.footing(answer), "dim"))


def answer_text(answer: Answer) -> str:
    """The answer for a pipe; each quotation stands on its line unaltered."""
    blocks = [answer.text] if _has_prose(answer) else []
    blocks += [f"{wording.lead_in(c)}\n{_quote_text(c)}" for c in answer.citations]
    if answer.kind == "abstained" and answer.nearest:
        blocks.append(f"Nearest article\n{wording.source_line(answer.nearest)}")
    if answer.sources:
        blocks.append(f"Sources\n{sources_text(answer.sources)}")
    blocks += [one_line(note) for note in answer.notes]
    return "\n\n".join([*blocks, wording.footing(answer)])


def _has_prose(answer: Answer) -> bool:
    """Whether the text says more than the quotations, which are shown one by one."""
    return answer.kind != "quoted" or not answer.citations


def _prose(text: str) -> Text:
    return Text(inert(text), overflow="fold")


def _quote_view(citation: Citation) -> Barred:
    quote = _prose(citation.quote)
    quote.append(f" [{citation.ordinal}]", "cyan")
    return Barred(quote)


def _quote_text(citation: Citation) -> str:
    # A quotation that runs over lines is quoted line by line, as in a mail.
    return "\n".join(f"> {line}" for line in citation.quote.split("\n")) + f" [{citation.ordinal}]"


def sources_view(sources: Sequence[Source]) -> RenderableType:
    """The list of sources, each with its markers and an address to click on."""
    return Group(*map(_source_view, sources))


def sources_text(sources: Sequence[Source]) -> str:
    """The list of sources, one a line."""
    return "\n".join(map(wording.source_line, sources))


def _source_view(source: Source) -> Text:
    line = Text(overflow="fold")
    if source.ordinals:
        line.append(f"{wording.markers(source)} ", "cyan")
    line.append(wording.origin(source))
    if source.url:
        line.append(", ").append(wording.address(source), link_style(source.url))
    if weight := wording.weight(source):
        line.append(f" {weight}", "dim")
    if also := wording.also(source):
        line.append(f", {also}", "dim")
    return line


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
