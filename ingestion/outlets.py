"""Which outlet publishes at an address, for articles that do not name theirs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from config.errors import SettingsError
from ingestion.draft import Draft

_TABLE = "outlets.toml"


class Outlets:
    """A table of domains.

    Args:
        table: the outlet of each domain, in lower case and without "www."; a
            domain stands for those below it too.
    """

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = table

    def at(self, address: str | None) -> str | None:
        """The outlet at an address or host, by the longest domain that the table knows; else None."""
        try:
            host = urlsplit(address if address and "//" in address else f"//{address or ''}").hostname or ""
        except ValueError:
            return None
        labels = host.rstrip(".").split(".")
        domains = (".".join(labels[n:]) for n in range(len(labels) - 1))
        return next((name for domain in domains if (name := self._table.get(domain))), None)

    def named(self, draft: Draft) -> Draft:
        """The draft with its outlet, where it names none, or only a host, and the table knows it."""
        stated = draft.outlet
        if stated is None:
            return replace(draft, outlet=self.at(draft.url))
        # What a page calls itself stands; "nytimes.com" in its place is only where it is.
        return replace(draft, outlet=self.at(stated) or stated) if _is_host(stated) else draft


def load_outlets(own: Path | None = None) -> Outlets:
    """The packaged table, with a user's own before it.

    Args:
        own: a TOML file of `"domain" = "Outlet"` lines.

    Raises:
        SettingsError: the file cannot be read, or holds something else.
    """
    table = tomllib.loads((files("retrieval.outlets") / _TABLE).read_text(encoding="utf-8"))
    return Outlets({**table, **(_read(own) if own is not None else {})})


def _read(path: Path) -> dict[str, str]:
    place = path.expanduser()
    try:
        table = tomllib.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(
            f"The table of outlets {place} cannot be read: {error}.", "The setting outlets names it."
        ) from error
    for domain, name in table.items():
        if not isinstance(name, str) or not name.strip():
            raise SettingsError(
                f"The table of outlets {place} gives no name for {domain}.",
                'Write each as "domain" = "Outlet", with the quotation marks.',
            )
    return {domain.lower().removeprefix("www."): " ".join(name.split()) for domain, name in table.items()}


def _is_host(name: str) -> bool:
    return "." in name and " " not in name and name == name.lower()
