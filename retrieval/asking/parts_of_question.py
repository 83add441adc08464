"""Splits a question that needs several articles: by its clauses, and by the outlets that it compares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from retrieval.asking.coordination import NAMED, distributed, questions_joined
from retrieval.asking.understood import Days
from retrieval.days.days_named import DaysNamed
from retrieval.outlets.outlet_names import names_of
from retrieval.outlets.outlets_named import OutletsNamed, blanked
from retrieval.terms import content_terms, terms

LEAST_TERMS = 3
"""Terms, outlets and days that a clause must have of its own; a lesser one belongs to its neighbour."""

MOST = 5
"""Parts at most; what comes after belongs to the last."""

_AUXILIARY = r"does|did|do|is|are|was|were|has|have|had|will|would|can|could"
_CUT = re.compile(
    r"[,;?]\s+(?:(?:and|or|but|yet)\s+)?"
    r"|\s+(?:while(?!\s+\w+ing\b)|whereas|although|though|versus)\s+"
    r"|\s+(?:compared|as opposed|in contrast|contrasting)\s+(?:to|with)\s+"
    rf"|\s+(?:and|or|but)\s+(?=(?:{_AUXILIARY}|whether|the|another|also|then|again|subsequent|later|on|in|after|who"
    r"|which|whose|by)\b)"
    r"|\s+(?=(?:who|which|whose)\s)"
)
_COMPARES = re.compile(
    r"\b(?:while(?!\s+\w+ing\b)|whereas)\b|\b(?:compared|as opposed|in contrast)\s+(?:to|with)\b"
    r"|\band\s+(?:does|did|do|is|are|was|were|has|have)\s+(?:the|[A-Z‘“'\"])",
)
_LINKED = re.compile(
    r"\s(?P<word>than|with|as|to|and)\s(?:the |another |an? |that |what )?(?:second )?"
    r"(?:(?:article|report|piece|story|coverage|one)s? )?(?:from |in |by |on )?(?:the )?['‘“\"]?$"
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|(?<!\w)['‘][A-Z][^'’]*['’](?!\w)")
# Words about reports, not about what they report.
_ABOUT_REPORTS = (
    "article articles report reports reported reporting suggest suggests claim claims indicate indicates"
    " discuss discusses discussing mention mentioned mentions attribute imply describe published publication"
    " piece coverage source news featured individual person company according both another while same"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the questions that a question is made of.

    Args:
        text: as written.
        words: what is searched for: without the outlets and days, which are looked for otherwise.
        outlets: those that it names, as the library writes them.
        days: those that it names.
    """

    text: str
    words: str
    outlets: tuple[str, ...] = ()
    days: tuple[Days, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mention:
    """Something named in the question that is looked for otherwise than by its words."""

    start: int
    end: int
    outlets: tuple[str, ...] = ()
    days: Days | None = None


@dataclass(frozen=True, slots=True)
class _Clause:
    start: int
    end: int
    own: int


def parts_of(
    question: str, held: tuple[str, ...], outlets: OutletsNamed, days: DaysNamed
) -> tuple[Part, ...]:
    """The parts of a question; none where it is to be left whole.

    A question is split where it compares, or names several sources or days, or one
    source and several things that it tells.

    Args:
        question: as put.
        held: the outlets of the library.
        outlets: those that it names.
        days: those that it names.
    """
    mentions = list(_mentions(question, held, outlets, days))
    if not any(mention.days is None for mention in mentions):
        asked = _coordinated(question, mentions)
        if asked:
            return asked
    clauses = _joined(_clauses(question, mentions))
    if not _needs_several(question, mentions, len(clauses)):
        return ()
    if len(clauses) > 1:
        return tuple(_part(question, clause.start, clause.end, mentions) for clause in clauses)
    # What cannot be cut still needs more than one article.
    return _by_outlet(question, mentions) or (_part(question, 0, len(question), mentions),)


def _coordinated(question: str, mentions: Sequence[_Mention]) -> tuple[Part, ...]:
    """The questions that "and" joins, or that are asked of two things or people at once; none if neither."""
    spans = questions_joined(question)
    if len(spans) > 1:
        first = _dated(question, *spans[0], mentions)
        return (first, *(completed(_dated(question, *span, mentions), first) for span in spans[1:]))
    days = tuple(mention.days for mention in mentions if mention.days is not None)
    undated = without(question, [(mention.start, mention.end) for mention in mentions])
    told, searched = distributed(question), distributed(undated)
    if len(told) != len(searched):
        return ()
    return tuple(Part(text, words, days=days) for text, words in zip(told, searched, strict=True))


def _dated(question: str, start: int, end: int, mentions: Sequence[_Mention]) -> Part:
    """A part with none of its days among its words: articles are chosen by them."""
    part = _part(question, start, end, mentions)
    mine = [(m.start - start, m.end - start) for m in mentions if start <= m.start and m.end <= end]
    return replace(part, words=without(question[start:end], mine))


def completed(part: Part, first: Part) -> Part:
    """A part with what it leaves to the first: everything in "and what on Friday?", else its names."""
    own = content_terms(part.words)
    if not set(own) - set(content_terms(" ".join(days.text for days in part.days))):
        return replace(part, words=first.words)
    names = [] if NAMED.search(part.words.lstrip()[1:]) else NAMED.findall(first.words[1:])
    return replace(part, words=" ".join([part.words, *names]))


def _needs_several(question: str, mentions: Sequence[_Mention], clauses: int) -> bool:
    """Whether a question of several clauses is likely to need several articles."""
    sources = sum(m.days is None for m in mentions)
    published = sum(m.days is not None and m.days.publication for m in mentions)
    several = sources + published > 1 or (sources == 1 and (clauses > 2 or len(mentions) > 2))
    return several or (clauses > 1 and _COMPARES.search(question) is not None)


def outlet_groups(question: str, held: tuple[str, ...], outlets: OutletsNamed) -> tuple[tuple[str, ...], ...]:
    """The outlets that a question names, the sections of one together, each once."""
    mentions = _mentions(question, held, outlets, DaysNamed())
    return tuple(dict.fromkeys(mention.outlets for mention in mentions if mention.outlets))


def _by_outlet(question: str, mentions: Sequence[_Mention]) -> tuple[Part, ...]:
    """The whole question, once for each outlet where it names several."""
    named = list(dict.fromkeys(m.outlets for m in mentions if m.outlets))
    if len(named) < 2:
        return ()
    whole = _part(question, 0, len(question), mentions)
    return tuple(replace(whole, text=f"{names[0]}: {question}", outlets=names) for names in named)


def words_of(question: str, held: tuple[str, ...], outlets: OutletsNamed, days: DaysNamed) -> str:
    """What of a question is searched for: all but the outlets and the days of publication."""
    return without(question, _apart(0, len(question), list(_mentions(question, held, outlets, days))))


def undated(question: str, held: tuple[str, ...], outlets: OutletsNamed, days: DaysNamed) -> str:
    """What of a question is searched for among articles chosen by all the days that it names."""
    mentions = _mentions(question, held, outlets, days)
    return without(question, [(mention.start, mention.end) for mention in mentions])


def without(question: str, spans: Iterable[tuple[int, int]]) -> str:
    """What is left of a question without these spans; all of it where nothing much is left."""
    left = " ".join(blanked(question, spans).split())
    return left if content_terms(left) else question


def telling(found: Sequence[str]) -> tuple[str, ...]:
    """The terms that are not about reports; all of them where there is no other."""
    return tuple(term for term in found if term not in _report_terms()) or tuple(found)


@cache
def _report_terms() -> frozenset[str]:
    return frozenset(terms(_ABOUT_REPORTS))


def _mentions(
    question: str, held: tuple[str, ...], outlets: OutletsNamed, days: DaysNamed
) -> Iterable[_Mention]:
    names = names_of(held)
    for start, end in outlets.spans:
        outlet = names.of(question[start:end])
        yield _Mention(start, end, outlet.names if outlet else ())
    for (start, end), one in zip(days.spans, days.days, strict=True):
        yield _Mention(start, end, days=one)


def _clauses(question: str, mentions: Sequence[_Mention]) -> list[_Clause]:
    whole = [(m.start, m.end) for m in mentions] + [m.span() for m in _QUOTED.finditer(question)]
    cuts = [0]
    cuts += [
        cut.end()
        for cut in _CUT.finditer(question)
        if not any(start < cut.end() and cut.start() < end for start, end in whole)
    ]
    cuts = sorted({*cuts, *_before_sources(question, mentions)})
    bounds = zip(cuts, [*cuts[1:], len(question)], strict=True)
    return [_Clause(start, end, _own(question, start, end, mentions)) for start, end in bounds if end > start]


def _before_sources(question: str, mentions: Sequence[_Mention]) -> Iterable[int]:
    """Where "than the report from …" or "with the … article" begins, for each source but the first."""
    for mention in [m for m in mentions if m.days is None][1:]:
        link = _LINKED.search(question, 0, mention.start)
        if link is not None:
            yield link.end("word") + 1


def _own(question: str, start: int, end: int, mentions: Sequence[_Mention]) -> int:
    """How much a clause says by itself: its terms, and the outlets and days that it names."""
    apart = _apart(start, end, mentions)
    left = blanked(question[start:end], apart)
    own = sum(term not in _report_terms() for term in content_terms(left))
    # An outlet alone is one of a list.
    return own + len(apart) if own > 1 else own


def _apart(start: int, end: int, mentions: Sequence[_Mention]) -> list[tuple[int, int]]:
    """Where, within a clause, its outlets and days of publication stand; they are no words to search for."""
    return [
        (m.start - start, m.end - start)
        for m in mentions
        if start <= m.start and m.end <= end and (m.days is None or m.days.publication)
    ]


def _joined(clauses: Sequence[_Clause]) -> list[_Clause]:
    """Clauses that say enough by themselves; others go with the next, the last with the one before."""
    joined: list[_Clause] = []
    waiting: _Clause | None = None
    for clause in clauses:
        start, own = (clause.start, 0) if waiting is None else (waiting.start, waiting.own)
        longer = _Clause(start, clause.end, own + clause.own)
        waiting = longer if longer.own < LEAST_TERMS else None
        if waiting is None:
            joined.append(longer)
    if len(joined) > MOST or (waiting is not None and joined):
        kept = joined[:MOST]
        return [*kept[:-1], replace(kept[-1], end=clauses[-1].end)]
    return joined or list(clauses[:1])


def _part(question: str, start: int, end: int, mentions: Sequence[_Mention]) -> Part:
    mine = [m for m in mentions if start <= m.start and m.end <= end]
    return Part(
        question[start:end].strip().rstrip(",;"),
        without(question[start:end], _apart(start, end, mentions)),
        tuple(dict.fromkeys(name for m in mine for name in m.outlets)),
        tuple(m.days for m in mine if m.days is not None),
    )
