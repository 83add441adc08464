"""Makes worse inputs of good ones: changes that fit any bytes, lines, marked-up text and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from benchmarks.reliability.fuzzing.target import Change

LARGEST = 300_000
"""Bytes of the largest input made."""

HOSTILE: tuple[bytes, ...] = (
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",  # half a character, as UTF-8 must not have it
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\r\n",
    b"\x1b[31m",
    b"\x85",
    "\u202e\u2066\u200b\u2028\u00ad".encode(),
    "e\u0301\u0301\u0301 ﷽ 👨‍👩‍👧 İ ß ǰ ΐ Ⅷ ²½ ٣ 五 年".encode(),
    "“”‘’«»„".encode(),
    b'"',
    b"'",
    b"<",
    b">",
    b"&#0;&#x110000;&#xd800;&nbsp;&amp;amp;",
    b"<!--",
    b"]]>",
    b"{",
    b"[",
    b"\\",
    b"\\ud800",
    b"%00%ff%2e%2e",
    b"../../etc/passwd",
    b"http://[::1",
    b"https://a@b:99999/",
    b"javascript:alert(1)",
    b"0000-00-00",
    b"9999-12-31T23:59:59+14:00",
    b"0001-01-01T00:00:00-14:00",
    b"2024-02-30",
    b"31 February 20240",
    b"1e309",
    b"NaN",
    b"-0",
    b"null",
    b"true",
    b" ",
    b"\n",
    b"\n\n",
    b"\t",
)
NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"2147483648",
    b"9" * 20,
    b"9" * 5000,
    b"1e400",
    b"0" * 50,
    b"65537",
    "٣²".encode(),
)

_NUMBER = re.compile(rb"\d+")
_TAG = re.compile(r"(<[^<>]*>)")
_SPACE = re.compile(rb"(\s+)")


def worse(
    data: bytes, rng: Random, others: Sequence[bytes], changes: Sequence[Change], tokens: Sequence[bytes]
) -> bytes:
    """An input after a few changes.

    Args:
        data: what is changed.
        rng: decides.
        others: inputs whose pieces may be put in.
        changes: those that fit this kind of input; half of all changes made.
        tokens: words that mean something to its parser.
    """
    for _ in range(rng.choice((1, 1, 2, 3, 5, 8))):
        if changes and rng.random() < 0.6:
            data = rng.choice(changes)(data, rng)
        else:
            data = _any(data, rng, others, tokens)
        data = data[:LARGEST]
    return data


def _any(  # noqa: C901, PLR0911  # each return is one kind of change
    data: bytes, rng: Random, others: Sequence[bytes], tokens: Sequence[bytes]
) -> bytes:
    at, end = _span(data, rng)
    token = rng.choice(rng.choice((HOSTILE, tokens or HOSTILE)))
    how = rng.randrange(10)
    if how == 0:
        return data[:at] + data[end:]
    if how == 1:
        return data[:at] + bytes(rng.randrange(256) for _ in range(rng.randrange(1, 5))) + data[end:]
    if how in (2, 3):
        return data[:at] + token + data[at:]
    if how == 4:
        return data[:at] + token + data[end:]
    if how == 5:
        return data[:end] + data[at:end] * rng.choice((1, 2, 10)) + data[end:]
    if how == 6:
        return numbers(data, rng)
    if how == 7:
        other = rng.choice(others) if others else data
        first, last = _span(other, rng)
        return data[:at] + other[first:last] + data[end:]
    if how == 8:
        return data[:at] if rng.random() < 0.3 else data[at:] + data[:at]
    return _pumped(data, rng, token, at, end)


def _pumped(data: bytes, rng: Random, token: bytes, at: int, end: int) -> bytes:
    """A piece repeated very often: what takes longer than in proportion shows itself."""
    piece = rng.choice((token, data[at:end][:40] or token))
    size = rng.choice((100, 1_000, 1_000, 10_000, 100_000 if rng.random() < 0.2 else 1_000))
    return data[:at] + piece * max(1, size // len(piece)) + data[at:]


def _span(data: bytes, rng: Random) -> tuple[int, int]:
    if not data:
        return 0, 0
    at = rng.randrange(len(data))
    return at, min(len(data), at + rng.choice((1, 2, 4, 16, 64, 512)))


def numbers(data: bytes, rng: Random) -> bytes:
    """One number is another, mostly one that no one meant."""
    found = list(_NUMBER.finditer(data[:50_000]))
    if not found:
        return data
    one = rng.choice(found)
    return data[: one.start()] + rng.choice(NUMBERS) + data[one.end() :]


def pieces(split: Callable[[bytes], list[bytes]], vocabulary: Sequence[bytes]) -> Change:
    """A change of a sequence of pieces: some left out, doubled, exchanged, or put in.

    Args:
        split: takes the input apart; the pieces joined are it again.
        vocabulary: what may be put in.
    """

    def change(data: bytes, rng: Random) -> bytes:
        parts = split(data[:LARGEST])
        n = rng.randrange(len(parts)) if parts else 0
        how = rng.randrange(6)
        if not parts or how == 0:
            return b"".join([*parts[:n], rng.choice(vocabulary), *parts[n:]])
        if how == 1:
            del parts[n]
        elif how == 2:
            parts.insert(n, parts[n])
        elif how == 3:
            m = rng.randrange(len(parts))
            parts[n], parts[m] = parts[m], parts[n]
        elif how == 4:
            parts[n] = rng.choice(vocabulary)
        else:
            parts[n] *= rng.choice((3, 30, 300))
        return b"".join(parts)

    return change


def lines(data: bytes) -> list[bytes]:
    """The lines of an input, each with its end."""
    return data.splitlines(keepends=True)


def words(data: bytes) -> list[bytes]:
    """The words of an input and what stands between them."""
    return [part for part in _SPACE.split(data) if part]


def tags(data: bytes) -> list[bytes]:
    """The tags of marked-up text and what stands between them."""
    text = data.decode("utf-8", "surrogateescape")
    return [part.encode("utf-8", "surrogateescape") for part in _TAG.split(text) if part]


def nested(data: bytes, rng: Random) -> bytes:
    """Elements around a piece, thousands deep."""
    parts = tags(data)
    opening = [part for part in parts if re.match(rb"<\w", part)] or [b"<div>"]
    tag = rng.choice(opening)
    name = (re.match(rb"<([\w:.-]+)", tag) or [b"", b"b"])[1]
    depth = rng.choice((5, 50, 500, 5_000, 50_000 if rng.random() < 0.1 else 300))
    depth = min(depth, LARGEST // (2 * len(tag) + 4) or 1)
    n = rng.randrange(len(parts) + 1)
    closing = b"</" + name + b">" if rng.random() < 0.6 else b""
    return b"".join([*parts[:n], tag * depth, *parts[n : n + 1], closing * depth, *parts[n + 1 :]])


def attribute(data: bytes, rng: Random) -> bytes:
    """An attribute of some tag is long, strange, or there twice."""
    parts = tags(data)
    places = [n for n, part in enumerate(parts) if re.match(rb"<\w", part)]
    if not places:
        return data
    n = rng.choice(places)
    value = rng.choice(HOSTILE) * rng.choice((1, 1, 100, 10_000))
    name = rng.choice((b"href", b"class", b"content", b"datetime", b"style", b"id", b"type", b"property"))
    parts[n] = parts[n][:-1] + b" " + name + b'="' + value[:50_000] + b'">'
    return b"".join(parts)


ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1e308, 10**30, float("nan"), float("inf"), "", " ", [], {}, [[]], [None]),
    *({"name": None}, {"@id": 1}, "\ud800", "\udfff\ud800x", "\0", "9" * 5000, "x" * 5000, "\u202e", [{}], 5),
    *("<!channel>", "<@U1>", "2024-05-01", "https://a.example/x", ["a", 1, None, {}], {"": ""}, "a\nb\r\x85"),
)


def json_value(data: bytes, rng: Random) -> bytes:
    """Somewhere in a JSON document a value is another, gone, wrapped, or very deep."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return data
    places = _places(document)
    if not places:
        return json.dumps(rng.choice(ODD)).encode()
    holder, key = rng.choice(places)
    how = rng.randrange(7)
    if how <= 2:
        holder[key] = rng.choice(ODD)
    elif how == 3:
        del holder[key]
    elif how == 4:
        holder[key] = rng.choice(([holder[key]], {"name": holder[key]}, str(holder[key]), [holder[key]] * 50))
    elif how == 5:
        other, there = rng.choice(places)
        holder[key] = json.loads(json.dumps(other[there]))
    else:
        marker = "\u2603deep\u2603"
        depth = rng.choice((10, 900, 3_000, 100_000))
        holder[key] = marker
        opening, closing = rng.choice((("[", "]"), ('{"a":', "}"), ('[{"@graph":', "}]")))
        deep = opening * depth + "1" + closing * depth
        return (
            json.dumps(document, ensure_ascii=False).replace(f'"{marker}"', deep).encode("utf-8", "replace")
        )
    try:
        return json.dumps(document, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        return data


def _places(document: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    waiting = [document]
    while waiting and len(found) < 5_000:
        value = waiting.pop()
        keys = (
            list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
        )
        for key in keys:
            found.append((value, key))
            waiting.append(value[key])
    return found
