"""What a library holds and whether it is whole, told as JSON: run in a process of its own, without faults."""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.desk import Newsdesk
from config.errors import NewsdeskError
from retrieval.store.connecting import is_at_rest


def inspect() -> None:
    """Print what the library named by the first word of the command line holds."""
    print(json.dumps(inspected(Path(sys.argv[1]), ask=sys.argv[2] == "ask")))


QUESTION = "What did Lavrov demand?"


def inspected(folder: Path, *, ask: bool) -> dict[str, Any]:
    """What a library holds, and all faults that it has.

    Returns:
        `faults`, empty where it is whole; `stale`, what its indexes lack; `answered`, what it answers to a
        question; `articles`, `versions`, `turns`, `feeds` and `feedback`, which are alike in two libraries
        that hold the same.
    """
    faults = []
    for file in sorted(folder.glob("*.sqlite3")):
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}{immutable(file)}", uri=True)) as db:
            faults += [
                f"{file.name}: {row[0]}" for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"
            ]
            faults += [f"{file.name}: {row}" for row in db.execute("PRAGMA foreign_key_check")]
    with Newsdesk(folder) as desk:
        faults += desk.integrity() + [f"misplaced: {one}" for one in desk.misplaced()]
        stale = desk.index_faults() + ([f"{n} not told"] if (n := desk.status().pending) else [])
        held = desk._library
        rows = held._db.execute(
            "SELECT a.id, v.version, v.seq,"
            " (SELECT count(*) FROM passages p JOIN vectors x ON x.hash = p.hash WHERE p.version = v.key),"
            " (SELECT count(*) FROM statements s WHERE s.version = v.key),"
            " a.withdrawn IS NOT NULL FROM articles a JOIN versions v ON v.article = a.key ORDER BY 1, 3"
        ).fetchall()
        lost = held._db.execute(
            "SELECT count(*) FROM passages WHERE hash NOT IN (SELECT hash FROM vectors)"
        ).fetchone()[0]
        faults += [f"{lost} passages have no vector"] if lost else []
        turns = [
            (turn.question, turn.answer.text if turn.answer else None)
            for one in reversed(desk.conversations())
            for turn in desk.turns(one.id)
        ]
        return {
            "faults": faults,
            "stale": stale,
            "articles": len({row[0] for row in rows}),
            "versions": [list(row) for row in rows],
            "answered": _answer(desk) if ask else "",
            "turns": turns,
            "feeds": [(feed.address, feed.last_checked is not None) for feed in desk.feeds()],
            "feedback": sorted((one.question, one.verdict) for one in desk.feedback()),
        }


def immutable(file: Path) -> str:
    """How a file is opened that may be on a disk where nothing can be made beside it."""
    return "?immutable=1" if is_at_rest(file) else ""


def _answer(desk: Newsdesk) -> str:
    """The answer to the question, with every quotation compared with its article."""
    try:
        answer = desk.ask(QUESTION)
    except NewsdeskError as error:
        return f"not: {error}"
    for cited in answer.citations:
        text = desk.article(cited.article_id, cited.version).text
        if text[cited.start : cited.end] != cited.quote:
            return f"not: a quotation is not in {cited.article_id}"
    return answer.text
