"""One person under many spellings: Lavrov, Lavrow, Лавров; Zelensky, Zelenskyy, Zelenskiy."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"\w+")


def person_key(name: str) -> str:
    """What all spellings of a person's last name share; equal keys may be one person."""
    words = _WORD.findall(name)
    plain = unicodedata.normalize("NFKD", words[-1] if words else name).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


def same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's: the last names agree, and the first ones where both have one."""
    return person_key(one) == person_key(other)
