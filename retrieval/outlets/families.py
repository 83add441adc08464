"""Which outlets belong to one publisher, and so speak with one voice."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from config.errors import SettingsError

_NOISE = re.compile(r"[\W_]+")
_HINT = 'Each group is one line: "Name of the group" = ["outlet", "site.example"]'


class Families:
    """Groups of publishers: those that come with Newsdesk, and a user's own over them.

    Args:
        own: a TOML file of the user's with more groups.

    Raises:
        SettingsError: the file cannot be read, or is not a table of lists.
    """

    def __init__(self, own: Path | None = None) -> None:
        self._group = dict(_packaged())
        if own is not None:
            self._group.update(_read(own))

    def of(self, outlet: str) -> str:
        """The group an outlet belongs to; an outlet in no group is one by itself."""
        name = _plain(outlet)
        return self._group.get(name, name)

    def voices(self, outlets: Iterable[str]) -> int:
        """How many publishers stand behind these outlets."""
        return len({self.of(outlet) for outlet in outlets})


@cache
def _packaged() -> dict[str, str]:
    return _table((files("retrieval.outlets") / "families.toml").read_text(encoding="utf-8"))


def _read(path: Path) -> dict[str, str]:
    try:
        return _table(path.expanduser().read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise SettingsError(f"The table of publishers {path} cannot be read: {error}.", _HINT) from error


def _table(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for group, outlets in tomllib.loads(text).items():
        if not isinstance(outlets, list) or not all(isinstance(outlet, str) for outlet in outlets):
            raise TypeError(f"{group} is not a list of outlets")
        for outlet in (group, *outlets):
            found[_plain(outlet)] = group
    return found


def _plain(outlet: str) -> str:
    """A name as it is compared: "www.bbc.co.uk/" as "bbccouk", "The Sun" as "sun"."""
    name = outlet.strip().casefold()
    if "://" in name:
        name = urlsplit(name).netloc
    name = name.removeprefix("www.").removeprefix("the ")
    return _NOISE.sub("", name) or name
