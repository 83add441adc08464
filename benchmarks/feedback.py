"""Asks the questions of a test set made of feedback, and tells which answers are not as they should be.

Run with `python -m benchmarks.feedback FILE`, on the configured library or `--library PATH`;
FILE is what `newsdesk feedback export FILE` wrote. Ends in 1 where any answer fails.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pydantic import TypeAdapter

from bot.desk import Newsdesk
from tests.gate import Question


def main(arguments: list[str] | None = None) -> int:
    """Print every question whose answer has faults, and the count."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.feedback", description=__doc__)
    parser.add_argument("file", type=Path, help="the test set")
    parser.add_argument("--library", type=Path, help="the library's folder")
    given = parser.parse_args(arguments)
    questions = TypeAdapter(list[Question]).validate_json(given.file.read_bytes())
    failed = 0
    with Newsdesk(given.library) as desk:
        for question in questions:
            faults = question.faults(desk.ask(question.question, as_of=question.as_of))
            failed += bool(faults)
            if faults:
                print(f"{question.question} (as of {question.as_of}): {'; '.join(faults)}")
    print(f"{len(questions) - failed} of {len(questions)} questions are answered as they should be.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
