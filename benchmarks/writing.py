"""How soon the first checked sentence is shown after the model has written it: python -m benchmarks.writing.

The model is a stand-in on loopback that writes at a steady pace. The figure is the time from when it
sends the last character of its first sentence to when that sentence is shown; one sentence's time of
the model's own is allowed on top, as a sentence is known to be whole only when the next has begun.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.machine import save
from bot.desk import Newsdesk
from config.settings import load_settings
from retrieval.answer_stream import Piece
from retrieval.drafting.answer_cache import FILE
from tests.model_server import ModelServer

FIRST = "Lavrov demanded legally binding guarantees [1]."
SECOND = " Lavrov demanded that Ukraine would not become a member of NATO [2]."
PACE = 0.03
"""Seconds between two pieces of seven characters: about 50 tokens a second."""
RUNS = 20
ALLOWED = 0.05


def main() -> None:
    """Print the delays beyond the model's own time, in milliseconds."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--save", action="store_true", help="write the figures to benchmarks/results/")
    chosen = options.parse_args()
    sample = Path(__file__).resolve().parent.parent / "ingestion" / "sample_news"
    with tempfile.TemporaryDirectory() as folder, ModelServer(pace=PACE) as model:
        settings = load_settings(
            library=Path(folder) / "library", model="openai:stand-in", model_url=model.url
        )
        with Newsdesk(settings=settings) as desk:
            desk.ingest([sample])
            _delay(desk, model)
            delays = [_delay(desk, model) for _ in range(RUNS)]
    own = PACE * len(SECOND) / 7
    late = sum(delay > own + ALLOWED for delay in delays)
    print(f"one sentence's time of the model's own: {own * 1000:.0f} ms")
    print(
        f"from its last character to the sentence shown: median {statistics.median(delays) * 1000:.0f} ms, "
        f"worst {max(delays) * 1000:.0f} ms of {RUNS}"
    )
    print(f"over the model's own sentence and {ALLOWED * 1000:.0f} ms: {late} of {RUNS}")
    if chosen.save:
        record = {
            "own sentence, ms": round(own * 1000),
            "shown after, ms": {
                "median": round(statistics.median(delays) * 1000),
                "worst": round(max(delays) * 1000),
            },
            "runs": RUNS,
            "late": late,
        }
        save(record, Path(__file__).parent / "results" / "writing.json")


def _delay(desk: Newsdesk, model: ModelServer) -> float:
    """Seconds from the end of the first sentence on the wire to the sentence shown."""
    model.replies(FIRST + SECOND)
    (desk.path / FILE).unlink(missing_ok=True)
    for event in desk.stream("What did Lavrov demand?", as_of=date(2022, 1, 2)):
        if isinstance(event, Piece):
            return time.monotonic() - model.sent_at(len(FIRST))
    raise SystemExit("the stand-in's sentence was not shown")


if __name__ == "__main__":
    main()
