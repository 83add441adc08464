"""Statements and speakers as they are shown: for a terminal, and exact for a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.showing import wording
from bot.showing.inert import inert, one_line
from bot.showing.rendering import Barred
from bot.showing.tables import link_style
from retrieval.saying.statements import by_sentence
from retrieval.wording import day_in_words, published_in_words

if TYPE_CHECKING:
    from retrieval.saying.speaker import Speaker
    from retrieval.statement import Statement

Said = list["Statement"]
"""The stretches of one sentence that are given to one person; at least one."""


def statements_view(found: Sequence[Statement]) -> RenderableType:
    """Who said what, for a terminal: what was said stands out in its sentence."""
    parts: list[RenderableType] = []
    for said in by_sentence(found):
        parts += [_heading_view(said), Barred(_sentence_view(said)), _place_view(said[0]), Text()]
    return Group(*parts[:-1])


def statements_text(found: Sequence[Statement]) -> str:
    """Who said what, for a pipe; each sentence stands on its line unaltered."""
    return "\n\n".join(_block(said) for said in by_sentence(found))


def speakers_view(found: Sequence[Speaker]) -> RenderableType:
    """Who speaks and how often, for a terminal."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for one in found:
        name = Text(one_line(one.name))
        if one.spelled:
            name.append(f" · {', '.join(map(one_line, one.spelled))}", "dim")
        table.add_row(f"{one.statements:,}", one.latest.isoformat() if one.latest else "undated", name)
    return table


def speakers_text(found: Sequence[Speaker]) -> str:
    """Who speaks, one a line: how often, the latest day, the name and its other spellings between tabs."""
    return "\n".join(
        "\t".join(
            (
                str(one.statements),
                one.latest.isoformat() if one.latest else "undated",
                one_line(one.name),
                *map(one_line, one.spelled),
            )
        )
        for one in found
    )


def _heading_view(said: Said) -> Text:
    who, *facts = _facts(said)
    return Text.assemble((who, "bold"), "".join(f" · {fact}" for fact in facts))


def _sentence_view(said: Said) -> Text:
    """The sentence, with what only leads to what was said dimmed."""
    one = said[0]
    shown, at = Text(overflow="fold"), one.sentence_start
    for start, end in _stretches(said):
        shown.append(inert(one.sentence[at - one.sentence_start : start - one.sentence_start]), "dim")
        shown.append(inert(one.sentence[start - one.sentence_start : end - one.sentence_start]), "bold")
        at = end
    return shown.append(inert(one.sentence[at - one.sentence_start :]), "dim")


def _stretches(said: Said) -> list[tuple[int, int]]:
    """Where in the text what was said stands, in order, none overlapping and none outside the sentence."""
    found: list[tuple[int, int]] = []
    for one in sorted(said, key=lambda one: one.start):
        start = max(one.start, one.sentence_start, found[-1][1] if found else 0)
        end = min(one.end, one.sentence_end)
        if start < end:
            found.append((start, end))
    return found


def _place_view(one: Statement) -> Text:
    shown = Text(overflow="fold")
    if one.url:
        shown.append(wording.address(one), link_style(one.url))
    if also := wording.also(one):
        shown.append(f", {also}" if one.url else also, "dim")
    return shown


def _block(said: Said) -> str:
    one = said[0]
    # A sentence that runs over lines is quoted line by line, as in a mail.
    quoted = [f"> {line}" for line in one.sentence.split("\n")]
    place = ", ".join(part for part in (wording.address(one), wording.also(one)) if part)
    return "\n".join([" · ".join(_facts(said)), *quoted, *([place] if place else [])])


def _facts(said: Said) -> list[str]:
    """Who and when, how and to whom, directly or not, and where it stands."""
    one = said[0]
    who = one_line(one.name or one.speaker or "unnamed")
    day = f"{one.said_on:%A} {day_in_words(one.said_on)}" if one.said_on else ""
    published = published_in_words(one)
    outlet = wording.outlet_in_words(one)
    # The day of publication stands beside the outlet where it is not the day on which it was said.
    place = outlet if day.endswith(f" {published}") else f"{outlet}, {published}"
    how = " ".join(one_line(part) for part in (one.cue, _addressed(one)) if part)
    direct = "direct" if any(part.direct for part in said) else "reported"
    kind = "" if one.kind == "news" else one.kind
    return [part for part in (", ".join(filter(None, (who, day))), how, direct, kind, place) if part]


def _addressed(one: Statement) -> str:
    """To whom it was said, with the "to" that may stand before them."""
    return f"to {one.to}" if one.to and f" to {one.to}" in one.sentence else one.to or ""
