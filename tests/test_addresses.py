"""Which addresses are fetched at all: what leads behind the user's own door is told from the rest."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.addresses import ForbiddenError, checked, guard, is_address, is_public, same_site
from ingestion.sources.page import address_of

PRIVATE = [
    "10.0.0.0/8",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "0.0.0.0/8",
    "224.0.0.0/4",
    "240.0.0.0/4",
]


@st.composite
def private(draw: st.DrawFn) -> IPv4Address:
    network = IPv4Network(draw(st.sampled_from(PRIVATE)))
    return network[draw(st.integers(0, network.num_addresses - 1))]


@given(private())
def test_no_private_address_passes_in_whatever_it_is_wrapped(four: IPv4Address) -> None:
    low = int(four)
    wrapped = [
        IPv6Address(0xFFFF << 32 | low),
        IPv6Address(int(IPv6Address("64:ff9b::")) | low),
        IPv6Address(0x2002 << 112 | low << 80 | 1),
        IPv6Address(0x2606_2800 << 96 | 0x5EFE << 32 | low),
        IPv6Address(0x2001_0000 << 96 | 0x0808_0808 << 64 | 0xFFFF_FFFF ^ low),
        IPv6Address(low),
    ]
    for numeric in (four, *wrapped):
        assert not is_public(str(numeric))
        with pytest.raises(ForbiddenError, match="private address"):
            guard(str(numeric), "host.example", allow_private=False)
        guard(str(numeric), "host.example", allow_private=True)


@pytest.mark.parametrize(
    "numeric",
    [
        *("::1", "::", "fe80::1%eth0", "fe80::1%25eth0", "fec0::1", "fd00:ec2::254", "ff02::1", "ff0e::1"),
        # What clouds tell their machines of themselves: most of them, Oracle, Alibaba, Azure.
        *("169.254.169.254", "192.0.0.192", "100.100.100.200", "168.63.129.16"),
        *("192.0.0.8", "192.88.99.1", "192.0.2.1", "198.51.100.7", "203.0.113.9", "255.255.255.255"),
        *("64:ff9b:1::808:808", "100::1", "2001:db8::1", "3fff::1", "4000::1", "5f00::1", "::ffff:0:8.8.8.8"),
        *("::8.8.8.8", "2001:0:808:808::1", "2606:2800::5efe:10.0.0.1", "2606:2800::200:5efe:192.168.0.1"),
        *("not a number", "", "127.1", "0x7f.0.0.1", "0177.0.0.1", "2130706433", "1.2.3.4.5", "127.0.0.1 "),
    ],
)
def test_the_private_ones_by_name(numeric: str) -> None:
    assert not is_public(numeric)


@pytest.mark.parametrize(
    "numeric",
    [
        *("93.184.215.14", "8.8.8.8", "2606:2800:21f::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"),
        *("2002:808:808::1", "2606:2800::5efe:8.8.8.8", "192.0.1.1", "168.63.129.17"),
    ],
)
def test_the_public_internet_passes(numeric: str) -> None:
    assert is_public(numeric)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://host.example/x", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("https:///nothing", "not a valid address"),
        ("https://host.example:99999/", "not a valid address"),
        ("https://[::1/", "not a valid address"),
        ("https://host.example/a b", "not a valid address"),
        ("https://host.example\\@other.example/", "not a valid address"),
        (f"https://host.example/{'x' * 5000}", "not a valid address"),
        ("https://me:secret@host.example/", "with a user name in it"),
        ("https://me@host.example/", "with a user name in it"),
        ("https://@host.example/", "with a user name in it"),
        ("https://host.example:secret@127.0.0.1/", "with a user name in it"),
        ("//host.example/", "only http and https"),
        ("data:text/html,x", "only http and https"),
        ("gopher://host.example:70/_x", "only http and https"),
        ("jar:https://host.example/!/x", "only http and https"),
        ("unix:///var/run/docker.sock", "only http and https"),
        ("https+unix://%2Fvar%2Frun/x", "only http and https"),
        ("https://host.example:22/", "port 22 is no web site's"),
        ("http://host.example:25/", "port 25 is no web site's"),
        ("http://host.example:6379/", "port 6379 is no web site's"),
        ("http://host.example:0/", "port 0 is no web site's"),
        ("http://host.example:-1/", "not a valid address"),
        ("http://host.example:8o/", "not a valid address"),
        # Characters that are taken for a stroke, a colon or an at-sign once they are brought into one form.
        ("https://host.example\uff0fother/", "not a valid address"),
        ("https://host.example\uff1a80/", "not a valid address"),
        ("https://me\uff20host.example/", "not a valid address"),
        ("https://host.example/\x00", "not a valid address"),
        ("https://host.example\u2028/", "not a valid address"),
    ],
)
def test_an_address_that_is_not_fetched(address: str, reason: str) -> None:
    with pytest.raises(ForbiddenError) as refused:
        checked(address)
    assert reason in refused.value.reason
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "address", ["http://host.example/", "https://host.example:443/", "http://host.example:8080/"]
)
def test_ports_that_sites_have(address: str) -> None:
    assert checked(address) == address


@given(st.text(max_size=60))
def test_any_text_is_checked_or_refused(text: str) -> None:
    with suppress(ForbiddenError):
        assert checked(f"https://{text}").startswith("https://")


def test_a_fragment_is_no_part_of_what_is_asked_for() -> None:
    assert checked(" https://host.example/a?b=1#c ") == "https://host.example/a?b=1"


def test_what_a_user_names_is_an_address_or_a_path() -> None:
    assert all(map(is_address, ["https://x", "file:///x", "HTTP://x"]))
    assert not any(map(is_address, ["a.txt", "./https:/x", "C:\\x", "news/https", ""]))


@pytest.mark.parametrize(
    ("stated", "taken"),
    [
        ("https://paper.example/story", "https://paper.example/story"),
        ("/story?id=2", "https://www.paper.example/story?id=2"),
        ("https://amp.paper.example/story", "https://amp.paper.example/story"),
        ("https://other.example/story", None),
        ("https://paper.example/", None),
        ("javascript:x", None),
        (None, None),
    ],
)
def test_a_page_names_its_own_address_on_its_own_site_only(stated: str | None, taken: str | None) -> None:
    final = "https://www.paper.example/2024/story.html"
    assert address_of(stated, final) == (taken or final)


def test_a_site_is_told_from_its_neighbours() -> None:
    assert same_site("https://www.paper.example/", "https://m.paper.example/")
    assert same_site("https://paper.example/", "https://news.paper.example/")
    assert not same_site("https://paper.example/", "https://newspaper.example/")
    assert not same_site("https://example/", "https://paper.example/")
