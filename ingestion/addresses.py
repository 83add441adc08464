"""Which addresses may be fetched: http and https, and no machine behind the user's own door."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urldefrag, urljoin, urlsplit

from config.errors import RefusedError
from ingestion.encoding import tidy

MAX_LENGTH = 4_000
"""Characters of the longest address fetched; servers take no longer ones."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_NAT64 = ip_network("64:ff9b::/96")
"""Carries an IPv4 address in its last bits (RFC 6052)."""

_UNICAST = ip_network("2000::/3")
"""All of IPv6 that is given out to be reached by others; the rest is special, or given to nobody yet."""

_SPECIAL = tuple(
    map(
        ip_network,
        (
            # Of IANA's registries of special addresses, what some Pythons take for public.
            "192.0.0.0/24",
            "192.88.99.0/24",
            "2001::/23",
            "3fff::/20",
            # Where machines in Azure ask of themselves.
            "168.63.129.16/32",
        ),
    )
)

_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})
"""Stands before the IPv4 address in which an IPv6 one of that kind ends (RFC 5214)."""

_OTHER_PROTOCOLS = frozenset(
    {0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95}
    | {101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179}
    | {389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636}
    | {989, 990, 993, 995, 1719, 1720, 1723, 2049, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432}
    | {6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211, 27017}
)
"""Ports that no web site has: browsers refuse most of them (the Fetch standard's "bad ports"), as the
services there may act on what they take for a command; and those of the usual databases."""

_ALLOW = "Set NEWSDESK_ALLOW_PRIVATE_ADDRESSES=true if it is meant."


class ForbiddenError(RefusedError):
    """An address that is not fetched whatever it would answer."""


def is_address(named: object) -> bool:
    """Whether what a user names is an address and not a path: it begins with a scheme and two slashes."""
    return isinstance(named, str) and _SCHEME.match(named.strip()) is not None


def checked(address: str) -> str:
    """An address in the form in which it is asked for: no fragment, no spaces around it.

    Raises:
        ForbiddenError: it is not one of http or https, holds a password, is malformed, or has a port
            that other services have.
    """
    address = urldefrag(address.strip()).url
    shown = address[:200]
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ForbiddenError(shown, "not a valid address") from error
    if parts.scheme not in ("http", "https"):
        raise ForbiddenError(shown, "only http and https addresses are fetched")
    if not host or len(address) > MAX_LENGTH or re.search(r"[\s\x00-\x1f\x7f\\]", address):
        raise ForbiddenError(shown, "not a valid address")
    if parts.username is not None or parts.password is not None:
        raise ForbiddenError(f"{parts.scheme}://{host}", "an address with a user name in it is not fetched")
    if port in _OTHER_PROTOCOLS:
        raise ForbiddenError(shown, f"port {port} is no web site's")
    return address


def joined(base: str, link: str) -> str | None:
    """A link made whole, as the page at `base` means it; None where it is none."""
    link = tidy(link).strip()
    try:
        return urljoin(base, link) if link else None
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
    return all(map(_is_given_out, _meant(found)))


def _is_given_out(one: IPv4Address | IPv6Address) -> bool:
    """Whether an address that wraps no other is one that anybody may be reached at."""
    if not one.is_global or one.is_multicast or one.is_reserved or any(one in known for known in _SPECIAL):
        return False
    return one.version == 4 or one in _UNICAST


def _meant(found: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """An address, or where it only wraps others, those that it leads to."""
    if isinstance(found, IPv4Address):
        return [found]
    low = IPv4Address(int(found) & 0xFFFFFFFF)
    if found.ipv4_mapped is not None or found in _NAT64:
        return [low]
    inside: list[IPv4Address | IPv6Address] = [found]
    if found.sixtofour is not None:
        inside.append(found.sixtofour)
    if found.teredo is not None:
        inside.extend(found.teredo)
    if int(found) >> 32 & 0xFFFFFFFF in _ISATAP:
        inside.append(low)
    return inside
