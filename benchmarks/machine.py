"""What a figure was measured with: versions and machine."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

LIBRARIES = (
    "newsdesk",
    "chromadb",
    "onnxruntime",
    "sentencex",
    "tantivy",
    "tokenizers",
    "torch",
    "trafilatura",
)


def described() -> dict[str, Any]:
    """Python, library versions, processor and cores."""
    return {
        "python": platform.python_version(),
        "versions": {name: version(name) for name in LIBRARIES},
        "machine": {"processor": _processor(), "cores": os.cpu_count(), "system": platform.system()},
    }


def save(record: dict[str, Any], file: Path) -> None:
    """Write what was measured to a file, with the day and what it was measured with."""
    dated = {**record, "on": datetime.now(UTC).date().isoformat(), **described()}
    file.write_text(json.dumps(dated, indent=2) + "\n", encoding="utf-8")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
