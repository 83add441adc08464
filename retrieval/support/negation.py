"""A sentence affirms what its evidence affirms, and denies what its evidence denies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.support.opposites import opposed, opposite_of
from retrieval.support.verdict import Failure
from retrieval.terms import stop_terms, terms

_CUE = re.compile(
    r"\b(?:not|never|no(?!\s+(?:fewer|less|more|larger|bigger|smaller|doubt|matter|later))|nobody|no\s+one|none|neither"
    r"|nor|nothing|nowhere|without|cannot|no\s+longer|hardly|barely|rather\s+than|instead\s+of|beyond\s+anything"
    r"|(?:den(?:y|ies|ied|ying)|refus(?:e|es|ed|ing|al)|declin(?:e|es|ed|ing)|fail(?:s|ed|ing|ure)?)"
    r"(?=\s+(?:to|that|having|it|he|she|they|once|again|any|an?|the|[a-z]+ing)\b)"
    r"|rul(?:e|es|ed|ing)\s+out|(?:guarantees?|assurances?|vot(?:e|ed|ing)|advis\w+|warn\w*|decid\w+)\s+against"
    r"|unwilling|unable|reluctant|reject(?:s|ed|ing)?|dismiss(?:es|ed)?|turn(?:ed|s)?\s+(?:\w+\s+){0,3}down|hard\s+to"
    r"|(?:forbid|prohibit|prevent|bar|ban|block)(?:s|red|ned|ed|den|ding|ring|ning|ing)?|exclud(?:e|es|ed|ing)"
    r"|avoid(?:s|ed|ing)?|lack(?:s|ed|ing)?|stop(?:s|ped|ping)?|ke(?:ep|eps|pt)(?=[^.,]{1,20}\bout\b)|far\s+from"
    r"|cancel(?:s|led|ed)?|halt(?:s|ed|ing)?|non-\w+|unacceptable|difficult\s+to|little\s+(?:reason|cause|chance|hope|sign|room|appetite)|withheld|confidential|secret)\b"
    r"|(?<=\w)n[’']t\b",
    re.IGNORECASE,
)
_NOT_ONLY = re.compile(r"\bnot\s+(?:only|just|merely|least)\b", re.IGNORECASE)
_STOP = re.compile(
    r"[,;:.—–()]|\b(?:but|and|although|though|while|whereas|because|who|which|if|when|as|until)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_OTHER_MEANS = re.compile(
    r"\b(?:un\w{4,}|in(?:able|sufficient)|only|alone|closed|shut|except|apart|provisional)\b",
    re.IGNORECASE,
)
_AFTER_ONLY = re.compile(r"no|without|none|neither|nor|rather\s+than|instead\s+of", re.IGNORECASE)
_AT_MOST = re.compile(r"\b(?:at\s+most|up\s+to|no\s+more\s+than)\b", re.IGNORECASE)
REACH = 3
"""Content terms after a negating word that it may negate."""


@dataclass(frozen=True, slots=True)
class Denial:
    """A negating word and what it may negate.

    Args:
        words: the negating word, as written.
        core: the terms after it, nearest first, at most `REACH`.
        clause: every term of its clause.
    """

    words: str
    core: tuple[str, ...]
    clause: frozenset[str]


def denials(text: str) -> tuple[list[Denial], frozenset[str]]:
    """What a text denies, and the terms of the negating words that it takes back ("did not rule out")."""
    text = _NOT_ONLY.sub(lambda match: "¤" * len(match[0]), text)
    cues: list[re.Match[str]] = []
    undone: set[str] = set()
    for cue in _CUE.finditer(text):
        if cues and _side_by_side(text, cues[-1].end(), cue.start()):
            undone |= set(_content(f"{cues.pop()[0]} {cue[0]}"))
        else:
            cues.append(cue)
    return [_denial(text, cue) for cue in cues], frozenset(undone)


def _side_by_side(text: str, start: int, end: int) -> bool:
    return not _content(text[start:end]) and not _STOP.search(text, start, end)


def _denial(text: str, cue: re.Match[str]) -> Denial:
    stop = _STOP.search(text, cue.end())
    end = stop.start() if stop else len(text)
    start = max((match.end() for match in _STOP.finditer(text, 0, cue.start())), default=0)
    # "weapons will not be placed" denies something of the weapons, "talks without allies" nothing of talks.
    start = cue.end() if _AFTER_ONLY.fullmatch(cue[0]) else start
    core = tuple(_content(text[cue.end() : end])[:REACH])
    return Denial(cue[0], core, frozenset(_content(text[start:end])))


def _content(text: str) -> list[str]:
    return [term for word in _WORD.finditer(text) for term in terms(word[0]) if term not in stop_terms()]


def negation_failures(text: str, evidence: Sequence[str]) -> list[Failure]:
    """Words that the sentence denies and the evidence affirms, or the other way round.

    Args:
        text: a part of a sentence, without markers.
        evidence: the spans that it cites.
    """
    whole = "\n".join(evidence)
    (ours, our_undone), (theirs, their_undone) = denials(text), denials(whole)
    for denial in ours:
        if set(_content(denial.words)) & their_undone or not _borne_out(denial, theirs, whole):
            return [Failure("negation", denial.words, "The evidence does not deny this.")]
    for denial in theirs:
        if set(_content(denial.words)) & our_undone or _affirmed(denial, ours, theirs, text):
            return [Failure("negation", denial.words, "The evidence denies this.")]
    if word := opposed(_undenied(text, ours), _undenied(whole, theirs)):
        return [Failure("negation", word, "The evidence says the opposite of this.")]
    return []


def _borne_out(denial: Denial, theirs: Sequence[Denial], whole: str) -> bool:
    """Whether the evidence denies something of the same clause, or says it with an opposite."""
    known = set(_content(whole))
    core = set(denial.core)
    if any(core & other.clause or _same_cue(denial, other) for other in theirs):
        return True
    if any(opposite_of(term, whole) for term in denial.core):
        return True
    if core & known:
        return False
    return bool(theirs) or _OTHER_MEANS.search(whole) is not None


def _undenied(text: str, denied: Sequence[Denial]) -> str:
    """The words of a text without those that are denied: "did not rise" is no rise."""
    cores = {term for one in denied for term in one.core}
    words = (word[0].lower() for word in _WORD.finditer(text))
    return " ".join(word for word in words if not set(terms(word)) & cores)


def _same_cue(one: Denial, other: Denial) -> bool:
    return bool(set(_content(one.words)) & set(_content(other.words)))


def _affirmed(denial: Denial, ours: Sequence[Denial], theirs: Sequence[Denial], text: str) -> bool:
    """Whether the sentence says, without denying it, what the evidence denies."""
    said = set(_content(text))
    core = set(denial.core)
    if set(_content(denial.words)) & said or not core & said or _AT_MOST.search(text):
        return False
    if any(core & one.clause or _same_cue(one, denial) for one in ours):
        return False
    # Something that is denied in other words may be this.
    if any(not any(set(one.core) & other.clause for other in theirs) for one in ours):
        return False
    return not any(opposite_of(term, text) for term in denial.core)
