"""Measures the checks of written sentences: true ones must pass, altered ones must be stopped.

Run with `python -m benchmarks.support [--misses]`. The sentences, ours, restate one or two
sentences of the sample news as a language model would; each has a negation turned and an
addition written by hand. The other alterations are made of the true ones by chance with a
fixed seed: a number changed, a name swapped, a quotation altered by one character, a marker
led to another sentence of the evidence. Beside what a sentence cites, the evidence holds three
more sentences of the same article and three of others. Even sentences are for choosing
thresholds; the figures are of both halves.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.machine import save
from bot.desk import Newsdesk
from config.settings import default_settings
from ingestion.attributing import attributions
from retrieval.article import Article
from retrieval.days.day_mentions import day_mentions
from retrieval.models.embedder import open_embedder
from retrieval.sentences import sentences
from retrieval.statement import Attribution
from retrieval.support.cited import Cited
from retrieval.support.places import countries, country
from retrieval.support.quotations import quoted
from retrieval.support.sentence import check

ROOT = Path(__file__).resolve().parent.parent
EACH = 100
BESIDE = 3
_GROUP = re.compile(r"(?:\s*\[\d\])+")
_FIGURE = re.compile(
    r"(?<![\w.\[])(?:\d[\d,.]*\d|\d)(?!\])|\b(?:two|three|four|five|six|seven|eight|nine|ten|twice)\b"
)
_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
_PEOPLE = (
    *(
        "Lavrov",
        "Blinken",
        "Putin",
        "Biden",
        "Ryabkov",
        "Sherman",
        "Stoltenberg",
        "Ushakov",
        "Grushko",
        "Peskov",
    ),
    *("Okafor-Lind", "Achterberg", "Penhallow", "Vosloo", "Pereira", "Makkonen", "Torvik", "Adeyemi-Kask"),
    *(
        "Vantongeren",
        "Solberg",
        "Macron",
        "Scholz",
        "Johnson",
        "Zelensky",
        "Merkel",
        "Truss",
        "Erdogan",
        "Harris",
    ),
)
_PLACES = (
    *("Ukraine", "Geneva", "Brussels", "Vienna", "Moscow", "Washington", "Kyiv", "Berlin", "Port Calder"),
    *("Sollmark", "Skerry Island", "Kessen", "Russia", "NATO", "OSCE", "Poland", "Larkhaven", "Haldry"),
    *("Paris", "Georgia", "Madrid", "Oslo", "Eastmere", "Lowmoor"),
)
_SAME = (
    {"Russia", "Moscow"},
    {"Kyiv", "Ukraine"},
)


class Case(NamedTuple):
    """A sentence to be checked, the evidence it stands on, and the number of the true one it was made of."""

    kind: str
    text: str
    evidence: Mapping[int, Cited]
    number: int


def main() -> None:
    """Print, for each kind and half, the share that is stopped."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--save", action="store_true", help="write the figures to benchmarks/results/")
    options.add_argument("--misses", action="store_true", help="list what is wrongly passed or stopped")
    chosen = options.parse_args()
    settings = default_settings()
    embedder = open_embedder(settings.embedder, settings.model_cache)
    stopped: dict[str, list[list[bool]]] = defaultdict(lambda: [[], []])
    for case in cases():
        verdict = check(case.text, case.evidence, embedder)
        stopped[case.kind][case.number % 2].append(not verdict.ok)
        if chosen.misses and verdict.ok != (case.kind == "true"):
            print(f"{case.kind} {case.number}: {case.text} {[(f.kind, f.words) for f in verdict.failures]}")
    shares = {kind: _shares(*halves) for kind, halves in stopped.items()}
    for kind, one in shares.items():
        print(
            f"{kind}: {one['sentences']} sentences, stopped {one['even']:.3f} (even), {one['odd']:.3f} (odd)"
        )
    if chosen.save:
        save({"stopped": shares}, ROOT / "benchmarks" / "results" / "support.json")


def _shares(even: list[bool], odd: list[bool]) -> dict[str, float]:
    """How many there are, and the share stopped of each half; of the other where one is empty."""
    share = [sum(half) / len(half) for half in (even, odd) if half]
    return {"sentences": len(even) + len(odd), "even": round(share[0], 4), "odd": round(share[-1], 4)}


def cases() -> Iterator[Case]:
    """True sentences, and a hundred of each altered kind."""
    with tempfile.TemporaryDirectory() as folder, Newsdesk(Path(folder) / "library") as desk:
        desk.ingest([ROOT / "ingestion" / "sample_news"])
        articles = {article.title: article for article in desk.articles()}
    written = json.loads((ROOT / "benchmarks" / "support_sentences.json").read_text(encoding="utf-8"))
    named = {short: articles[title] for short, title in written["articles"].items()}
    chance = random.Random(20)
    true = [_true(n, row, named, chance) for n, row in enumerate(written["sentences"])]
    yield from true
    for case, row in zip(true, written["sentences"], strict=True):
        yield case._replace(kind="negation", text=case.text.replace(*row["negation"]))
        yield case._replace(kind="addition", text=_added(case.text, row["addition"]))
    for kind, altered in (
        ("figure", _figure),
        ("name", _name),
        ("quotation", _quotation),
        ("marker", _marker),
    ):
        yield from _hundred(kind, true, altered, chance)
    for row in written["speakers"]:
        yield _true(row.get("number", 0), row, named, chance)._replace(kind="speaker")


def _true(number: int, row: Any, named: Mapping[str, Article], chance: random.Random) -> Case:
    own = [(named[one["article"]], one["opens"]) for one in row["cites"]]
    chosen = [_opening_with(opens, article) for article, opens in own]
    same = [c for c in _sentences(own[0][0]) if c not in chosen]
    others = [c for article in named.values() if article is not own[0][0] for c in _sentences(article)]
    beside = chance.sample(same, min(BESIDE, len(same))) + chance.sample(others, BESIDE)
    return Case("true", row["true"], dict(enumerate([*chosen, *beside], start=1)), number)


def _opening_with(opens: str, article: Article) -> Cited:
    for one in _sentences(article):
        if one.text.startswith(opens):
            return one
    raise SystemExit(f"No sentence of “{article.title}” begins with “{opens}”.")


def _sentences(article: Article) -> list[Cited]:
    return [
        _cited(article, one.start, one.end)
        for one in sentences(article.text)
        if not one.heading and one.end - one.start > 15
    ]


@cache
def _said(article: Article) -> list[Attribution]:
    return list(attributions(article))


def _cited(article: Article, start: int, end: int) -> Cited:
    told = next((one for one in _said(article) if one.start < end and start < one.end), None)
    published = article.published.date() if article.published else None
    days = tuple(mention.day for mention in day_mentions(article.text, start, end, published))
    text = article.text[start:end]
    return Cited(
        text,
        article.title,
        article.outlet,
        published,
        told.name if told else None,
        told.said_on if told else None,
        days,
    )


def _hundred(kind: str, true: list[Case], altered: Any, chance: random.Random) -> Iterator[Case]:
    """Altered sentences, round after round over the true ones that can be so altered."""
    seen: set[str] = set()
    for _ in range(20):
        for case in true:
            text = altered(case, chance)
            if text is not None and text != case.text and text not in seen:
                seen.add(text)
                yield case._replace(kind=kind, text=text)
                if len(seen) == EACH:
                    return


def _added(text: str, addition: str) -> str:
    marker = list(_GROUP.finditer(text))[-1]
    return text[: marker.start()] + addition + text[marker.start() :]


def _figure(case: Case, chance: random.Random) -> str | None:
    """With one number, in digits or words, replaced by another that the evidence has nowhere."""
    inside = [(one.start, one.end) for one in quoted(case.text)]
    found = [m for m in _FIGURE.finditer(case.text) if not any(a <= m.start() < b for a, b in inside)]
    if not found:
        return None
    match = chance.choice(found)
    new = _other_number(match[0], chance)
    there = " ".join(one.whole + str(one.published) for one in case.evidence.values())
    if re.search(rf"(?<![\w.,]){re.escape(new)}(?!\w)", there, re.IGNORECASE):
        return None
    return case.text[: match.start()] + new + case.text[match.end() :]


def _other_number(written: str, chance: random.Random) -> str:
    if not written[0].isdigit():
        return chance.choice([word for word in _WORDS if word != written])
    places = [n for n, digit in enumerate(written) if digit.isdigit()]
    at = chance.choice(places)
    return written[:at] + chance.choice([d for d in "123456789" if d != written[at]]) + written[at + 1 :]


def _name(case: Case, chance: random.Random) -> str | None:
    """With one name replaced by another of its kind, of this story or of none."""
    there = " ".join(case.evidence[int(n)].whole for n in re.findall(r"\[(\d)\]", case.text))
    choices = []
    for pool in (_PEOPLE, _PLACES):
        for name in pool:
            for match in re.finditer(rf"(?:\b[A-Z][a-z]+ )?\b{name}\b", case.text):
                same = set().union(*(group for group in _SAME if name in group))
                choices += [
                    (match, other) for other in pool if not _there(other, there) and other not in same
                ]
    if not choices:
        return None
    match, other = chance.choice(choices)
    return case.text[: match.start()] + other + case.text[match.end() :]


def _there(name: str, text: str) -> bool:
    return name.lower() in text.lower() or country(name) in countries(text)


def _quotation(case: Case, chance: random.Random) -> str | None:
    """With one character within quotation marks replaced, left out or put in."""
    stretches = quoted(case.text)
    if not stretches:
        return None
    one = chance.choice(stretches)
    at = chance.choice([n for n in range(one.start, one.end) if case.text[n].isalpha()])
    letter = chance.choice("abcdefghiklmnoprstuvwy".replace(case.text[at].lower(), ""))
    kept = chance.choice((letter, "", case.text[at] + letter, case.text[at].swapcase()))
    return case.text[:at] + kept + case.text[at + 1 :]


def _marker(case: Case, chance: random.Random) -> str | None:
    """With one marker led to other evidence."""
    markers = list(re.finditer(r"\[(\d)\]", case.text))
    marker = chance.choice(markers)
    own = {int(one[1]) for one in markers}
    other = chance.choice([n for n in case.evidence if n not in own])
    # Where two stand together both are led away, else the right one still bears the words out.
    turned = re.sub(r"(?:\[\d\]){2,}", f"[{other}]", case.text)
    return (
        turned
        if turned != case.text
        else f"{case.text[: marker.start()]}[{other}]{case.text[marker.end() :]}"
    )


if __name__ == "__main__":
    main()
