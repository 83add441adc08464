"""Fetching from a server that does everything a server should not, and from one that is merely slow."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import httpcore
import pytest

from config.errors import RefusedError
from config.settings import load_settings
from ingestion.addresses import ForbiddenError
from ingestion.connecting import Resolve, resolve
from ingestion.fetched import Fetched, UnreachableError, Validators
from ingestion.fetcher import Fetcher, in_order
from ingestion.limits import Limits, limits_of
from ingestion.means import Means
from tests.site_server import PATIENCE, SiteServer, answer

LIMITS = Limits(
    "Newsdesk/test (+https://newsdesk.example)",
    allow_private=True,
    max_bytes=100_000,
    timeout=PATIENCE,
    per_host_delay=0,
)


class Time:
    """Time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def means(self, lookup: Resolve = resolve, network: httpcore.AsyncNetworkBackend | None = None) -> Means:
        return Means(lookup, network or httpcore.AnyIOBackend(), self.sleep, self.clock)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def site() -> Iterator[SiteServer]:
    with SiteServer() as server:
        yield server


@pytest.fixture
def fetcher(time: Time) -> Iterator[Fetcher]:
    with Fetcher(LIMITS, time.means()) as opened:
        yield opened


def refused(fetcher: Fetcher, address: str) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        fetcher.submit(address).result(PATIENCE)
    assert caught.value.item == address
    return caught.value


def test_a_page_as_it_comes(site: SiteServer, fetcher: Fetcher) -> None:
    address = site.put(
        "a", "Grüße".encode("latin-1"), type="text/html; charset=ISO-8859-1", etag='"v1"', last_modified="Mon"
    )
    found = fetcher.submit(f"{address}#part").result(PATIENCE)
    assert found == Fetched(
        address=address,
        final=address,
        outcome="page",
        status=200,
        body="Grüße".encode("latin-1"),
        media_type="text/html",
        charset="iso-8859-1",
        validators=Validators('"v1"', "Mon"),
    )
    asked = site.requests[-1].headers
    assert asked["user-agent"] == LIMITS.user_agent
    assert asked["accept-encoding"] == "gzip"
    assert "cookie" not in asked


def test_the_unchanged_is_not_sent_again(site: SiteServer, fetcher: Fetcher) -> None:
    address = site.put("a", "text", etag='"v1"')
    known = fetcher.submit(address).result(PATIENCE).validators
    again = fetcher.submit(address, known).result(PATIENCE)
    assert (again.outcome, again.body) == ("unchanged", b"")
    assert site.requests[-1].headers["if-none-match"] == '"v1"'


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_no_failure(site: SiteServer, fetcher: Fetcher, status: int) -> None:
    found = fetcher.submit(site.put("a", status=status)).result(PATIENCE)
    assert (found.outcome, found.status) == ("gone", status)


def test_no_cookie_is_kept(site: SiteServer, fetcher: Fetcher) -> None:
    address = site.put("a", "text", set_cookie="who=you")
    fetcher.submit(address).result(PATIENCE)
    fetcher.submit(address).result(PATIENCE)
    assert all("cookie" not in request.headers for request in site.requests)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (403, "the server answers 403 Forbidden"),
        (451, "the server answers 451 Unavailable For Legal Reasons"),
        (299, "the server answers 299"),
        (200, "empty"),
    ],
)
def test_other_answers_are_refused(site: SiteServer, fetcher: Fetcher, status: int, reason: str) -> None:
    assert refused(fetcher, site.put("a", " ", status=status)).reason == reason


# Redirects


def test_redirects_are_followed_to_the_end(site: SiteServer, fetcher: Fetcher) -> None:
    end = site.put("end/page", "text")
    for n, status in enumerate((301, 302, 303, 307, 308)):
        site.put(str(n), status=status, location=f"/{n + 1}")
    site.put("5", status=302, location="end/page")
    found = fetcher.submit(site / "0").result(PATIENCE)
    assert (found.address, found.final, found.body) == (site / "0", end, b"text")


def test_redirects_in_a_circle(site: SiteServer, fetcher: Fetcher) -> None:
    site.put("a", status=302, location="/b")
    site.put("b", status=302, location="/a")
    assert refused(fetcher, site / "a").reason == "redirects in a circle"
    assert site.paths() == ["/a", "/b"]


def test_redirects_without_end(site: SiteServer, fetcher: Fetcher) -> None:
    for n in range(30):
        site.put(str(n), status=302, location=f"/{n + 1}")
    assert refused(fetcher, site / "0").reason == "redirects more than 10 times"
    assert len(site.paths()) == 11


def test_redirects_take_no_longer_than_an_address_without_any_may(site: SiteServer) -> None:
    def slowly() -> Iterator[bytes]:
        yield b"moved, "
        site.released.wait(0.3)
        yield b"moved"

    for n in range(9):
        site.put(str(n), slowly, status=302, location=f"/{n + 1}")
    site.put("9", "text")
    with Fetcher(replace(LIMITS, timeout=0.5, attempts=2)) as fetcher:
        assert "in all of its redirects" in refused(fetcher, site / "0").reason
    assert 2 <= len(site.paths()) < 9


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("file:///etc/passwd", "only http and https addresses are fetched"),
        ("gopher://x/", "only http and https addresses are fetched"),
        ("http://me:pw@host.example/", "with a user name in it"),
        ("", "redirects to nowhere"),
        ("http://[", "redirects to nowhere"),
    ],
)
def test_a_redirect_that_is_not_followed(
    site: SiteServer, fetcher: Fetcher, location: str, reason: str
) -> None:
    assert reason in refused(fetcher, site.put("a", status=302, location=location)).reason


# Addresses


def names(known: dict[str, list[Sequence[str]]]) -> tuple[list[str], Resolve]:
    """A name server: each host's answers one after another; and the list of what it was asked."""
    asked: list[str] = []

    async def lookup(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        answers = known.get(host)
        if answers is None:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return answers.pop(0) if len(answers) > 1 else answers[0]

    return asked, lookup


@pytest.mark.parametrize("numeric", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00:ec2::254"])
def test_a_name_that_leads_to_a_private_address(numeric: str, time: Time) -> None:
    _, lookup = names({"inside.example": [[numeric]], "both.example": [["93.184.215.14", numeric]]})
    limits = replace(LIMITS, allow_private=False)
    with Fetcher(limits, time.means(lookup)) as fetcher:
        for host in ("inside.example", "both.example"):
            failure = refused(fetcher, f"http://{host}/latest/meta-data")
            assert isinstance(failure, ForbiddenError)
            assert f"leads to the private address {numeric}" in failure.reason
    assert time.slept == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "localhost", "[::1]", "[::ffff:7f00:1]"]
)
def test_loopback_is_refused_however_it_is_spelled(site: SiteServer, host: str) -> None:
    site.put("a", "secret")
    with Fetcher(replace(LIMITS, allow_private=False)) as fetcher:
        failure = refused(fetcher, f"http://{host}:{site.port}/a")
    assert isinstance(failure, ForbiddenError)
    assert site.requests == []


class Internet(httpcore.AnyIOBackend):
    """Where every number leads to loopback, and those asked for are written down."""

    def __init__(self) -> None:
        self.numbers: list[str] = []

    async def connect_tcp(self, host: str, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        self.numbers.append(host)
        return await super().connect_tcp("127.0.0.1", *args, **kwargs)


PUBLIC = "93.184.215.14"
GUARDED = replace(LIMITS, allow_private=False)


def test_a_name_server_that_changes_its_mind(site: SiteServer, time: Time) -> None:
    # Public when it is checked, private when it would be looked up to connect: the checked number is used.
    asked, lookup = names({"rebind.example": [[PUBLIC], ["127.0.0.1"]]})
    internet = Internet()
    site.put("a", "text")
    with Fetcher(GUARDED, time.means(lookup, internet)) as fetcher:
        found = fetcher.submit(f"http://rebind.example:{site.port}/a").result(PATIENCE)
        assert found.body == b"text"
        assert internet.numbers == [PUBLIC]
        assert asked == ["rebind.example"]
    with Fetcher(GUARDED, time.means(lookup, internet)) as fetcher:
        assert "private" in refused(fetcher, f"http://rebind.example:{site.port}/a").reason
    assert internet.numbers == [PUBLIC]


def test_the_checked_number_is_connected_to_and_the_host_named(site: SiteServer, time: Time) -> None:
    _, lookup = names({"paper.example": [["127.0.0.1"]]})
    site.put("a", "text")
    with Fetcher(LIMITS, time.means(lookup)) as fetcher:
        assert fetcher.submit(f"http://paper.example:{site.port}/a").result(PATIENCE).body == b"text"
    assert site.requests[-1].headers["host"] == f"paper.example:{site.port}"


def test_a_host_that_is_not_there(time: Time) -> None:
    _, lookup = names({})
    with Fetcher(LIMITS, time.means(lookup)) as fetcher:
        assert refused(fetcher, "http://lost.example/a").reason == "there is no host lost.example"
    assert time.slept == []


def test_a_name_server_that_does_not_answer_is_asked_again(time: Time) -> None:
    count = 0

    async def lookup(host: str, port: int) -> Sequence[str]:
        nonlocal count
        count += 1
        raise socket.gaierror(socket.EAI_AGAIN, "later")

    with Fetcher(LIMITS, time.means(lookup)) as fetcher:
        failure = refused(fetcher, "http://paper.example/a")
    assert isinstance(failure, UnreachableError)
    assert "could not be looked up" in failure.reason
    assert count == LIMITS.attempts


def test_a_redirect_to_a_private_address(site: SiteServer, time: Time) -> None:
    _, lookup = names({"paper.example": [[PUBLIC]], "router.example": [["10.0.0.7"]]})
    internet = Internet()
    site.put("a", status=302, location="http://router.example/")
    with Fetcher(GUARDED, time.means(lookup, internet)) as fetcher:
        failure = refused(fetcher, f"http://paper.example:{site.port}/a")
    assert isinstance(failure, ForbiddenError)
    assert failure.reason == "redirects to http://router.example/: leads to the private address 10.0.0.7"
    assert set(internet.numbers) == {PUBLIC}


def test_a_robots_file_that_redirects_to_a_private_address(site: SiteServer, time: Time) -> None:
    _, lookup = names({"paper.example": [[PUBLIC]], "router.example": [["10.0.0.7"]]})
    site.put("robots.txt", status=302, location="http://router.example/")
    with Fetcher(GUARDED, time.means(lookup, Internet())) as fetcher:
        failure = refused(fetcher, f"http://paper.example:{site.port}/a")
    assert isinstance(failure, ForbiddenError)
    assert site.paths() == []


# Bodies


def endless(site: SiteServer, piece: bytes = b"x" * 10_000) -> Iterator[bytes]:
    while not site.released.is_set():
        yield piece


def test_a_body_without_end(site: SiteServer, fetcher: Fetcher) -> None:
    address = site.put("a", lambda: endless(site))
    assert refused(fetcher, address).reason == "larger than 0.1 MB"


def test_a_body_that_says_it_is_too_large(site: SiteServer, fetcher: Fetcher) -> None:
    assert refused(fetcher, site.put("a", b"x" * 200_000)).reason == "larger than 0.1 MB"


def test_a_gzip_bomb(site: SiteServer, fetcher: Fetcher) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000, mtime=0)
    assert len(bomb) < LIMITS.max_bytes
    assert refused(fetcher, site.put("a", bomb, content_encoding="gzip")).reason == "larger than 0.1 MB"
    assert fetcher.submit(site.put("b", "after")).result(PATIENCE).body == b"after"


def test_a_bomb_inside_a_bomb_is_not_even_unpacked(site: SiteServer, fetcher: Fetcher) -> None:
    bomb = gzip.compress(gzip.compress(b"\0" * 50_000_000), mtime=0)
    address = site.put("a", bomb, content_encoding="gzip, gzip")
    assert refused(fetcher, address).reason == "sent packed as 'gzip, gzip', which was not asked for"


@pytest.mark.parametrize(
    ("body", "encoding", "text"),
    [
        (gzip.compress(b"one", mtime=0) + gzip.compress(b" two", mtime=0), "gzip", b"one two"),
        (gzip.compress(b"padded", mtime=0) + b"\0" * 20, "x-gzip", b"padded"),
        (zlib.compress(b"deflated"), "deflate", b"deflated"),
        (b"plain", "identity", b"plain"),
    ],
)
def test_packed_bodies(site: SiteServer, fetcher: Fetcher, body: bytes, encoding: str, text: bytes) -> None:
    assert fetcher.submit(site.put("a", body, content_encoding=encoding)).result(PATIENCE).body == text


@pytest.mark.parametrize("body", [gzip.compress(b"cut off " * 100, mtime=0)[:-20], b"not packed at all"])
def test_a_damaged_packed_body(site: SiteServer, fetcher: Fetcher, body: bytes) -> None:
    address = site.put("a", body, content_encoding="gzip")
    assert refused(fetcher, address).reason == "its compressed body is damaged or cut off"


@pytest.mark.parametrize("kind", ["image/png", "video/mp4", "Audio/MPEG", "font/woff2"])
def test_what_is_no_text_is_not_read(site: SiteServer, fetcher: Fetcher, kind: str) -> None:
    address = site.put("a", lambda: endless(site), type=kind)
    assert refused(fetcher, address).reason == f"no article but {kind.lower()}"


# Time


def drip(site: SiteServer) -> Iterator[bytes]:
    yield b"<html>"
    site.released.wait(PATIENCE)


def test_a_slow_drip(site: SiteServer) -> None:
    address = site.put("a", lambda: drip(site))
    with Fetcher(replace(LIMITS, timeout=0.2)) as fetcher:
        assert refused(fetcher, address).reason == "not whole after 0.2 seconds"
    assert site.paths() == ["/a"]


def test_a_server_that_says_nothing_is_asked_a_few_times(site: SiteServer, time: Time) -> None:
    address = site.put("a", "late", hold=threading.Event())
    with Fetcher(replace(LIMITS, timeout=0.1), time.means()) as fetcher:
        failure = refused(fetcher, address)
    assert isinstance(failure, UnreachableError)
    assert failure.reason == "no answer within 0.1 seconds"
    assert site.paths() == ["/a"] * 3
    for held in site._answers["/a"]:
        assert held.hold is not None
        held.hold.set()


def test_nobody_listens(time: Time) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/a"
        with Fetcher(LIMITS, time.means()) as fetcher:
            failure = refused(fetcher, address)
    assert isinstance(failure, UnreachableError)
    assert "no connection to the server" in failure.reason


# Failures that may pass


def test_a_failure_that_passes(site: SiteServer, fetcher: Fetcher, time: Time) -> None:
    site.put_all("a", [answer(status=503), answer(status=500), answer("text")])
    assert fetcher.submit(site / "a").result(PATIENCE).body == b"text"
    assert len(time.slept) == 2
    assert 0.5 <= time.slept[0] <= 1.0 <= time.slept[1] <= 1.5


def test_a_server_that_names_a_time_is_left_alone_so_long(
    site: SiteServer, fetcher: Fetcher, time: Time
) -> None:
    site.put_all("a", [answer(status=429, retry_after="17"), answer("text")])
    assert fetcher.submit(site / "a").result(PATIENCE).body == b"text"
    assert sum(time.slept) == 17


def test_a_time_named_as_a_date(site: SiteServer, fetcher: Fetcher, time: Time) -> None:
    past = answer(status=503, retry_after="Mon, 01 Jan 2024 10:00:00 GMT")
    site.put_all("a", [past, answer("text")])
    assert fetcher.submit(site / "a").result(PATIENCE).body == b"text"
    assert sum(time.slept) == 0


def test_a_server_that_asks_for_too_much_time(site: SiteServer, fetcher: Fetcher, time: Time) -> None:
    address = site.put("a", status=429, retry_after="86400")
    assert "asks to come back in 86400 seconds" in refused(fetcher, address).reason
    assert site.paths() == ["/a"]
    assert time.slept == []


def test_a_storm_of_errors_ends_the_asking(site: SiteServer, time: Time) -> None:
    addresses = [site.put(f"p{n}", status=503) for n in range(40)]
    limits = replace(LIMITS, per_host=1)
    with Fetcher(limits, time.means()) as fetcher:
        reasons = [refused(fetcher, address).reason for address in addresses]
    assert reasons[:5] == ["the server answers 503 Service Unavailable"] * 5
    assert set(reasons[5:]) == {"not asked for: 127.0.0.1 failed 5 times in a row"}
    assert len(site.paths()) == 5 * LIMITS.attempts


# Manners


def test_robots_are_heard(site: SiteServer, fetcher: Fetcher) -> None:
    site.put(
        "robots.txt", "User-agent: newsdesk\nDisallow: /private\n\nUser-agent: *\nDisallow: /", type=None
    )
    assert fetcher.submit(site.put("open", "text")).result(PATIENCE).body == b"text"
    private = refused(fetcher, site.put("private/a", "text"))
    assert private.reason == "the site's robots.txt asks robots not to fetch it"
    site.put("hop", status=302, location="/private/a")
    assert "redirects to" in refused(fetcher, site / "hop").reason
    assert site.paths() == ["/open", "/hop"]
    assert [request.path for request in site.requests].count("/robots.txt") == 1


@pytest.mark.parametrize("status", [404, 401, 403, 410, 204])
def test_a_site_without_robots_file_allows_all(site: SiteServer, fetcher: Fetcher, status: int) -> None:
    site.put("robots.txt", status=status)
    assert fetcher.submit(site.put("a", "text")).result(PATIENCE).body == b"text"


def test_a_robots_file_that_cannot_be_read_allows_nothing(site: SiteServer, fetcher: Fetcher) -> None:
    site.put("robots.txt", status=500)
    assert "robots.txt could not be read" in refused(fetcher, site.put("a", "text")).reason
    assert site.paths() == []


def test_a_robots_file_without_end_is_read_in_part(site: SiteServer, fetcher: Fetcher) -> None:
    site.put("robots.txt", lambda: endless(site, b"User-agent: *\nDisallow: /no\n"), type=None)
    assert fetcher.submit(site.put("a", "text")).result(PATIENCE).body == b"text"
    assert "asks robots not to" in refused(fetcher, site.put("no", "text")).reason


def test_requests_to_a_host_are_apart_as_set_or_as_it_wishes(site: SiteServer, time: Time) -> None:
    site.put("robots.txt", "User-agent: *\nCrawl-delay: 3", type=None)
    addresses = [site.put(f"p{n}", "text") for n in range(4)]
    with Fetcher(replace(LIMITS, per_host_delay=0.5), time.means()) as fetcher:
        for address in addresses:
            fetcher.submit(address).result(PATIENCE)
    assert time.slept == [3, 3, 3, 3]


def test_a_host_is_asked_so_much_at_once_and_no_more(site: SiteServer) -> None:
    release = threading.Event()
    addresses = [site.put(f"p{n}", "text", hold=release) for n in range(12)]
    with Fetcher(replace(LIMITS, per_host=3)) as fetcher:
        under_way = [fetcher.submit(address) for address in addresses]
        full = threading.Event()

        def watch() -> None:
            while len(site.paths()) < 3 and not site.released.is_set():
                full.wait(0.005)
            full.set()

        threading.Thread(target=watch).start()
        assert full.wait(PATIENCE)
        release.set()
        assert [future.result(PATIENCE).body for future in under_way] == [b"text"] * 12
    assert site.most_at_once <= 3


# In the background


def test_results_keep_their_order_and_few_are_ahead(site: SiteServer, fetcher: Fetcher) -> None:
    first = threading.Event()
    addresses = [site.put(f"p{n}", f"{n}", hold=first if n == 0 else None) for n in range(20)]
    begun: list[str] = []

    def begin(address: str) -> Future[Fetched]:
        begun.append(address)
        if len(begun) == 5:
            first.set()
        return fetcher.submit(address)

    results = in_order(addresses, begin, 5)
    address, found = next(results)
    assert address == addresses[0]
    assert isinstance(found, Fetched)
    assert found.body == b"0"
    assert begun == addresses[:5]
    rest = [each.body for _, each in results if isinstance(each, Fetched)]
    assert rest == [str(n).encode() for n in range(1, 20)]


def test_leaving_in_the_middle_lets_go_of_everything(site: SiteServer) -> None:
    never = threading.Event()
    address = site.put("a", "text", hold=never)
    with Fetcher(LIMITS) as fetcher:
        future = fetcher.submit(address)
    never.set()
    assert future.cancelled()
    assert not fetcher._thread.is_alive()


def test_the_settings_say_how(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits_of(load_settings()).user_agent.startswith("Newsdesk/")
    assert not limits_of(load_settings()).allow_private
    monkeypatch.setenv("NEWSDESK_USER_AGENT", "Clipper/2 (+https://clips.example)")
    monkeypatch.setenv("NEWSDESK_PER_HOST", "2")
    limits = limits_of(load_settings())
    assert (limits.robot, limits.per_host) == ("Clipper", 2)
