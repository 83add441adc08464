"""Claims are set beside the sample news: borne out, contradicted, or nothing found."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk import Newsdesk
from retrieval.accounts.claim_check import CLAIMS, claims_in
from retrieval.asking.within import Within


@pytest.fixture(scope="module")
def desk(sample_library: Path) -> Iterator[Newsdesk]:
    with Newsdesk(sample_library) as desk:
        yield desk


@pytest.mark.parametrize(
    "claim",
    [
        "Dock workers voted by 87 percent to strike over pay at Port Calder.",
        "The union demands a pay rise of 9.5 percent.",
        "Turnout was 74 percent of the 2,650 members of the union.",
        "Rosalind Achterberg leads the union of the dock workers.",
    ],
)
def test_a_true_claim_is_borne_out(desk: Newsdesk, claim: str) -> None:
    (check,) = desk.check_claims(claim)
    assert check.supporting
    assert not check.opposing
    for cited in check.supporting:
        article = desk.article(cited.article_id, cited.version)
        assert article.text[cited.start : cited.end] == cited.quote


@pytest.mark.parametrize(
    ("claim", "against"),
    [
        ("Dock workers voted by 61 percent to strike over pay at Port Calder.", "87 percent"),
        ("The union demands a pay rise of 12 percent.", "9.5 percent"),
        ("The town council voted by 12 votes to 9 to rebuild the mill bridge.", "14 votes to 9"),
        ("Lavrov did not demand written guarantees from NATO.", "demanded"),
    ],
)
def test_a_changed_figure_or_a_denial_is_contradicted(desk: Newsdesk, claim: str, against: str) -> None:
    (check,) = desk.check_claims(claim)
    assert not check.supporting
    assert any(against in cited.quote for cited in check.opposing)


@pytest.mark.parametrize(
    "claim",
    [
        "The stock market in Tokyo fell sharply after the central bank raised rates.",
        "Penguins in Antarctica have learnt to play chess this winter.",
        "Lavrov visited the harbour of Port Calder in April.",
    ],
)
def test_of_what_no_article_tells_nothing_is_found(desk: Newsdesk, claim: str) -> None:
    (check,) = desk.check_claims(claim)
    assert (check.supporting, check.opposing) == ((), ())


def test_only_what_may_be_used_speaks_for_it(desk: Newsdesk) -> None:
    claim = "The union demands a pay rise of 9.5 percent."
    (check,) = desk.check_claims(claim, within=Within(outlets=("The Harbour Post",)))
    assert {cited.outlet for cited in check.supporting} == {"The Harbour Post"}


def test_questions_and_small_talk_claim_nothing() -> None:
    assert claims_in("Lunch? Did Lavrov demand written guarantees from NATO? OK then.") == []
    assert claims_in("https://news.example.org/lavrov-demands-guarantees-in-writing see this") == []


def test_no_more_claims_are_checked_than_a_reader_reads(desk: Newsdesk) -> None:
    text = " ".join(f"The council voted on road number {n} in the town of Sollmark." for n in range(12))
    assert len(claims_in(text)) == 12
    assert [check.claim for check in desk.check_claims(text)] == claims_in(text)[:CLAIMS]


def test_checking_ends_when_it_is_told_to(desk: Newsdesk) -> None:
    stop = threading.Event()
    checks = desk.claim_checks(["The union demands a pay rise of 9.5 percent."] * 3, stop=stop)
    assert next(checks).supporting
    stop.set()
    assert list(checks) == []
