"""Words as the text index has them: lower case, stemmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache

import tantivy

ANALYZER = "newsdesk"

# Words that carry no news of their own, and those that quizzes and readers put
# around a question ("recently", "this week").
STOP_WORDS = frozenset(
    (
        *("a", "about", "according", "after", "all", "also", "an", "and", "any", "approximately", "are"),
        *("as", "at", "be", "been", "before", "being", "between", "but", "by", "can", "could", "currently"),
        *("did", "do", "does", "down", "during", "following", "for", "from", "had", "has", "have", "her"),
        *("his", "how", "in", "into", "is", "it", "its", "just", "many", "may", "might", "more", "most"),
        *("much", "name", "new", "no", "not", "now", "of", "off", "on", "only", "or", "other", "our", "out"),
        *("over", "recent", "recently", "s", "said", "say", "says", "she", "should", "so", "some", "such"),
        *("t", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those"),
        *("through", "to", "under", "up", "us", "very", "was", "we", "week", "weeks", "were", "what", "when"),
        *("where", "which", "who", "whom", "whose", "why", "will", "with", "would", "year", "you"),
    )
)


@cache
def analyzer() -> tantivy.TextAnalyzer:
    """The one analyzer: letters and digits, lower case, English stems; other languages pass unstemmed."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(64))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def terms(text: str) -> list[str]:
    """Every term of a text, in order, with repetitions."""
    found: list[str] = analyzer().analyze(text)
    return found


@lru_cache(maxsize=1024)
def term_set(text: str) -> frozenset[str]:
    """The terms of a passage or a headline, each once.

    Several steps of an answer read the same passages; those read last are kept, some 10 MB.
    """
    return frozenset(terms(text))


def letters(text: str) -> str:
    """A text as `may_hold` wants it."""
    return text.lower().replace("y", "i")


def may_hold(wanted: Iterable[str], letters: str) -> int:
    """How many of the terms a text can have at most: to look is far quicker than to read its terms.

    Args:
        wanted: the terms.
        letters: of the text.
    """
    return sum(_beginning(term) in letters for term in wanted)


@lru_cache(maxsize=8192)
def _beginning(term: str) -> str:
    """What every word of a term begins with, "y" written as "i": stemming changes no more than its end."""
    return term if term.isdigit() else term[: max(2, len(term) - 2)].replace("y", "i")


@cache
def stop_terms() -> frozenset[str]:
    """The stop words as terms."""
    return frozenset(term for word in STOP_WORDS for term in terms(word))


def content_terms(text: str) -> list[str]:
    """The terms of a text that carry meaning, each once, in order."""
    return [term for term in dict.fromkeys(terms(text)) if term not in stop_terms()]


def covered(wanted: Sequence[str], present: AbstractSet[str], rarity: Mapping[str, float]) -> float:
    """The share of the wanted terms that is present, rare terms counting more: 0 to 1."""
    total = sum(rarity[term] for term in wanted)
    return sum(rarity[term] for term in wanted if term in present) / total if total else 0.0
