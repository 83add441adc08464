"""Ingest: what goes in once goes in once, what has changed is a new version, and the counts add up."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bot.desk import Newsdesk
from ingestion.report import Report

BODY = (
    "The mayor of Sollmark opened the new bridge over the Averne on Monday, two years late. "
    '"Nobody will miss the ferry," she told a crowd of about three hundred. '
    "The bridge carries two lanes of traffic and a path for walkers."
)
FERRY = (
    "The last ferry across the Averne left Sollmark on Sunday evening with forty passengers aboard. "
    "Its captain, Odile Brandt, said she would keep the bell."
)


def record(n: int, **facts: Any) -> dict[str, Any]:
    """One article of a feed, unlike the others."""
    return {
        "url": f"https://paper.example/2024/05/story-{n}",
        "title": f"Story number {n}",
        "published": "2024-05-01T09:00:00Z",
        "text": f"{BODY} It is the crossing numbered {n} of those planned.",
    } | facts


def feed(path: Path, *records: dict[str, Any] | str) -> Path:
    """A file with one article a line; a string stands as it is."""
    lines = [one if isinstance(one, str) else json.dumps(one) for one in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def items(report: Report) -> int:
    return report.taken + len(report.refused)


@pytest.fixture
def desk(tmp_path: Path) -> Newsdesk:
    return Newsdesk(tmp_path / "library")


def test_the_second_time_nothing_is_done(desk: Newsdesk, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    feed(folder / "feed.jsonl", record(1), record(2))
    (folder / "ferry.txt").write_text(f"Last ferry leaves\n\n{FERRY}\n")
    first = desk.ingest([folder])
    assert (first.new, first.embedded, first.refused) == (3, first.passages, ())
    second = desk.ingest([folder])
    assert (second.unchanged, second.taken, second.passages, second.embedded) == (3, 3, 0, 0)
    os.utime(folder / "ferry.txt")
    assert desk.ingest([folder / "ferry.txt"]).unchanged == 1


def test_a_changed_file_is_a_new_version_and_the_old_one_stays_readable(
    desk: Newsdesk, tmp_path: Path
) -> None:
    file = tmp_path / "bridge.txt"
    paragraphs = [f"{BODY} {FERRY} Paragraph {n} of the report ends with this remark." for n in range(6)]
    file.write_text("Bridge opens\n\n" + "\n\n".join(paragraphs))
    desk.ingest([file])
    asked = desk.ask("What did the captain of the last ferry say?")
    assert asked.citations
    paragraphs.append("A correction was added on Tuesday night.")
    file.write_text("Bridge opens\n\n" + "\n\n".join(paragraphs))
    report = desk.ingest([file])
    assert (report.new, report.updated) == (0, 1)
    assert 0 < report.embedded < report.passages
    assert len(desk.articles()) == 1
    assert "correction" in desk.article(asked.citations[0].article_id).text
    for citation in asked.citations:
        old = desk.article(citation.article_id, citation.version)
        assert old.text[citation.start : citation.end] == citation.quote
        assert "correction" not in old.text


def test_a_file_that_says_again_what_it_said_before(desk: Newsdesk, tmp_path: Path) -> None:
    file = tmp_path / "bridge.txt"
    for text in (BODY, FERRY, BODY):
        file.write_text(f"Bridge opens\n\n{text}\n")
        desk.ingest([file])
        assert desk.articles()[0].text.endswith(text)
    assert len(desk.versions(desk.articles()[0].id)) == 2


def test_an_older_update_does_not_replace_a_newer_one(desk: Newsdesk, tmp_path: Path) -> None:
    newer = record(1, modified="2024-05-03T09:00:00Z", text=f"{BODY} Updated on the third.")
    older = record(1, modified="2024-05-02T09:00:00Z", text=f"{BODY} Updated on the second.")
    desk.ingest([feed(tmp_path / "newer.jsonl", newer)])
    desk.ingest([feed(tmp_path / "older.jsonl", older)])
    latest = desk.articles()[0]
    assert latest.text.endswith("Updated on the third.")
    assert [v.text[-7:] for v in desk.versions(latest.id)] == ["second.", " third."]


def test_two_files_with_the_same_article(desk: Newsdesk, tmp_path: Path) -> None:
    one, two = feed(tmp_path / "one.jsonl", record(1)), feed(tmp_path / "two.jsonl", record(1))
    report = desk.ingest([one, two])
    assert (report.new, report.same, report.taken) == (1, 1, 2)
    assert len(desk.articles()) == 1


def test_the_same_article_twice_in_one_file_under_two_ids(desk: Newsdesk, tmp_path: Path) -> None:
    report = desk.ingest([feed(tmp_path / "f.jsonl", record(1, id="first"), record(1, id="second"))])
    assert (report.new, report.same) == (1, 1)
    assert len(desk.articles()) == 1


def test_an_id_that_is_already_another_articles_is_refused(desk: Newsdesk, tmp_path: Path) -> None:
    file = feed(tmp_path / "f.jsonl", record(1, id="story"), record(2, id="story"), record(3, id="other"))
    report = desk.ingest([file])
    assert report.new == 2
    (refused,) = report.refused
    assert refused.item == f"{file} line 2"
    assert "paper.example/2024/05/story-1" in refused.reason
    assert len(desk.articles()) == 2


def test_broken_lines_among_good_ones(desk: Newsdesk, tmp_path: Path) -> None:
    broken = ['{"title": "cut o', "[1, 2]", "garbage", '{"title": "no text"}', "null"]
    file = feed(tmp_path / "f.jsonl", *broken[:2], record(1), "", *broken[2:], record(2), record(1))
    report = desk.ingest([file])
    assert (report.new, report.same, len(report.refused)) == (2, 1, 5)
    assert items(report) == 8
    assert [r.item.rsplit(" ", 1)[1] for r in report.refused] == ["1", "2", "5", "6", "7"]
    again = desk.ingest([file])
    assert (again.embedded, items(again)) == (0, 8)


@pytest.mark.parametrize("odd", ["\ud800", "\\u0000", "\u202e\u2028\x1b[2J", "e\u0301 😀 İ"])
def test_odd_characters_do_not_stop_an_ingest(desk: Newsdesk, tmp_path: Path, odd: str) -> None:
    facts = {"title": f"Odd {odd} title", "text": f"{BODY}\n\nIt is {odd} odd.\n\n{FERRY}", "author": odd}
    file = tmp_path / "f.jsonl"
    file.write_text(json.dumps(record(1, **facts)).replace("\\\\u0000", "\\u0000") + "\n")
    assert desk.ingest([file]).new == 1
    (hit, *_) = desk.search("Who was captain of the last ferry?")
    article = desk.articles()[0]
    assert article.text[hit.start : hit.end] == hit.text
    assert desk.misplaced() == []
    assert all(check.ok for check in desk.doctor())


def test_files_of_one_name_in_two_folders_are_two_articles(
    desk: Newsdesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, text in (("monday", BODY), ("tuesday", FERRY)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "news.txt").write_text(f"{folder.title()} in Sollmark\n\n{text}\n")
        monkeypatch.chdir(tmp_path / folder)
        assert desk.ingest(["news.txt"]).new == 1
    assert len(desk.articles()) == 2


def test_what_was_removed_is_taken_in_again_from_a_feed(desk: Newsdesk, tmp_path: Path) -> None:
    file = feed(tmp_path / "f.jsonl", record(1), record(2))
    desk.ingest([file])
    desk.remove("https://paper.example/2024/05/story-1")
    assert len(desk.articles()) == 1
    assert desk.index_faults() == []
    report = desk.ingest([file])
    assert (report.new, report.unchanged) == (1, 1)
    assert len(desk.articles()) == 2


def test_new_facts_of_a_known_text_are_taken_over(desk: Newsdesk, tmp_path: Path) -> None:
    desk.ingest([feed(tmp_path / "f.jsonl", record(1, title="A headline"))])
    report = desk.ingest([feed(tmp_path / "f.jsonl", record(1, title="Another headline"))])
    assert report.updated == 1
    (article,) = desk.articles()
    assert article.title == "Another headline"
    assert len(desk.versions(article.id)) == 1
    assert desk.index_faults() == []


def test_nothing_to_read_is_told(desk: Newsdesk, tmp_path: Path) -> None:
    report = desk.ingest([tmp_path / "nowhere", tmp_path / "library"])
    assert (report.taken, len(report.refused)) == (0, 2)
