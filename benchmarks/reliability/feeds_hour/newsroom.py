"""The outlets: what they publish, change, move and take down, and what each of their addresses answers."""

from __future__ import annotations

import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Literal

from benchmarks.reliability.feeds_hour import wording
from benchmarks.reliability.feeds_hour.articles import Article
from benchmarks.reliability.feeds_hour.listings import KINDS, listing, page

LISTED = 12
"""Articles that a feed lists at most."""
ASKED_THERE = 4
"""Requests to a new address, one after another, after which a move is surely known."""
BEFORE = 3
"""Articles that each feed begins with."""

Validates = Literal["etag", "last-modified", "nothing"]


@dataclass
class Told:
    """What an address answers when nothing is wrong."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Feed:
    """One feed of an outlet.

    Args:
        number: among all.
        path: where it stands.
        kind: one of `KINDS`.
        articles: of those it lists, the newest last.
        served: how often all of it was sent.
    """

    number: int
    path: str
    kind: str
    articles: list[Article] = field(default_factory=list)
    served: int = 0


@dataclass
class Outlet:
    """A site with its feeds.

    Args:
        name: as its pages say.
        host: its address on loopback, its own.
        dress: how it writes its pages.
        dated: which dates they state.
        validates: by what it tells whether they have changed.
        encoding: of its pages, and the charset that its server states for them.
    """

    number: int
    name: str
    host: str
    dress: int
    dated: str
    validates: Validates
    encoding: tuple[str, str | None]
    feeds: list[Feed] = field(default_factory=list)
    base: str = ""
    paths: dict[str, Article] = field(default_factory=dict)


_ENCODINGS: tuple[tuple[str, str | None], ...] = (
    ("utf-8", "utf-8"),
    ("utf-8", None),
    # The server says one thing, and the page is in another.
    ("utf-8", "iso-8859-1"),
    ("cp1252", "windows-1252"),
    ("cp1252", "iso-8859-1"),
    ("utf-16", "utf-16"),
)
_NAMES = (
    "Courier",
    "Gazette",
    "Herald",
    "Post",
    "Echo",
    "Observer",
    "Chronicle",
    "Mirror",
    "Sentinel",
    "Argus",
)


class Newsroom:
    """All outlets; every method takes the lock.

    Args:
        feeds: how many there are in all.
        seed: the same are made of the same.
    """

    def __init__(self, feeds: int, seed: int) -> None:
        self.lock = threading.RLock()
        self.articles: list[Article] = []
        self.done: Counter[str] = Counter()
        self._drawn = random.Random(seed)
        self._places = wording.places(self._drawn)
        self.outlets = [_outlet(n) for n in range(max(2, round(feeds / 4)))]
        self.feeds: list[tuple[Outlet, Feed]] = []
        for number in range(feeds):
            outlet = self.outlets[number % len(self.outlets)]
            kind = KINDS[number % len(KINDS)]
            if kind == "site" and any(feed.kind == "site" for feed in outlet.feeds):
                kind = "rss"
            path = "/" if kind == "site" else f"/feed{number}"
            outlet.feeds.append(Feed(number, path, kind))
            self.feeds.append((outlet, outlet.feeds[-1]))
        for outlet, feed in self.feeds:
            for _ in range(BEFORE):
                self._publish(outlet, feed)

    def happen(self) -> None:
        """One thing that newsrooms do, drawn by chance."""
        with self.lock:
            what = self._drawn.choices(
                (
                    "publish",
                    "edit",
                    "revert",
                    "retitle",
                    "move",
                    "delete",
                    "restore",
                    "syndicate",
                    "delist",
                    "list",
                ),
                (30, 30, 3, 5, 6, 7, 3, 10, 4, 4),
            )[0]
            if getattr(self, f"_happen_{what}")():
                self.done[what] += 1

    def answer(self, outlet: Outlet, path: str, headers: dict[str, str]) -> Told:
        """What an address answers."""
        with self.lock:
            if path == "/robots.txt":
                return Told(404, b"none")
            plain = path.partition("?")[0]
            for feed in outlet.feeds:
                if plain == feed.path:
                    return self._listed(outlet, feed, feed.kind)
                if plain == f"{feed.path.rstrip('/')}/inner":
                    return self._listed(outlet, feed, "sitemap")
                if plain == f"/own{feed.number}.rss":
                    return self._listed(outlet, feed, "rss")
            if plain == "/":
                return self._listed(outlet, outlet.feeds[0], "site")
            article = outlet.paths.get(plain)
            return (
                Told(404, b"never was here")
                if article is None
                else self._page(outlet, article, plain, headers)
            )

    def killed(self) -> None:
        """Whoever watches was killed: what was asked for last may not have been kept."""
        with self.lock:
            for article in self.articles:
                article.asked_there = 0

    def current(self) -> list[tuple[Outlet, Article]]:
        """Every article with its outlet."""
        return [(self._outlet_of(one), one) for one in self.articles]

    def listed(self, article: Article) -> bool:
        """Whether a feed lists an article now."""
        return any(article in feed.articles[-LISTED:] for _, feed in self.feeds)

    # What happens

    def _happen_publish(self) -> bool:
        outlet, feed = self._drawn.choice(self.feeds)
        if not self._room(feed):
            return False
        self._publish(outlet, feed)
        return True

    def _happen_edit(self) -> bool:
        found = self._any_listed(notices=True)
        if found is None:
            return False
        self._put_up(found, wording.edited(self._drawn, found.text, found.place, found.what))
        return True

    def _happen_revert(self) -> bool:
        found = self._any_listed(notices=True)
        if found is None or len(found.texts) < 2 or found.texts[-2] == found.text:
            return False
        self._put_up(found, found.texts[-2])
        return True

    def _happen_retitle(self) -> bool:
        found = self._any_listed()
        if found is None:
            return False
        found.title = (
            f"{found.title.partition(',')[0]}, {self._drawn.choice(('again', 'at last', 'after all'))}"
        )
        # The same text under another headline: the page is another all the same.
        self._put_up(found, found.text)
        return True

    def _happen_move(self) -> bool:
        found = self._any_listed()
        if found is None or len(found.paths) > 2 or not found.seen_moved or 0 not in found.confirmed:
            return False
        outlet = self._outlet_of(found)
        path = f"/archive{len(found.paths)}/{found.number}"
        found.paths.append(path)
        found.seen_moved, found.asked_there = False, 0
        outlet.paths[path] = found
        if self._drawn.random() < 0.5:
            self._put_up(found, wording.edited(self._drawn, found.text, found.place, found.what))
        return True

    def _happen_delete(self) -> bool:
        found = self._any_listed()
        if found is None or not found.seen_moved:
            return False
        found.state = self._drawn.choice(("gone", "gone", "front"))
        if self._drawn.random() < 0.3:
            self._unlist(found)
        return True

    def _happen_restore(self) -> bool:
        gone = [one for one in self.articles if one.state != "live" and self.listed(one)]
        if not gone:
            return False
        self._drawn.choice(gone).state = "live"
        return True

    def _happen_syndicate(self) -> bool:
        found = self._any_listed()
        if found is None:
            return False
        elsewhere = [
            (outlet, feed)
            for outlet, feed in self.feeds
            if outlet is not self._outlet_of(found)
            and not feed.kind.startswith("notices")
            and self._room(feed)
        ]
        if not elsewhere:
            return False
        for outlet, feed in self._drawn.sample(elsewhere, min(len(elsewhere), self._drawn.randrange(1, 4))):
            copy = self._publish(outlet, feed, copied=found)
            copy.title = found.title if self._drawn.random() < 0.5 else f"{found.place}: {found.title}"
        return True

    def _happen_delist(self) -> bool:
        """What is known to be known falls out of the feeds that list it."""
        found = self._any_listed(notices=True)
        if found is None or not self._known(found):
            return False
        self._unlist(found)
        return True

    def _happen_list(self) -> bool:
        """A second feed of the same outlet lists an article too, or one lists the same twice."""
        found = self._any_listed()
        if found is None:
            return False
        feeds = [feed for feed in self._outlet_of(found).feeds if not feed.kind.startswith("notices")]
        feed = self._drawn.choice(feeds) if feeds else None
        if feed is None or not self._room(feed):
            return False
        feed.articles.append(found)
        return True

    def _publish(self, outlet: Outlet, feed: Feed, copied: Article | None = None) -> Article:
        number = len(self.articles)
        place, what = (
            (copied.place, copied.what) if copied else (next(self._places), wording.kind(self._drawn))
        )
        now = datetime.now(UTC).replace(microsecond=0)
        late = timedelta(days=2) if self._drawn.random() < 0.02 else timedelta(0)
        notice = feed.kind.startswith("notices")
        path = f"/town{number % 7}/{number}"
        article = Article(
            number=number,
            place=place,
            what=what,
            title=copied.title if copied else f"What became of the {what} of {place}",
            published=now + late,
            paths=[path],
            texts=[copied.text if copied else wording.first_text(self._drawn, place, what)],
            stamps=[now],
            story=copied.story if copied else number,
            notice=notice,
            feeds=(feed.number,),
            link=path,
        )
        self.articles.append(article)
        if not notice:
            outlet.paths[path] = article
        feed.articles.append(article)
        return article

    def _put_up(self, article: Article, text: tuple[str, ...]) -> None:
        article.texts.append(text)
        # No two within a second: Last-Modified could not tell them apart.
        now = datetime.now(UTC).replace(microsecond=0)
        article.stamps.append(max(now, article.stamps[-1] + timedelta(seconds=1)))

    def _unlist(self, article: Article) -> None:
        for _, feed in self.feeds:
            feed.articles = [one for one in feed.articles if one is not article]

    def _room(self, feed: Feed) -> bool:
        """Whether one more can be listed: the oldest goes, if it is known to be known."""
        if len(feed.articles) < LISTED:
            return True
        if self._known(feed.articles[0]):
            feed.articles.pop(0)
            return True
        return False

    def _known(self, article: Article) -> bool:
        """Whether whoever watches has shown that it has an article as it now is."""
        return article.state == "live" and article.version in article.confirmed and article.seen_moved

    def _any_listed(self, *, notices: bool = False) -> Article | None:
        """A live article that is listed, the later the likelier."""
        found = [
            one
            for _, feed in self.feeds
            for one in feed.articles
            if one.state == "live" and (notices or not one.notice)
        ]
        return self._drawn.choice(found) if found else None

    # What is told

    def _listed(self, outlet: Outlet, feed: Feed, kind: str) -> Told:
        own = f"/own{feed.number}.rss" if kind == "site" else feed.path
        body, media = listing(kind, outlet.name, outlet.base, feed.articles[::-1], own)
        feed.served += 1
        return Told(200, body.encode(), {"content-type": media, "etag": f'"{hash(body):x}"'})

    def _page(self, outlet: Outlet, article: Article, path: str, headers: dict[str, str]) -> Told:
        if article.state == "gone":
            article.gone_told += 1
            return Told(410 if article.number % 2 else 404, b"<p>It is not here any more.</p>")
        if article.state == "front":
            return Told(302, b"", {"location": "/"})
        if path != article.paths[-1]:
            self._seen_at(outlet, article, headers)
            return Told(301 if article.number % 2 else 308, b"", {"location": article.paths[-1]})
        if not article.seen_moved:
            article.asked_there += 1
            if article.asked_there >= ASKED_THERE:
                article.seen_moved = True
                article.link = article.paths[-1]
        given = self._validators(outlet, article)
        if self._seen_at(outlet, article, headers) == article.version:
            return Told(304, b"", given)
        coded, stated = outlet.encoding
        address = f"{outlet.base}{article.paths[-1]}"
        body = page(outlet.name, address, article, outlet.dress, outlet.dated)
        if coded == "cp1252":
            body = body.replace("<head>", f'<head><meta charset="{coded}">')
        charset = f"; charset={stated}" if stated else ""
        return Told(200, body.encode(coded), {"content-type": f"text/html{charset}", **given})

    def _validators(self, outlet: Outlet, article: Article) -> dict[str, str]:
        if outlet.validates == "etag":
            return {"etag": f'"{article.number}-{article.version}"'}
        if outlet.validates == "last-modified":
            return {"last-modified": format_datetime(article.stamps[-1], usegmt=True)}
        return {}

    def _seen_at(self, outlet: Outlet, article: Article, headers: dict[str, str]) -> int | None:
        """The number of the text that whoever asks has, by what they ask with."""
        tag, since = headers.get("if-none-match"), headers.get("if-modified-since")
        version = None
        if outlet.validates == "etag" and tag is not None:
            version = int(tag.strip('"').rpartition("-")[2])
        elif outlet.validates == "last-modified" and since is not None:
            stamps = [format_datetime(stamp, usegmt=True) for stamp in article.stamps]
            version = len(stamps) - 1 - stamps[::-1].index(since) if since in stamps else None
        if version is not None:
            article.confirmed.add(version)
        return version

    def _outlet_of(self, article: Article) -> Outlet:
        return self.feeds[article.feeds[0]][0]


def _outlet(n: int) -> Outlet:
    return Outlet(
        number=n,
        name=f"{_NAMES[n % len(_NAMES)]} of Region {n + 1}",
        host=f"127.77.0.{n + 1}",
        dress=n,
        dated=("both", "published", "none")[n % 3],
        validates=("etag", "etag", "last-modified", "etag", "nothing")[n % 5],
        encoding=_ENCODINGS[n % len(_ENCODINGS)],
    )
