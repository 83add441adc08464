"""Text from outside made harmless to Slack: it neither formats, nor links, nor calls anybody.

`plain` is for places that Slack does not read for marks (rich text, plain
text), `escaped` for mrkdwn, `markdown_safe` for streams and markdown blocks.
What they change for good: control, reordering and lone surrogate characters
are shown by a sign and characters of no width are left out but for the joiners
that scripts and emoji need (`bot.showing.inert`). `markdown_safe` beyond that only puts
in word joiners (U+2060), which are not seen, where something would act;
`escaped` does too, and has look-alikes for marks that mrkdwn cannot escape.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from bot.showing.inert import inert

JOINER = "\u2060"
"""Unseen; keeps apart what would act together. None that comes from outside is left."""

LONGEST_URL = 3000

_ACTS = re.compile(
    r"@(?=\w)"  # a person, @channel, an address of e-mail
    r"|#(?=\w)"  # a channel
    r"|<(?=[@#!])"  # <!channel>, <@U…>, <#C…>
    r"|:(?=//)"  # a link
    r"|:(?=[^\s:]{1,100}:)"  # an emoji
    r"|(?<=[^\W_])\.(?=[^\W\d_]{2})"  # a host without a scheme
)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

# At the end or start of a word they format; mrkdwn has no way to say that they should not.
_FORMATS = re.compile(r"(?<![^\W_])[*_~]|[*_~](?![^\W_])|`|^>", re.MULTILINE)
_LOOK_ALIKE = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ", ">": "›"}

_MARKS = re.compile(r"[\\`*_\[\]|~]|^[#+=-]|^(\d{1,9})([.)])", re.MULTILINE)
_EDGES = re.compile(r"^(?=[ \t]|$)|(?<=[ \t])$", re.MULTILINE)
_IN_URL = "!#$%&'()*+,/:;=?@[]~-._"


def plain(text: str) -> str:
    """The text with nothing hidden in it, for places where no mark acts."""
    return inert(text)


def plain_line(text: str) -> str:
    """The same on one line with single spaces."""
    return " ".join(plain(" ".join(text.split())).split())


def escaped(text: str) -> str:
    """The text for mrkdwn; all of it is shown and none of it acts."""
    kept = _FORMATS.sub(lambda found: _LOOK_ALIKE[found[0]], _kept_apart(text))
    return kept.translate(_ENTITIES)


def markdown_safe(text: str) -> str:
    """The text for Markdown as Slack reads it in streams and markdown blocks."""
    kept = _EDGES.sub(JOINER, _kept_apart(text))
    return _MARKS.sub(_backslashed, kept).translate(_ENTITIES)


def link(url: str | None, label: str) -> str:
    """A link in mrkdwn, on one line; the label alone where the address is not fit to be opened."""
    shown = escaped(plain_line(label))
    to = address(url)
    return f"<{to.translate(_ENTITIES)}|{shown}>" if to and shown else shown


def acts(text: str) -> bool:
    """Whether Slack would make a link, a picture or a call to somebody of anything in it."""
    return _ACTS.search(plain(text)) is not None


def address(url: str | None) -> str | None:
    """The address if people may be sent there, as plain ASCII without `|`, `<`, `>`; else None.

    Only web addresses are, that name no user, hold no control character and
    are of at most 3,000 characters.
    """
    if not url or plain(url) != url or not url.isprintable() or any(c.isspace() for c in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or not host.isascii() or "@" in parts.netloc:
        return None
    encoded = quote(url, safe=_IN_URL)
    return encoded if len(encoded) <= LONGEST_URL else None


def _kept_apart(text: str) -> str:
    return _ACTS.sub(lambda found: found[0] + JOINER, plain(text))


def _backslashed(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[0]}"
