"""Lists and tables: articles, the state of the library, what was checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.showing import wording
from bot.showing.inert import link, one_line

if TYPE_CHECKING:
    from bot.status import Check, Status
    from ingestion.preview import Preview
    from retrieval.article import Article


def articles_view(articles: Sequence[Article]) -> RenderableType:
    """A list of articles, for a terminal; the ids are short but enough to tell these apart."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for short, article in zip(short_ids([a.id for a in articles]), articles, strict=True):
        told = Text(one_line(article.title or "untitled"), link_style(article.url))
        told = Text.assemble(told, (f" · {wording.outlet_in_words(article)}", "dim"))
        table.add_row(Text(one_line(short)), Text(wording.published_briefly(article)), told)
    return table


def articles_text(articles: Sequence[Article]) -> str:
    """A list of articles, one a line: id, date, outlet, title and address between tabs."""
    return "\n".join(
        "\t".join(
            (
                one_line(a.id),
                wording.published_briefly(a),
                wording.outlet_in_words(a),
                one_line(a.title or "untitled"),
                wording.address(a),
            )
        )
        for a in articles
    )


def preview_view(preview: Preview) -> RenderableType:
    """What an ingest would take in, for a terminal."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for one in preview.articles:
        told = Text(one_line(one.title or one.item))
        told.append(f" · {one_line(one.item)}" if one.title else "", "dim")
        table.add_row(Text(one.state, "dim" if one.state == "known" else "cyan"), told)
    return table


def preview_text(preview: Preview) -> str:
    """What an ingest would take in, one a line: new, changed or known, where it is, and its title."""
    return "\n".join(
        "\t".join((one.state, one_line(one.item), one_line(one.title or "untitled")))
        for one in preview.articles
    )


def short_ids(ids: Sequence[str], least: int = 8) -> list[str]:
    """Beginnings of the ids, all of one length, at least `least`, that differ as the ids do."""
    longest = max(map(len, ids), default=0)
    size = next((n for n in range(least, longest) if len({i[:n] for i in ids}) == len(set(ids))), longest)
    return [i[:size] for i in ids]


def status_view(status: Status) -> RenderableType:
    """The state of the library, for a terminal."""
    return grid(wording.status_rows(status))


def status_text(status: Status) -> str:
    """The state of the library, for a pipe."""
    return "\n".join(f"{name}: {value}" for name, value in wording.status_rows(status))


def checks_view(checks: Sequence[Check]) -> RenderableType:
    """What was checked, for a terminal."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for check in checks:
        mark = Text("✓", "green") if check.ok else Text("✗", "bold red")
        told = Text(one_line(check.name), "bold").append(f"  {one_line(check.detail)}", "none")
        table.add_row(mark, told)
        if check.mend and not check.ok:
            table.add_row("", Text(f"→ {one_line(check.mend)}"))
    return table


def checks_text(checks: Sequence[Check]) -> str:
    """What was checked, for a pipe."""
    lines = []
    for check in checks:
        lines.append(f"{'ok' if check.ok else 'FAILED'}: {one_line(check.name)}: {one_line(check.detail)}")
        if check.mend and not check.ok:
            lines.append(f"  to mend: {one_line(check.mend)}")
    return "\n".join(lines)


def link_style(url: str | None) -> Style:
    """A link to click on, for an address a terminal may be given; plain for any other."""
    target = link(url)
    return Style(underline=True, link=target) if target else Style()


def grid(rows: Sequence[tuple[str, str]]) -> Table:
    """Facts under one another, names to the left."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(Text(name), Text(value))
    return table
