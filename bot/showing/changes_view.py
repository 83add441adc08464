"""Versions and what changed between them: red and green on a terminal, "- " and "+ " in a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from bot.showing.inert import inert, one_line
from bot.showing.wording import count

if TYPE_CHECKING:
    from datetime import datetime

    from bot.facade.history import Version
    from retrieval.changes import Changes

_STYLES = {"- ": "red", "+ ": "green", "  ": "dim"}


def versions_view(versions: Sequence[Version]) -> RenderableType:
    """The versions, for a terminal."""
    lines: list[Text] = []
    for version in versions:
        line = Text(version.version, "cyan", overflow="fold").append(f"  {_dated(version)}", "none")
        lines.append(line.append(f"  {one_line(version.title or 'untitled')}", "dim"))
        lines += [Text(f"    {one_line(notice.text)}", "yellow") for notice in version.notices]
    return Group(*lines)


def versions_text(versions: Sequence[Version]) -> str:
    """The versions, one a line between tabs, each notice on a line of its own under it."""
    lines = []
    for version in versions:
        lines.append("\t".join((version.version, _dated(version), one_line(version.title or "untitled"))))
        lines += [f"\t{notice.kind}\t{one_line(notice.text)}" for notice in version.notices]
    return "\n".join(lines)


def changes_view(changes: Changes) -> RenderableType:
    """What changed, for a terminal."""
    lines = [Text(f"{changes.old} → {changes.new}", "bold")]
    for mark, text in _lines(changes):
        # A sentence over two lines has its sign before both, or one of them could pass for another.
        shown = "\n".join(mark + line for line in inert(text).split("\n"))
        lines.append(Text(shown, _STYLES[mark], overflow="fold"))
    return Group(*lines)


def changes_text(changes: Changes) -> str:
    """What changed, for a pipe; each line of a sentence stands after its sign."""
    lines = [f"--- {changes.old}", f"+++ {changes.new}"]
    return "\n".join([*lines, *(mark + line for mark, text in _lines(changes) for line in text.split("\n"))])


def _lines(changes: Changes) -> Iterator[tuple[str, str]]:
    if changes.title is not None:
        old, new = changes.title
        yield "- ", f"headline: {one_line(old or 'untitled')}"
        yield "+ ", f"headline: {one_line(new or 'untitled')}"
    for kept, run in groupby(changes.sentences, key=lambda change: change.kind == "kept"):
        if kept:
            yield "  ", f"({count(len(list(run)), 'sentence')} unchanged)"
            continue
        for change in run:
            if change.old is not None:
                yield "- ", change.old.text
            if change.new is not None:
                yield "+ ", change.new.text


def _dated(version: Version) -> str:
    """The date that tells versions apart: of the update, else of publication, else when it was taken in."""
    if version.modified is not None:
        return f"modified {_minute(version.modified)}"
    if version.published is not None:
        known = {"year": 4, "month": 7, "day": 10}.get(version.published_precision or "", 16)
        return f"published {_minute(version.published)[:known]}"
    return f"taken in {_minute(version.taken_in)}" if version.taken_in is not None else "undated"


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
