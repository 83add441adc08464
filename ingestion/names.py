"""The names in a byline, and in the name of an outlet, as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ingestion.encoding import tidy

_BY = re.compile(r"^\s*by\b[:\s]+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[,;|\n&]|\band\b)\s*")
_SUFFIX = re.compile(r"(?:[JS]r\.?|I{2,3}|IV)")
_ROLE = re.compile(
    r"(?:[\w’'-]+ ){0,4}(?:writer|reporter|correspondent|editor|columnist|contributor|producer|bureau chief"
    r"|journalist|staff)(?: (?:at|for|in|of) .*)?",
    re.IGNORECASE,
)
_LONGEST = 80
"""Code points of the longest name; what is longer is a biography."""
_HOST = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,})/?", re.IGNORECASE)


def byline_of(value: object) -> tuple[str, ...]:
    """The people named as authors.

    Args:
        value: "By A, B and C", a list of names, or a list of objects with a "name".

    Returns:
        Each name once, in order; addresses among them are left out.
    """
    return tuple(dict.fromkeys(_names(value)))


def _names(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield from _split(value)
    elif isinstance(value, Mapping):
        if isinstance(name := value.get("name"), str):
            yield from _split(name)
    elif isinstance(value, list | tuple):
        for one in value:
            if isinstance(one, str | Mapping):
                yield from _names(one)


def _split(text: str) -> list[str]:
    names: list[str] = []
    # On one line with single spaces first, which also keeps the patterns from looking at long runs of them.
    line = " ".join(tidy(text).replace("\n", ",").split())
    for name in _BETWEEN.split(_BY.sub("", line)):
        if names and _SUFFIX.fullmatch(name):
            names[-1] += f", {name}"
        elif names and _ROLE.fullmatch(name):
            continue  # What the one before does, not another's name.
        elif any(map(str.isalpha, name)) and len(name) <= _LONGEST and "@" not in name and "://" not in name:
            names.append(name)
    return names


def outlet_of(value: object) -> str | None:
    """The outlet named; of an address only its host is kept, without "www.".

    Args:
        value: a name, a host, an address of a front page, or an object with a "name".

    Returns:
        The name as written; None where there is none, or a path stands in its place.
    """
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, list) and value:
        return outlet_of(value[0]) if isinstance(value[0], str | Mapping) else None
    if not isinstance(value, str):
        return None
    name = " ".join(tidy(value).split())
    if (host := _HOST.fullmatch(name)) is not None:
        return host[1].lower() if name.lower().startswith(("www.", "http")) else name
    return name if any(map(str.isalnum, name)) and not re.search(r"://|^[./~]|\\", name) else None


def without_outlet(headline: str, outlet: object) -> str:
    """The headline without the outlet's name that many pages put after it: "Cranes stop | The Record".

    Args:
        headline: as the page states it.
        outlet: as `outlet_of` takes it.
    """
    name = outlet_of(outlet)
    if name is None:
        return headline
    ending = re.compile(rf"\s+(?:[|•·:–—-]|-{{2}})\s+(?:the )?{re.escape(name)}\s*$", re.IGNORECASE)
    return ending.sub("", headline) or headline
