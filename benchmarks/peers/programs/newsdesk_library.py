"""Newsdesk, asked for the same: it is timed for the whole answer, and apart from that for its search."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date
from typing import Any

from bot import Newsdesk

K = 10
"""Passages that count as its evidence, as many as `search` gives unless told otherwise."""


def main() -> None:
    """``ingest|serve MODEL STORE [ARTICLES]``; the model is the bundled one whatever is said."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    mode, _, store, *rest = sys.argv[1:]
    with Newsdesk(library=store) as desk:
        if mode == "ingest":
            desk._embedder.query("The model is loaded before the clock starts, as that of the others is.")
            began, worked = time.perf_counter(), time.process_time()
            report = desk.ingest([rest[0]])
            told: dict[str, Any] = {
                "passages": report.passages,
                "seconds": time.perf_counter() - began,
                "processor seconds": time.process_time() - worked,
            }
            out.write(json.dumps(told) + "\n")
            return
        for line in sys.stdin:
            asked = json.loads(line)
            day = date.fromisoformat(asked["as_of"])
            began = time.perf_counter()
            answer = desk.ask(asked["question"], as_of=day)
            answered = time.perf_counter()
            hits = desk.search(asked["question"], as_of=day, limit=10)
            searched = time.perf_counter()
            told = {
                "seconds": answered - began,
                "search seconds": searched - answered,
                "texts": [hit.text for hit in hits[:K]],
                "shown": [citation.quote for citation in answer.citations],
                "articles": list(dict.fromkeys(hit.article_id for hit in hits)),
            }
            out.write(json.dumps(told) + "\n")
            out.flush()


if __name__ == "__main__":
    main()
