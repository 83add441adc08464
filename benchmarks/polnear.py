"""PolNeAR's annotated news (Newell et al., 2018), read from the folder beside the checkout."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.data import ROOT

Span = tuple[int, int]

# "T1<tab>Source 89 106;110 120<tab>The New York Post" and "E1<tab>Attribution:T4 Content:T3 Cue:T2 Source:T1"
_SPAN = re.compile(r"^(T\d+)\t\S+ ([\d ;]+)\t.*$", re.MULTILINE)
_EVENT = re.compile(r"^E\d+\t(.*)$", re.MULTILINE)


class Annotated(NamedTuple):
    """One attribution as annotated: the spans of its parts, in code points; `source` may be empty."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]


class Document(NamedTuple):
    """A text with its attributions, of the first annotator where several read it."""

    name: str
    text: str
    attributions: list[Annotated]


def folder() -> Path:
    """PolNeAR's folder: NEWSDESK_DATA, else ../shared/data; exits cleanly where it is absent."""
    found = Path(os.environ.get("NEWSDESK_DATA", ROOT.parent / "shared" / "data")) / "polnear"
    if not found.is_dir():
        raise SystemExit(
            f"No annotated news in {found}: set NEWSDESK_DATA to the folder that holds polnear/."
        )
    return found


def documents(split: Path) -> Iterator[Document]:
    """Every document of ``train`` or ``dev``."""
    for path in sorted((split / "text").glob("*.txt")):
        for notes in sorted((split / "attributions").glob(f"{path.stem}*.ann"))[:1]:
            found = list(_annotated(notes.read_text(encoding="utf-8")))
            yield Document(path.stem, path.read_text(encoding="utf-8"), found)


def _annotated(notes: str) -> Iterator[Annotated]:
    spans = {m[1]: [_span(pair) for pair in m[2].split(";")] for m in _SPAN.finditer(notes)}
    for event in _EVENT.finditer(notes):
        parts: dict[str, list[Span]] = {"Content": [], "Cue": [], "Source": []}
        for role, key in (word.split(":") for word in event[1].split()):
            parts.setdefault(role.rstrip("0123456789"), []).extend(spans.get(key, ()))
        if parts["Content"] and parts["Cue"]:
            yield Annotated(*(tuple(sorted(parts[role])) for role in ("Content", "Cue", "Source")))


def _span(pair: str) -> Span:
    start, end = pair.split()
    return int(start), int(end)
