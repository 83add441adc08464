"""Articles as JSON: one, a list of them, or one a line."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from config.errors import RefusedError
from ingestion.draft import Draft
from ingestion.encoding import decode
from ingestion.record import draft_of

_LISTS = ("articles", "items", "results", "data")
_NOT_JSON = "not valid JSON"


def drafts_of_document(text: str, item: str) -> Iterator[Draft | RefusedError]:
    """The articles of a JSON document: one object, an array, or an object with `articles`.

    Args:
        text: the decoded file. One object a line is taken as well, as many
            exports are named `.json` and hold just that.
        item: what a report names; with "record N" where there are several.
    """
    try:
        data = _loads(text)
    except ValueError:
        yield from _lines_or_nothing(text, item)
        return
    records = _records(data)
    if records is None:
        yield _draft(data, item)
    elif not records:
        yield RefusedError(item, "no articles in it")
    else:
        for n, record in enumerate(records, start=1):
            yield _draft(record, f"{item} record {n}")


def drafts_of_lines(stream: BinaryIO, item: str, max_bytes: int) -> Iterator[Draft | RefusedError]:
    """The articles of a file with one JSON object a line, read line by line.

    Args:
        stream: the open file, decompressed.
        item: what a report names, with "line N".
        max_bytes: longest line read.
    """
    number = 0
    empty = True
    try:
        while line := stream.readline(max_bytes + 1):
            number += 1
            place = f"{item} line {number}"
            if len(line) > max_bytes and not line.endswith(b"\n"):
                _skip_line(stream, max_bytes)
                yield RefusedError(
                    place, f"longer than {max_bytes / 1_000_000:g} MB", "Raise NEWSDESK_MAX_FILE_MB."
                )
            elif line.strip():
                yield _of_line(line, place)
            else:
                continue
            empty = False
    except (EOFError, zlib.error, OSError) as error:
        why = "the file ends early" if isinstance(error, EOFError) else "the file is damaged"
        yield RefusedError(item, f"{why}; read up to line {number}", "Fetch or export it again.")
        empty = False
    if empty:
        yield RefusedError(item, "empty")


def _skip_line(stream: BinaryIO, chunk: int) -> None:
    while (rest := stream.readline(chunk)) and not rest.endswith(b"\n"):
        pass


def _of_line(line: bytes, item: str) -> Draft | RefusedError:
    try:
        return _draft(_loads(decode(line, item)), item)
    except RefusedError as refused:
        return refused
    except ValueError:
        return RefusedError(item, _NOT_JSON)


def _lines_or_nothing(text: str, item: str) -> Iterator[Draft | RefusedError]:
    lines: Iterable[str] = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    try:
        whole = isinstance(_loads(first), Mapping)
    except ValueError:
        whole = False
    if not whole:
        yield RefusedError(item, _NOT_JSON)
        return
    for n, line in enumerate(lines, start=1):
        if line.strip():
            yield _of_line(line.encode("utf-8", "replace"), f"{item} line {n}")


def _loads(text: str) -> object:
    """Raises ValueError whatever is wrong with the text."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _records(data: object) -> list[object] | None:
    """The list of articles in a document; None if the document is one article."""
    if isinstance(data, Mapping):
        # An article may have a list called "data" or "items" beside its text.
        lists = [data[name] for name in _LISTS if isinstance(data.get(name), list)]
        nested = next((one for one in lists if all(isinstance(record, Mapping) for record in one)), None)
        return nested if nested is not None and not isinstance(data.get("text"), str) else None
    return data if isinstance(data, list) else None


def _draft(record: object, item: str) -> Draft | RefusedError:
    if not isinstance(record, Mapping):
        return RefusedError(item, "not a JSON object with an article's fields")
    try:
        return draft_of(record, item)
    except RefusedError as refused:
        return refused
