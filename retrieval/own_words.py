"""Whether a sentence gives the words of the person whom a question asks about, or somebody else's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from retrieval.person import person_key, same_person
from retrieval.search import Found, FoundArticle
from retrieval.statement import Attribution
from retrieval.terms import content_terms, terms
from retrieval.words_asked import WordsAsked, words_asked


@dataclass(frozen=True, slots=True)
class Whose:
    """How a sentence stands to the person whose words are asked for.

    Args:
        own: it gives that person's words.
        others: it gives somebody else's.
        manner: it gives them with a verb like the question's: "denied", where a denial is asked for.
    """

    own: bool = False
    others: bool = False
    manner: bool = False


UNASKED = Whose()


class Asked:
    """Whose words a question asks for, compared with what was found.

    Args:
        found: what search brought back for the question.
    """

    def __init__(self, found: Found) -> None:
        self._found = found
        self._asked: WordsAsked | None = words_asked(found.query.text)

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Their names; where the question has no capitals, those of speakers found whom it names."""
        if self._asked is None or self._asked.people:
            return self._asked.people if self._asked else ()
        words = {person_key(word) for word in self._asked.who.split()}
        return tuple(sorted({name for name in _names(self._found.articles) if person_key(name) in words}))

    @cached_property
    def known(self) -> bool:
        """Whether any article found gives words to one of them."""
        return any(self._is_asked(name) for name in _names(self._found.articles))

    @cached_property
    def named(self) -> frozenset[str]:
        """The terms of their names."""
        return frozenset(term for name in self.people for term in terms(name))

    @cached_property
    def role(self) -> frozenset[str]:
        """The terms by which somebody is meant without a name, as "the mayor"; none where one is named."""
        return frozenset(content_terms(self._asked.who)) if self._asked and not self.people else frozenset()

    @cached_property
    def matter(self) -> tuple[str, ...]:
        """The question's terms but for the names: what the words are to be about."""
        return tuple(term for term in self._found.query.content if term not in self.named)

    def whose(self, article: FoundArticle, start: int, end: int) -> Whose:
        """How the sentence ``[start, end)`` of an article stands to them."""
        if self._asked is None or not self.people:
            return UNASKED
        told = [one for one in article.attributions if one.start < end and start < one.end]
        if not told:
            return UNASKED
        # Of several in one sentence the one with the most of it counts: "A said, when B had asked for it".
        one = max(told, key=lambda one: (min(end, one.end) - max(start, one.start), one.name is not None))
        own = one.name is not None and self._is_asked(one.name)
        cue = set(terms(article.article.text[slice(*one.cue)]))
        return Whose(own, not own, own and bool(cue & self._asked.manner))

    def _is_asked(self, name: str) -> bool:
        return any(same_person(name, person) for person in self.people)


def _names(articles: Iterable[FoundArticle]) -> set[str]:
    def named(one: Attribution) -> bool:
        return one.name is not None

    return {str(one.name) for article in articles for one in filter(named, article.attributions)}
