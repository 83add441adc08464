"""The answer as it is given: its words, its sources, and how it is declined."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.desk import Newsdesk
from config.errors import NewsdeskError
from retrieval.answer import Citation, Source
from retrieval.article import Article, Precision, version_of
from retrieval.asking.understood import Days, Understood
from retrieval.checking import MisquotedError, checked
from retrieval.declining import Lacking, declining
from retrieval.layout import own_words
from retrieval.wording import lead_in, published_in_words, understood_in_words

QUESTION = "What did Lavrov demand?"
TEXT = "Ada Quill said the bridge had closed. Snow fell."


@pytest.fixture(scope="module")
def desk(sample_library: Path) -> Iterator[Newsdesk]:
    with Newsdesk(sample_library) as desk:
        yield desk


def article(text: str = TEXT) -> Article:
    return Article(id="a", version=version_of(text), text=text)


def citation(**facts: object) -> Citation:
    whole = {
        "ordinal": 1,
        "article_id": "a",
        "version": version_of(TEXT),
        "outlet": "The Tarn Post",
        "title": "Bridge closes",
        "url": None,
        "published": datetime(2024, 5, 2, tzinfo=UTC),
        "published_precision": "day",
        "start": 0,
        "end": 37,
        "quote": TEXT[:37],
    }
    return Citation.model_validate({**whole, **facts})


def test_an_answer_in_words(desk: Newsdesk) -> None:
    answer = desk.ask(QUESTION, as_of=date(2022, 1, 2))
    blocks = answer.text.split("\n\n")
    assert len(blocks) == len(answer.citations)
    for block, cited in zip(blocks, answer.citations, strict=True):
        assert block.startswith(f"{lead_in(cited)}\n> {cited.quote} [{cited.ordinal}]")
    assert "\nreported by " in blocks[0]
    assert "Sergei Lavrov" in blocks[0]
    assert "Friday 31 December 2021 · " in blocks[0]


def test_a_source_is_listed_once_with_all_its_markers(desk: Newsdesk) -> None:
    answer = desk.ask("Who won the Larkhaven Marathon?")
    assert [source.ordinals for source in answer.sources] == [(1, 2, 3)]
    passages = {cited.passage_id for cited in answer.citations}
    assert answer.sources[0].passages == len(passages)


def test_a_dispatch_printed_twice_is_quoted_once_from_the_dated_paper(desk: Newsdesk) -> None:
    answer = desk.ask(QUESTION)
    assert sum("told RIA Novosti on Friday that Moscow demanded" in c.quote for c in answer.citations) == 1
    assert answer.citations[0].published is not None


def test_declining_names_the_nearest_article(desk: Newsdesk) -> None:
    answer = desk.ask("Who won the Nobel Prize in Literature in 2023?")
    assert answer.kind == "abstained"
    assert answer.nearest is not None
    assert not answer.citations
    assert not answer.sources
    assert answer.text.startswith("The articles I have do not answer that. The nearest is “")
    assert answer.nearest.title is not None
    assert answer.nearest.title in answer.text


def test_declining_before_everything_was_published(tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(f"Date: 2024-05-02\n\n{TEXT}\n", encoding="utf-8")
    with Newsdesk(tmp_path / "library") as desk:
        desk.ingest([tmp_path / "bridge.txt"])
        answer = desk.ask("What did Ada Quill say?", as_of=date(2024, 5, 1))
    assert (answer.kind, answer.nearest, answer.confidence) == ("abstained", None, 0.0)
    assert answer.text.endswith("none of them was published by then.")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "The Tarn Post, 2 May 2024"),
        ({"speaker": "Ada Quill"}, "Ada Quill · The Tarn Post, 2 May 2024"),
        (
            {"speaker": "Ada Quill", "said_on": date(2024, 5, 1)},
            "Ada Quill, Wednesday 1 May 2024 · The Tarn Post, 2 May 2024",
        ),
        (
            {"speaker": "Ada Quill", "said_on": date(2024, 5, 2)},
            "Ada Quill, Thursday 2 May 2024 · The Tarn Post",
        ),
        (
            {"speaker": "Ada Quill", "to": "the council", "said_on": date(2024, 5, 2)},
            "Ada Quill to the council, Thursday 2 May 2024 · The Tarn Post",
        ),
        ({"to": "the council"}, "The Tarn Post, 2 May 2024"),
        ({"kind": "opinion"}, "The Tarn Post (opinion), 2 May 2024"),
        (
            {"kind": "release", "speaker": "Ada Quill"},
            "Ada Quill · The Tarn Post (press release), 2 May 2024",
        ),
        ({"kind": "live"}, "The Tarn Post (live page), 2 May 2024"),
        ({"outlet": None, "published": None}, "unnamed outlet, undated"),
        ({"outlet": None, "url": "https://tarn.example/x"}, "tarn.example, 2 May 2024"),
    ],
)
def test_what_leads_in_to_a_quotation(facts: dict[str, object], words: str) -> None:
    assert lead_in(citation(**facts)) == words


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        ("year", "2024"),
        ("month", "May 2024"),
        ("day", "2 May 2024"),
        ("second", "2 May 2024"),
        (None, "2 May 2024"),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(precision: Precision | None, words: str) -> None:
    assert published_in_words(citation(published_precision=precision)) == words


@pytest.mark.parametrize(
    "facts",
    [
        {"quote": "Ada Quill said the bridge had opened."},
        {"start": 1},
        {"end": 38},
        {"version": "000000000000"},
        {"article_id": "b"},
        {"ordinal": 2},
    ],
)
def test_a_quotation_that_does_not_stand_there_is_not_shown(facts: dict[str, object]) -> None:
    good = (citation(),)
    assert checked(good, {"a": article()}) == good
    with pytest.raises(MisquotedError) as wrong:
        checked((citation(**facts),), {"a": article()})
    assert isinstance(wrong.value, NewsdeskError)
    assert "does not match" in wrong.value.message


NEAREST = Source(
    article_id="a", version="0" * 12, outlet="The Tarn Post", title="Bridge closes", url=None, published=None
)
NAMED = " The nearest is “Bridge closes” (The Tarn Post, undated)."
MARCH = Days(text="in March", start=date(2024, 3, 1), end=date(2024, 3, 31))


@pytest.mark.parametrize(
    ("understood", "lacking", "why"),
    [
        (Understood(), Lacking(), "."),
        (
            Understood(speakers=("Grobnik",)),
            Lacking(people=("Grobnik",)),
            ": nobody by the name of Grobnik speaks in them.",
        ),
        (
            Understood(unheld=("The Verge", "The Age")),
            Lacking(outlets=("The Verge", "The Age")),
            ": none of them is from The Verge or The Age.",
        ),
        (
            Understood(days=(MARCH,)),
            Lacking(days=True, nearest_day=date(2024, 5, 2)),
            ": there is nothing from 1 March 2024 to 31 March 2024, the nearest is of 2 May 2024.",
        ),
        (
            Understood(days=(MARCH.model_copy(update={"start": None}),), unheld=("The Age",)),
            Lacking(days=True, outlets=("The Age",)),
            ": none of them is from The Age; there is nothing until 31 March 2024.",
        ),
    ],
)
def test_declining_says_what_is_not_there(understood: Understood, lacking: Lacking, why: str) -> None:
    plain = "The articles I have do not answer that"
    assert declining(understood, lacking) == f"{plain}{why}"
    assert declining(understood, lacking, NEAREST) == f"{plain}{why}{NAMED}"


@pytest.mark.parametrize(
    ("understood", "words"),
    [
        (Understood(), ""),
        (Understood(speakers=("Ada Quill",)), ""),
        (
            Understood(speakers=("Ada Quill",), days=(MARCH,), outlets=("The Tarn Post",)),
            "understood as: Ada Quill’s words, from 1 March 2024 to 31 March 2024, The Tarn Post",
        ),
        (
            Understood(days=(MARCH.model_copy(update={"end": date(2024, 3, 1), "publication": True}),)),
            "understood as: published on 1 March 2024",
        ),
        (Understood(unheld=("The Age",)), "understood as: The Age (none held)"),
        (Understood(parts=("Who won?", "Who lost?")), "understood as: “Who won?”, “Who lost?”"),
    ],
)
def test_what_was_understood_is_told_where_anything_was_read(understood: Understood, words: str) -> None:
    assert understood_in_words(understood) == words


def test_nobody_by_that_name_speaks(desk: Newsdesk) -> None:
    answer = desk.ask("What did Grobnik say about NATO?")
    assert answer.kind == "abstained"
    assert "nobody by the name of Grobnik speaks in them" in answer.text
    assert answer.understood.speakers == ("Grobnik",)


def test_the_asked_persons_words_come_first(desk: Newsdesk) -> None:
    answer = desk.ask("What did Putin say to Biden?")
    own = [own_words(cited, answer.understood.speakers) for cited in answer.citations]
    assert answer.understood.speakers == ("Vladimir Putin",)
    assert own == sorted(own, reverse=True)
    assert own[0]


def test_an_opinion_is_labelled_and_is_no_report(tmp_path: Path) -> None:
    told = {
        "news": ("news", "Three people died in the Kessen market fire, the town said."),
        "view": ("opinion", "Three people died in the Kessen market fire, and the roof of wood must go."),
    }
    for name, (kind, sentence) in told.items():
        title = "Kessen market fire" if kind == "news" else "Opinion: Kessen market must lose its roof"
        (tmp_path / f"{name}.md").write_text(
            f"---\ntitle: '{title}'\noutlet: The {name} Post\npublished: 2024-05-03\n"
            f"url: https://{name}.example/fire\n---\n\n{sentence}\n",
            encoding="utf-8",
        )
    with Newsdesk(tmp_path / "library") as desk:
        desk.ingest([tmp_path / "news.md", tmp_path / "view.md"])
        answer = desk.ask("How many people died in the Kessen market fire?")
    kinds = {source.outlet: source.kind for source in answer.sources}
    assert kinds["The news Post"] == "news"
    assert kinds.get("The view Post", "opinion") == "opinion"
    cited = next(cited for cited in answer.citations if cited.kind == "news")
    assert cited.publishers == ("The news Post",)


def test_quotations_keep_characters_beyond_the_first_plane(tmp_path: Path) -> None:
    quote = "Ada Quill said the 🌉 bridge at Tårn had closed because “two bolts” cracked."
    (tmp_path / "bridge.txt").write_text(f"Date: 2024-05-02\n\n🧊🧊 Frost came. {quote}\n", encoding="utf-8")
    with Newsdesk(tmp_path / "library") as desk:
        desk.ingest([tmp_path / "bridge.txt"])
        answer = desk.ask("Why did the bridge at Tårn close?", as_of=date(2024, 5, 3))
        found = [c for c in answer.citations if c.quote == quote]
        assert len(found) == 1
        text = desk.article(found[0].article_id).text
        assert text[found[0].start : found[0].end] == quote
