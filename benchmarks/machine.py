"""What a figure was measured with: versions and machine."""

from __future__ import annotations

import os
import platform
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


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
