"""What a sentence itself names as the source of its news: an agency, or another outlet."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CREDITING = (
    r"(?:told|telling|according to|citing|cited by|quoted by|reported by|interview with|statement to)"
)


def credited(sentence: str, known: Sequence[str]) -> str | None:
    """The outlet or agency that a sentence itself names as where its news is from.

    Args:
        sentence: as written.
        known: names of outlets and agencies.
    """
    for name in known:
        written = re.escape(name.removeprefix("The ")).replace(r"\ ", r"[\s-]")
        told = rf"\b{_CREDITING}\s+(?:[a-z]+\s+){{0,4}}(?:The\s+)?{written}\b"
        if re.search(rf"{told}|\b{written}\s+(?:reports|reported)\b", sentence):
            return name
    return None
