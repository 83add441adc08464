"""Reduces what a model writes to a plain sentence with markers, or says why it is none."""

from __future__ import annotations

import re
import unicodedata

_ITEM = re.compile(r"^\s*(?:[-*•–]\s+|#{1,6}\s+|>\s+|\d{1,2}[.)]\s+)+")
_EMPHASIS = re.compile(r"(\*{1,3}|_{2,3})(?=\S)(.+?)(?<=\S)\1")
_GROUP = re.compile(r"\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})+)\]")
_MARKER = re.compile(r"\s*\[(\d{1,3})\]")
# "…guarantees. [1]" is brought to "…guarantees [1]."; not after an initial, whose full stop is its own.
_TRAILING = re.compile(r"(?<![A-Z])([.!?])\s*((?:\[\d{1,3}\]\s*)+)$")
# What an address begins with is told by its last letter: whole words would be gone through from each letter.
_ADDRESS = re.compile(
    r"\w://|https?:|\bwww\.|\b(?:data|javascript|mailto|file|ftp|tel):\S|[\w-]@[\w-]+\.\w"
    r"|[\w-]\.(?:com|org|net|info|io|ru|cn|uk|de|fr|eu|example|invalid|test|local|onion|xyz|site|dev|app)\b"
    r"|\b\d{1,3}(?:\.\d{1,3}){3}\b",
    re.IGNORECASE,
)
_STRANGE = re.compile(r"[\[\]【】〔〕［］{}<>＜＞`|\\^~]|\]\(|!\[|\*\*|__|&#?\w+;|\(\d{1,2}\)")
MOST_MARKERS = 12
"""In one sentence; with more of them nobody reads it."""
_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})


def plain_sentence(written: str) -> str:
    """The sentence without list marks, emphasis and unseen characters, on one line; markers one by one.

    Args:
        written: one sentence as the model wrote it.
    """
    seen = "".join(" " if c.isspace() else c for c in written if c.isspace() or _seen(c))
    text = _EMPHASIS.sub(r"\2", _ITEM.sub("", " ".join(seen.split())))
    single = _GROUP.sub(lambda group: "".join(f"[{n}]" for n in re.findall(r"\d+", group[1])), text)
    return _TRAILING.sub(lambda found: f" {found[2].strip()}{found[1]}", single)


def not_plain(sentence: str) -> str | None:
    """Why a sentence is more than words and markers; None where it is not.

    Args:
        sentence: from `plain_sentence`.
    """
    if len(_MARKER.findall(sentence)) > MOST_MARKERS:
        return "it holds too many markers"
    words = without_markers(sentence)
    if _ADDRESS.search(words):
        return "it holds an address"
    if _STRANGE.search(words):
        return "it holds markup, or a marker that is not like [1]"
    if not any(character.isalpha() for character in words):
        return "it says nothing"
    return None


def markers(sentence: str) -> tuple[int, ...]:
    """The numbers of its markers, in order, each once."""
    return tuple(dict.fromkeys(int(n) for n in _MARKER.findall(sentence)))


def without_markers(sentence: str) -> str:
    """The sentence without its markers, ended as it was."""
    return re.sub(r"\s+([.,;:!?])", r"\1", _MARKER.sub(" ", sentence)).strip()


def renumbered(sentence: str, numbers: dict[int, int]) -> str:
    """The sentence with other numbers in its markers, each marker after its word with one space.

    Args:
        sentence: all of whose markers are in `numbers`.
        numbers: new by old.
    """
    return _MARKER.sub(lambda found: f" [{numbers[int(found[1])]}]", sentence).strip()


def _seen(character: str) -> bool:
    return unicodedata.category(character) not in _HIDDEN
