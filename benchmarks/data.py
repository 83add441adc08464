"""The question set measured on, read from the folder beside the checkout; nothing of it is in the project."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / ".cache" / "eval" / "library"


class Question(NamedTuple):
    """A question, the day it is asked on, what is accepted, and the article it was made from."""

    text: str
    asked_on: date
    answers: tuple[str, ...]
    articles: frozenset[str]


def folder() -> Path:
    """RealTimeQA's folder: NEWSDESK_DATA, else ../shared/data; exits cleanly where it is absent."""
    found = Path(os.environ.get("NEWSDESK_DATA", ROOT.parent / "shared" / "data")) / "realtimeqa"
    if not found.is_dir():
        raise SystemExit(
            f"No question set in {found}: set NEWSDESK_DATA to the folder that holds realtimeqa/."
        )
    return found


def answerable() -> list[Question]:
    """The 127 development questions that the articles answer."""
    return [_question(record) for record in _read("questions_dev.json")]


def unanswerable() -> list[Question]:
    """The 150 questions about events after the articles."""
    return [_question(record) for record in _read("questions_unanswerable_dev.json")]


def articles_file() -> Path:
    """The 2,970 articles."""
    return folder() / "articles.jsonl.gz"


def _read(name: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads((folder() / name).read_text(encoding="utf-8"))
    return records


def _question(record: dict[str, Any]) -> Question:
    return Question(
        record["question"],
        date.fromisoformat(record["asked_on"]),
        tuple(record.get("answer", ())),
        frozenset(record.get("gold_article_ids", ())),
    )
