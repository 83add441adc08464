"""Measures who is named as the speaker of a sentence, on PolNeAR's annotated news (Newell et al., 2018).

Run with `python -m benchmarks.attribution`. A sentence counts where annotated
attributions (content, cue and source together) cover at least half of it. Its
true speakers are their sources. Where one of these is a named person:

* right: the surname we give is among the true sources;
* wrong: we give another;
* missing: we give nobody.

Precision over all sentences counts besides as wrong every name given to a
sentence whose sources do not hold it, be they other people's, nouns or none at
all. Sources that are pronouns tell no name: such sentences are left out.
"""

from __future__ import annotations

import argparse
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.data import ROOT
from retrieval.article import Article, version_of
from retrieval.attribution import attribute
from retrieval.sentences import sentences

COVERED = 0.5
"""Share of a sentence's code points from which an attribution's source counts as its speaker."""

_PRONOUN = re.compile(r"(?:I|he|she|they|we|it|who|you|his|her|their)", re.IGNORECASE)
_NOT_PEOPLE = re.compile(
    r"\b(?:The|Times|Post|News|House|Journal|Press|Reuters|Committee|Party|Campaign|University|Institute|Center|Department"
    r"|Bank|Court|Congress|Senate|States|America|Republicans|Democrats|Poll|CNN|NBC|ABC|CBS|MSNBC|FBI|GOP|DNC|Fox"
    r"|Group|Foundation|Union|Association|Council|Breitbart|Politico|Street|Agency|Office|Service|Report|Magazine|Inc)\b"
)
_PERSON = re.compile(r"(?:[\w.’'-]+\s+){0,6}?(?:[A-Z][\w’'-]+|[A-Z]\.)(?:\s+[A-Z][\w’'-]+){0,3}")

# "T1<tab>Source 89 106;110 120<tab>The New York Post" and "E1<tab>Attribution:T4 Content:T3 Cue:T2 Source:T1"
_SPAN = re.compile(r"^(T\d+)\t\S+ ([\d ;]+)\t(.*)$", re.MULTILINE)
_EVENT = re.compile(r"^E\d+\t(.*)$", re.MULTILINE)


class Said(NamedTuple):
    """One annotated attribution: the spans of all its parts, and its source as written."""

    spans: tuple[tuple[int, int], ...]
    source: str


class Judged(NamedTuple):
    """A sentence with the speaker given and the true sources."""

    document: str
    sentence: str
    given: str | None
    sources: tuple[str, ...]
    verdict: str


def main() -> None:
    """Print the figures, and the sentences judged wrong if asked to."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--split", choices=("dev", "train"), default="dev")
    options.add_argument("--show", default="", help="verdicts to list: wrong, missing, spurious, right")
    chosen = options.parse_args()
    judged = list(judge(folder() / chosen.split))
    for one in judged:
        if one.verdict in chosen.show.split(","):
            print(f"{one.verdict}: {one.given} for {one.sources} in {one.document}\n    {one.sentence}")
    for name, value in figures(judged).items():
        print(f"{name}: {value}")


def folder() -> Path:
    """PolNeAR's folder: NEWSDESK_DATA, else ../shared/data; exits cleanly where it is absent."""
    found = Path(os.environ.get("NEWSDESK_DATA", ROOT.parent / "shared" / "data")) / "polnear"
    if not found.is_dir():
        raise SystemExit(
            f"No annotated news in {found}: set NEWSDESK_DATA to the folder that holds polnear/."
        )
    return found


def figures(judged: list[Judged]) -> dict[str, float]:
    """Counts, precision and recall on named people, and precision over all sentences."""
    count = Counter(one.verdict for one in judged)
    right, wrong, missing = count["right"], count["wrong"], count["missing"]
    others = count["right, no person"]
    given = right + wrong + others + count["spurious"]
    return {
        "right": right,
        "wrong": wrong,
        "missing": missing,
        "spurious": count["spurious"],
        "precision": round(right / max(1, right + wrong), 3),
        "recall": round(right / max(1, right + wrong + missing), 3),
        "precision over all sentences": round((right + others) / max(1, given), 3),
    }


def judge(split: Path) -> Iterator[Judged]:
    """Every sentence of a split that is given a speaker or ought to be."""
    for path in sorted((split / "text").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        said = list(_annotated(split, path.stem))
        article = Article(id=path.stem, version=version_of(text), text=text)
        for sentence in sentences(text):
            if sentence.heading:
                continue
            sources = tuple(s.source for s in said if _covers(s, sentence.start, sentence.end))
            given = attribute(article, sentence.start, sentence.end).speaker
            verdict = _verdict(given, sources)
            if verdict:
                yield Judged(path.stem, text[sentence.start : sentence.end], given, sources, verdict)


def _verdict(given: str | None, sources: tuple[str, ...]) -> str:
    if any(_PRONOUN.fullmatch(source) for source in sources) and not any(map(_person, sources)):
        return ""
    people = any(map(_person, sources))
    if given is None:
        return "missing" if people else ""
    surname = given.removesuffix(" Jr.").split()[-1].lower()
    if any(surname in re.findall(r"[\w’'.-]+?(?=['’]s\b|[^\w’'-]|$)", s.lower()) for s in sources):
        return "right" if people else "right, no person"
    return "wrong" if people else "spurious"


def _person(source: str) -> bool:
    return bool(_PERSON.match(source)) and not _NOT_PEOPLE.search(source) and not _PRONOUN.fullmatch(source)


def _covers(said: Said, start: int, end: int) -> bool:
    shared = sum(max(0, min(b, end) - max(a, start)) for a, b in said.spans)
    return shared >= COVERED * (end - start)


def _annotated(split: Path, stem: str) -> Iterator[Said]:
    """The attributions with a source, of the first annotator where several read the same text."""
    for path in sorted((split / "attributions").glob(f"{stem}*.ann"))[:1]:
        notes = path.read_text(encoding="utf-8")
        spans = {m[1]: tuple(_span(pair) for pair in m[2].split(";")) for m in _SPAN.finditer(notes)}
        words = {m[1]: m[3] for m in _SPAN.finditer(notes)}
        for event in _EVENT.finditer(notes):
            roles = [role.split(":") for role in event[1].split()]
            whole = tuple(span for _, key in roles for span in spans.get(key, ()))
            yield from (Said(whole, words[key]) for role, key in roles if role == "Source" and key in words)


def _span(pair: str) -> tuple[int, int]:
    start, end = pair.split()
    return int(start), int(end)


if __name__ == "__main__":
    main()
