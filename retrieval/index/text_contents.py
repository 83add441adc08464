"""What the index of words holds, entry by entry, and whether its files are as they were written."""

from __future__ import annotations

import json
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import tantivy

from retrieval.terms import terms

Kind = Literal["passage", "article"]

_MAGIC = 1337
"""Ends every file of Tantivy's, after the length of what says how it was written."""

_TAIL = struct.Struct("<II")
_BLOCK = 1 << 20


class TextContents:
    """The entries of an index as it is now.

    Args:
        index: the index.
    """

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()

    def days(self, kind: Kind) -> dict[int, list[int]]:
        """The day of each entry of a kind, by its key; of one that is there twice, two."""
        total = self._searcher.num_docs
        found: defaultdict[int, list[int]] = defaultdict(list)
        if not total:
            return found
        hits = [address for _, address in self._searcher.search(tantivy.Query.all_query(), total).hits]
        keys = self._searcher.fast_field_values(kind, hits)
        days = self._searcher.fast_field_values("day", hits)
        for key, day in zip(keys, days, strict=True):
            if key is not None:
                found[int(key)].append(int(day or 0))
        return found

    def holds(self, kind: Kind, key: int, text: str, title: str | None) -> bool:
        """Whether an entry is found by its key together with every one of its words."""
        prefix = "" if kind == "passage" else "article_"
        named = [tantivy.Query.term_query(self._schema, kind, key)]
        named += _each(self._schema, f"{prefix}text", terms(text))
        named += _each(self._schema, f"{prefix}title", terms(title or ""))
        every = tantivy.Query.boolean_query([(tantivy.Occur.Must, one) for one in named])
        return bool(self._searcher.search(every, 1).hits)


def _each(schema: tantivy.Schema, field: str, words: Iterable[str]) -> list[tantivy.Query]:
    return [tantivy.Query.term_query(schema, field, word) for word in dict.fromkeys(words)]


def damaged(folder: Path, known: set[str] | None = None) -> list[str]:
    """Names of the files that are not as Tantivy wrote them, by the checksums that it ends them with.

    A file is never changed once it is written, so that of many looks each file needs one.

    Args:
        folder: the index's folder.
        known: names of files that were looked at; those that are whole are put in.
    """
    wrong = []
    for file in sorted(folder.glob("*.*")):
        if file.name.startswith(".") or file.suffix in {".json", ".lock"} or (known and file.name in known):
            continue
        if not _whole(file):
            wrong.append(file.name)
        elif known is not None:
            known.add(file.name)
    return wrong


def _whole(file: Path) -> bool:
    size = file.stat().st_size
    with file.open("rb") as opened:
        try:
            opened.seek(size - _TAIL.size)
            length, magic = _TAIL.unpack(opened.read(_TAIL.size))
            left = size - _TAIL.size - length
            opened.seek(left)
            expected = json.loads(opened.read(length))["crc"]
        except (OSError, ValueError, KeyError, TypeError, struct.error):
            return False
        opened.seek(0)
        found = 0
        while left and (block := opened.read(min(_BLOCK, left))):
            found, left = zlib.crc32(block, found), left - len(block)
    return bool(magic == _MAGIC and left == 0 and found == expected)
