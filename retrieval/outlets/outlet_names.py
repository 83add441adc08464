"""Every name that an outlet goes by: as its articles write it, without its motto, abbreviated, its site."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

WORD = re.compile(r"[^\W_]+")
_MOTTO = re.compile(r"\s*(?:\s[|–—-]\s|[|:])\s*")
_SITE = re.compile(r"\.(?:com|co\.uk|org|net|in|tv)$", re.IGNORECASE)
_KINDS = ("News", "Magazine", "Newspaper", "Online")
_MOST_HELD = 8


@dataclass(frozen=True, slots=True)
class Outlet:
    """What a name stands for.

    Args:
        names: of the outlets of the library that bear it, as its articles write them; the sections
            of one outlet are several. Empty where the library holds none.
        known: the outlet's usual name, where the library holds none.
        ordinary: whether the name is also a word of every day, or another thing's.
    """

    names: tuple[str, ...]
    known: str
    ordinary: bool


class OutletNames:
    """The outlets that a question may name.

    Args:
        held: those of the library, as its articles write them.
    """

    def __init__(self, held: Iterable[str]) -> None:
        self._outlets: dict[str, Outlet] = dict(_known())
        named: dict[str, list[str]] = {}
        for outlet in held:
            for key in _keys(outlet):
                named.setdefault(key, []).append(outlet)
        for key, names in named.items():
            self._outlets[key] = Outlet(tuple(dict.fromkeys(names)), "", key in _ordinary())
        self.longest = max((len(WORD.findall(name)) for names in named.values() for name in names), default=0)
        self.longest = max(self.longest, _MOST_HELD)

    def of(self, name: str) -> Outlet | None:
        """The outlet of that name, in any case; "The" in front makes no difference."""
        return self._outlets.get(plain(name))


@lru_cache(maxsize=8)
def names_of(held: tuple[str, ...]) -> OutletNames:
    """The names for a library's outlets, kept from one question to the next."""
    return OutletNames(held)


def plain(name: str) -> str:
    """A name as it is compared: letters and digits, without accents, case or a leading "The"."""
    bare = name.casefold()
    if not bare.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))
    bare = bare.strip().removeprefix("the ")
    return "".join(WORD.findall(bare))


def _keys(outlet: str) -> set[str]:
    """Every name of an outlet of the library, as compared."""
    shorter = {name for form in _forms(outlet) for name in _called().get(plain(form), (form,))}
    return {key for name in (*shorter, *_forms(outlet)) if (key := plain(name))}


def _forms(outlet: str) -> Iterator[str]:
    """As written; without a motto or a section; without what kind of thing it is; by its site's name."""
    yield outlet
    main = _MOTTO.split(outlet.strip(), maxsplit=1)[0]
    yield main
    yield _SITE.sub("", main)
    words = main.split()
    # "BBC" is "BBC News", but "Fox" and "Sky" are more than their news.
    if len(words) > 1 and words[-1] in _KINDS and words[0].isupper():
        yield " ".join(words[:-1])
    elif len(words) == 1 and main.isupper() and len(main) > 2:
        yield f"{main} News"


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((files("retrieval.outlets") / "outlet_names.toml").read_text(encoding="utf-8"))


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(plain(word) for word in _table()["words"]["ordinary"])


@cache
def _called() -> dict[str, tuple[str, ...]]:
    """All names of an outlet that has several, by each of them."""
    groups = [(name, *others) for name, others in _table()["called"].items()]
    return {plain(name): group for group in groups for name in group}


@cache
def _known() -> dict[str, Outlet]:
    """Outlets that the project knows of, whether or not a library holds them."""
    sites = tomllib.loads((files("retrieval.outlets") / "outlets.toml").read_text(encoding="utf-8"))
    found: dict[str, Outlet] = {}
    for site, name in sites.items():
        for called in (name, site, *_called().get(plain(name), ())):
            key = plain(called)
            found.setdefault(key, Outlet((), name, key in _ordinary()))
    for group in _table()["called"].items():
        for called in (group[0], *group[1]):
            found.setdefault(plain(called), Outlet((), group[0], plain(called) in _ordinary()))
    return found
