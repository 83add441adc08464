"""Which addresses may be fetched: http and https, and no machine behind the user's own door."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urldefrag, urljoin, urlsplit

from config.errors import RefusedError

MAX_LENGTH = 4_000
"""Characters of the longest address fetched; servers take no longer ones."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
# Networks that carry an IPv4 address in their last bits (RFC 6052, RFC 8215).
_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
_ALLOW = "Set NEWSDESK_ALLOW_PRIVATE_ADDRESSES=true if it is meant."


class ForbiddenError(RefusedError):
    """An address that is not fetched whatever it would answer."""


def is_address(named: object) -> bool:
    """Whether what a user names is an address and not a path: it begins with a scheme and two slashes."""
    return isinstance(named, str) and _SCHEME.match(named.strip()) is not None


def checked(address: str) -> str:
    """An address in the form in which it is asked for: no fragment, no spaces around it.

    Raises:
        ForbiddenError: it is not one of http or https, holds a password, or is malformed.
    """
    address = urldefrag(address.strip()).url
    shown = address[:200]
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ForbiddenError(shown, "not a valid address") from error
    if parts.scheme not in ("http", "https"):
        raise ForbiddenError(shown, "only http and https addresses are fetched")
    if not host or len(address) > MAX_LENGTH or re.search(r"[\s\x00-\x1f\x7f\\]", address):
        raise ForbiddenError(shown, "not a valid address")
    if parts.username is not None or parts.password is not None:
        raise ForbiddenError(f"{parts.scheme}://{host}", "an address with a user name in it is not fetched")
    return address


def joined(base: str, link: str) -> str | None:
    """A link made whole, as the page at `base` means it; None where it is none."""
    try:
        return urljoin(base, link.strip()) if link.strip() else None
    except ValueError:
        return None


def host_of(address: str) -> str:
    """The host of a checked address, in lower case."""
    return (urlsplit(address).hostname or "").rstrip(".")


def origin_of(address: str) -> str:
    """Scheme, host and port of a checked address: what a robots.txt speaks for."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def is_front(address: str) -> bool:
    """Whether an address is that of a site's front page."""
    parts = urlsplit(address)
    return not parts.path.strip("/") and not parts.query


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one site: one's host is the other's, or a part of it."""
    hosts = [host_of(address).removeprefix("www.") for address in (one, other)]
    short, long = sorted(hosts, key=len)
    return long == short or (bool(short) and "." in short and long.endswith(f".{short}"))


def guard(numeric: str, item: str, *, allow_private: bool) -> None:
    """Refuse a host whose numeric address leads anywhere but to the public internet.

    Args:
        numeric: the address that the host's name was resolved to.
        item: what a refusal names.
        allow_private: whether the setting lets all through.

    Raises:
        ForbiddenError: it is private, loopback, link-local, reserved or multicast.
    """
    if not allow_private and not is_public(numeric):
        raise ForbiddenError(item, f"leads to the private address {numeric}", _ALLOW)


def is_public(numeric: str) -> bool:
    """Whether a numeric address, and any that it carries inside, is one of the public internet."""
    try:
        found = ip_address(numeric.partition("%")[0])
    except ValueError:
        return False
    return all(one.is_global and not (one.is_multicast or one.is_reserved) for one in _meant(found))


def _meant(found: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """An address, or where it only wraps others, those that it leads to."""
    if isinstance(found, IPv4Address):
        return [found]
    if found.ipv4_mapped is not None:
        return [found.ipv4_mapped]
    inside: list[IPv4Address | IPv6Address] = [found]
    if any(found in network for network in _NAT64):
        inside = [IPv4Address(int(found) & 0xFFFFFFFF)]
    if found.sixtofour is not None:
        inside.append(found.sixtofour)
    if found.teredo is not None:
        inside.extend(found.teredo)
    return inside
