"""Whose words a question asks for, and in what manner they were said."""

from __future__ import annotations

import re
from typing import NamedTuple

from retrieval.people.names import full_name
from retrieval.terms import terms

# In "what did Lavrov demand?" the verb asks for his words, whichever verb the article has for them.
_VERB = (
    r"(?:say|said|demand|warn|ask|call(?: for| on)?|urge|propose|offer|promise|claim|argue|tell|told|announce"
    r"|insist|want|think|thought|believe|suggest|threaten|reply|replied|respond|request|seek|sought|declare"
    r"|state|mean|meant|deny|denied|admit|admitted|confirm|pledge|vow|reject|acknowledge|concede|refuse|predict)"
)
_WHO = r"(?P<{0}>.{{2,80}}?)(?<!\bthe)(?<!\ban)"
_ASKED = re.compile(
    r"\b(?:[Ww]hat|[Hh]ow|[Ww]hy|[Ww]hom?) (?:else |exactly )?(?:"
    rf"(?:did|does|do|has|have|had|would|will) {_WHO.format('who')} (?P<verb>{_VERB})(?:s|d|ed)?\b"
    rf"|(?:is|was|are|were) {_WHO.format('who_is')} "
    rf"(?P<verb_is>{_VERB}|propos|promis|argu|believ|declar|den)y?ing\b)"
)
_NAMES = re.compile(r"[A-ZÀ-ÖØ-ÞŁŞİА-ЯЁ][\w’'.-]*(?:\s+[A-ZÀ-ÖØ-ÞŁŞİА-ЯЁ][\w’'.-]*)*")
_POSSESSIVE = re.compile(r"[’']s\b")
# "the mayor of Sollmark", "the ferry's captain", "the fire chief": somebody by the part they have.
_ROLE = re.compile(
    r"(?:(?:the|a|an)\s+)?(?:(?P<owner>[\w’' -]{2,40}?)[’']s\s+|(?<=the\s)|(?<=a\s)|(?<=an\s))"
    r"(?P<role>[a-z][a-z-]+(?:\s+[a-z][a-z-]+){0,2})"
    r"(?:\s+(?:of|in|at|from|for)\s+(?P<place>.+))?",
)
# Whom it was said to, behind a verb that takes a listener.
_HEARERS = re.compile(
    r"\s+(?P<to>(?:the\s+|foreign\s+|local\s+)*(?:reporters|journalists|lawmakers|members|parliament|voters|residents"
    r"|passengers|islanders|mayor|president|minister|press)\b|(?:the\s+)?[A-ZÀ-ÖØ-ÞŁŞİА-ЯЁ][\w’-]*"
    r"(?:\s+[A-ZÀ-ÖØ-ÞŁŞİА-ЯЁ][\w’-]*)*)"
)

MANNERS: tuple[frozenset[str], ...] = tuple(
    frozenset(terms(verbs))
    for verbs in (
        "deny denied denies dismissed rejected refuted disputed rebuffed",
        "promise pledged vowed guaranteed swore committed assured offered",
        "ask demand requested urged called appealed pleaded sought insisted wants",
        "warn threatened cautioned",
        "admit acknowledged conceded confessed confirmed",
        "announce declared unveiled revealed disclosed",
        "predict forecast expects estimated",
    )
)
"""Verbs of saying that stand for each other, as terms; any other says no more than "said"."""


class WordsAsked(NamedTuple):
    """Whose words a question asks for.

    Args:
        people: their names without titles; none where none is written with a capital.
        who: all that stands between the question's two verbs.
        verb: the second of them.
        role: the part they have, where they are named by it: "mayor"; else empty.
        place: what it is a part in: "Sollmark"; empty where the question does not say.
        to: whom it was said to, as written; empty where the question does not ask for that.
        owned: whether they are somebody's: "Lavrov's wife".
    """

    people: tuple[str, ...]
    who: str
    verb: str
    role: str = ""
    place: str = ""
    to: str = ""
    owned: bool = False

    @property
    def manner(self) -> frozenset[str]:
        """Verbs of saying, as terms, that fit the question's better than others."""
        asked = set(terms(self.verb))
        return frozenset[str]().union(*(family for family in MANNERS if family & asked))


def words_asked(question: str) -> WordsAsked | None:
    """Whose words a question asks for; None where it asks for nobody's."""
    asked = _ASKED.search(question)
    if asked is None:
        return None
    who = asked["who"] or asked["who_is"]
    hearer = _HEARERS.match(question, asked.end())
    to = hearer["to"] if hearer else ""
    verb = asked["verb"] or asked["verb_is"]
    role = _ROLE.fullmatch(who)
    if role is not None:
        return WordsAsked(
            (), who, verb, role["role"], role["place"] or role["owner"] or "", to, bool(role["owner"])
        )
    # "Lavrov's spokesman" is not Lavrov.
    written = (name for name in _NAMES.findall(who) if not _POSSESSIVE.search(name))
    names = (full_name(name, "") for name in written)
    return WordsAsked(tuple(name for name in names if name), who, verb, to=to)
