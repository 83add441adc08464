"""PDF documents."""

from __future__ import annotations

import re
from collections.abc import Hashable
from random import Random

from benchmarks.reliability.fuzzing.changing import lines, numbers, pieces, words
from benchmarks.reliability.fuzzing.pages import opened_as
from benchmarks.reliability.fuzzing.target import Input, Target

_REFERENCE = re.compile(rb"\d+ 0 R")


def _run(given: Input) -> Hashable:
    return opened_as(given, "article", "application/pdf")


def _looped(data: bytes, rng: Random) -> bytes:
    """A reference leads elsewhere: to a thing of another kind, to what it stands in, or nowhere."""
    found = list(_REFERENCE.finditer(data))
    if not found:
        return data
    one = rng.choice(found)
    return data[: one.start()] + f"{rng.randrange(0, 12)} 0 R".encode() + data[one.end() :]


_WORDS = (
    *(
        b"/Kids [2 0 R]",
        b"/Parent 3 0 R",
        b"/Count 999999",
        b"/Length 99999999",
        b"/Filter /FlateDecode",
        b"/Prev 0",
    ),
    *(
        b"/Filter [/ASCIIHexDecode /LZWDecode /RunLengthDecode]",
        b"/DecodeParms << /Predictor 15 /Columns 99999999 >>",
    ),
    *(
        b"/Encrypt << /Filter /Standard /V 5 /R 6 >>",
        b"/ToUnicode 5 0 R",
        b"/Encoding /Identity-H",
        b"<< >>",
        b"[ ]",
    ),
    *(
        b"(text) Tj",
        b"[(a) -9999 (b)] TJ",
        b"BT",
        b"ET",
        b"q",
        b"Q",
        b"/Fm0 Do",
        b"1 0 0 1 1e308 1e308 cm",
        b"T*",
        b"' ",
    ),
    *(
        b"stream\n",
        b"endstream",
        b"endobj",
        b"xref\n",
        b"trailer",
        b"startxref\n0\n%%EOF",
        b"<feff>",
        b"(\\777\\",
        b"BI ID EI",
    ),
    *(
        b"beginbfrange <0000> <ffff> <0000> endbfrange",
        b"begincmap",
        b"/Resources 4 0 R",
        b"/Type /ObjStm",
        b"/XObject",
    ),
)

TARGET = Target(
    "documents",
    "PDF documents",
    _run,
    (pieces(lines, _WORDS), pieces(words, _WORDS), _looped, numbers),
    _WORDS,
    times=2,
)
