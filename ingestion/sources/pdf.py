"""A press release as a PDF, read by pypdf."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

from config.errors import RefusedError
from ingestion.draft import Draft
from ingestion.encoding import tidy
from ingestion.text_file import text_draft

MOST_PAGES = 100
"""A release has a few; what has more is a report or a book."""
MOST_TEXT = 2_000_000
"""Code points taken from one file."""
_FEWEST_LETTERS = 40
"""With fewer on all its pages a PDF is a picture of a text."""
_SHORT = 0.75
"""A line of less than this of the usual length ends a paragraph, if it also ends a sentence."""
_PAGE_NUMBER = re.compile(r"[-–\s]*(?:page\s+)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?[-–\s]*", re.IGNORECASE)
_END = re.compile(r"[.!?:][\"'”’)\]]*$")
_HINT = "Save its text, and ingest that."


def release_draft(data: bytes, item: str) -> Draft:
    """Read a PDF as a press release.

    Args:
        data: the whole file.
        item: what a report names.

    Raises:
        RefusedError: it is encrypted, damaged, too long, or has no text in it.
    """
    title, pages = _read(data, item)
    if sum(sum(map(str.isalpha, page)) for page in pages) < _FEWEST_LETTERS:
        raise RefusedError(item, "a PDF without text: its pages are pictures", _HINT)
    text = "\n\n".join(filter(None, map(_reflowed, pages)))
    draft = text_draft(tidy(text), item)
    return replace(draft, kind="release", title=draft.title or title)


def _read(data: bytes, item: str) -> tuple[str | None, list[str]]:
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise RefusedError(item, "an encrypted PDF", "Save it without its password.")
        if len(reader.pages) > MOST_PAGES:
            raise RefusedError(item, f"a PDF of more than {MOST_PAGES} pages", _HINT)
        return _title(reader), list(_texts(reader))
    except RefusedError:
        raise
    except ImportError as error:
        # pypdf needs a library of its own for the encryption of some files.
        raise RefusedError(item, "an encrypted PDF", "Save it without its password.") from error
    except Exception as error:
        # Damaged files break a PDF reader in more ways than can be listed.
        raise RefusedError(item, "a damaged PDF", "Fetch it again.") from error


def _texts(reader: Any) -> list[str]:
    texts: list[str] = []
    left = MOST_TEXT
    for page in reader.pages:
        texts.append(str(page.extract_text())[:left])
        left -= len(texts[-1])
        if left <= 0:
            break
    return texts


def _title(reader: Any) -> str | None:
    stated = reader.metadata.title if reader.metadata is not None else None
    title = " ".join(str(stated or "").split())
    # Programs fill it with the name of a file where nobody has given a title.
    return title if len(title.split()) > 2 and not re.search(r"\.\w{2,4}$|^Microsoft ", title) else None


def _reflowed(page: str) -> str:
    """A page's lines as paragraphs: broken where the layout broke them only for want of room."""
    lines = [line.strip() for line in page.split("\n")]
    lines = [line for line in lines if not line or not _PAGE_NUMBER.fullmatch(line)]
    width = max(map(len, lines), default=0)
    out: list[str] = []
    fresh = True
    for line in lines:
        if not line:
            fresh = True
            continue
        if fresh:
            out.append(line)
        elif out[-1].endswith("-") and line[0].islower():
            out[-1] = out[-1][:-1] + line
        else:
            out[-1] += f" {line}"
        # The first line of a page, if short, is a heading.
        fresh = len(line) < width * _SHORT and (bool(_END.search(line)) or out[-1] == line)
    return "\n\n".join(out)
