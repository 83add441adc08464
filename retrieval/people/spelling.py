"""What the spellings of one name share, in whatever alphabet: Lavrov, Lavrow, Лавров."""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

# In this order; each makes two ways of writing one sound alike. What is left is a key, never shown.
_ALIKE = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"[^a-z]", ""),
        (r"^[yj]e", "e"),  # Yeltsin, Jelzin, Eltsin
        (r"^dj", "d"),  # Djokovic, Đoković
        (r"tsch|tch", "ch"),  # Gorbatschow
        (r"sch", "sh"),
        (r"kh|gh", "h"),  # Khamenei, Ghani
        (r"ph", "f"),
        (r"w", "v"),
        (r"x", "ks"),  # Alexei, Aleksei
        (r"ck|q", "k"),
        (r"(?<=[bdfgklmnprstvz])([aou])e", r"\1"),  # Mueller, Müller
        (r"(?<=[hj])[yi]o", "e"),  # Gorbachyov
        (r"(?<=[csz]h)ov$", "ev"),  # Gorbachov
        (r"off?$", "ov"),  # Rachmaninoff
        (r"[yj]", "i"),
        (r"(?<=[bdfgklmnprstvz])ie(?=[bdfgklmnprstvz])", "e"),  # Pieskov
        (r"(.)\1+", r"\1"),  # Zelenskyy, Rossi
    )
)


@lru_cache(maxsize=16384)
def folded(word: str) -> str:
    """A word of a name as all its spellings have it; equal for two words that may be one.

    Other alphabets are transliterated by anyascii; what then differs by custom (-sky, -skyy,
    -skiy, -ski; w and v; y, i and j; ph and f; kh and h; doubled letters) is made the same.

    Args:
        word: one word, in any alphabet.

    Returns:
        Letters a to z; empty where the word has none.
    """
    plain = anyascii(word).lower()
    for pattern, alike in _ALIKE:
        plain = pattern.sub(alike, plain)
    return plain
