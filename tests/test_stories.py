"""Stories: copies of one text found in any order, parted again, dated, and given one place."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk import Newsdesk
from bot.showing.rendering import answer_text, article_text
from config.settings import load_settings
from ingestion.read import read_file
from ingestion.stories import fold
from retrieval.article import Article, Passage, version_of
from retrieval.library import Library

SAMPLE = Path(__file__).resolve().parent.parent / "ingestion" / "sample_news"
QUESTION = "What did Lavrov demand of NATO?"
WIRE = "meridianwire.example/2021/12/31/lavrov-guarantees-nato"
LANTERN = "eveninglantern.example/world/lavrov-nato-guarantees"
INQUIRY = {
    "eveninglantern.example/region/sollmark-inquiry-report",
    "northerncourier.example/region/2024/03/14/sollmark-inquiry-report",
}
"""Another agency's dispatch, printed by two papers."""
DAY = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk(sample_library: Path) -> Iterator[Newsdesk]:
    with Newsdesk(sample_library) as desk:
        yield desk


def text_of(name: str) -> str:
    drafts = [draft for draft in read_file(SAMPLE / name, max_bytes=10_000_000) if hasattr(draft, "text")]
    return drafts[0].text


STRIKE = text_of("port-calder-strike-deal.md")
FLOOD = text_of("sollmark-flood-inquiry-sluice-gates.txt")
START = text_of("port-calder-strike-begins.html")
HALF = "\n\n".join(STRIKE.split("\n\n")[: STRIKE.count("\n\n") // 2 + 1])
SPUN = STRIKE.replace("said", "mentioned").replace("pay rise", "wage increase").replace("agreed", "consented")
WRAPPED = f"Welcome to the evening edition of our paper.\n\n{STRIKE}\n\nOur office is open from nine to five."
POOL = {
    "strike": STRIKE,
    "half": HALF,
    "spun": SPUN,
    "wrapped": WRAPPED,
    "flood": FLOOD,
    "flood again": FLOOD,
    "start": START,
}
STORIES = {frozenset({"strike", "half", "spun", "wrapped"}), frozenset({"flood", "flood again"})}


def put(library: Library, id: str, text: str, **facts: object) -> None:
    """Store it with one passage, whose vector is near to none."""
    article = Article.model_validate(
        {"id": id, "version": version_of(text), "text": text, "published": DAY, **facts}
    )
    name = version_of(text).encode()
    with library.transaction():
        library.put_vectors([(name, b"\0" * 8)])
        library.put(article, None, [(Passage(n=0, start=0, end=len(text)), name)])


def stories(library: Library) -> set[frozenset[str]]:
    """The ids of each story of several articles."""
    members = (library.members_of(article.id) for article in library.articles())
    found = {frozenset(member.id for member in story) for story in members}
    return {ids for ids in found if len(ids) > 1}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library")


def test_the_wires_copies_are_one_story_and_independent_accounts_are_not(desk: Newsdesk) -> None:
    story = desk.story(LANTERN)
    assert [article.outlet for article in story.articles] == ["Meridian Wire", "The Evening Lantern", None]
    assert (story.id, story.origin, story.voices) == (WIRE, "Meridian Wire", 3)
    assert story.earliest == datetime(2021, 12, 31, 11, 5, tzinfo=UTC)
    assert desk.story(story.articles[2].id) == story
    assert {article.id for article in desk.articles(story=WIRE)} == {article.id for article in story.articles}
    others = {article.id for article in desk.articles()} - {a.id for a in story.articles}
    assert {id for id in others if len(desk.story(id).articles) > 1} == INQUIRY


def test_a_story_takes_one_place_and_credits_all_who_carried_it(desk: Newsdesk) -> None:
    found = [hit.article_id for hit in desk.search(QUESTION, limit=100)]
    firsts = list(dict.fromkeys(found))
    copies = {article.id for article in desk.story(WIRE).articles}
    assert copies < set(firsts)
    assert sum(id in copies for id in firsts[:-3]) == 1
    assert set(firsts[-3:]) < copies | INQUIRY
    answer = desk.ask(QUESTION)
    (source,) = [source for source in answer.sources if source.article_id in copies]
    assert (source.article_id, source.also, source.origin) == (
        WIRE,
        ("The Evening Lantern",),
        "Meridian Wire",
    )
    assert answer.voices == len({source.outlet for source in answer.sources})
    assert len({citation.quote for citation in answer.citations}) == len(answer.citations)
    assert "also in The Evening Lantern" in answer_text(answer)
    assert json.loads(answer.model_dump_json())["sources"][answer.sources.index(source)]["also"] == [
        "The Evening Lantern"
    ]


def test_show_tells_the_story(desk: Newsdesk) -> None:
    shown = article_text(desk.article(WIRE), (), desk.story(WIRE))
    assert "story: 3 articles of 3 publishers, first 31 December 2021\n" in shown
    assert "text from: Meridian Wire\n" in shown
    assert LANTERN in shown


def test_only_what_had_been_published_is_credited(desk: Newsdesk) -> None:
    before = datetime(2021, 12, 31, 12, tzinfo=UTC)
    (early,) = [source for source in desk.ask(QUESTION, as_of=before).sources if source.article_id == WIRE]
    assert early.also == ()
    (late,) = [s for s in desk.ask(QUESTION, as_of=date(2021, 12, 31)).sources if s.article_id == WIRE]
    assert late.also == ("The Evening Lantern",)


def test_of_the_same_words_the_earliest_stands_for_the_story(tmp_path: Path) -> None:
    facts = [("The Late Post", "2024-05-04"), ("The Early Post", "2024-05-03")]
    file = tmp_path / "feed.jsonl"
    file.write_text(
        "\n".join(
            json.dumps({"outlet": o, "title": "Strike ends", "date": d, "text": STRIKE}) for o, d in facts
        )
    )
    with Newsdesk(tmp_path / "library") as desk:
        assert desk.ingest([file]).copies == 1
        for day, outlet, also in (
            (date(2024, 5, 3), "The Early Post", ()),
            (date(2024, 5, 5), "The Early Post", ("The Late Post",)),
        ):
            answer = desk.ask("What pay rise did the Port Calder dockers get?", as_of=day)
            (source,) = answer.sources or [answer.nearest]
            assert source is not None
            assert (source.outlet, source.also) == (outlet, also)


@settings(max_examples=12)
@given(order=st.permutations(sorted(POOL)), size=st.integers(1, len(POOL)))
def test_stories_are_the_same_in_any_order_and_in_any_portions(order: list[str], size: int) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        library = Library(folder)
        for n, id in enumerate(order, start=1):
            put(library, id, POOL[id])
            if n % size == 0:
                fold(library)
        fold(library)
        assert stories(library) == STORIES
        assert fold(library) == 0
        library.close()
    finally:
        shutil.rmtree(folder)


def test_an_article_can_make_two_stories_one_and_its_removal_part_them(library: Library) -> None:
    paragraphs = STRIKE.split("\n\n")
    half = len(paragraphs) // 2
    put(library, "head", "\n\n".join(paragraphs[:half]))
    put(library, "head again", "\n\n".join(paragraphs[:half]))
    put(library, "tail", "\n\n".join(paragraphs[half:]))
    fold(library)
    assert stories(library) == {frozenset({"head", "head again"})}
    put(library, "whole", STRIKE)
    assert fold(library) == 1
    assert stories(library) == {frozenset({"head", "head again", "tail", "whole"})}
    with library.transaction():
        library.remove("whole")
    assert stories(library) == {frozenset({"head", "head again"})}
    with library.transaction():
        library.remove("head")
    assert stories(library) == set()
    put(library, "whole", STRIKE)
    fold(library)
    assert stories(library) == {frozenset({"head again", "tail", "whole"})}


def test_a_new_version_can_bring_an_article_into_a_story(library: Library) -> None:
    put(library, "a", FLOOD)
    put(library, "b", START)
    fold(library)
    put(library, "b", FLOOD, modified=DAY + timedelta(hours=1))
    assert fold(library) == 1
    assert stories(library) == {frozenset({"a", "b"})}


def test_reports_that_follow_a_form_are_no_copies(library: Library) -> None:
    form = "The council elected {} as its chair on Wednesday evening in Sollmark, with {} votes against {}."
    for n, (name, votes) in enumerate(
        (("Avery Brandt", "31"), ("Coppin Delmar", "28"), ("Eskil Farrow", "17"))
    ):
        put(library, f"a{n}", form.format(name, votes, 40 - int(votes)), title=f"{name} is elected")
    assert fold(library) == 0


def test_a_notice_read_in_place_of_articles_is_no_story(library: Library) -> None:
    notice = (
        "We will use the details that you share with us to manage your registration, as we say there. "
        "Would you like to receive the daily letter with the best of our reports and views each morning?"
    )
    for n, title in enumerate(("Strike at Port Calder ends", "Sollmark counts its dead", "Kettles recalled")):
        put(library, f"a{n}", notice, title=title, outlet="The Sunday Review")
    assert fold(library) == 0


def test_an_outlets_own_update_is_no_copy_but_anothers_is(library: Library) -> None:
    put(library, "first", STRIKE, outlet="The Harbour Post")
    put(library, "update", HALF, outlet="The Harbour Post")
    fold(library)
    assert stories(library) == set()
    put(library, "elsewhere", HALF, outlet="The Lakeside Tribune")
    fold(library)
    assert frozenset({"first", "elsewhere"}) in library.pairs()


def test_texts_without_spaces_between_words_are_compared_too(library: Library) -> None:
    text = (
        "東京都は二日、新しい図書館を四月に開くと発表した。建設費は十二億円で、蔵書は三十万冊になる見込みだ。"
    )
    put(library, "a", text)
    put(library, "b", text + "都民は歓迎している。")
    put(library, "c", "大阪府は五日、古い橋を秋までに直すと決めた。工事は来月に始まり、車は迂回路を通る。")
    fold(library)
    assert stories(library) == {frozenset({"a", "b"})}


@pytest.mark.parametrize("text", ["", "x", "0 85", "\n\n", "!?", "\ud800 odd", "word " * 20_000])
def test_any_text_can_be_looked_at(library: Library, text: str) -> None:
    if "\ud800" in text:
        text = text.encode("utf-8", "replace").decode()
    put(library, "a", text)
    put(library, "b", f"{text} and more of it")
    put(library, "c", STRIKE)
    fold(library)
    assert "c" not in {id for story in stories(library) for id in story}


def test_a_library_from_before_stories_is_caught_up(own_sample: Path) -> None:
    library = Library(own_sample)
    before = stories(library)
    with library.transaction():
        for table in ("sketches", "buckets", "copies"):
            library._db.execute(f"DELETE FROM {table}")
        library._db.execute("UPDATE articles SET story = NULL")
    library.close()
    with Newsdesk(own_sample) as desk:
        desk.ingest([])
    assert stories(Library(own_sample)) == before != set()


def test_sites_of_one_group_are_one_voice(own_sample: Path, tmp_path: Path) -> None:
    table = tmp_path / "families.toml"
    table.write_text('"Meridian Group" = ["Meridian Wire", "The Evening Lantern"]\n')
    with Newsdesk(settings=load_settings(library=own_sample, families=table)) as desk:
        assert desk.story(WIRE).voices == 2
