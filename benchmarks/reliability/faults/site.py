"""A site on loopback with one feed of three articles, for the deeds that fetch."""

from __future__ import annotations

import threading

from tests.site_server import SiteServer

_PAGE = (
    "<html><head><title>{name} opens its harbour</title></head><body><article>"
    "<h1>{name} opens its harbour</h1><p>The harbour of {name} was opened on Tuesday by the mayor, who told "
    "reporters that ships would call twice a week. {more}</p><p>It cost four million, the council said, and "
    "the first ship came from the north with timber and salt for the town.</p></article></body></html>"
)


def publish(
    site: SiteServer, names: tuple[str, ...], more: str = "", hold: threading.Event | None = None
) -> str:
    """Put a feed and its articles on a site.

    Args:
        site: the server.
        names: of the towns that the articles tell of.
        more: a sentence that makes them other versions.
        hold: has to be set before an article is answered.

    Returns:
        The feed's address.
    """
    items = ""
    for name in names:
        site.put(f"/{name}", _PAGE.format(name=name, more=more), hold=hold)
        items += (
            f"<item><title>{name} opens its harbour</title><link>{site / name}</link>"
            "<pubDate>Tue, 07 May 2024 10:00:00 GMT</pubDate></item>"
        )
    channel = f"<channel><title>Harbours</title>{items}</channel>"
    site.put("/feed.xml", f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>')
    return site / "feed.xml"
