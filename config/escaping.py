"""Characters that act on whoever looks at a text, or that nobody sees, written as escapes."""

from __future__ import annotations

import re

UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""A class of characters that show nothing (Unicode's Default_Ignorable_Code_Point), but for the
joiners and the variation selectors of the basic plane, which scripts and emoji need."""

_JOINING = "\u200c\u200d\ufe00-\ufe0f"
_REORDERING = "\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_ACTS = re.compile(f"[\x00-\x1f\x7f-\x9f{_REORDERING}{UNSEEN}{_JOINING}]")
_ACTS_IN_JSON = re.compile(f"[\x7f-\x9f{_REORDERING}{UNSEEN}{_JOINING}]")


def escaped(text: str) -> str:
    """The text on one line, with nothing in it that acts or hides."""
    return _ACTS.sub(_coded, text)


def escaped_json(text: str) -> str:
    """JSON of the same value in which those characters are escaped.

    Args:
        text: JSON, in which C0 controls are escaped already, but for its own line ends.
    """
    return _ACTS_IN_JSON.sub(_coded, text)


def _coded(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
