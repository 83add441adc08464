"""One person under many spellings: Lavrov, Lavrow, Лавров; Zelensky, Zelenskyy, Zelenskiy."""

from __future__ import annotations

import re
from typing import NamedTuple

from retrieval.people.given_names import may_be_one
from retrieval.people.names import TITLES, is_body, listed
from retrieval.people.spelling import folded

_WORD = re.compile(r"[^\W_]+(?:['’ʼ.-][^\W_]+)*\.?")
_GENITIVE = re.compile(r"['’]s?$")
_SUFFIX = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd", "qc", "kc", "mp", "obe", "esq"})
_JUNIOR = frozenset({"jr", "ii", "iii", "iv"})
_PARTICLE = listed(
    """von van der den de del della di da dos du la le las los ten ter zu zur af av bin ibn al el ben bint
    st san abu"""
)
_ARTICLE = re.compile(r"^(?:al|el|as|ad|ar|an|ash)-(?=\w)", re.IGNORECASE)
_TITLES = frozenset(title.strip(".") for title in TITLES) | {"sen", "rep", "gov"}
# Chinese, Korean and Vietnamese names have the last name first.
_FIRST = listed(
    """xi hu wen li wang zhang liu chen yang zhao huang zhou wu xu sun ma zhu guo he lin luo zheng liang deng
    mao jiang qin han tsai lai kim moon yoon park nguyen pham tran"""
)
_SYLLABLE = r"(?:zh|ch|sh|hy|ky|gy|my|ng|[bcdfghjklmnpqrstwxyz])?[aeiou]{1,3}(?:ng|n|k|l|p|m)?"
_GIVEN = re.compile(rf"(?:{_SYLLABLE}){{1,2}}|{_SYLLABLE}-{_SYLLABLE}", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]{2,4}")


class _Parts(NamedTuple):
    """A name's first names and last name, folded, and what tells father from son."""

    given: tuple[str, ...]
    last: str
    junior: bool


def person_key(name: str) -> str:
    """What all spellings of a person's last name share; equal keys may be one person.

    Titles, suffixes ("Jr."), particles ("von der") and the Arabic article are left out, so
    that "Leyen" and "Ursula von der Leyen" have one key. A body has all its words as its key.

    Args:
        name: in any alphabet, with or without first names and titles.
    """
    words = _words(name)
    if is_body(words):
        return _body(words)
    return _parts(words).last


def same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's, or one body's.

    The last names agree, and so do the first names where both have one: in full, as initial, as
    a short form ("Joe", "Joseph") or in another language ("Vladimir", "Volodymyr"). Junior is
    not his father.
    """
    words, others = _words(one), _words(other)
    if is_body(words) or is_body(others):
        return bool(words) and _body(words) == _body(others)
    mine, theirs = _parts(words), _parts(others)
    if not mine.last or mine.last != theirs.last:
        return False
    if not mine.given or not theirs.given:
        return True
    return mine.junior == theirs.junior and _given_agree(mine.given, theirs.given)


def _given_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if may_be_one(one[0], other[0]):
        # "George W. Bush" is not "George H. W. Bush".
        return len(one) == 1 or len(other) == 1 or may_be_one(one[1], other[1])
    # "Tayyip Erdogan" is "Recep Tayyip Erdogan".
    return any(len(name) > 1 and name in names[1:] for name, names in ((one[0], other), (other[0], one)))


def _words(name: str) -> list[str]:
    found = [_GENITIVE.sub("", word) for word in _WORD.findall(name)]
    return found[1:] if len(found) > 1 and found[0].lower() == "the" else found


def _body(words: list[str]) -> str:
    return "".join(folded(word) for word in words)


def _parts(words: list[str]) -> _Parts:
    plain = [word.strip(".").lower() for word in words]
    junior = any(word in _JUNIOR for word in plain[1:])
    kept = [word for n, word in enumerate(words) if n == 0 or plain[n] not in _SUFFIX]
    kept = _without_titles(kept)
    if not kept:
        return _Parts((), "", junior)
    if len(kept) == 1 and _HAN.fullmatch(kept[0]):
        return _Parts((folded(kept[0][1:]),), folded(kept[0][0]), junior)
    if _surname_first(kept):
        return _Parts((folded("".join(kept[1:])),), folded(kept[0]), junior)
    last = _ARTICLE.sub("", kept[-1])
    given = [word for word in kept[:-1] if word.lower() not in _PARTICLE]
    return _Parts(tuple(filter(None, map(folded, given))), folded(last), junior)


def _without_titles(words: list[str]) -> list[str]:
    """What stands after the last title, the name's own last word never taken for one."""
    titles = [n for n, word in enumerate(words[:-1]) if word.strip(".").lower() in _TITLES]
    return words[titles[-1] + 1 :] if titles else words


def _surname_first(words: list[str]) -> bool:
    if not 1 < len(words) <= 3 or words[0].lower() not in _FIRST:
        return False
    if (
        words[0].lower() in ("kim", "moon", "park", "lin", "he", "han")
        and len(words) == 2
        and "-" not in words[1]
    ):
        return False
    return all(_GIVEN.fullmatch(word) for word in words[1:])
