"""What a sentence says is near to its evidence, in every clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.models.embedder import Embedder
from retrieval.terms import stop_terms, terms

_BREAK = re.compile(
    r"[;:()—–]|,|\b(?:and|but|while|because|after|before|although|though|since|which|who|whose|where|so|despite"
    r"|with|including|until|unless|whereas|as)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(r"\b(?:because(?: of)?|due to|caused by|owing to|thanks to)\s+(.*)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_][\w’'-]*")
# One house writes "per cent" and the next "percent": nothing is added by that.
_PER_CENT = re.compile(r"\bper\s+cent\b", re.IGNORECASE)
# What reports and joins adds nothing.
_EMPTY = frozenset(
    terms(
        """
        said told added explained insisted warned noted stated declared announced argued described
        called reported according official officials one two also however meanwhile further still made
        make take took get got give gave come came go went put set have having been being will would
        their own both each every around about roughly almost nearly while though although because
        until whether ever never not cannot without say says monday tuesday wednesday thursday friday
        saturday sunday january february march april may june july august september october november
        december earliest latest person people time way thing there here given already yet again once
        now today much many including
        """
    )
)


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a part of a sentence is to its evidence; every figure from about 0 to 1.

    Args:
        whole: cosine of the part and the evidence it cites.
        covered: mean likeness of its terms to the likest of the evidence.
        weakest: the same of its least covered clause.
        clause: cosine of that clause and the likest stretch of the evidence.
        words: that clause.
        run: the longest run of terms that the evidence has not, as a share of eight.
        new: the terms that the evidence has not, as a share of all; 0 where there is but one.
        cause: whether the reason given is of such terms alone.
    """

    whole: float
    covered: float
    weakest: float
    clause: float
    words: str
    run: float
    new: float = 0.0
    cause: bool = False


def _one_spelling(text: str) -> str:
    return _PER_CENT.sub("percent", text)


def nearness(text: str, evidence: Sequence[str], around: str, embedder: Embedder) -> Nearness:
    """Measure a part of a sentence against what it cites.

    Args:
        text: without markers.
        evidence: the spans that it cites, at least one.
        around: what stands beside it, whose terms count as the evidence's.
        embedder: of the library.
    """
    text, around = _one_spelling(text), _one_spelling(around)
    evidence = [_one_spelling(one) for one in evidence]
    joined = " ".join(evidence)
    stretches = [*evidence, joined, *(c for one in evidence for c in clauses(one))]
    pieces = clauses(text) or [text]
    vectors = _vectors(embedder, (text, *pieces, *stretches))
    own, of_pieces, of_stretches = vectors[0], vectors[1 : 1 + len(pieces)], vectors[1 + len(pieces) :]
    whole = float(np.max(of_stretches[: len(evidence) + 1] @ own))
    known = _content(f"{joined} {around}")
    shares = _likeness(_content(text), known, embedder)
    by_clause = [_mean([shares[w] for w in _content(piece)]) for piece in pieces]
    near = [float(np.max(of_stretches @ vector)) for vector in of_pieces]
    at = min(range(len(pieces)), key=lambda n: by_clause[n] + near[n])
    new = [word for word, share in shares.items() if share < NEW]
    return Nearness(
        whole,
        _mean(list(shares.values())),
        by_clause[at],
        near[at],
        pieces[at],
        _run(text, shares),
        len(new) / len(shares) if len(new) > 1 else 0.0,
        _new_cause(text, frozenset(new)),
    )


def clauses(text: str) -> list[str]:
    """Stretches of a sentence between its joining words, each of two content terms or more."""
    found: list[str] = []
    at = 0
    for cut in [*(match.start() for match in _BREAK.finditer(text)), len(text)]:
        piece = text[at:cut].strip(" ,;:.()—–")
        if len(_content(piece)) >= 2:
            found.append(piece)
            at = cut
        elif cut == len(text) and found and piece:
            found[-1] = f"{found[-1]} {piece}"
    return found


def _content(text: str) -> list[str]:
    """The words of a text that say something, each once."""
    words = (word[0].lower().removesuffix("’s").removesuffix("'s") for word in _WORD.finditer(text))
    return list(dict.fromkeys(word for word in words if _says(word)))


@lru_cache(maxsize=8192)
def _says(word: str) -> bool:
    return not word.isdigit() and any(t not in stop_terms() and t not in _EMPTY for t in terms(word))


def _likeness(words: Sequence[str], known: Sequence[str], embedder: Embedder) -> dict[str, float]:
    """For each word 1 where the evidence has it, else its cosine with the likest word there."""
    stems = {term for word in known for term in terms(word)}
    new = [word for word in words if not set(terms(word)) <= stems]
    shares = dict.fromkeys(words, 1.0)
    if new and known:
        nearest = np.max(_vectors(embedder, new) @ _vectors(embedder, known).T, axis=1)
        shares |= {word: max(0.0, float(value)) for word, value in zip(new, nearest, strict=True)}
    elif new:
        shares |= dict.fromkeys(new, 0.0)
    return shares


def _new_cause(text: str, new: frozenset[str]) -> bool:
    """Whether a sentence gives a reason in words of which the evidence has none."""
    found = _CAUSE.search(text)
    told = _content(found[1]) if found else []
    return bool(told) and new.issuperset(told)


def _run(text: str, shares: dict[str, float]) -> float:
    longest = run = 0
    for word in (match[0].lower().removesuffix("’s").removesuffix("'s") for match in _WORD.finditer(text)):
        if word in shares:
            run = run + 1 if shares[word] < NEW else 0
            longest = max(longest, run)
    return min(1.0, longest / 8)


NEW = 0.6
"""Cosine below which no word of the evidence is taken to mean a word of the sentence."""


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 1.0


def _vectors(embedder: Embedder, texts: Sequence[str]) -> NDArray[np.float32]:
    return embedder.passages(texts)
