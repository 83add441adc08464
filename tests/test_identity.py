"""Which article a draft is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.errors import RefusedError
from ingestion.draft import Draft, Stamp
from ingestion.identity import LONGEST_ID, identify, source_of
from retrieval.article import Article, version_of
from retrieval.library import Library

URL = "https://www.paper.example/2024/strike.html"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library")


def store(library: Library, draft: Draft) -> str:
    id_, canonical = identify(draft, library)
    article = Article(
        id=id_,
        version=version_of(draft.text),
        url=draft.url,
        outlet=draft.outlet,
        title=draft.title,
        source=source_of(draft),
        text=draft.text,
    )
    with library.transaction():
        library.put(article, canonical, [])
    return id_


@pytest.mark.parametrize(
    "again",
    [
        Draft(item="b.txt", text="Other.", url=f"{URL}?utm_source=x#top"),
        Draft(item="b.txt", text="Other.", url=URL, given_id="something-else"),
        Draft(item="a.txt", text="Other."),
        Draft(item="b.txt", text="One text.", outlet="Paper", title="Strike"),
    ],
    ids=["its address", "its address and another id", "its file", "its text at its outlet"],
)
def test_an_article_is_known_again_by(library: Library, again: Draft) -> None:
    first = store(library, Draft(item="a.txt", text="One text.", url=URL, outlet="Paper", title="Strike"))
    assert identify(again, library)[0] == first


@pytest.mark.parametrize(
    "other",
    [
        Draft(item="b.txt", text="Other.", url="https://paper.example/2024/strike-2"),
        Draft(item="b.txt", text="One text.", outlet="Another Paper", title="Strike"),
        Draft(item="folder/a.txt", text="Other.", outlet="Paper", title="Strike"),
        Draft(item="b.json record 1", text="Other.", given_id="7"),
    ],
)
def test_another_article_gets_another_id(library: Library, other: Draft) -> None:
    first = store(library, Draft(item="a.txt", text="One text.", url=URL, outlet="Paper", title="Strike"))
    assert identify(other, library)[0] != first


def test_an_id_is_that_of_one_address(library: Library) -> None:
    store(library, Draft(item="a.jsonl line 1", text="One.", url=URL, given_id="story"))
    with pytest.raises(RefusedError, match=re.escape(f"already that of {URL}")) as refused:
        identify(Draft(item="a.jsonl line 2", text="Two.", url=f"{URL}?id=2", given_id="story"), library)
    assert refused.value.item == "a.jsonl line 2"


def test_a_number_is_told_apart_by_its_file(library: Library) -> None:
    drafts = [Draft(item=f"{name}.json record 1", text="One.", given_id="7") for name in "ab"]
    ids = {identify(draft, library)[0] for draft in drafts}
    assert ids == {"a/7", "b/7"}


def test_an_id_has_no_space_or_control_and_an_end(library: Library) -> None:
    draft = Draft(item="a.json", text="One.", given_id=" a\n\x00b\x85c " + "x" * 1000)
    id_ = identify(draft, library)[0]
    assert id_.startswith("a-b-c-x")
    assert len(id_) == LONGEST_ID


def test_a_minted_id_names_outlet_and_headline(library: Library) -> None:
    published = Stamp(datetime(2024, 5, 1, tzinfo=UTC), "day")
    draft = Draft(item="a.txt", text="One.", outlet="The Paper", title="Strike ends!", published=published)
    assert identify(draft, library)[0].startswith("the-paper/strike-ends-")
    assert identify(draft, library) == identify(draft, library)


def test_long_addresses_that_begin_alike_are_told_apart(library: Library) -> None:
    long = "https://paper.example/" + "a" * LONGEST_ID
    one = store(library, Draft(item="a", text="One.", url=f"{long}/1"))
    two = store(library, Draft(item="b", text="Two.", url=f"{long}/2"))
    assert one != two
