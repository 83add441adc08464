"""Facts that stand in a plain text above the story: headline, byline, outlet, dates, address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from ingestion.dates import parse_english_stamp, parse_stamp
from ingestion.names import byline_of

TITLE_LENGTH = 160
"""Code points of the longest first line that can be a headline."""
_LINES = 12
"""Lines under the headline that can be header; a longer run is a list."""
_LINE_LENGTH = 200

_LABELS: dict[str, str] = {
    **dict.fromkeys(
        ("published", "published on", "posted", "posted on", "date", "first published"), "published"
    ),
    **dict.fromkeys(("updated", "last updated", "updated on", "modified", "last modified"), "modified"),
    **dict.fromkeys(("outlet", "source", "publisher", "publication"), "outlet"),
    **dict.fromkeys(("url", "link", "address"), "url"),
    **dict.fromkeys(("author", "authors", "byline"), "byline"),
    **dict.fromkeys(("title", "headline"), "title"),
    **{name: name for name in ("section", "language")},
}
_LABELLED = re.compile(r"([A-Za-z]+(?: [A-Za-z]+)?) ?: ?(\S.*)")
_UNLABELLED_DATE = re.compile(r"(?:last )?(published|updated)(?: on| at)? (.*\d.*)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_BY = re.compile(r"by[: ] *(\S.*)", re.IGNORECASE)
_NAME = re.compile(r"(?:[^\W\d_][\w.'’-]*\.? ){1,4}[^\W\d_][\w.'’-]*\.?(?:, (?:[JS]r\.?|I{2,3}))?")
_NAMED_DAY = re.compile(r"(.{2,60}?)(?:,| [-–—|]) (.*\d{4}.*)")
_DAY_AND_YEAR = re.compile(r"(?=.*(?<!\d)\d{1,2}(?!\d)).*(?<!\d)\d{4}(?!\d)")
_NO_TITLE_END = re.compile(r"[.:;,—–-][\"'”’)]*$")


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the story.

    Args:
        facts: fields by the names that a record uses.
        body: the text without the lines the facts were read from.
    """

    facts: dict[str, object]
    body: str


def read_header(text: str, titled: bool = False) -> Header:
    """Read the facts that stand above a story, and take their lines out.

    Args:
        text: a cleaned plain text.
        titled: the title is known already and no longer in the text.

    Returns:
        Only what is confidently recognised; every other line stays in the body.
    """
    lines = text.split("\n")
    facts: dict[str, object] = {}
    start = 0 if titled else _title_end(lines, facts)
    taken: set[int] = set()
    unknown: int | None = None
    for n in range(start, min(len(lines), start + _LINES)):
        line = lines[n].strip()
        if fact := _fact(line):
            taken.add(n)
            facts = {**fact, **facts}
        elif line and unknown is None and _may_be_outlet(line):
            unknown = n
        elif line or unknown is not None:
            break
    if unknown is not None and "outlet" not in facts and _names_host(lines[unknown].strip(), facts):
        facts["outlet"] = lines[unknown].strip()
        taken.add(unknown)
    body = [line for n, line in enumerate(lines[start:], start) if n not in taken]
    return Header(facts, "\n".join(body).strip("\n"))


def _title_end(lines: list[str], facts: dict[str, object]) -> int:
    """Where the header starts: past the headline, if the first line is one."""
    first = lines[0].strip()
    after = lines[1].strip() if len(lines) > 1 else None
    if (
        after is None
        or len(first) > TITLE_LENGTH
        or len(first.split()) < 2
        or _NO_TITLE_END.search(first)
        or _fact(first)
        or (after and not _fact(after))
    ):
        return 0
    facts["title"] = first
    return 1


def _fact(line: str) -> dict[str, object] | None:
    """What a header line states; None if it is no header line."""
    if not line or len(line) > _LINE_LENGTH:
        return None
    if _ADDRESS.fullmatch(line):
        return {"url": line}
    if (by := _BY.fullmatch(line)) is not None:
        return {"byline": line} if _are_names(by[1]) else None
    if (labelled := _LABELLED.fullmatch(line)) is not None and labelled[1].lower() in _LABELS:
        return {_LABELS[labelled[1].lower()]: labelled[2]}
    if (dated := _UNLABELLED_DATE.fullmatch(line)) is not None and parse_stamp(dated[2]) is not None:
        return {"published" if dated[1].lower() == "published" else "modified": dated[2]}
    return _dated(line)


def _dated(line: str) -> dict[str, object] | None:
    """An outlet and a day, as in "The Harbour Post, 31 December 2021", or a day alone."""
    if len(line) > 120 or not _DAY_AND_YEAR.search(line):
        return None
    named = _NAMED_DAY.fullmatch(line)
    if named is None or not named[1][:1].isupper():
        return {"published": line} if parse_stamp(line) is not None else None
    found: dict[str, object] = {"outlet": named[1].strip(), "published": named[2]}
    if _is_before_english_day(named[1].strip(), named[2], line):
        return found
    if parse_stamp(line) is not None:
        return {"published": line}
    return found if parse_stamp(named[2]) is not None else None


def _is_before_english_day(words: str, day: str, line: str) -> bool:
    """Whether words stand before a day and are no part of it, seen without trying every language.

    One word may be a weekday in any language, before a month spelled as in English.
    """
    return " " in words and parse_english_stamp(line) is None and parse_english_stamp(day) is not None


def _are_names(text: str) -> bool:
    names = byline_of(text)
    return (
        bool(names)
        and len(text) <= 160
        and all(_NAME.fullmatch(name) and not name[0].islower() for name in names)
    )


def _may_be_outlet(line: str) -> bool:
    return len(line) <= 60 and line[0].isupper() and not line.endswith((".", "!", "?", ":", "—", "-"))


def _names_host(line: str, facts: dict[str, object]) -> bool:
    """Whether the article's address spells the line: then it is the outlet, and no guess."""
    host = urlsplit(str(facts.get("url", ""))).hostname or ""
    letters = re.sub(r"[^a-z0-9]", "", line.lower())
    spelled = host.removeprefix("www.").rsplit(".", 1)[0].replace("-", "").replace(".", "")
    return len(spelled) > 2 and spelled in (letters, letters.removeprefix("the"))
