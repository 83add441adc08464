"""Text from outside made harmless to whoever looks at it: what would act is shown instead."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from urllib.parse import urlsplit

_ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f"
    "\x80-\x9f"  # C1: on some terminals U+009B opens an escape sequence
    "\u2028-\u202e"  # line and paragraph separators; marks that reorder what follows
    "\u2066-\u2069"  # isolates, which reorder likewise
    "\ud800-\udfff]"  # lone surrogates, which no output encoding can carry
)

_IDEOGRAPH = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SELECTORS = "\ufe00-\ufe0f"
_MANY_SELECTORS = "\U000e0100-\U000e01ef"
# One selector of how a sign looks, and one joiner between two letters or emoji, are writing; more hide.
_MISPLACED = re.compile(
    f"(?<![^\x00-\u00a8\\s\u200c\u200d{_SELECTORS}])(?<![0-9#*](?=\ufe0f\u20e3))[{_SELECTORS}]"
)
_LOOSE = re.compile(
    "(?<![^\x00-\u024f\\s\u200c\u200d])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u024f\\s\u200c\u200d])"
)
_MARKS = 8
"""Marks on one letter; no script stacks more, and a heap of them covers the lines above and below."""
_WITH_MARKS = (range(0x300, 0x3100), range(0xA600, 0xAC00), range(0xFB00, 0xFE30))
_WITH_RARE_MARKS = (
    *(range(0x10000, 0x12000), range(0x16A00, 0x17000), range(0x1BC00, 0x1BD00)),
    *(range(0x1CF00, 0x1D250), range(0x1DA00, 0x1EA00)),
)
"""Where Unicode's combining marks are, but for selectors."""
_RARE = re.compile("[\U00010000-\U0001efff]")

_LINK = re.compile(r"https?://[!-~]+", re.IGNORECASE)


def inert(text: str) -> str:
    """The text with control and reordering characters shown by a sign; tabs and line ends stay.

    Left out is what shows nothing: characters of no width, but for the joiners and selectors that
    scripts and emoji need, and marks heaped on one letter.
    """
    shown = _ACTS.sub(_sign, text)
    if shown.isascii():
        return shown
    perhaps, hidden = _unseen()
    if perhaps.search(shown):
        shown = _LOOSE.sub("", _MISPLACED.sub("", hidden.sub("", shown)))
    shown = _heap(_WITH_MARKS).sub(_lowered, shown)
    return _heap(_WITH_RARE_MARKS).sub(_lowered, shown) if _RARE.search(shown) else shown


def one_line(text: str) -> str:
    """The text, inert, on one line with single spaces."""
    return inert(" ".join(text.split()))


def inert_json(text: str) -> str:
    """JSON of the same value in which those characters are escaped."""
    from config.escaping import escaped_json

    return escaped_json(text)


@cache
def _unseen() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may be unseen, and what is wherever it stands, but for the one selector an ideograph may have."""
    # Not before it is known that the package of that name is ours: see `shadow`.
    from config.escaping import UNSEEN

    hidden = f"(?<![{_IDEOGRAPH}])[{_MANY_SELECTORS}]|(?![{_MANY_SELECTORS}])[{UNSEEN}]"
    return re.compile(f"[\u200c\u200d{_SELECTORS}{UNSEEN}]"), re.compile(hidden)


def link(url: str | None) -> str | None:
    """The address if people may be given it to open: web, plain ASCII, naming no user; else None."""
    if not url or not _LINK.fullmatch(url):
        return None
    try:
        return None if "@" in urlsplit(url).netloc else url
    except ValueError:
        return None


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


def _lowered(found: re.Match[str]) -> str:
    return found[0][:_MARKS]


@cache
def _heap(blocks: tuple[range, ...]) -> re.Pattern[str]:
    """More marks in a row than any script has."""
    marks = [chr(c) for block in blocks for c in block if unicodedata.category(chr(c)) in {"Mn", "Me"}]
    return re.compile(f"[{''.join(marks)}]{{{_MARKS + 1},}}")
