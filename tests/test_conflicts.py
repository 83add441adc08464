"""Accounts that differ, in a figure, a day, a name or a negation; and many that only look as if they did."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.desk import Newsdesk
from retrieval.accounts.account import Account
from retrieval.accounts.conflicts import conflicts, difference
from retrieval.article import Article, version_of
from retrieval.wording import side_in_words

Told = tuple[str, str, str]
"""A headline, the day of publication, and a sentence."""


@pytest.fixture(scope="module")
def told(sample_library: Path) -> Iterator[Callable[..., Account]]:
    """Makes an account of a sentence, with its real vector."""
    with Newsdesk(sample_library) as desk:

        def make(told: Told, id: str = "a", **facts: object) -> Account:
            title, day, sentence = told
            text = f"{title}\n\n{sentence}"
            article = Article.model_validate(
                {
                    "id": id,
                    "version": version_of(text),
                    "outlet": f"The {id} Post",
                    "title": title,
                    "published": datetime.fromisoformat(day).replace(tzinfo=UTC),
                    "published_precision": "day",
                    "text": text,
                    **facts,
                }
            )
            (vector,) = desk._embedder.passages([sentence])
            return Account(article, len(title) + 2, len(text), vector)

        yield make


PAIRS = tomllib.loads((Path(__file__).parent / "conflict_pairs.toml").read_text(encoding="utf-8"))["pair"]
DIFFER = [pair for pair in PAIRS if "differ" in pair]
AGREE = [pair for pair in PAIRS if "differ" not in pair]


def accounts_of(pair: dict[str, Any], told: Callable[..., Account]) -> tuple[Account, Account]:
    """Both accounts, each with the speaker that its article gives it to, if any."""
    one, other = told(pair["one"][:3], "a"), told(pair["other"][:3], "b")
    by, by_other = pair.get("speakers", (None, None))
    return replace(one, speaker=by), replace(other, speaker=by_other)


def sentences_of(pair: dict[str, Any]) -> str:
    return f"{pair['one'][2]} {pair['other'][2]}"


@pytest.mark.parametrize("pair", DIFFER, ids=sentences_of)
def test_accounts_of_one_thing_that_differ(told: Callable[..., Account], pair: dict[str, Any]) -> None:
    one, other = accounts_of(pair, told)
    for first, second, parts in (
        (one, other, (pair["one"][3], pair["other"][3])),
        (other, one, (pair["other"][3], pair["one"][3])),
    ):
        found = difference(first, second)
        assert found is not None
        assert found.kind == pair["differ"]
        assert first.article.text[slice(*found.one)] == parts[0]
        assert second.article.text[slice(*found.other)] == parts[1]


@pytest.mark.parametrize("pair", AGREE, ids=sentences_of)
def test_accounts_that_agree_or_are_of_different_things(
    told: Callable[..., Account], pair: dict[str, Any]
) -> None:
    one, other = accounts_of(pair, told)
    assert difference(one, other) is None
    assert difference(other, one) is None


FOUR: Told = ("Kessen fire", "2024-05-03", "Four people died in the Kessen market fire.")
THREE: Told = ("Kessen fire", "2024-05-05", "Three people died in the Kessen market fire.")


def test_both_sides_are_told_newest_first_with_the_marker_of_what_is_cited(
    told: Callable[..., Account],
) -> None:
    four, three = told(FOUR, "a"), told(THREE, "b")
    (conflict,) = conflicts([four], [three])
    assert conflict.kind == "figure"
    assert [(side.value, side.ordinal) for side in conflict.sides] == [("Three", None), ("Four", 1)]
    for side, account in zip(conflict.sides, (three, four), strict=True):
        assert account.article.text[side.start : side.end] == side.quote == account.text
        assert (side.outlet, side.published) == (account.article.outlet, account.article.published)


def test_a_corrected_article_counts_by_its_correction(told: Callable[..., Account]) -> None:
    corrected = told(FOUR, "a", modified=datetime(2024, 5, 6, 12, tzinfo=UTC))
    (conflict,) = conflicts([told(THREE, "b")], [corrected])
    assert [side.value for side in conflict.sides] == ["Four", "Three"]
    assert side_in_words(conflict.sides[0]) == "“Four”: The a Post, 3 May 2024, updated 6 May 2024"
    assert side_in_words(conflict.sides[1]) == "[1] “Three”: The b Post, 5 May 2024"


def test_a_difference_is_told_once(told: Callable[..., Account]) -> None:
    four, again, three = told(FOUR, "a"), told(FOUR, "c", outlet="The Lantern"), told(THREE, "b")
    assert len(conflicts([four, again], [three])) == 1
    assert len(conflicts([four, three], [])) == 1
    assert not conflicts([four], [again])


@pytest.mark.parametrize(
    "facts",
    [{"published": None, "published_precision": None}, {"published_precision": "year"}],
    ids=["undated", "only a year"],
)
def test_what_cannot_be_set_against_each_other(
    told: Callable[..., Account], facts: dict[str, object]
) -> None:
    assert difference(told(FOUR, "a"), told(THREE, "b", **facts)) is None


def test_an_article_does_not_differ_from_itself(told: Callable[..., Account]) -> None:
    assert difference(told(FOUR, "a"), told(THREE, "a")) is None


def test_an_answer_shows_both_accounts(tmp_path: Path) -> None:
    for name, (title, day, sentence) in {"tarn": FOUR, "lantern": THREE}.items():
        (tmp_path / f"{name}.md").write_text(
            f"---\ntitle: {title}\noutlet: The {name} Post\npublished: {day}\n"
            f"url: https://{name}.example/fire\n---\n\n{sentence}\n\n"
            f"The {name} had its stall by the door, under the clock.\n",
            encoding="utf-8",
        )
    with Newsdesk(tmp_path / "library") as desk:
        desk.ingest([tmp_path / "tarn.md", tmp_path / "lantern.md"])
        answer = desk.ask("How many people died in the Kessen market fire?")
        assert [[side.value for side in conflict.sides] for conflict in answer.conflicts] == [
            ["Three", "Four"]
        ]
        for side in answer.conflicts[0].sides:
            assert desk.article(side.article_id, side.version).text[side.start : side.end] == side.quote
            assert side.quote in answer.text
        assert "Accounts differ on a figure" in answer.text
        before = desk.ask("How many people died in the Kessen market fire?", as_of=date(2024, 5, 4))
    assert not before.conflicts
