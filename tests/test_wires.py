"""Whose text an article says it carries."""

from __future__ import annotations

import pytest

from ingestion.wires import origin_of


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("MOSCOW (Meridian Wire) - Foreign Minister Sergei Lavrov told …", "Meridian Wire"),
        ("MOSCOW, Dec 31 (Reuters) - Russia closed the year …", "Reuters"),
        ("AP\n\nTORONTO (AP) — Serena Williams wore her game face …", "Associated Press"),
        ("NEW DELHI, Jan. 4 (PTI): The court …", "Press Trust of India"),
        ("(CNN) A teenage skater failed a test …", "CNN"),
        ("(Reuters) – Shares fell …", "Reuters"),
        ("Reuters —\n\nWorld swimming's governing body voted …", "Reuters"),
        ("The International Olympic Committee (IOC) said on Friday …", None),
        ("The World Health Organization (WHO) - its board met …", None),
        ("LONDON, Dec 31 - Russia closed the year with a warning …", None),
        ("", None),
        ("(" * 5000, None),
        ("A" * 5000, None),
    ],
)
def test_datelines(text: str, origin: str | None) -> None:
    assert origin_of(text) == origin


@pytest.mark.parametrize(
    ("line", "origin"),
    [
        ("With inputs from Meridian Wire", "Meridian Wire"),
        ("(With inputs from PTI)", "Press Trust of India"),
        ("With additional reporting by AFP and Reuters.", "Agence France-Presse"),
        ("The Associated Press", "Associated Press"),
        ("With inputs", None),
    ],
)
def test_credits(line: str, origin: str | None) -> None:
    assert origin_of("A text without a dateline.", credits=[line]) == origin


def test_an_agency_may_stand_as_the_author() -> None:
    assert origin_of("A text.", byline=["Reuters"]) == "Reuters"
    assert origin_of("A text.", byline=["Anna Reyes"]) is None
    assert origin_of("PARIS (AFP) - A text.", byline=["Reuters"]) == "Agence France-Presse"
