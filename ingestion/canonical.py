"""One spelling for an article's address, whichever way a reader came to it."""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

_PORTS = {"http": 80, "https": 443}
_TRACKING_PREFIXES = ("utm_", "at_", "pk_", "mtm_", "hsa_")
_TRACKING_NAMES = (
    "fbclid gclid dclid gbraid wbraid msclkid yclid twclid igshid mc_cid mc_eid cmpid cmp icid ncid ocid"
    " ref ref_src ref_url referrer smid smtyp sr_share spm xtor taid wt.mc_id ftag guccounter"
)
_TRACKING = frozenset(_TRACKING_NAMES.split())


def canonical_url(url: str) -> str | None:
    """The address by which an article is known.

    Scheme and host in lower case; no user name, default port, fragment,
    tracking parameter, trailing slash or ``/index.html``. Parameters that
    choose the page stay, in their order.

    Args:
        url: an address as a source states it.

    Returns:
        The canonical address; None if it is not one of http or https.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in _PORTS or not host or any(c.isspace() for c in host + parts.path):
        return None
    if ":" in host:
        host = f"[{host}]"
    netloc = host if port is None or port == _PORTS[parts.scheme] else f"{host}:{port}"
    return SplitResult(parts.scheme, netloc, _path(parts.path), _query(parts.query), "").geturl()


def _path(path: str) -> str:
    path = path.rstrip("/")
    for ending in ("/index.html", "/index.htm", "/index.php"):
        path = path.removesuffix(ending)
    return path.rstrip("/")


def _query(query: str) -> str:
    if not query:
        return ""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    except ValueError:
        return query
    kept = [pair for pair in pairs if not _tracks(pair[0].lower())]
    # Re-encoding may respell what stays, so it is done only where something goes.
    return query if len(kept) == len(pairs) else urlencode(kept, errors="surrogateescape")


def _tracks(name: str) -> bool:
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)
