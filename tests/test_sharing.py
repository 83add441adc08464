"""Several nodes that take articles into one library: each article once, whatever comes between."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydantic import SecretStr

from bot.desk import Newsdesk
from config.errors import ModelMismatchError
from config.settings import Settings, load_settings
from ingestion.sharing_feeds import LASTS, PRESENT, my_share
from ingestion.watching import Round
from retrieval.article import Article, Passage, version_of
from retrieval.index.nearest import Nearest
from retrieval.index.projections import Projections
from retrieval.index.vector_index import ExactIndex
from retrieval.library import Library
from retrieval.store import outbox
from retrieval.store.feed_list import Feed
from tests.nodes import second_node
from tests.site_server import SiteServer
from tests.test_watching import page, rss

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the nodes share a file by a link")

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("NEWSDESK_ALLOW_PRIVATE_ADDRESSES", "true")
    monkeypatch.setenv("NEWSDESK_PER_HOST_DELAY", "0")
    return load_settings()


@pytest.fixture
def nodes(
    tmp_path: Path, settings: Settings, address: SecretStr | None
) -> Iterator[tuple[Newsdesk, Newsdesk]]:
    """Two nodes over one file, with all vectors in memory, and over one PostgreSQL, each with an index."""
    vectors = "quantised" if address else "exact"
    set_so = settings.model_copy(update={"database": address, "vectors": vectors})
    other = tmp_path / "two" if address else second_node(tmp_path / "one", tmp_path / "two")
    with Newsdesk(tmp_path / "one", settings=set_so) as one, Newsdesk(other, settings=set_so) as two:
        yield one, two


@pytest.fixture
def site() -> Iterator[SiteServer]:
    with SiteServer() as server:
        yield server


def lines(folder: Path, *texts: str, name: str = "export") -> Path:
    """A file of articles, each with a text."""
    file = folder / f"{name}.jsonl"
    facts = [
        {"url": f"https://paper.example/{n}", "title": f"Story {n}", "published": "2024-05-01", "text": text}
        for n, text in enumerate(texts)
    ]
    file.write_text("".join(json.dumps(one) + "\n" for one in facts))
    return file


TEXTS = (
    "The council elected Averne as its chair on Wednesday evening in Sollmark.",
    "A bridge over the Tarn was closed after a lorry had damaged one of its piers.",
    "The museum of clocks counted its millionth visitor, a girl of eight from Port Calder.",
)


def whole(*nodes: Newsdesk) -> None:
    for desk in nodes:
        desk.search("Who was elected?")
        assert desk.integrity() == desk.misplaced() == desk.index_faults() == []


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Newsdesk, Callable[[], object]], None]:
    """Has something else happen while a node embeds, between its reading and its storing."""

    def between(desk: Newsdesk, act: Callable[[], object]) -> None:
        embed = desk._embedder.passages
        left = [act]

        def passages(texts: list[str]) -> NDArray[np.float32]:
            if texts and left:
                left.pop()()
            return embed(texts)

        monkeypatch.setattr(desk._embedder, "passages", passages)

    return between


Meanwhile = Callable[[Newsdesk, Callable[[], object]], None]


# Ingesting


def test_the_same_file_at_once_is_taken_in_once(
    nodes: tuple[Newsdesk, Newsdesk], tmp_path: Path, meanwhile: Meanwhile
) -> None:
    one, two = nodes
    file = lines(tmp_path, *TEXTS)
    reports = []
    meanwhile(one, lambda: reports.append(two.ingest([file])))
    report = one.ingest([file])
    assert [(r.new, r.unchanged) for r in (*reports, report)] == [(3, 0), (0, 3)]
    assert one.status().articles == one.status().versions == 3
    whole(one, two)


def test_a_newer_version_that_came_in_between_stays_the_latest(
    nodes: tuple[Newsdesk, Newsdesk], tmp_path: Path, meanwhile: Meanwhile
) -> None:
    one, two = nodes
    two.ingest([lines(tmp_path, TEXTS[0], name="before")])
    meanwhile(one, lambda: two.ingest([lines(tmp_path, f"{TEXTS[0]} She won by a vote.", name="after")]))
    file = lines(tmp_path, TEXTS[0], *TEXTS[1:])
    report = one.ingest([file])
    assert (report.new, report.unchanged) == (2, 1)
    assert [a.text for a in one.versions("https://paper.example/0")] == [
        TEXTS[0],
        f"{TEXTS[0]} She won by a vote.",
    ]
    whole(one, two)


def test_vectors_that_were_removed_in_between_are_made_again(
    nodes: tuple[Newsdesk, Newsdesk], tmp_path: Path, meanwhile: Meanwhile
) -> None:
    one, two = nodes
    two.ingest([lines(tmp_path, *TEXTS)])
    # The same headline and text at another address, beside one that has to be embedded.
    again = tmp_path / "again.jsonl"
    facts = [
        {"url": "https://copy.example/0", "title": "Story 0", "text": TEXTS[0]},
        {
            "url": "https://copy.example/1",
            "title": "Story 9",
            "text": "Nothing like it was seen before.",
        },
    ]
    again.write_text("".join(json.dumps(one) + "\n" for one in facts))
    meanwhile(one, lambda: two.remove("https://paper.example/0"))
    report = one.ingest([again])
    assert (report.new, report.embedded) == (2, 2)
    whole(one, two)
    assert one.search("Who was elected chair?")[0].url == "https://copy.example/0"


def test_a_model_that_changed_in_between_takes_nothing_in(
    nodes: tuple[Newsdesk, Newsdesk], tmp_path: Path, meanwhile: Meanwhile
) -> None:
    one, two = nodes
    two.ingest([lines(tmp_path, TEXTS[0])])

    def change() -> None:
        with two._library.transaction():
            two._library.set_meta("model", "another@1")

    meanwhile(one, change)
    with pytest.raises(ModelMismatchError, match="another@1"):
        one.ingest([lines(tmp_path, *TEXTS)])
    assert one.status().articles == 1
    assert one.integrity() == []


def test_an_id_that_was_given_away_in_between_is_refused(
    nodes: tuple[Newsdesk, Newsdesk], tmp_path: Path, meanwhile: Meanwhile
) -> None:
    one, two = nodes
    for name, url in (("mine", "https://a.example/1"), ("theirs", "https://b.example/1")):
        facts = {"id": "flood", "url": url, "title": "Flood", "text": f"{TEXTS[1]} So {name} say."}
        (tmp_path / f"{name}.json").write_text(json.dumps(facts))
    meanwhile(one, lambda: two.ingest([tmp_path / "theirs.json"]))
    report = one.ingest([tmp_path / "mine.json"])
    assert [r.reason for r in report.refused] == ["its id flood is already that of https://b.example/1"]
    assert (report.taken, one.status().articles) == (0, 1)
    whole(one, two)


@pytest.mark.usefixtures("site")
def test_a_page_fetched_before_it_changed_does_not_win(
    nodes: tuple[Newsdesk, Newsdesk], site: SiteServer, meanwhile: Meanwhile, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = nodes
    address = site.put("ferry", page("ferry"), etag='"1"')

    def changed() -> None:
        site.put("ferry", page("ferry", "A second ferry will follow in the spring."), etag='"2"')
        two.ingest([address])
        # Fetched some seconds later, as it would be.
        with two._library.transaction():
            two._library._db.execute(
                "UPDATE pages SET fetched_at = ?", (two.now().isoformat(timespec="seconds"),)
            )

    from ingestion import web

    class Early(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) - 10 * timedelta(seconds=1)

    monkeypatch.setattr(web, "datetime", Early)
    meanwhile(one, changed)
    report = one.ingest([address])
    assert (report.new, report.unchanged) == (0, 1)
    assert len(one.versions(address)) == 1
    assert "second ferry" in one.article(address).text
    recorded = one._library.page(address)
    assert recorded is not None
    assert recorded.etag == '"2"'
    whole(one, two)


def test_a_page_that_is_back_is_not_withdrawn_by_an_older_look(
    nodes: tuple[Newsdesk, Newsdesk], site: SiteServer, meanwhile: Meanwhile, tmp_path: Path
) -> None:
    one, two = nodes
    address = site.put("ferry", page("ferry"), etag='"1"')
    two.ingest([address])
    site.put("ferry", status=404)
    site.put("tram", page("tram"))

    def back() -> None:
        site.put("ferry", page("ferry", "It is back, the harbour office said on Tuesday."), etag='"2"')
        two.ingest([address])

    meanwhile(one, back)
    report = one.ingest([address, site / "tram"])
    assert (report.new, report.withdrawn) == (1, 0)
    assert one.withdrawal(address) is None
    whole(one, two)


# Feeds


def feeds_of(desk: Newsdesk, site: SiteServer, count: int) -> list[str]:
    site.put("ferry", page("ferry"))
    return [desk.add_feed(site.put(f"{n}.xml", rss("ferry"))).address for n in range(count)]


def test_feeds_are_divided_among_those_who_follow_them(
    nodes: tuple[Newsdesk, Newsdesk], site: SiteServer
) -> None:
    one, two = nodes
    feeds = feeds_of(one, site, 4)
    # Both have been seen lately.
    for desk in nodes:
        with my_share(desk._library, desk._projections.node, lambda feed: False):
            pass
    done: list[Round | None] = []

    def body() -> Iterator[bytes]:
        # While one node fetches, the other looks as well.
        done.append(two.check_feeds())
        yield rss("ferry").encode()

    site.put("0.xml", body)
    done.insert(0, one.check_feeds())
    assert [set(round_.feeds) if round_ else None for round_ in done] == [set(feeds[:2]), set(feeds[2:])]
    assert all(feed.last_checked for feed in one.feeds())
    assert one.check_feeds() is two.check_feeds() is None
    assert one.status().articles == 1
    whole(one, two)


def test_what_one_that_was_killed_had_taken_is_free_again(
    nodes: tuple[Newsdesk, Newsdesk], site: SiteServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = nodes
    (feed,) = feeds_of(one, site, 1)
    now = one.now()
    held = my_share(one._library, "killed", lambda feed: True)
    with held as ((taken, lease),):
        assert taken.address == feed
        assert two.check_feeds() is None
        later = now + LASTS + MINUTE
        monkeypatch.setattr(Library, "now", lambda self: later)
        done = two.check_feeds()
        assert done is not None
        assert done.feeds == (feed,)
        # Whoever comes back late records nothing.
        assert not one._library.holds(lease)
    assert two.feeds()[0].last_checked == later
    # And has given nothing away that is another's.
    assert [one.name for one in two._library.held("feed ")] == []


def test_a_round_that_lost_its_feed_records_nothing(
    nodes: tuple[Newsdesk, Newsdesk], site: SiteServer
) -> None:
    one, two = nodes
    (feed,) = feeds_of(one, site, 1)

    def body() -> Iterator[bytes]:
        with two._library.transaction():
            two._library._db.execute("UPDATE leases SET until = '' WHERE name LIKE 'feed %'")
            assert two._library.take(f"feed {feed}", "another", LASTS)
        yield rss("ferry").encode()

    site.put("0.xml", body)
    done = one.check_feeds()
    assert done is not None
    assert done.report.new == 1
    assert one.feeds()[0].last_checked is None


def test_a_node_that_starts_again_goes_on_at_once(nodes: tuple[Newsdesk, Newsdesk], site: SiteServer) -> None:
    one, _ = nodes
    feeds_of(one, site, 1)
    with one._library.transaction():
        one._library.take(f"feed {one.feeds()[0].address}", one._projections.node, LASTS)
    assert one.check_feeds() is not None


def test_one_that_has_not_been_seen_for_long_gets_no_share(tmp_path: Path) -> None:
    library = Library(tmp_path)
    with library.transaction():
        for n in range(4):
            library.add_feed(Feed(address=f"https://a.example/{n}", every_seconds=60, added=NOON))
        library.take("follows feeds gone", "gone", -PRESENT)
    with my_share(library, "here", lambda feed: True) as mine:
        assert len(mine) == 4
        with my_share(library, "too", lambda feed: True) as others:
            assert others == []
    with my_share(library, "too", lambda feed: True) as mine:
        assert len(mine) == 2
    library.close()


# Following the log


def test_each_node_finds_what_the_other_has_taken_in(
    nodes: tuple[Newsdesk, Newsdesk], tmp_path: Path
) -> None:
    one, two = nodes
    for n, text in enumerate(TEXTS):
        desk, other = (one, two)[:: 1 if n % 2 else -1]
        desk.ingest([lines(tmp_path, *TEXTS[: n + 1])])
        for asked in (other, desk):
            found = asked.search(text, limit=1)
            assert [hit.url for hit in found] == [f"https://paper.example/{n}"]
    one.remove("https://paper.example/0")
    assert "https://paper.example/0" not in {hit.url for hit in two.search(TEXTS[0], limit=50)}
    whole(one, two)


def test_a_node_that_cannot_follow_shows_nothing_that_is_gone(
    nodes: tuple[Newsdesk, Newsdesk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = nodes
    one.ingest([lines(tmp_path, *TEXTS)])
    whole(two)
    one.remove("https://paper.example/0")
    with two._writing():
        # Its indexes stay as they are while another process holds its folder.
        asked = Newsdesk(two.path, settings=two.settings)
        assert asked._projections.waiting() > 0
        found = {hit.url for hit in asked.search(TEXTS[0], limit=50)}
        asked.close()
    assert found == {"https://paper.example/1", "https://paper.example/2"}


def test_a_node_behind_the_log_is_filled_anew_without_embedding(
    nodes: tuple[Newsdesk, Newsdesk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = nodes
    monkeypatch.setattr(outbox, "KEPT", 0)
    one.ingest([lines(tmp_path, *TEXTS[:1])])
    whole(one, two)
    later = one.now() + outbox.FORGOTTEN + MINUTE
    monkeypatch.setattr(Library, "now", lambda self: later)
    one.ingest([lines(tmp_path, *TEXTS)])
    assert one._library.pending(10) == []
    assert two._projections.waiting() > 0
    monkeypatch.setattr(two._embedder, "passages", None)
    assert two.search(TEXTS[2], limit=1)[0].url == "https://paper.example/2"
    assert two._projections.waiting() == 0
    whole(two)


def test_the_log_waits_for_a_node_that_is_behind_and_no_longer_than_that(
    nodes: tuple[Newsdesk, Newsdesk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = nodes
    monkeypatch.setattr(outbox, "KEPT", 0)
    one.ingest([lines(tmp_path, *TEXTS[:1])])
    whole(two)
    one.ingest([lines(tmp_path, *TEXTS)])
    left = one._library.pending(100)
    assert left
    assert two._projections.waiting() == len(left)
    whole(two)
    assert one._library.pending(100) == []


def test_after_quiet_days_nobody_starts_anew(
    nodes: tuple[Newsdesk, Newsdesk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = nodes
    one.ingest([lines(tmp_path, *TEXTS[:1])])
    whole(one, two)
    later = one.now() + outbox.FORGOTTEN + MINUTE
    monkeypatch.setattr(Library, "now", lambda self: later)
    one.ingest([lines(tmp_path, *TEXTS)])
    monkeypatch.setattr(two._projections, "_rebuild", None)
    assert two.search(TEXTS[2], limit=1)[0].url == "https://paper.example/2"


@given(
    st.lists(st.tuples(st.integers(0, 6), st.sampled_from(["put", "remove", "ask"])), min_size=1, max_size=25)
)
def test_vectors_in_memory_follow_whatever_happens(acts: list[tuple[int, str]]) -> None:
    with TemporaryDirectory() as folder:
        library = Library(Path(folder))
        nearest = Nearest(library, Projections(library, chroma=False), "exact")
        asked = np.eye(8, dtype=np.float32)[0]
        serial = 0
        for n, act in [*acts, (0, "ask")]:
            until = NOON + n * MINUTE
            if act == "ask":
                found = nearest.at(until).query(asked, 50)
                afresh = ExactIndex(library, until).query(asked, 50)
                assert dict(found) == pytest.approx(dict(afresh))
                continue
            with library.transaction():
                if act == "put":
                    serial += 1
                    vector = np.random.default_rng(serial).normal(size=8).astype("<f4")
                    library.put_vectors([(b"%d" % serial, vector.tobytes())])
                    dated = NOON + serial % 5 * MINUTE if serial % 4 else None
                    text = f"Text {serial % 3}."
                    article = Article(id=f"a{n}", version=version_of(text), text=text, published=dated)
                    library.put(article, None, [(Passage(n=0, start=0, end=len(text)), b"%d" % serial)])
                elif library.find(id=f"a{n}"):
                    library.remove(f"a{n}")
        library.close()


def test_a_library_put_back_from_a_copy_has_its_indexes_filled_anew(
    nodes: tuple[Newsdesk, Newsdesk], tmp_path: Path
) -> None:
    one, two = nodes
    one.ingest([lines(tmp_path, *TEXTS)])
    whole(one, two)
    # What came in after the copy was made is unknown to it, log and all.
    with one._library.transaction():
        one._library._db.execute("DELETE FROM articles")
        one._library._db.execute("DELETE FROM pending")
        one._library._db.execute("DELETE FROM meta WHERE name = 'log trimmed'")
    two.ingest([lines(tmp_path, TEXTS[0])])
    whole(one, two)


def test_an_answer_is_of_one_state_of_the_library(nodes: tuple[Newsdesk, Newsdesk], tmp_path: Path) -> None:
    one, two = nodes
    two.ingest([lines(tmp_path, *TEXTS)])
    with one._library.snapshot():
        before = one._library.articles()
        state = one._library.state()
        two.ingest([lines(tmp_path, f"{TEXTS[0]} She won by a vote.", *TEXTS[1:])])
        two.remove("https://paper.example/1")
        assert one._library.articles() == before
        assert one._library.state() == state
    assert len(one._library.articles()) == 2
    assert one._library.state() != state
