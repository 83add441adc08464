"""Measures who is said to have said what, on PolNeAR's annotated news (Newell et al., 2018).

Run with `python -m benchmarks.attribution [--split train] [--every 5]`. What one cue
attributes, in however many stretches, is one attribution, as it is annotated. Texts are
compared as tokens: words, and single marks. Each predicted attribution is paired with at
most one annotated one whose content shares a token, those that share a cue token first,
then by the greatest overlap (intersection over union). Then, each as precision, recall and F1:

* content, any overlap: an attribution that is paired counts as found;
* content, half: it does if intersection over union is one half at least;
* content, exact: it does if the tokens are the same;
* content, share: a pair counts as the share of the predicted tokens that are annotated
  (precision) and of the annotated that are predicted (recall), the measure of Wiegand and
  Klakow and of Papay and Padó; averaged over attributions;
* content, tokens: the same summed over tokens, not over attributions;
* content, covered: tokens within any predicted content against those within any annotated one;
* cue, overlap and exact: of paired attributions;
* speaker, overlap: a pair counts if a token of the predicted speaker is annotated; out of all
  attributions that have one. Speaker, exact: if all tokens are the same; our speakers leave out
  what stands in apposition ("Ada Quill, the mayor,"), which the annotation takes in;
* direct quotations: annotated, those whose every stretch begins and ends with a quotation mark;
  predicted, those with a stretch marked as direct; speaker by overlap. The speaker of every
  annotated one that any prediction finds counts for recall.

The last figures are for named people, by attribution: `right` where the last name given is
among the words of the annotated source, `wrong` where another is, both of those whose cue is
annotated and whose source is no pronoun.
"""

from __future__ import annotations

import argparse
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from benchmarks.polnear import Annotated, Document, Span, documents, folder
from ingestion.attributing import attributions
from retrieval.article import Article, version_of
from retrieval.statement import Attribution

HALF = 0.5

_TOKEN = re.compile(r"\w+|[^\w\s]")
_QUOTED = re.compile(r"[\"“‘'«„].*[\"”’'»“]", re.DOTALL)
_PRONOUN = re.compile(r"(?:I|he|she|they|we|it|who|which|that|you|his|her|their|him|them)", re.IGNORECASE)

Tokens = frozenset[int]


class Predicted(NamedTuple):
    """All that one cue attributes: the tokens of its parts, and what was said of the speaker."""

    content: Tokens
    cue: Tokens
    speaker: Tokens
    name: str | None
    direct: bool


class Truth(NamedTuple):
    """An annotated attribution as tokens."""

    content: Tokens
    cue: Tokens
    speaker: Tokens
    source: str
    direct: bool


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--split", choices=("dev", "train"), default="dev")
    options.add_argument("--every", type=int, default=1, help="measure on every n-th document only")
    chosen = options.parse_args()
    read = islice(documents(folder() / chosen.split), 0, None, chosen.every)
    for name, value in figures(count(read)).items():
        print(f"{name}: {value}")


def count(read: Iterable[Document]) -> Counter[str]:
    """What the figures are made of, summed over documents."""
    total: Counter[str] = Counter()
    for document in read:
        tokens = [m.start() for m in _TOKEN.finditer(document.text)]
        truth = [_truth(document.text, tokens, one) for one in document.attributions]
        article = Article(id=document.name, version=version_of(document.text), text=document.text)
        predicted = list(_merged(tokens, attributions(article)))
        total.update(_counts(predicted, truth))
    return total


def figures(total: Counter[str]) -> dict[str, str | float]:
    """Precision, recall and F1 of each measure, and the named people right and wrong."""
    found: dict[str, str | float] = {}
    for name in ("any overlap", "half", "exact"):
        found[f"content, {name}"] = _prf(total[name], total["predicted"], total[name], total["true"])
    found["content, share"] = _prf(
        total["share of predicted"], total["predicted"], total["share of true"], total["true"]
    )
    for name in ("tokens", "covered"):
        shared = total[f"{name} shared"]
        found[f"content, {name}"] = _prf(shared, total[f"{name} predicted"], shared, total[f"{name} true"])
    for name in ("cue, overlap", "cue, exact"):
        found[name] = _prf(total[name], total["predicted"], total[name], total["true"])
    for name in ("speaker, overlap", "speaker, exact"):
        found[name] = _prf(total[name], total["predicted speakers"], total[name], total["true speakers"])
    found["direct quotations, speaker"] = _prf(
        total["direct right"], total["direct predicted"], total["direct found"], total["direct true"]
    )
    right, wrong = total["named right"], total["named wrong"]
    found["named people right"] = right
    found["named people wrong"] = wrong
    found["named precision"] = round(right / max(1, right + wrong), 3)
    return found


def _prf(hits: float, predicted: float, found: float, true: float) -> str:
    precision, recall = hits / max(1, predicted), found / max(1, true)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"P {precision:.3f} R {recall:.3f} F1 {f1:.3f}"


def _counts(predicted: list[Predicted], truth: list[Truth]) -> Counter[str]:
    total: Counter[str] = Counter(
        {
            "predicted": len(predicted),
            "true": len(truth),
            "predicted speakers": sum(bool(one.speaker) for one in predicted),
            "true speakers": sum(bool(one.speaker) for one in truth),
            "tokens predicted": sum(len(one.content) for one in predicted),
            "tokens true": sum(len(one.content) for one in truth),
            "direct predicted": sum(one.direct for one in predicted),
            "direct true": sum(one.direct for one in truth),
        }
    )
    mine = frozenset[int]().union(*(one.content for one in predicted))
    theirs = frozenset[int]().union(*(one.content for one in truth))
    total["covered predicted"], total["covered true"] = len(mine), len(theirs)
    total["covered shared"] = len(mine & theirs)
    for one, other in paired(predicted, truth):
        total.update(_pair(one, other))
    return total


def _pair(one: Predicted, other: Truth) -> dict[str, float]:
    shared = len(one.content & other.content)
    speaker = bool(one.speaker & other.speaker)
    named = one.name is not None and bool(one.cue & other.cue) and _tells(other.source)
    right = named and _last_name(one.name or "") in _words(other.source)
    return {
        "any overlap": 1,
        "half": shared >= HALF * len(one.content | other.content),
        "exact": one.content == other.content,
        "share of predicted": shared / len(one.content),
        "share of true": shared / len(other.content),
        "tokens shared": shared,
        "cue, overlap": bool(one.cue & other.cue),
        "cue, exact": one.cue == other.cue,
        "speaker, overlap": speaker,
        "speaker, exact": speaker and one.speaker == other.speaker,
        "direct right": one.direct and speaker,
        "direct found": other.direct and speaker,
        "named right": right,
        "named wrong": named and not right,
    }


def paired(predicted: list[Predicted], truth: list[Truth]) -> Iterator[tuple[Predicted, Truth]]:
    """Each predicted attribution with at most one true one, those that agree best first."""
    candidates = [
        (bool(one.cue & other.cue), len(one.content & other.content) / len(one.content | other.content), i, j)
        for i, one in enumerate(predicted)
        for j, other in enumerate(truth)
        if one.content & other.content
    ]
    mine: set[int] = set()
    theirs: set[int] = set()
    for _, _, i, j in sorted(candidates, reverse=True):
        if i not in mine and j not in theirs:
            mine.add(i)
            theirs.add(j)
            yield predicted[i], truth[j]


def _merged(tokens: list[int], found: list[Attribution]) -> Iterator[Predicted]:
    """What shares a cue, as one."""
    by_cue: dict[Span, list[Attribution]] = {}
    for one in found:
        by_cue.setdefault(one.cue, []).append(one)
    for cue, stretches in by_cue.items():
        content = _tokens(tokens, [(one.start, one.end) for one in stretches])
        first = stretches[0]
        speaker = _tokens(tokens, [first.speaker] if first.speaker else [])
        direct = any(one.direct for one in stretches)
        yield Predicted(content, _tokens(tokens, [cue]), speaker, first.name, direct)


def _truth(text: str, tokens: list[int], one: Annotated) -> Truth:
    content, cue, speaker = (_tokens(tokens, spans) for spans in (one.content, one.cue, one.source))
    source = " ".join(text[start:end] for start, end in one.source)
    quoted = all(_QUOTED.fullmatch(text[start:end].strip()) for start, end in one.content)
    return Truth(content, cue, speaker, source, bool(one.source) and quoted)


def _tokens(starts: list[int], spans: Iterable[Span]) -> Tokens:
    """The numbers of the tokens that begin within spans."""
    return frozenset(n for a, b in spans for n in range(bisect_left(starts, a), bisect_left(starts, b)))


def _tells(source: str) -> bool:
    """Whether a source is a name or a noun, and no pronoun."""
    return bool(source) and not _PRONOUN.fullmatch(source)


def _last_name(name: str) -> str:
    return name.removesuffix(" Jr.").split()[-1].lower()


def _words(source: str) -> list[str]:
    return re.findall(r"[\w’'.-]+?(?=['’]s\b|[^\w’'.-]|\.?$)", source.lower())


if __name__ == "__main__":
    main()
