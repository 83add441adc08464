"""Says what of a question the library cannot serve: outlets it lacks, days of which it has nothing."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.understood import Days
from retrieval.wording import day_in_words


def lacks(unheld: Sequence[str], nothing_for: Sequence[Days]) -> str:
    """One sentence or two on outlets not held and days without an article; empty where there are none.

    Args:
        unheld: outlets named of which the library has no article.
        nothing_for: days named for which it has none.
    """
    said = []
    if unheld:
        said.append(f"There is nothing from {_listed(unheld, 'or')} in the library.")
    if nothing_for:
        said.append(
            f"There is nothing in the library for {_listed([stretch(one) for one in nothing_for], 'or')}."
        )
    return " ".join(said)


def stretch(days: Days) -> str:
    """Days in words: "5 January 2024", "5 January 2024 to 9 January 2024", "days since 5 January 2024"."""
    if days.start and days.end:
        first, last = day_in_words(days.start), day_in_words(days.end)
        return first if days.start == days.end else f"{first} to {last}"
    if days.start:
        return f"days since {day_in_words(days.start)}"
    return f"days up to {day_in_words(days.end)}" if days.end else days.text


def _listed(names: Sequence[str], word: str) -> str:
    *first, last = dict.fromkeys(names)
    return f"{', '.join(first)} {word} {last}" if first else last
