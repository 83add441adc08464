from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.canonical import canonical_url


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://WWW.Post.Example:443/World/A/?utm_source=x#top", "https://www.post.example/World/A"),
        ("http://post.example:80/index.html", "http://post.example"),
        ("http://post.example:8080/a/index.html", "http://post.example:8080/a"),
        ("https://post.example/a?id=7&fbclid=z&page=2", "https://post.example/a?id=7&page=2"),
        ("https://post.example/a?q=a%20b", "https://post.example/a?q=a%20b"),
        ("https://post.example/a?ref=home&gclid=1&mc_cid=2&cmpid=3", "https://post.example/a"),
        ("https://user:secret@post.example/a", "https://post.example/a"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
        (" https://post.example/ ", "https://post.example"),
    ],
)
def test_one_spelling_for_one_page(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "url",
    [
        "",
        "post.example/a",
        "ftp://post.example/a",
        "mailto:a@b.example",
        "https://",
        "https://[::1",
        "http://a:b/",
    ],
)
def test_what_is_no_web_address_has_none(url: str) -> None:
    assert canonical_url(url) is None


@given(st.text(max_size=60) | st.text(max_size=40).map("https://post.example/".__add__))
def test_a_canonical_address_is_its_own(url: str) -> None:
    canonical = canonical_url(url)
    assert canonical is None or canonical_url(canonical) == canonical
