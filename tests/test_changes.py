from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.desk import Newsdesk
from bot.showing.changes_view import changes_view
from config.errors import ArticleNotFoundError
from retrieval.article import Article
from retrieval.changes import Change, changes, sentence_changes
from retrieval.notices import notices

FIRST = (
    "The cranes of the north quay stopped at midnight as dock workers began a strike. "
    "About forty workers stood at the gate.\n\nThe harbour master brought soup."
)
SECOND = (
    "The cranes of the north quay stopped at midnight as dock workers began a strike. "
    "About four hundred workers stood at the gate. Talks begin on Tuesday.\n\n"
    "Correction, 16 April 2024: An earlier version of this article gave a wrong number of workers."
)


def told(found: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    return [(c.kind, c.old.text if c.old else "", c.new.text if c.new else "") for c in found]


def test_sentences_are_kept_reworded_added_and_removed() -> None:
    kinds = told(sentence_changes(FIRST, SECOND))
    assert [kind for kind, _, _ in kinds] == ["kept", "changed", "removed", "added", "added"]
    assert kinds[1][1:] == (
        "About forty workers stood at the gate.",
        "About four hundred workers stood at the gate.",
    )
    assert kinds[2][1] == "The harbour master brought soup."
    assert kinds[3][2] == "Talks begin on Tuesday."


def test_a_line_broken_elsewhere_changes_nothing() -> None:
    assert {c.kind for c in sentence_changes("It is  so. Yes.", "It is so.\n\nYes.")} == {"kept"}
    assert sentence_changes("", "") == ()


def test_a_text_rewritten_throughout_is_told_quickly() -> None:
    old = " ".join(f"Sentence number {n} of the first text is this." for n in range(1500))
    new = " ".join(f"Quite another one, the {n}th, stands here now." for n in range(1500))
    assert {c.kind for c in sentence_changes(old, new)} == {"removed", "added"}


@given(st.text(alphabet="ab. \nC", max_size=60), st.text(alphabet="ab. \nC", max_size=60))
def test_every_sentence_of_both_texts_is_there_once_in_order_and_in_place(old: str, new: str) -> None:
    found = sentence_changes(old, new)
    for text, spans in ((old, [c.old for c in found if c.old]), (new, [c.new for c in found if c.new])):
        assert all(text[s.start : s.end] == s.text for s in spans)
        assert [s.start for s in spans] == sorted(s.start for s in spans)
        assert "".join("".join(s.text for s in spans).split()) == "".join(text.split())
    for change in found:
        assert change.old or change.new
        assert (change.kind == "added") == (change.old is None)
        assert (change.kind == "removed") == (change.new is None)


@pytest.mark.parametrize(
    ("line", "kind", "on"),
    [
        ("Correction, 18 October 2023: the age was wrong.", "correction", date(2023, 10, 18)),
        ("CORRECTION (Oct. 18, 2023, 3:00 p.m.): the age was wrong.", "correction", date(2023, 10, 18)),
        ("This article was amended on 3 May 2021 to mend a name.", "correction", date(2021, 5, 3)),
        ("An earlier version of this article misstated the age.", "correction", None),
        ("An earlier version of this story did not have a photo.", "update", None),
        ("UPDATE: The harbour opened again.", "update", None),
        ("Update (3:15 p.m. ET): The harbour opened again.", "update", None),
        ("Updated on June 3, 2020 — the harbour opened again.", "update", date(2020, 6, 3)),
        ("*This story has been updated with what the minister said.", "update", None),
        ("(Corrects spelling of name in paragraph 2)", "correction", None),
        ("Clarification: The offer was made in writing.", "clarification", None),
        ("Editor’s note: This story is developing.", "note", None),
    ],
)
def test_a_notice_is_recognised(line: str, kind: str, on: date | None) -> None:
    text = f"The cranes stopped.\n\n  {line}\n\nThe workers left."
    (notice,) = notices(text)
    assert (notice.kind, notice.on, notice.text) == (kind, on, line)
    assert text[notice.start : notice.end] == line


@pytest.mark.parametrize(
    "line",
    [
        "Correction officers said: nobody was hurt.",
        "Corrections to the law: what to know",
        "Update your telephone: here is why",
        "The film was updated in 1990 by its maker.",
        "It was corrected at once, he said.",
        "This story was first published in 2019.",
        "The minister asked for a correction: the figure was wrong.",
    ],
)
def test_a_sentence_of_the_story_is_no_notice(line: str) -> None:
    assert notices(f"The cranes stopped.\n\n{line}") == ()


@given(st.text())
def test_any_text_can_be_looked_at_for_notices(text: str) -> None:
    assert all(text[n.start : n.end] == n.text for n in notices(text))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("changes")
    record = {"id": "strike", "outlet": "The Calder Record", "published": "2024-04-15"}
    with Newsdesk(folder / "library") as desk:
        for n, (title, text) in enumerate((("Cranes stop", FIRST), ("Cranes stop for good", SECOND))):
            path = folder / f"{n}.jsonl"
            modified = f"2024-04-1{5 + n}T10:30:00Z"
            path.write_text(
                json.dumps({**record, "title": title, "text": text, "modified": modified}), encoding="utf-8"
            )
            desk.ingest([path])
    return folder / "library"


def shown(library: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--library", str(library), "show", "strike", *words])


def test_the_desk_tells_what_changed(library: Path) -> None:
    with Newsdesk(library) as desk:
        old, new = (version.version for version in desk.versions("strike"))
        changed = desk.changes("strike")
        assert (changed.old, changed.new, changed.title) == (
            old,
            new,
            ("Cranes stop", "Cranes stop for good"),
        )
        assert changed == desk.changes("strike", old, new)
        assert [c.kind for c in changed.altered] == ["changed", "removed", "added", "added"]
        assert [notice.on for notice in changed.notices] == [date(2024, 4, 16)]
        with pytest.raises(ArticleNotFoundError, match="no version before"):
            desk.changes("strike", new=old)


def test_show_lists_versions_with_their_notices(library: Path) -> None:
    lines = shown(library, "--versions").stdout.splitlines()
    assert [line.split("\t")[1:] for line in lines[:2]] == [
        ["modified 2024-04-15 10:30", "Cranes stop"],
        ["modified 2024-04-16 10:30", "Cranes stop for good"],
    ]
    assert lines[2].startswith("\tcorrection\tCorrection, 16 April 2024: An earlier version")


def test_show_tells_changes_line_by_line(library: Path) -> None:
    out = shown(library, "--versions", "--diff").stdout
    assert "\n  (1 sentence unchanged)\n- About forty workers stood at the gate.\n" in out
    assert "\n+ About four hundred workers stood at the gate.\n" in out
    assert "- headline: Cranes stop\n+ headline: Cranes stop for good\n" in out


def test_show_gives_versions_and_changes_as_json(library: Path) -> None:
    found = json.loads(shown(library, "--diff", "--json").stdout)
    first, second = found["versions"]
    assert first["taken_in"] <= second["taken_in"]
    assert second["notices"][0]["kind"] == "correction"
    assert found["changes"][0]["sentences"][1]["kind"] == "changed"


def test_one_version_has_no_changes(library: Path) -> None:
    with Newsdesk(library) as desk:
        first = desk.versions("strike")[0].version
    result = shown(library, "--diff", "--version", first)
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)
    assert "only one version" in result.stderr


def test_changes_are_inert_on_a_terminal_and_coloured() -> None:
    old, new = (Article(id="a", version=v, text=f"It was {v}\x1b[31m.") for v in ("then", "now"))
    console = Console(record=True, force_terminal=True, file=StringIO(), width=60)
    console.print(changes_view(changes(old, new)))
    out = console.export_text(styles=True)
    assert "\x1b[31m- It was then␛[31m." in out
    assert "\x1b[32m+ It was now␛[31m." in out
