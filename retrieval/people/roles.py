"""Who does or undergoes what in a sentence: a name beside a verb that others could do too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.accounts.account import Account, Clause
from retrieval.people.names import NAME, full_name, is_name
from retrieval.saying.saying_verbs import VERB
from retrieval.terms import stop_terms, terms

_AGENT = re.compile(rf"\b(?P<verb>[a-z]+(?:ed|en|n|t|d)|led|won) by (?:the [a-z -]{{0,30}})?(?P<name>{NAME})")
# "by the ship's cook, Mattis Renn": what he is stands before his name, and is not what was done.
# "By the crew, Mattis Renn, the cook, said" and "by the crew, Orla Steel and the board" are others.
_AGENT_DESCRIBED = re.compile(
    rf"(?P<done>[^,]*\b(?P<verb>[a-z]+(?:ed|en|n|t|d)|led|won) by )"
    rf"(?:the|its|his|her|their|an?) [a-z’' -]{{1,60}},\s+(?P<name>{NAME})"
    rf"(?=[.;]|,(?!\s+(?:and|or)\b|[^,]{{2,80}},\s+{VERB}\b)|\s+(?:who|on|in|at|after|before)\b)"
)
_SUBJECT = re.compile(
    rf"(?<![\w’'-])(?P<name>{NAME})(?:,[^,]{{2,60}},)?\s+(?P<verb>[a-z]+ed|led|won|beat|took|wrote)\b"
)
_DONE_TO = (
    r"(?:appointed|named|elected|chose|chosen|arrested|nominated|charged|replaced|succeeded|met|defeated|beat"
    r"|sacked|dismissed|hired|picked|selected|crowned|freed|shot|killed)"
)
_OBJECT = re.compile(rf"\b(?P<verb>{_DONE_TO})\s+(?:the [a-z -]{{0,30}})?(?P<name>{NAME})")
_PASSIVE = re.compile(
    rf"(?<![\w’'-])(?P<name>{NAME})\s+(?:was|is|has been|had been)\s+(?P<verb>{_DONE_TO})\b(?! by)"
)
_SAYING = re.compile(rf"{VERB}|asked|according|called|quoted|reported|described|accused|expected|based")


@dataclass(frozen=True)
class Role:
    """A name in a part that only one can have.

    Args:
        start: where the name begins, in the article's text.
        end: one past it.
        name: the fullest form the article has of it.
        part: the verb's term, and whether the name does it or undergoes it.
        clause: the part of the sentence it stands in.
    """

    start: int
    end: int
    name: str
    part: tuple[str, bool]
    clause: Clause


def roles(account: Account) -> list[Role]:
    """The names of a sentence that stand beside a verb, without those who only say something."""
    return [role for clause in account.clauses for role in _roles(clause, account)]


def _roles(clause: Clause, account: Account) -> Iterator[Role]:
    for found, does, part in _beside_verbs(clause, account):
        verb = terms(found["verb"])
        named = found["name"]
        opens = clause.start == account.body and not clause.text[: found.start("name")].strip()
        common = does and verb[0] in stop_terms()
        if common or _SAYING.fullmatch(found["verb"]) or not is_name(named, opens=opens):
            continue
        name = full_name(named, account.article.text)
        if name:
            start = clause.start + found.start("name")
            yield Role(start, start + len(named), name, (verb[0], does), part)


def _beside_verbs(clause: Clause, account: Account) -> Iterator[tuple[re.Match[str], bool, Clause]]:
    """Names beside a verb, each with whether it does it, and the words that tell what is done."""
    for pattern, does in ((_AGENT, True), (_SUBJECT, True), (_OBJECT, False), (_PASSIVE, False)):
        for found in pattern.finditer(clause.text):
            yield found, does, clause
    described = _AGENT_DESCRIBED.match(account.article.text[clause.start : account.end])
    if described and described.end("done") <= len(clause.text):
        yield described, True, Clause(clause.start, described["done"])
