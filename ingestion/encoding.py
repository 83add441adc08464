"""From the bytes of a file to its text, or a clear refusal where they are no text."""

from __future__ import annotations

import codecs

from config.errors import RefusedError

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "an image, sound or video file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "an SQLite database"),
)

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    # UTF-32 before UTF-16: the little-endian marks begin alike.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_CONTROL = bytes({*range(0x20), 0x7F} - set(b"\t\n\v\f\r\x1a\x1b"))
_CONTROL_SHARE = 0.005
"""Text holds a stray control character at most; a tenth of random bytes are such."""
_DAMAGE_RATIO = 10
"""So many sound characters beyond ASCII for each broken one: UTF-8 that was damaged."""
_SAMPLE = 100_000
"""Bytes shown to the detector; more changes its verdict rarely and its time a lot."""


def decode(data: bytes, item: str, declared: str | None = None) -> str:
    """The text in a file: by its byte order mark, as UTF-8, as declared, or as detected.

    Args:
        data: the whole file.
        item: what a refusal names.
        declared: the encoding that the file itself states, such as a page's charset.

    Returns:
        The text with line feeds for newlines and no byte order mark; every
        other code point is as it was (no Unicode normalisation).

    Raises:
        RefusedError: the bytes are no text, or its encoding is not recognised.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return tidy(data[len(mark) :].decode(name, "replace"))
    if (looks_like := binary_kind(data)) is not None:
        raise RefusedError(item, f"not text but {looks_like}", "Save the article as text, HTML or JSON.")
    try:
        return tidy(data.decode("utf-8"))
    except UnicodeDecodeError:
        return tidy(_not_utf8(data, item, declared))


def tidy(text: str) -> str:
    """Line feeds for newlines, no byte order mark, no lone surrogate and no NUL; else unchanged."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    text = text.removeprefix("\ufeff")
    try:
        text.encode()
    except UnicodeEncodeError:
        # Pairs that JSON escapes split become one character again, lone halves U+FFFD.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def binary_kind(data: bytes) -> str | None:
    """What bytes that are no text look like; None if they may be text."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    if b"\0" in data:
        return "binary data"
    controls = len(data) - len(data.translate(None, _CONTROL))
    return "binary data" if controls > max(1, len(data) * _CONTROL_SHARE) else None


def _not_utf8(data: bytes, item: str, declared: str | None) -> str:
    damaged = data.decode("utf-8", "replace")
    broken = damaged.count("\ufffd")
    sound = sum(1 for c in damaged if c > "\x7f") - broken
    if sound >= broken * _DAMAGE_RATIO:
        return damaged
    for name in _meant(declared) if declared is not None else ():
        try:
            return data.decode(name)
        except (LookupError, ValueError):
            continue  # It declares an encoding it is not in, or one that does not exist.
    return _detected(data, item)


def _meant(declared: str) -> tuple[str, ...]:
    """What an encoding's name stands for on the web: Latin-1 is said where Windows-1252 is meant.

    Source: the WHATWG Encoding Standard, section 4.2, names and labels.
    """
    try:
        plain = codecs.lookup(declared).name in ("iso8859-1", "ascii")
    except (LookupError, ValueError):
        return ()
    return ("cp1252", declared) if plain else (declared,)


def _detected(data: bytes, item: str) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise RefusedError(item, "its encoding is not recognised", "Save it as UTF-8 and ingest it again.")
    return data.decode(best.encoding, "replace")
