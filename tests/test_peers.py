"""The comparison with other systems: the same articles and scoring for all, a table that hides nothing."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from benchmarks.data import Question
from benchmarks.peers import environments, running
from benchmarks.peers.environments import made
from benchmarks.peers.figures import answered, taken_in
from benchmarks.peers.peer import HERE, PEERS, Peer
from benchmarks.peers.running import Ended, FailedError, by_turns, ended, rotated
from benchmarks.peers.sample import made_up, sample, written
from benchmarks.peers.table import ratio, table

QUESTIONS = [
    Question("Who won?", date(2022, 10, 27), ("Ines Calder",), frozenset({"b"})),
    Question("How many?", date(2022, 10, 27), ("1,400",), frozenset({"c"})),
]


def told(articles: list[str], texts: list[str], **more: Any) -> dict[str, Any]:
    return {"seconds": 0.01, "articles": articles, "texts": texts, **more}


def test_everyone_is_scored_alike() -> None:
    figures = answered(
        QUESTIONS,
        [told(["a", "b"], ["It was Ines Calder."]), told(["c"], ["Nobody", "said how many."])],
    )
    assert (figures["Hit@1"], figures["Hit@4"], figures["MRR@10"]) == (0.5, 1.0, 0.75)
    assert figures["answer in evidence"] == 0.5
    assert figures["warm p50, ms"] == 10.0
    assert "answer as shown" not in figures


def test_what_newsdesk_shows_is_scored_beside_its_evidence() -> None:
    more = {"shown": ["Calder"], "search seconds": 0.002}
    figures = answered(QUESTIONS, [told(["b"], ["Ines Calder"], **more)] * 2)
    assert (figures["answer in evidence"], figures["answer as shown"]) == (0.5, 0.0)
    assert figures["search alone, warm p50, ms"] == 2.0


def test_an_ingest_is_the_median_of_its_rounds_and_the_disk_it_leaves(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "file").write_bytes(bytes(2**20))
    runs = [
        (Ended(9, 9, 300, ""), {"passages": 40, "seconds": s, "processor seconds": 2 * s}) for s in (4, 2, 8)
    ]
    figures = taken_in(runs, 10, tmp_path)
    assert figures["passages a second"] == 10
    assert figures["articles a second"] == 2.5
    assert figures["processor seconds an article"] == 0.8
    assert figures["disk, MiB per 1,000 articles"] == 100
    assert figures["memory of the ingest at most, MiB"] == 300


@pytest.mark.parametrize(
    ("ours", "others", "less", "times"),
    [(10, [2, 5], False, 2), (2, [8, 6], True, 3), (3, [6], False, 0.5), (1, [], False, None)],
)
def test_a_ratio_is_to_the_best_of_the_others(
    ours: float, others: list[float], less: bool, times: float | None
) -> None:
    assert ratio(ours, others, less_is_better=less) == times


def test_the_table_has_who_ran_and_why_others_did_not() -> None:
    ran = {
        "as shown": "1,000 characters", "texts": 4, "versions": {"langchain-core": "1.8"},
        "articles a second": 2.0, "answer in evidence": 0.5,
    }  # fmt: skip
    record = {
        "articles": 10, "questions": 2, "command": "python -m benchmarks.peers",
        "load average before and after": [[1, 1, 1], [2, 2, 2]],
        "peers": {
            "newsdesk": {**ran, "articles a second": 6.0, "answer as shown": 0.4},
            "langchain": ran,
            "haikurag": {"not run": "It needs Python 3.12."},
        },
    }  # fmt: skip
    shown = table(record)
    assert "| Newsdesk | LangChain | Newsdesk to the best other |" in shown
    assert "| articles a second | 6.00 | 2.00 | 3.00 times |" in shown
    assert "| answer as shown | 0.400 |  | 0.80 times |" in shown
    assert "**LangChain** 1.8: 1,000 characters; 4 passages count as its evidence." in shown
    assert "passages a second" not in shown
    assert "**haiku.rag** is not in the table: It needs Python 3.12" in shown
    assert "**txtai** is not in the table: This run was without it." in shown
    assert "load average before 1.0, 1.0, 1.0, after 2.0" in shown


def test_generated_articles_are_the_same_each_time(tmp_path: Path) -> None:
    records = list(made_up(3))
    assert records == list(made_up(3))
    assert len({record["id"] for record in records}) == 3
    lines = written(records, tmp_path / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == records


def test_without_the_question_set_it_ends_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSDESK_DATA", str(tmp_path))
    with pytest.raises(SystemExit, match="No question set in"):
        sample(10, 2)


def test_the_articles_that_answer_are_always_among_the_sample(shared_data: Path) -> None:
    records, questions = sample(30, 5, generated=2)
    ids = {record["id"] for record in records}
    assert len(records) == len(ids) == 32
    assert len(questions) == 5
    assert all(question.articles <= ids for question in questions)


def test_what_lacks_something_is_told_and_newsdesk_needs_nothing() -> None:
    assert made(PEERS[0]) is None
    assert made(PEERS[0]._replace(key="other", lacking="It cannot.")) == "It cannot."


def test_a_python_that_is_not_here_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environments, "ENVIRONMENTS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    haiku = next(peer for peer in PEERS if peer.key == "haikurag")._replace(model_runs_in="")
    assert made(haiku) == "It needs python3.12, and none that starts is on the PATH."
    broken = tmp_path / "python3.12"
    broken.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    broken.chmod(0o755)
    assert made(haiku) == "It needs python3.12, and none that starts is on the PATH."


BESIDE = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from protocol import Used, run
used = iter([Used(1, 5), Used(8, 5), Used(9, 5000)])
run(lambda model, articles, store: lambda: len(articles), None, 1, beside=lambda: next(used))
"""


def test_what_a_process_beside_a_program_uses_counts_as_its_own(tmp_path: Path) -> None:
    file = written(list(made_up(3)), tmp_path / "articles.jsonl")
    programs = str(HERE / "programs")
    command = [sys.executable, "-c", BESIDE, programs, "ingest", "model", "store", str(file)]
    said = json.loads(ended(command, tmp_path / "log").told)
    assert said["passages"] == 3
    assert said["processor seconds"] >= 7
    assert said["MiB"] > 5000


def test_every_peer_has_a_program_and_pinned_packages_without_cuda() -> None:
    for peer in PEERS:
        if peer.lacking:
            continue
        assert (HERE / "programs" / peer.program).is_file()
        if peer.ours:
            continue
        lines = peer.requirements.read_text(encoding="utf-8").splitlines()
        packages = [line for line in lines if line and not line.startswith("#")]
        torch = [package for package in packages if package.startswith("torch")]
        assert torch == ([] if peer.model_runs_in else ["torch==2.13.0"])
        assert peer.model_runs_in in {"", *(one.key for one in PEERS if not one.model_runs_in)}
        assert all("==" in package and not package.startswith("nvidia") for package in packages)


PROGRAM = """
import json, sys
mode, model, store = sys.argv[1:4]
if mode == "fail":
    sys.exit("no such mode")
for line in sys.stdin:
    print(json.dumps({"texts": [json.loads(line)["question"]], "store": store}), flush=True)
"""


class Stand(Peer):
    """A peer whose program is the one above."""

    def command(self, mode: str, *rest: str) -> list[str]:
        return [sys.executable, "-c", PROGRAM, mode, *rest]


def test_questions_go_round_by_turns_and_the_first_is_not_counted(tmp_path: Path) -> None:
    one, other = (Stand(name, name, "", "", "", 1) for name in ("one", "other"))
    found = by_turns({one: tmp_path / "1", other: tmp_path / "2"}, "model", QUESTIONS, tmp_path)
    assert [said["texts"] for said in found[one]] == [["Who won?"], ["How many?"]]
    assert {said["store"] for said in found[other]} == {str(tmp_path / "2")}
    assert rotated([one, other], 3) == [other, one]


def test_a_program_that_fails_is_told_by_its_last_line(tmp_path: Path) -> None:
    peer = Stand("one", "one", "", "", "", 1)
    with pytest.raises(FailedError, match="no such mode"):
        ended(peer.command("fail", "model", "store"), tmp_path / "log")
    assert running.ended([sys.executable, "-c", "print(7)"], tmp_path / "log").told == "7\n"
