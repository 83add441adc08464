"""A process that answers: questions come as lines of JSON, and what came of each goes out as one."""

from __future__ import annotations

import json
import sys
import time

from bot.desk import Newsdesk
from config.errors import ArticleNotFoundError, NewsdeskError


def main() -> None:
    """Answer until nothing more is asked."""
    with Newsdesk() as desk:
        for line in sys.stdin:
            asked = json.loads(line)
            print(json.dumps(_answered(desk, asked)), flush=True)


def _answered(desk: Newsdesk, asked: dict[str, str]) -> dict[str, object]:
    try:
        # What the library has before the question is put; no answer may be of anything older.
        try:
            before = [version.version for version in desk.versions(asked["address"])]
        except ArticleNotFoundError:
            before = []
        began = time.perf_counter()
        answer = desk.ask(asked["question"])
        seconds = time.perf_counter() - began
        cited = [
            {
                "url": citation.url,
                "version": citation.version,
                "quote": citation.quote,
                "stands": desk.article(citation.article_id, citation.version).text[
                    citation.start : citation.end
                ]
                == citation.quote,
            }
            for citation in answer.citations
        ]
        after = [version.version for version in desk.versions(asked["address"])] if cited else []
    except NewsdeskError as error:
        return {**asked, "failed": str(error)}
    return {
        **asked,
        "kind": answer.kind,
        "seconds": seconds,
        "cited": cited,
        "before": before,
        "after": after,
    }


if __name__ == "__main__":
    main()
