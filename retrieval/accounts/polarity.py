"""What a sentence says did not happen, and what it says did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from retrieval.accounts.account import Account, Clause
from retrieval.terms import content_terms

_CUE = re.compile(
    r"\b(?:(?:did|does|do|has|have|had|was|were|is|are|will|would|could|can|should)(?:\s+not\b|n[’']t\b)|cannot\b"
    r"|can[’']t\b|won[’']t\b|never\b|not\b|no\s+longer\b|no\b(?!\s+(?:one|more|fewer|less|doubt|reason|matter))"
    r"|(?:denie[sd]|deny|denying)(?:\s+(?:that|having|it|he|she|they))?\b"
    r"|fail(?:s|ed|ing)?\s+to\b|refus(?:es|ed|ing)\s+to\b|declin(?:es|ed|ing)\s+to\b|without\b)",
    re.IGNORECASE,
)
# What only may be, or is not so yet, contradicts nothing.
_UNSURE = re.compile(
    r"\b(?:may|might|still|expected|likely|unlikely"
    r"|only|just|merely|simply|because|necessarily|so far"
    r"|not\s+(?:only|all|every|always|everyone|least|clear))\b|\?",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:if|whether|unless|until|yet)\b", re.IGNORECASE)
_MODAL = re.compile(r"\b(?:will|would|can|could|should|cannot|won[’']t|can[’']t)\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:denie[sd]|deny|denying)\s*$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_REACH = 2
"""Terms after a negating word of which one is what it negates."""


@dataclass(frozen=True)
class Negated:
    """Something that a sentence says is not so.

    Args:
        start: where the negating word begins, in the article's text.
        end: one past what it negates.
        core: the term of what it negates.
        clause: the part of the sentence it stands in.
    """

    start: int
    end: int
    core: str
    clause: Clause


def negations(account: Account) -> list[Negated]:
    """What a sentence says is not so, where it leaves no doubt."""
    if _CONDITION.search(account.text):
        return []
    found = [negated for clause in account.clauses for negated in _negated(clause)]
    for clause, following in pairwise(account.clauses):
        denied = _DENIED.search(clause.text)
        if denied and not _CUE.search(following.text):
            found += _cores(following, 0, clause.start + denied.start(), _REACH)
    return found


def affirmed(account: Account, negated: Negated) -> tuple[Clause, int, int] | None:
    """Where a sentence says, without doubt, that what another one negates is so: its part, start and end."""
    previous = ""
    if _CONDITION.search(account.text):
        return None
    for clause in account.clauses:
        denied, previous = _DENIED.search(previous), clause.text
        if denied or _CUE.search(clause.text) or _UNSURE.search(clause.text):
            continue
        if bool(_MODAL.search(clause.text)) != bool(_MODAL.search(negated.clause.text)):
            continue
        for word in _WORD.finditer(clause.text):
            if negated.core in content_terms(word[0]):
                return clause, clause.start + word.start(), clause.start + word.end()
    return None


def _negated(clause: Clause) -> Iterator[Negated]:
    cues = list(_CUE.finditer(clause.text))
    # Two negations in one clause may take each other back.
    if len(cues) == 1:
        cue = cues[0]
        if not _UNSURE.search(clause.text[: cue.start()] + clause.text[cue.end() :]):
            # "no" and "without" negate the very next word, "not" may have an adverb after it.
            reach = 1 if cue[0].lower() in ("no", "without") else _REACH
            yield from _cores(clause, cue.end(), clause.start + cue.start(), reach)


def _cores(clause: Clause, at: int, start: int, reach: int) -> Iterator[Negated]:
    """The first terms of a clause from a place on, as what is negated from ``start`` on."""
    words = ((word, content_terms(word[0])) for word in _WORD.finditer(clause.text, at))
    for word, found in islice(((word, found) for word, found in words if found), reach):
        yield Negated(start, clause.start + word.end(), found[0], clause)
