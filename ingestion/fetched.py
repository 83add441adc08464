"""What came of asking for an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from config.errors import RefusedError


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to tell later whether a page has changed; either may be missing."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The headers that make a request conditional on them."""
        stated = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in stated.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, or that there is nothing new, or nothing any more.

    Args:
        address: what was asked for.
        final: where the redirects led.
        moved: whether there were redirects, each of them for good (301 or 308).
        outcome: `page` with a body, `unchanged` since the validators sent, `gone` with 404 or 410.
        status: of the HTTP answer.
        body: unpacked; empty unless the outcome is `page`.
        media_type: as the server states it, in lower case, without parameters.
        charset: as the server states it.
        validators: for the next time.
    """

    address: str
    final: str
    outcome: Literal["page", "unchanged", "gone"]
    status: int
    body: bytes = b""
    media_type: str = ""
    charset: str | None = None
    validators: Validators = Validators()
    moved: bool = False


class UnreachableError(RefusedError):
    """A server that did not answer, or only with errors of its own, however often it was asked."""
