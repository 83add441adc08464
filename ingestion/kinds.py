"""What kind of article it is: by its section or type, its headline, its address, or its first lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from retrieval.article import Kind

_NAMES: tuple[tuple[Kind, str], ...] = (
    (
        "opinion",
        "opinion opinions editorial editorials oped opeds commentary commentisfree column columns columnists"
        " opinionnewsarticle comment perspective perspectives viewpoint viewpoints letters views",
    ),
    ("analysis", "analysis newsanalysis analysisnewsarticle explainer explainers"),
    ("live", "live livenews liveblog liveblogs liveupdates livecoverage livestory liveblogposting"),
    ("release", "release pressrelease pressreleases newsrelease newsreleases prnewswire"),
)
_KINDS: dict[str, Kind] = {name: kind for kind, names in _NAMES for name in names.split()}
_IN_ADDRESS: dict[str, Kind] = {
    # A path may hold these for other reasons: views of a page, a release date, comments below.
    name: kind
    for name, kind in _KINDS.items()
    if name not in ("views", "release", "comment", "column", "letters", "perspective")
}
_PRESS_WIRES = ("prnewswire.com", "businesswire.com", "globenewswire.com", "prweb.com", "accesswire.com")
_LETTERS = re.compile(r"[^a-z]")
_SLUG_LIVE = re.compile(r"(?:^|-)live-(?:updates?|blog|coverage)(?:-|$)")
_TITLED = re.compile(
    r"(opinion|analysis|news analysis|editorial|commentary|explainer|live updates?|live blog|live"
    r"|press release)\s*(?:[|:]|\s[-–—]\s)\s*\S",
    re.IGNORECASE,
)
# In upper case, as press wires write it; a story about a release says it in other words.
_RELEASE = re.compile(
    r"\W*FOR IMMEDIATE RELEASE\b|.{0,120}(?:/\s?PRNewswire\s?/|\(BUSINESS WIRE\)|\(GLOBE NEWSWIRE\))"
)


def kind_of(sections: Iterable[object], title: str | None, url: str | None, text: str) -> Kind:
    """The kind of an article; news where nothing says otherwise.

    Args:
        sections: kinds, types and sections as the source states them, best first.
        title: "Opinion | …" and "Live updates: …" say what follows.
        url: its folders ("/opinion/") say it too.
        text: a press release opens as one.
    """
    stated = (kind for value in sections for name in _names(value) if (kind := _KINDS.get(_bare(name))))
    return next(stated, None) or _of_title(title or "") or _of_address(url or "") or _of_text(text) or "news"


def _names(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return [value.split("/")[0], value.split("|")[0]]
    if isinstance(value, list):
        return [one for one in value if isinstance(one, str)]
    return []


def _bare(name: str) -> str:
    return _LETTERS.sub("", name.lower())


def _of_title(title: str) -> Kind | None:
    match = _TITLED.match(title)
    return None if match is None else _KINDS.get(_bare(match[1]))


def _of_address(url: str) -> Kind | None:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if host.endswith(_PRESS_WIRES):
        return "release"
    if host.startswith("opinion."):
        return "opinion"
    *folders, slug = parts.path.lower().split("/")
    found = (kind for folder in folders if (kind := _IN_ADDRESS.get(_bare(folder))))
    return next(found, None) or ("live" if _SLUG_LIVE.search(slug) else None)


def _of_text(text: str) -> Kind | None:
    return "release" if _RELEASE.match(text[:400]) else None
