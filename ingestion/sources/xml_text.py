"""XML from strangers as text that is safe to parse: one encoding, and no entities that grow."""

from __future__ import annotations

import codecs
import re

from config.errors import RefusedError
from ingestion.encoding import decode
from ingestion.fetched import Fetched
from ingestion.html_page import declared_charset

_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
# A name for a character or two, such as nbsp, multiplies nothing.
_HARMLESS = re.compile(r"<!ENTITY\s+[\w.-]+\s+([\"'])(?:[^\"'&%<>]|&#\w{1,7};){0,2}\1\s*>", re.IGNORECASE)
# Of a reference to half a character a parser that reads on past mistakes makes bytes that are no text.
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]+)|([0-9]+));", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def xml_text(found: Fetched) -> str:
    """The text of an XML document, without its declaration.

    Raises:
        RefusedError: it is no text, or declares entities that stand for more than a character or two.
    """
    text = decode(found.body, found.address, charset_of(found))
    if len(_ENTITY.findall(text)) != len(_HARMLESS.findall(text)):
        raise RefusedError(found.address, "its XML declares entities of its own, which are not expanded")
    return _REFERENCE.sub(_of_a_character, _DECLARATION.sub("", text, count=1).strip())


def _of_a_character(found: re.Match[str]) -> str:
    """A reference as it stands; U+FFFD where there is no such character."""
    digits = (found[1] or found[2]).lstrip("0")
    code = int(digits, 16 if found[1] else 10) if 0 < len(digits) <= 7 else 0
    return found[0] if 0 < code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else "\ufffd"


def charset_of(found: Fetched) -> str | None:
    """The encoding stated by the server, if there is such a one, else by the document."""
    if found.charset:
        try:
            codecs.lookup(found.charset)
        except (LookupError, ValueError):
            pass
        else:
            return found.charset
    return declared_charset(found.body)
