"""Whether a sentence gives the words of the person whom a question asks about, or somebody else's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.finding.search import Found, FoundArticle
from retrieval.people.names import listed
from retrieval.people.person import person_key, same_person
from retrieval.people.words_asked import WordsAsked, words_asked
from retrieval.sentences import sentences
from retrieval.statement import Attribution
from retrieval.terms import content_terms, stop_terms, terms


@dataclass(frozen=True, slots=True)
class Whose:
    """How a sentence stands to the person whose words are asked for.

    Args:
        own: it gives that person's words.
        others: it gives somebody else's.
        manner: it gives them with a verb like the question's: "denied", where a denial is asked for.
        addressed: they were said to whom the question asks.
        unlike: it gives neither their words nor tells of such words.
    """

    own: bool = False
    others: bool = False
    manner: bool = False
    addressed: bool = False
    unlike: bool = False


UNASKED = Whose()

PARTS = listed(
    """
    mayor minister president chancellor premier governor senator ambassador spokesman spokeswoman spokesperson
    chief captain director chair chairman chairwoman secretary general judge prosecutor coach manager owner
    engineer lawyer commander officer inspector king queen prince princess pope bishop envoy leader
    """
)
"""Parts that people have: of "the column" nobody expects words of its own."""

WRITINGS = frozenset(
    content_terms("column editorial opinion analysis article report paper study poll release statement page")
)
"""Terms for what has words of its own, and is nobody."""

APPOSED = 40
"""Code points behind whom something was told in which the name may follow."""

_BEFORE = re.compile(r"[^.;\n]*\Z")
_AFTER = re.compile(r",[^,.;\n]{0,40}")

TOLD = 0.4
"""Share of a sentence that somebody must say for it to be his, where another says more of it."""


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
        if self._asked.role:
            return in_role(self._asked.role, self._asked.place, self._found.articles)
        words = {person_key(word) for word in self._asked.who.split()}
        return tuple(sorted({name for name in _names(self._found.articles) if person_key(name) in words}))

    @property
    def unknown(self) -> bool:
        """Whether it asks for the words of somebody by a part that nobody has in what was found."""
        if self._asked is None or self.people or not self._asked.role:
            return False
        return self._asked.owned or not set(self._asked.role.split()).isdisjoint(PARTS)

    @cached_property
    def known(self) -> bool:
        """Whether any article found gives words to one of them."""
        return any(self._is_asked(name) for name in _names(self._found.articles))

    @cached_property
    def named(self) -> frozenset[str]:
        """The terms of their names, of the part they are named by, and of whom they told."""
        told = (self._asked.role, self._asked.place, self._asked.to) if self._asked else ()
        return frozenset(term for name in (*self.people, *told) for term in terms(name))

    @cached_property
    def role(self) -> frozenset[str]:
        """The terms by which somebody is meant without a name, as "the mayor"; none where one is named."""
        if self._asked is None or self.people:
            return frozenset()
        who = frozenset(content_terms(self._asked.who))
        # What "the column" says is written, not said.
        return frozenset() if who & WRITINGS else who

    @cached_property
    def matter(self) -> tuple[str, ...]:
        """The question's terms but for the names: what the words are to be about."""
        return tuple(term for term in self._found.query.content if term not in self.named)

    def sentences(self, article: FoundArticle) -> list[tuple[int, int]]:
        """The sentences in which an article gives their words, those on the matter first."""
        if self._asked is None or not self.people:
            return []
        text, matter = article.article.text, set(self.matter)
        spans = {
            (one.start, one.end): set(terms(text[one.start : one.end]))
            for said in article.attributions
            if said.name is not None and self._is_asked(said.name)
            for one in sentences(text, *said.sentence, article.article.language or "en")
            if not one.heading
        }
        return sorted(spans, key=lambda span: (-len(spans[span] & matter), span))

    def whose(self, article: FoundArticle, start: int, end: int) -> Whose:
        """How the sentence ``[start, end)`` of an article stands to them."""
        if self._asked is None or not self.people:
            return UNASKED
        told = [one for one in article.attributions if one.start < end and start < one.end]
        mine = [one for one in told if one.name is not None and self._is_asked(one.name)]
        most = max(told, key=lambda one: (one.name is not None, _shared(one, start, end)), default=None)
        # "A said, when B had asked for it" is A's; "B told C this, A said" is B's as well.
        mine = [one for one in mine if one is most or _shared(one, start, end) >= TOLD * (end - start)]
        text = article.article.text
        if not mine or self._told_others(mine, text):
            return Whose(others=bool(told), unlike=not self._reports(text[start:end]))
        # "He said this, and denied that": the second verb has no name of its own.
        cues = [one.cue for one in told if one in mine or one.name is None]
        manner = any(set(terms(text[slice(*cue)])) & self._asked.manner for cue in cues)
        return Whose(
            True,
            False,
            manner,
            any(self._heard(text[one.to[0] : one.to[1] + APPOSED]) for one in mine if one.to),
        )

    def _told_others(self, mine: Sequence[Attribution], text: str) -> bool:
        """Whether it was said to somebody else than a person whom the question names."""
        if self._asked is None or not self._asked.to[:1].isupper():
            return False
        # "his counterpart, Ada Quill": the name may follow.
        hearers = [text[one.to[0] : one.to[1] + APPOSED] for one in mine if one.to]
        if hearers:
            return not any(map(self._heard, hearers))
        return set(terms(self._asked.to)).isdisjoint(self._found.query.spelled(set(terms(text))))

    def _reports(self, sentence: str) -> bool:
        """Whether a sentence of others is about such words of theirs: "the demands that Lavrov makes"."""
        present = self._found.query.spelled(set(terms(sentence)))
        manner = self._asked.manner if self._asked else frozenset[str]()
        return not self.named.isdisjoint(present) and not manner.isdisjoint(present)

    def _heard(self, to: str) -> bool:
        asked = self._asked.to if self._asked else ""
        return bool(asked) and (same_person(asked, to) or not set(terms(asked)).isdisjoint(terms(to)))

    def _is_asked(self, name: str) -> bool:
        return any(same_person(name, person) for person in self.people)


def in_role(role: str, place: str, articles: Sequence[FoundArticle]) -> tuple[str, ...]:
    """Who speaks in a part, such as mayor of a town, in the articles found.

    Args:
        role: the part, in lower case.
        place: what it is a part in; empty where that is not known.
        articles: best first; the first that has somebody in that part decides.
    """
    part, where = set(terms(role)), set(terms(place)) - stop_terms()
    for article in articles:
        text = article.article.text
        if not where | part <= set(terms(f"{article.article.title or ''} {text}")):
            continue
        names = {str(one.name) for one in article.attributions if one.name and _has_role(text, one, part)}
        if names:
            return tuple(sorted(names))
    return ()


def _has_role(text: str, one: Attribution, part: set[str]) -> bool:
    """Whether the article names the speaker with the part, before the name or behind it."""
    written = text[slice(*one.speaker)] if one.speaker else ""
    return part <= set(terms(written)) or any(part <= set(terms(near)) for near in _beside(text, one))


def _beside(text: str, one: Attribution) -> Iterator[str]:
    """The words about each mention of the speaker's last name, within a sentence: up to 40 code points."""
    for found in re.finditer(rf"\b{re.escape(str(one.name).split()[-1])}\b", text):
        before = _BEFORE.search(text, max(0, found.start() - 40), found.start())
        after = _AFTER.match(text, found.end())
        yield f"{before[0] if before else ''}{found[0]}{after[0] if after else ''}"


def _shared(one: Attribution, start: int, end: int) -> int:
    return min(end, one.end) - max(start, one.start)


def _names(articles: Iterable[FoundArticle]) -> set[str]:
    def named(one: Attribution) -> bool:
        return one.name is not None

    return {str(one.name) for article in articles for one in filter(named, article.attributions)}
