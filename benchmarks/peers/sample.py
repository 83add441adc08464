"""The articles and questions that everyone gets."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.data import Question, answerable, articles_file

_PLACES = ("Arden", "Belmora", "Corvale", "Dunmere", "Eastholm", "Farrow", "Glenport", "Harwick")
_PEOPLE = ("Ines Calder", "Tom Varga", "Lena Okafor", "Marcus Thiele", "Priya Nandan", "Owen Sayle")
_OFFICES = ("mayor", "transport minister", "head of the port", "chief constable", "union secretary")
_MATTERS = ("the new tram line", "the flood wall", "the harbour strike", "school meals", "the water tariff")
_DONE = (
    "approved",
    "put off",
    "criticised",
    "defended",
    "asked for a second report on",
    "halved the cost of",
)


def sample(articles: int, questions: int, generated: int = 0) -> tuple[list[dict[str, Any]], list[Question]]:
    """Articles that answer the questions, others spread evenly over the rest, and generated ones.

    Args:
        articles: how many of the question set's; at least as many as the questions need.
        questions: how many of the answerable questions, from the first.
        generated: how many made-up ones beside them, for size.

    Returns:
        Records with ``id``, ``url``, ``title``, ``published`` and ``text``, and the questions.

    Raises:
        SystemExit: the question set is not here.
    """
    asked = answerable()[:questions]
    needed = set().union(*(question.articles for question in asked))
    with gzip.open(articles_file(), "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    others = [record for record in records if record["id"] not in needed]
    room = max(0, articles - (len(records) - len(others)))
    step = max(1, len(others) // room) if room else 1
    chosen = {record["id"] for record in others[::step][:room]} | needed
    taken = [record for record in records if record["id"] in chosen]
    return [*taken, *made_up(generated)], asked


def made_up(count: int) -> Iterator[dict[str, Any]]:
    """Articles generated for size, the same ones each time: some 450 words of invented local news."""
    chance = random.Random(8)
    for n in range(count):
        place, matter = chance.choice(_PLACES), chance.choice(_MATTERS)
        paragraphs = [_paragraph(chance, place, matter) for _ in range(9)]
        yield {
            "id": f"made-up.example/{n}",
            "url": f"https://made-up.example/{n}",
            "outlet": "made-up.example",
            "title": f"{place} council {chance.choice(_DONE)} {matter}",
            "published": f"2021-{n % 12 + 1:02}-{n % 28 + 1:02}",
            "text": "\n\n".join(paragraphs),
        }


def written(records: list[dict[str, Any]], file: Path) -> Path:
    """Write articles as JSON lines."""
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return file


def _paragraph(chance: random.Random, place: str, matter: str) -> str:
    return " ".join(
        f"{chance.choice(_PEOPLE)}, {chance.choice(_OFFICES)} of {chance.choice(_PLACES)}, "
        f"{chance.choice(_DONE)} {matter} in {place} after {chance.randint(2, 900)} letters from residents."
        for _ in range(3)
    )
