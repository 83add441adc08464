"""Runs the load and stores the figures; see the package."""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.machine import save
from benchmarks.report import RESULTS
from benchmarks.team.load import Load
from config.settings import default_settings
from tests.chroma_run import ChromaRun
from tests.postgres import Postgres, programs
from tests.site_server import SiteServer


def main() -> None:
    """Run it and store the figures."""
    parser = argparse.ArgumentParser(description="A library shared by a team, under load.")
    parser.add_argument("minutes", type=float, nargs="?", default=10.0)
    minutes = parser.parse_args().minutes
    where = programs()
    if where is None:
        raise SystemExit("PostgreSQL is not installed.")
    server = Postgres(where)
    try:
        with TemporaryDirectory() as named, SiteServer() as site, ChromaRun(Path(named) / "chroma") as chroma:
            default_settings.cache_clear()
            figures = Load(minutes, site, server, chroma, Path(named)).run()
    finally:
        server.remove()
    save(figures, RESULTS / "team.json")
    for name, value in figures.items():
        print(f"{name:16}", value)
    if figures["lost"] or figures["double"] or figures["wrong"] or figures["faults"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
