"""Who else reports a point: publishers counted once, copies and one agency's news as one voice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.desk import Newsdesk
from retrieval.accounts.account import Account
from retrieval.accounts.corroboration import corroboration, same_point
from retrieval.accounts.crediting import credited
from retrieval.article import Article, version_of
from retrieval.outlets.families import Families

POINT = "The harbour board of Tarn agreed to pay dockers 7.2 per cent more from June."
AGAIN = "Dockers in Tarn will get 7.2 per cent more pay from June, the harbour board agreed."


@pytest.fixture(scope="module")
def told(sample_library: Path) -> Iterator[Callable[..., Account]]:
    """Makes an account of a sentence, with its real vector."""
    with Newsdesk(sample_library) as desk:

        def make(sentence: str, outlet: str, **facts: object) -> Account:
            about = {key: facts.pop(key) for key in ("kind",) if key in facts}
            article = Article.model_validate(
                {
                    "id": outlet,
                    "version": version_of(outlet + sentence),
                    "outlet": outlet,
                    "title": "Tarn dockers get more pay",
                    "published": datetime(2024, 5, 3, tzinfo=UTC),
                    "published_precision": "day",
                    "text": sentence,
                    **about,
                }
            )
            (vector,) = desk._embedder.passages([sentence])
            return Account(article, 0, len(sentence), vector, **facts)  # type: ignore[arg-type]

        yield make


def test_independent_publishers_the_cited_one_first(told: Callable[..., Account]) -> None:
    cited, other = told(POINT, "The Tarn Post"), told(AGAIN, "Northern Courier")
    support = corroboration(cited, [cited, other], Families())
    assert support.publishers == ("The Tarn Post", "Northern Courier")
    assert support.origin is None
    assert support.agreeing == (other,)
    assert corroboration(other, [cited], Families()).publishers == ("Northern Courier", "The Tarn Post")


def test_nobody_else_reports_it(told: Callable[..., Account]) -> None:
    other = told("The first ferry to Skerry leaves at six on Monday.", "Northern Courier")
    support = corroboration(told(POINT, "The Tarn Post"), [other], Families())
    assert (support.publishers, support.origin) == (("The Tarn Post",), None)


def test_outlets_that_credit_one_agency_are_one_voice(told: Callable[..., Account]) -> None:
    one = told(POINT, "The Tarn Post", origin="Meridian Wire")
    other = told(AGAIN, "Northern Courier", origin="Meridian Wire")
    support = corroboration(one, [other], Families())
    assert support.origin == "Meridian Wire"
    assert support.publishers == ("The Tarn Post", "Northern Courier")
    agency = told(AGAIN, "Meridian Wire")
    assert corroboration(one, [agency], Families()).origin == "Meridian Wire"


def test_an_agency_counts_once_beside_an_independent_paper(told: Callable[..., Account]) -> None:
    one = told(POINT, "The Tarn Post", origin="Meridian Wire")
    other = told(AGAIN, "The Lantern", origin="Meridian Wire")
    own = told(AGAIN, "Northern Courier")
    support = corroboration(one, [other, own], Families())
    assert support.publishers == ("Meridian Wire", "Northern Courier")
    assert support.origin is None


def test_copies_of_one_text_are_one_voice(told: Callable[..., Account]) -> None:
    carried = told(POINT, "Meridian Wire", origin="Meridian Wire", also=("The Lantern",))
    support = corroboration(carried, [], Families())
    assert (support.publishers, support.origin) == (("Meridian Wire", "The Lantern"), "Meridian Wire")


def test_papers_of_one_publisher_are_one_voice(told: Callable[..., Account], tmp_path: Path) -> None:
    table = tmp_path / "families.toml"
    table.write_text('"Coast Papers" = ["The Tarn Post", "Northern Courier"]\n', encoding="utf-8")
    cited, other = told(POINT, "The Tarn Post"), told(AGAIN, "Northern Courier")
    assert corroboration(cited, [other], Families(table)).publishers == ("The Tarn Post",)


@pytest.mark.parametrize(
    "other",
    [
        "The harbour board of Tarn agreed to pay dockers 7.5 per cent more from June.",
        "The harbour board of Tarn did not agree to pay dockers 7.2 per cent more from June.",
        "The harbour board of Tarn agreed to pay dockers more from June.",
        "The harbour board of Kessen agreed to pay ferry crews 7.2 per cent more from June.",
        "Dockers in Tarn have been on strike since April.",
    ],
    ids=["another figure", "a negation", "no figure", "another place", "another point"],
)
def test_what_does_not_report_the_same(told: Callable[..., Account], other: str) -> None:
    assert not same_point(told(POINT, "The Tarn Post"), told(other, "Northern Courier"))


def test_the_same_words_of_two_people_are_two_points(told: Callable[..., Account]) -> None:
    cited = told("Ada Quill said the bridge at Tarn was safe.", "The Tarn Post", speaker="Ada Quill")
    other = told("Ben Moss said the bridge at Tarn was safe.", "Northern Courier", speaker="Ben Moss")
    again = told("Quill said the Tarn bridge was safe.", "The Lantern", speaker="Ada Quill")
    unnamed = told("The bridge at Tarn was safe, an engineer said.", "Harbour Times")
    assert [same_point(cited, one) for one in (other, again, unnamed)] == [False, True, False]


def test_a_press_release_vouches_for_nobody(told: Callable[..., Account]) -> None:
    release = told(AGAIN, "Tarn Harbour Board", kind="release")
    assert not same_point(told(POINT, "The Tarn Post"), release)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The mayor told Meridian Wire on Friday that the bridge was safe.", "Meridian Wire"),
        ("The bridge is safe, according to The Tarn Post.", "The Tarn Post"),
        ("The Tarn Post reported that the bridge was safe.", "The Tarn Post"),
        ("Meridian Wire moved its office to the bridge.", None),
        ("The mayor told reporters that the bridge was safe.", None),
    ],
)
def test_whom_a_sentence_credits(sentence: str, source: str | None) -> None:
    assert credited(sentence, ("Meridian Wire", "The Tarn Post")) == source


def test_an_answer_tells_who_reports_it(sample_library: Path) -> None:
    with Newsdesk(sample_library) as desk:
        answer = desk.ask("What did Lavrov demand?")
    first = answer.citations[0]
    assert first.voices == len(first.publishers) >= 2
    assert first.publishers[0] == first.outlet
    assert {"Meridian Wire", "The Harbour Post"} <= set(first.publishers)
    assert "The Evening Lantern" not in first.publishers
    same = [c for c in answer.citations[1:] if first.ordinal in c.agrees_with]
    assert {c.outlet for c in same} <= set(first.publishers)
    assert [c.ordinal for c in same] == list(first.agrees_with)
