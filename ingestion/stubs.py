"""Pages that stand in an article's place: paywalls, consent pages, logins, robot checks, “not found”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from ingestion.not_found import says_not_found

PAYWALL = "a paywall: only its first lines are there"
LOGIN = "a page that asks for a login"
ROBOTS = "a robot check in place of the article"
MISSING = "a page that says there is no such article"
"""Said with the status 200: with 404 or 410 the server itself says so."""

FULL = 250
"""So many words of an article are no stub, whatever notice stands beside them."""
_SHORT = 120
"""With fewer, a page that says it must be paid for shows the first lines only."""
_BRIEF = 60
"""A page with a consent form, login or robot check on it has no article beside it."""

_LETTERS = 6
"""Letters to a word, at most, on average."""

_HEAD = 4_000
"""Code points of a page in which such a page says what it is."""

_CONSENT_HOST = re.compile(r"(?:consent|guce|cmp|myprivacy|privacygate|privacy-?wall)\.")
_CONSENT = re.compile(
    r"before you continue to \w|we value your privacy|your privacy (?:choices|is important to us)"
    r"|(?:accept|reject|agree)(?: to)? all(?: cookies)?\b.{0,400}\b(?:partners|cookies|consent)"
    r"|is part of the yahoo family of brands|wir und unsere partner|nous et nos partenaires",
    re.IGNORECASE | re.DOTALL,
)
_ROBOTS = re.compile(
    r"are you a robot|just a moment\b|attention required!|pardon our interruption|verify (?:that )?"
    r"you(?:['’]re| are) (?:a |not a )?(?:human|robot)|i['’]?m not a robot"
    r"|checking (?:if the site connection is secure|your browser)|access to this page has been denied"
    r"|unusual (?:traffic|activity) from your"
    r"|enable js and disable any ad ?blocker|ddos protection by|complete the (?:captcha|security check)",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:please |you must |you need to )?(?:log|sign) ?in (?:or register |or (?:create|sign up).{0,30})?to"
    r" (?:continue|view|read|access|see)"
    r"|(?:log|sign) ?in to your account|forgot(?:ten)? (?:your )?password",
    re.IGNORECASE,
)
_LOGIN_TITLE = re.compile(r"(?:log|sign)[ -]?(?:in|on)\b.{0,40}", re.IGNORECASE)
_PAYWALL = re.compile(
    r"to (?:continue|keep) reading|(?:subscribe|register|sign up)(?: now| today)? (?:to|and)"
    r" (?:read|continue|unlock|keep)"
    r"|(?:this|the) (?:article|story|content|page) is (?:only )?(?:for|available(?: only)? (?:to|for)"
    r"|exclusive(?:ly)? (?:to|for)|reserved for|limited to) (?:our )?(?:paying |paid |premium |digital )?"
    r"(?:subscribers|members)"
    r"|(?:subscriber|member)s?[- ]only (?:article|story|content)"
    r"|(?:reached|used|read)(?: all)? (?:your|the)(?: monthly)? .{0,20}"
    r"\b(?:free articles?|article limit|limit of)"
    r"|(?:to )?(?:read|unlock|get access to) the (?:full|rest of (?:the|this)|whole) (?:article|story)"
    r"|continue reading (?:this (?:article|story) )?(?:with|by|for)",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(r"(?:\.\.\.|…|\[…\])\W*$")


class Shown(NamedTuple):
    """What a page shows.

    Args:
        lines: the paragraphs found on it.
        page: all of its text, where its notices stand.
        title: of the page.
        address: where it was fetched from, or says it stands.
        free: whether it says it may be read without paying.
        words: how many words it says its article has.
    """

    lines: Sequence[str]
    page: str
    title: str = ""
    address: str | None = None
    free: bool = True
    words: object = None


def stub_reason(shown: Shown) -> str | None:
    """Why what a page shows is not its article; None if it is.

    Returns:
        The reason as a report gives it. A page with the whole article is no
        stub, whatever notices it carries.
    """
    length = sum(map(_words, shown.lines))
    host = _host(shown.address)
    if _CONSENT_HOST.match(host):
        return f"a consent page of {host}"
    if length >= FULL:
        return None
    notice = _notice(shown, host) if length < _BRIEF else None
    return notice or (PAYWALL if _is_paid_for(shown, length) else None)


def _notice(shown: Shown, host: str) -> str | None:
    """What a page with next to no text says that it is."""
    head = shown.page[:_HEAD]
    if _ROBOTS.search(f"{shown.title}\n{head}"):
        return ROBOTS
    if _CONSENT.search(head):
        return f"a consent page of {host}" if host else "a consent page"
    if _LOGIN_TITLE.fullmatch(shown.title.strip()) or _LOGIN.search(head):
        return LOGIN
    return MISSING if says_not_found(shown.title, shown.lines) else None


def _words(line: str) -> int:
    """Words of a line; where none are told apart by spaces, as many as its letters would make."""
    return max(len(line.split()), sum(map(str.isalpha, line)) // _LETTERS)


def _is_paid_for(shown: Shown, length: int) -> bool:
    cut_off = bool(shown.lines) and _CUT_OFF.search(shown.lines[-1]) is not None
    count = str(shown.words) if isinstance(shown.words, int | str) else ""
    stated = int(count) if count.isdecimal() and len(count) < 10 else 0
    if not shown.free and (length < _SHORT or cut_off or stated > 2 * length):
        return True
    return (length < _SHORT or cut_off) and _PAYWALL.search(shown.page) is not None


def _host(address: str | None) -> str:
    try:
        return urlsplit(address or "").hostname or ""
    except ValueError:
        return ""
