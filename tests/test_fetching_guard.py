"""Servers, name servers and surroundings that want fetching to go where it must not, or never to end."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Any, NoReturn

import httpcore
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk import Newsdesk
from config.errors import LibraryError, RefusedError
from config.settings import load_settings
from ingestion.addresses import ForbiddenError
from ingestion.fetcher import Fetcher
from ingestion.fetching import Fetching
from ingestion.means import Means
from tests.site_server import PATIENCE, SiteServer, _Handler
from tests.test_addresses import private
from tests.test_fetching import GUARDED, LIMITS, PUBLIC, Internet, Time, names, refused


async def numeric(host: str, port: int) -> Sequence[str]:
    """What the system makes of a host that is a number in one of its spellings; no name server is asked."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [str(entry[4][0]) for entry in found]


class Nowhere(httpcore.AnyIOBackend):
    """A network that must not be asked for anything."""

    async def connect_tcp(self, host: str, *args: Any, **kwargs: Any) -> NoReturn:
        raise AssertionError(f"connects to {host}")


# Spellings of one address


def octal(part: int) -> str:
    return f"0{part:o}"


def wide(text: str) -> str:
    """The same in the wide digits of East Asian type, which host names are brought from to plain ones."""
    return text.translate({ord("0") + n: 0xFF10 + n for n in range(10)})


SPELLINGS: tuple[Callable[[IPv4Address], str], ...] = (
    str,
    lambda four: str(int(four)),
    lambda four: hex(int(four)),
    lambda four: hex(int(four)).upper().replace("X", "x"),
    lambda four: octal(int(four)),
    lambda four: ".".join(map(octal, four.packed)),
    lambda four: ".".join(map(hex, four.packed)),
    lambda four: f"{hex(four.packed[0])}.{octal(four.packed[1])}.{int(four) & 0xFFFF}",
    lambda four: f"{four.packed[0]}.{int(four) & 0xFFFFFF}",
    lambda four: ".".join(f"{part:03d}" if part < 8 else str(part) for part in four.packed),
    lambda four: wide(str(four)),
    lambda four: str(four).replace(".", "\u3002"),
    lambda four: f"[::ffff:{four}]",
    lambda four: f"[{IPv6Address(0xFFFF << 32 | int(four)).exploded}]",
    lambda four: f"[64:ff9b::{four}]",
    lambda four: f"[{IPv6Address(0x2002 << 112 | int(four) << 80 | 1)}]",
    lambda four: f"[::{four}]",
    lambda four: f"[::ffff:{four}%25eth0]",
)


@given(four=private(), spelled=st.sampled_from(SPELLINGS), port=st.sampled_from(["", ":80", ":8000"]))
@settings(max_examples=150)
def test_a_private_address_is_never_connected_to_however_it_is_spelled(
    four: IPv4Address, spelled: Callable[[IPv4Address], str], port: str
) -> None:
    async def fetched() -> None:
        fetching = Fetching(GUARDED, Means(numeric, Nowhere()))
        try:
            await fetching.page(f"http://{spelled(four)}{port}/latest/meta-data")
        finally:
            await fetching.close()

    with pytest.raises(RefusedError):
        asyncio.run(fetched())


METADATA = IPv4Address("169.254.169.254")
LOCATIONS = [
    (301 + n % 3, host)
    for n, host in enumerate(spelled(METADATA) for spelled in SPELLINGS)
    # A header is of plain letters.
    if host.isascii()
]


@pytest.mark.parametrize(("status", "host"), [*LOCATIONS, (307, "localhost"), (308, "127.0.0.1")])
def test_nor_after_a_redirect(site: SiteServer, status: int, host: str) -> None:
    internet = Internet()

    async def lookup(name: str, port: int) -> Sequence[str]:
        known = {"localhost": ["127.0.0.1"]}
        return [PUBLIC] if name.endswith(".example") else known.get(name) or await numeric(name, port)

    for n in range(3):
        site.put(f"{n}", status=status, location=f"http://hop{n + 1}.example:{site.port}/{n + 1}")
    site.put("3", status=status, location=f"//{host}:{site.port}/secret")
    site.put("secret", "secret")
    with Fetcher(GUARDED, Time().means(lookup, internet)) as fetcher:
        refused(fetcher, f"http://hop0.example:{site.port}/0")
    assert site.paths() == ["/0", "/1", "/2", "/3"]
    assert set(internet.numbers) == {PUBLIC}


# A name server that changes its mind, at the level of sockets


class Sockets:
    """Where sockets of this process are connected to, while a test looks; beyond loopback none can be."""

    def __init__(self) -> None:
        self.looking = False
        self.connected: list[str] = []
        # It cannot be taken away again, only be made to do nothing.
        sys.addaudithook(self._look)

    def _look(self, event: str, args: tuple[Any, ...]) -> None:
        if self.looking and event == "socket.connect" and isinstance(args[1], tuple):
            self.connected.append(str(args[1][0]))
            if not str(args[1][0]).startswith("127."):
                raise OSError("no such network here")


@pytest.fixture
def sockets() -> Iterator[Sockets]:
    looked_at = Sockets()
    looked_at.looking = True
    yield looked_at
    looked_at.looking = False


@pytest.mark.parametrize(
    "told",
    [
        [[PUBLIC], ["127.0.0.1"]],
        [[PUBLIC], [PUBLIC], ["127.0.0.1"]],
        [[PUBLIC, "127.0.0.1"]],
        [["127.0.0.1", PUBLIC]],
        [["::ffff:127.0.0.1"]],
    ],
)
def test_no_socket_is_ever_connected_to_what_a_name_server_says_later(
    site: SiteServer, told: list[list[str]], sockets: Sockets, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.put("a", "secret")
    answers = itertools.chain(told, itertools.repeat(["127.0.0.1"]))
    real, asked = socket.getaddrinfo, []

    def rebinding(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        if host != "rebind.example":
            return real(host, port, *args, **kwargs)
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in next(answers)]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with Fetcher(GUARDED, Means(sleep=Time().sleep)) as fetcher:
        refused(fetcher, f"http://rebind.example:{site.port}/a")
    assert asked
    assert site.requests == []
    assert set(sockets.connected) <= {PUBLIC}


# Surroundings


@pytest.fixture
def site() -> Iterator[SiteServer]:
    with SiteServer() as server:
        yield server


def test_no_proxy_and_no_password_of_the_surroundings_is_used(
    site: SiteServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SiteServer() as trap:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{trap.port}")
            monkeypatch.setenv(name.upper(), f"http://127.0.0.1:{trap.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n", encoding="utf-8")
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
        with Fetcher(LIMITS) as fetcher:
            assert fetcher.submit(site.put("a", "text")).result(PATIENCE).body == b"text"
        assert trap.requests == []
    for request in site.requests:
        assert not {"authorization", "proxy-authorization", "cookie"} & set(request.headers)


def test_what_one_host_sets_no_other_host_is_told(site: SiteServer) -> None:
    with SiteServer() as other:
        end = other.put("end", "text")
        site.put("a", status=302, location=end, set_cookie="who=you; Domain=127.0.0.1; Path=/", link="x")
        with Fetcher(LIMITS) as fetcher:
            assert fetcher.submit(site / "a").result(PATIENCE).final == end
        sent = set(other.requests[-1].headers)
    assert sent == {"host", "user-agent", "accept", "accept-encoding", "connection"} & sent
    assert not {"cookie", "authorization", "referer", "origin"} & sent


# Servers that never come to an end, or send more than anybody could read


class Speaker:
    """A server that says the same to whoever connects, without listening, until it is hung up on."""

    def __init__(self, pieces: Callable[[], Iterator[bytes]]) -> None:
        self._pieces = pieces
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/a"
        self.sent = 0

    def __enter__(self) -> Speaker:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._speak, args=(connection,), daemon=True).start()

    def _speak(self, connection: socket.socket) -> None:
        with connection:
            if b"/robots.txt" in connection.recv(65536):
                connection.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            try:
                for piece in self._pieces():
                    connection.sendall(piece)
                    self.sent += len(piece)
            except OSError:
                pass


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "begin",
    [
        pytest.param((b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",), id="hints"),
        pytest.param((b"HTTP/1.1 100 Continue\r\n\r\n",), id="continue"),
        pytest.param((OK, b"X-Filler: " + b"x" * 4000 + b"\r\n"), id="headers"),
        pytest.param((OK + b"X-Filler: ", b"x" * 4000), id="one header"),
        pytest.param((b"HTTP/1.1 200 ", b"x" * 4000), id="status line"),
        pytest.param((CHUNKED, b"1;" + b"x" * 4000 + b"\r\na\r\n"), id="chunks of one byte"),
        pytest.param((CHUNKED + b"1;", b"x" * 4000), id="one chunk's extension"),
        pytest.param((CHUNKED, b"0" * 4000), id="one chunk's length"),
        pytest.param((CHUNKED + b"1\r\na\r\n0\r\n", b"X-Trailer: " + b"x" * 4000 + b"\r\n"), id="trailers"),
        pytest.param((b"\r\n" * 2000,), id="empty lines"),
        pytest.param((b"\0" * 4000,), id="no HTTP"),
    ],
)
def test_what_never_ends_is_ended(begin: tuple[bytes, ...]) -> None:
    def pieces() -> Iterator[bytes]:
        yield from begin[:-1]
        yield from itertools.repeat(begin[-1])

    limits = replace(LIMITS, timeout=0.5, attempts=1, max_bytes=1_000_000)
    with Speaker(pieces) as server, Fetcher(limits, Time().means()) as fetcher:
        assert refused(fetcher, server.address).reason
        assert fetcher.submit(server.address).exception(PATIENCE) is not None
    # What lies in the buffers between the two is of some megabytes.
    assert server.sent < 50_000_000


@pytest.mark.parametrize("packed", ["br", "zstd", "compress", "gzip, br", "gzip,gzip", "GZIP, identity", "x"])
def test_what_was_not_asked_for_is_not_unpacked(site: SiteServer, packed: str) -> None:
    address = site.put("a", gzip.compress(b"text", mtime=0), content_encoding=packed)
    with Fetcher(LIMITS) as fetcher:
        assert "which was not asked for" in refused(fetcher, address).reason


def test_a_page_whose_headers_promise_little_and_whose_body_is_much(site: SiteServer) -> None:
    members = gzip.compress(b"\0" * 60_000, mtime=0)
    address = site.put("a", members * 200, content_encoding="gzip", type="text/html")
    with Fetcher(LIMITS) as fetcher:
        assert refused(fetcher, address).reason == "larger than 0.1 MB"


# What a listing leads to


FEED = """<rss version="2.0"><channel><title>A paper</title>{items}</channel></rss>"""
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>'
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</sitemapindex>'


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsdesk]:
    """A desk whose `paper.example` is on loopback, and that holds it for a public site."""
    _, lookup = names(
        {"paper.example": [[PUBLIC]], "localhost": [["127.0.0.1"]], "router.example": [["10.0.0.7"]]}
    )

    async def any_spelling(host: str, port: int) -> Sequence[str]:
        return await (lookup(host, port) if host[0].isalpha() else numeric(host, port))

    fetcher = Fetcher(GUARDED, Time().means(any_spelling, Internet()))
    monkeypatch.setattr(Newsdesk, "_fetcher", lambda self: fetcher)
    with Newsdesk(tmp_path / "library") as opened:
        yield opened


@pytest.mark.parametrize("listing", ["feed", "sitemap", "index", "robots"])
def test_no_listing_leads_behind_the_door(desk: Newsdesk, site: SiteServer, listing: str) -> None:
    inside = [
        f"http://127.0.0.1:{site.port}/secret",
        f"http://localhost:{site.port}/secret",
        f"http://2130706433:{site.port}/secret",
        f"http://[::ffff:127.0.0.1]:{site.port}/secret",
        "http://router.example/secret",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "http://me:pw@paper.example/",
    ]
    home = f"http://paper.example:{site.port}"
    site.put("secret", "<html><body><article><p>The secret is out.</p></article></body></html>")
    if listing == "feed":
        items = "".join(f"<item><title>T{n}</title><link>{one}</link></item>" for n, one in enumerate(inside))
        site.put("start", FEED.format(items=items), type="application/rss+xml")
    elif listing == "robots":
        site.put("robots.txt", "".join(f"Sitemap: {one}\n" for one in inside), type="text/plain")
        site.put("start", "<html><body><p>Welcome.</p></body></html>")
    else:
        tag = "url" if listing == "sitemap" else "sitemap"
        items = "".join(f"<{tag}><loc>{one}</loc></{tag}>" for one in inside)
        form = SITEMAP if listing == "sitemap" else INDEX
        site.put("start", form.format(items=items), type="application/xml")
    report = desk.ingest([f"{home}/start"])
    assert "/secret" not in site.paths()
    assert report.taken == 0
    assert len(report.refused) >= (1 if listing == "robots" else len(inside))


def test_sitemaps_within_themselves(desk: Newsdesk, site: SiteServer) -> None:
    home = f"http://paper.example:{site.port}"
    loops = "".join(f"<sitemap><loc>{home}/{name}</loc></sitemap>" for name in ("a", "b", "a#x", "a?1"))
    for name in ("a", "b"):
        site.put(name, INDEX.format(items=loops), type="application/xml")
    for n in range(9):
        deeper = f"<sitemap><loc>{home}/deep{n + 1}</loc></sitemap>"
        site.put(f"deep{n}", INDEX.format(items=deeper), type="application/xml")
    report = desk.ingest([f"{home}/a", f"{home}/deep0"])
    assert report.taken == 0
    assert len(site.paths()) < 12
    assert any("too deep" in refusal.reason for refusal in report.refused)


def test_the_guard_names_no_secret(site: SiteServer) -> None:
    site.put("a", status=302, location="http://user:hunter2@127.0.0.1/")
    with Fetcher(LIMITS) as fetcher:
        failure = refused(fetcher, site / "a")
    assert isinstance(failure, ForbiddenError)
    assert "hunter2" not in str(failure)


# Services that are set: their addresses are the user's own choice, and the key is for that address alone


@pytest.mark.parametrize("name", ["openai:x", "anthropic:x", "ollama:x"])
def test_a_models_key_goes_to_no_other_host(
    site: SiteServer, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from retrieval.drafting.chat_model import open_chat_model

    monkeypatch.setattr(_Handler, "do_POST", _Handler.do_GET, raising=False)
    with SiteServer() as trap:
        for path in ("chat/completions", "v1/messages", "api/chat"):
            site.put(path, status=307, location=trap / "stolen")
        model = open_chat_model(load_settings(model=name, model_url=site / "", model_key="hunter2"))
        with pytest.raises(Exception, match=r"404|nothing here"):
            model.chat.invoke("What is new?")
    assert any("hunter2" in str(request.headers) for request in site.requests)
    assert not any("hunter2" in str(request.headers) for request in trap.requests)


@pytest.mark.parametrize("alive", [True, False])
def test_a_vector_servers_token_goes_to_no_other_host(
    site: SiteServer, alive: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from retrieval.index.chroma_server import connected, server_of

    monkeypatch.setattr(_Handler, "do_POST", _Handler.do_GET, raising=False)
    with SiteServer() as trap:
        for path in ("auth/identity", "tenants/default_tenant", "heartbeat", "version", "pre-flight-checks"):
            site.put(f"api/v2/{path}", status=307, location=trap / f"api/v2/{path}")
        if alive:
            site.put("api/v2/heartbeat", "{}", type="application/json")
        server = server_of(load_settings(chroma_url=(site / "").rstrip("/"), chroma_token="hunter2"))
        assert server is not None
        with pytest.raises(LibraryError, match="The Chroma server"):
            connected(replace(server, tries=1))
    assert any("hunter2" in str(request.headers) for request in site.requests)
    assert not any("hunter2" in str(request.headers) for request in trap.requests)


# Certificates


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for paper.example alone, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not there")
    folder = tmp_path_factory.mktemp("certificate")
    made, key = folder / "made.pem", folder / "key.pem"
    words = (
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=paper.example"
    )
    names = ["-addext", "subjectAltName=DNS:paper.example", "-keyout", str(key), "-out", str(made)]
    subprocess.run(["openssl", *words.split(), *names], check=True, capture_output=True)
    return made, key


@pytest.mark.parametrize(
    ("host", "trusted", "taken"),
    [
        ("paper.example", True, True),
        ("paper.example", False, False),
        ("other.example", True, False),
        ("paper.example.other.example", True, False),
        ("127.0.0.1", True, False),
    ],
)
def test_a_certificate_is_for_the_host_that_was_named_and_from_somebody_trusted(
    certificate: tuple[Path, Path], host: str, trusted: bool, taken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, key = certificate
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(made))
    else:
        monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, key)

    async def lookup(name: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    site = SiteServer()
    site._server.socket = context.wrap_socket(site._server.socket, server_side=True)
    with site, Fetcher(LIMITS, Time().means(lookup)) as fetcher:
        site.put("a", "text")
        address = f"https://{host}:{site.port}/a"
        if taken:
            assert fetcher.submit(address).result(PATIENCE).body == b"text"
        else:
            assert "the site's certificate is not valid" in refused(fetcher, address).reason
            assert site.requests == []
