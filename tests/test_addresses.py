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
    ]
    for numeric in (four, *wrapped):
        assert not is_public(str(numeric))
        with pytest.raises(ForbiddenError, match="private address"):
            guard(str(numeric), "host.example", allow_private=False)
        guard(str(numeric), "host.example", allow_private=True)


@pytest.mark.parametrize(
    "numeric", ["::1", "::", "fe80::1%eth0", "fd00:ec2::254", "ff02::1", "169.254.169.254", "not a number"]
)
def test_the_private_ones_by_name(numeric: str) -> None:
    assert not is_public(numeric)


@pytest.mark.parametrize(
    "numeric", ["93.184.215.14", "8.8.8.8", "2606:2800:21f::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"]
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
    ],
)
def test_an_address_that_is_not_fetched(address: str, reason: str) -> None:
    with pytest.raises(ForbiddenError) as refused:
        checked(address)
    assert reason in refused.value.reason
    assert "secret" not in str(refused.value)


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
