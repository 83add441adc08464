"""Words as the text index has them: lower case, stemmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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


def terms_held(wanted: AbstractSet[str], text: str) -> set[str]:
    """Those of the terms wanted that a text has: ``wanted & set(terms(text))``, in a fraction of the time.

    Only words that begin like a term that is wanted are stemmed, which is what reading takes longest.

    Args:
        wanted: a few terms.
        text: of any length.
    """
    letters = _letters(text)
    # In few alphabets a letter is two when lower; nothing stands where it did then.
    words = text if len(letters) != len(text) else " ".join(_likely(wanted, text, letters))
    return set(terms(words)).intersection(wanted) if words else set()


def _likely(wanted: AbstractSet[str], text: str, letters: str) -> Iterator[str]:
    """What stands between the spaces around each place where a word of a term may begin."""
    for beginning in {_beginning(term) for term in wanted}:
        at = letters.find(beginning)
        while at >= 0:
            end = letters.find(" ", at)
            end = len(letters) if end < 0 else end
            yield text[letters.rfind(" ", 0, at) + 1 : end]
            at = letters.find(beginning, end)


def _letters(text: str) -> str:
    return text.lower().replace("y", "i").replace("\n", " ")


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
