"""Dates, outlets and lead-ins in words, the same in every place an answer is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from retrieval.answer import Citation, ConflictKind, Side, Source
    from retrieval.article import Article, Kind
    from retrieval.asking.understood import Days, Understood
    from retrieval.statement import Statement
    from retrieval.story import StoryArticle

    Published = Citation | Source | Side | Article | Statement | StoryArticle
    """Whatever has an outlet and a date."""

_KINDS: dict[Kind, str] = {
    "opinion": "opinion",
    "analysis": "analysis",
    "live": "live page",
    "release": "press release",
}
_DIFFER: dict[ConflictKind, str] = {
    "figure": "Accounts differ on a figure",
    "date": "Accounts differ on a date",
    "name": "Accounts differ on a name",
    "negation": "Accounts differ on whether it is so",
}


def day_in_words(on: date) -> str:
    """As in "2 January 2022"."""
    return f"{on.day} {on:%B} {on.year}"


def weekday_in_words(on: date) -> str:
    """As in "Sunday 2 January 2022"."""
    return f"{on:%A} {day_in_words(on)}"


def days_in_words(days: Days) -> str:
    """As in "on 2 January 2022", "from 20 December 2021 to 1 January 2022", "since 3 March 2024"."""
    if days.start and days.end:
        if days.start == days.end:
            return f"on {day_in_words(days.start)}"
        return f"from {day_in_words(days.start)} to {day_in_words(days.end)}"
    if days.start:
        return f"since {day_in_words(days.start)}"
    return f"until {day_in_words(days.end)}" if days.end else f"for “{days.text}”"


def listed(names: Sequence[str], joint: str = "and") -> str:
    """As in "Ada, Ben and Cleo"."""
    *first, last = names or [""]
    return f"{', '.join(first)} {joint} {last}" if first else last


def published_in_words(thing: Published) -> str:
    """The date no more precisely than it is known; "undated" where it is not."""
    if thing.published is None:
        return "undated"
    if thing.published_precision == "year":
        return str(thing.published.year)
    if thing.published_precision == "month":
        return f"{thing.published:%B} {thing.published.year}"
    return day_in_words(thing.published.date())


def dated_in_words(thing: Published) -> str:
    """The date, and that of the version where it is of another day."""
    published = thing.published.date() if thing.published else None
    updated: datetime | None = getattr(thing, "updated", None)
    later = updated.date() if updated and updated.date() != published else None
    return published_in_words(thing) + (f", updated {day_in_words(later)}" if later else "")


def outlet_in_words(thing: Published) -> str:
    """The outlet, else the host of the address."""
    return thing.outlet or _host(thing.url) or "unnamed outlet"


def kind_in_words(kind: Kind) -> str:
    """As in "opinion" or "press release"; empty for news reports."""
    return _KINDS.get(kind, "")


def labelled_outlet(thing: Published) -> str:
    """The outlet, with what it is where that is no news report: "The Tarn Post (opinion)"."""
    kind = kind_in_words(getattr(thing, "kind", "news"))
    return f"{outlet_in_words(thing)} ({kind})" if kind else outlet_in_words(thing)


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


def named(source: Source) -> str:
    """As in "“Bridge closes” (The Tarn Post, 2 May 2024)"."""
    title = f"“{source.title}”" if source.title else source.article_id
    facts = (outlet_in_words(source), kind_in_words(source.kind), dated_in_words(source))
    return f"{title} ({', '.join(fact for fact in facts if fact)})"


def lead_in(citation: Citation) -> str:
    """Who said it, to whom and when, as far as the article tells, and where and when it was published.

    As in "Sergei Lavrov to RIA Novosti, Friday 31 December 2021 · The Harbour Post"; the
    day of publication follows the outlet where it is another one.
    """
    origin = labelled_outlet(citation)
    published = published_in_words(citation)
    said = weekday_in_words(citation.said_on) if citation.said_on else ""
    dated = dated_in_words(citation)
    if dated != published or not said.endswith(f" {published}"):
        origin = f"{origin}, {dated}"
    speaker = f"{citation.speaker} to {citation.to}" if citation.speaker and citation.to else citation.speaker
    who = ", ".join(part for part in (speaker, said) if part)
    return f"{who} · {origin}" if who else origin


def days_worked_out(citation: Citation) -> str:
    """As in "“on Wednesday” = Wednesday 26 January 2022"; days that need no telling are left out.

    They are the day that the lead-in has, and "January 26" in an article of that very year.
    """
    year = citation.published.year if citation.published else None
    told = dict.fromkeys(
        (day.text, day.day)
        for day in citation.days
        if day.day != citation.said_on and not (day.day.year == year and re.search(r"\d", day.text))
    )
    return ", ".join(f"“{text}” = {weekday_in_words(on)}" for text, on in told)


def support_in_words(citation: Citation) -> str:
    """Who else reports it: "reported by 2 independent publishers: A, B"; empty where nobody does."""
    if len(citation.publishers) < 2:
        return ""
    if citation.origin:
        return f"in {len(citation.publishers)} outlets, all from {citation.origin}"
    return f"reported by {len(citation.publishers)} independent publishers: {', '.join(citation.publishers)}"


def difference_in_words(kind: ConflictKind) -> str:
    """What leads in to accounts that differ."""
    return _DIFFER[kind]


def side_in_words(side: Side) -> str:
    """As in "[1] “three”: The Tarn Post, 2 May 2024"; the marker where the answer cites it."""
    marker = f"[{side.ordinal}] " if side.ordinal else ""
    return f"{marker}“{side.value}”: {labelled_outlet(side)}, {dated_in_words(side)}"


def understood_in_words(understood: Understood) -> str:
    """What a question was taken to ask, where days, outlets or parts were read in it; else empty."""
    if not (understood.days or understood.outlets or understood.unheld or understood.parts):
        return ""
    words = [f"{speaker}’s words" for speaker in understood.speakers]
    words += [f"published {days_in_words(d)}" if d.publication else days_in_words(d) for d in understood.days]
    words += [*understood.outlets, *(f"{outlet} (none held)" for outlet in understood.unheld)]
    # What is only asked of each outlet is told by the outlets.
    words += [f"“{part}”" for part in understood.parts if not understood.outlets]
    return f"understood as: {', '.join(words)}"
