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
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def xml_text(found: Fetched) -> str:
    """The text of an XML document, without its declaration.

    Raises:
        RefusedError: it is no text, or declares entities that stand for more than a character or two.
    """
    text = decode(found.body, found.address, charset_of(found))
    if len(_ENTITY.findall(text)) != len(_HARMLESS.findall(text)):
        raise RefusedError(found.address, "its XML declares entities of its own, which are not expanded")
    return _DECLARATION.sub("", text, count=1).strip()


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
