"""From named fields, whatever a source calls them, to a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from config.errors import RefusedError
from ingestion.canonical import canonical_url
from ingestion.cleaning import clean
from ingestion.dates import in_future, parse_stamp
from ingestion.draft import Draft, Stamp
from ingestion.encoding import tidy
from ingestion.kinds import kind_of
from ingestion.markup import has_markup, plain_text
from ingestion.names import byline_of, outlet_of

FEWEST_WORDS = 3
"""An article shorter than this says nothing."""

# Names are compared without case and punctuation: `publishedAt` and `published_at` are one.
_URL = ("canonicalurl", "canonical", "url", "link", "weburl")
_OUTLET = ("outlet", "source", "publisher", "sitename", "site", "domain")
_TITLE = ("title", "headline")
_BYLINE = ("authors", "author", "byline", "creator")
_PUBLISHED = (
    *("published", "publishedat", "publishedon", "publishedtime", "publicationdate", "datepublished"),
    *("pubdate", "date", "datetime", "created", "createdat"),
)
_MODIFIED = ("modified", "updated", "updatedat", "modifiedat", "datemodified", "lastmodified")
_TEXT = ("text", "body", "content", "article", "maintext", "articlebody")
_ID = ("id", "guid")
_KIND = ("kind", "section", "articlesection", "category")
_LANGUAGE = ("language", "lang", "inlanguage")

_LETTERS = re.compile(r"[^a-z]")
# Chinese, Japanese and Thai put no space between words; there a character stands for one.
_WORD = re.compile(r"[\u0e01-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\w+")
_LANGUAGE_CODE = re.compile(r"([A-Za-z]{2})(?:[-_].*)?")


def draft_of(record: Mapping[str, object], item: str) -> Draft:
    """The draft that a record describes, its text cleaned.

    Args:
        record: fields under any of the usual names.
        item: the file, or file and line, that a report names.

    Raises:
        RefusedError: the record holds no text that could be an article's.
    """
    fields = {_LETTERS.sub("", str(name).lower()): value for name, value in record.items()}
    cleaned = clean(raw := _text(fields))
    notes: list[str] = []
    url, title, published = _url(fields, notes), _title(fields), _stamp(fields, _PUBLISHED, notes)
    text = cleaned.text
    if not enough_words(text):
        # A page whose body is a player or a paywall still has its headline, and the headline is news:
        # it is kept, if a reader can be told where and when it stood.
        if not (raw.strip() and url and published and title and enough_words(title)):
            raise RefusedError(item, "no article text in it")
        text = title
        notes.append("only its headline could be read")
    return Draft(
        item=item,
        text=text,
        given_id=_given_id(fields),
        url=url,
        outlet=next(filter(None, map(outlet_of, _values(fields, _OUTLET))), None),
        title=title,
        byline=next(filter(None, map(byline_of, _values(fields, _BYLINE))), ()),
        published=published,
        modified=_stamp(fields, _MODIFIED, notes),
        kind=kind_of(_values(fields, _KIND), title, url, text),
        language=next((code for value in _values(fields, _LANGUAGE) if (code := _language(value))), None),
        notes=tuple(notes),
        credits=cleaned.credits,
    )


def enough_words(text: str) -> bool:
    """Whether a text has words enough to be an article."""
    words = _WORD.finditer(text)
    return sum(1 for _ in zip(range(FEWEST_WORDS), words, strict=False)) == FEWEST_WORDS


def _values(fields: Mapping[str, object], names: tuple[str, ...]) -> Iterator[object]:
    """What the record gives under these names, best name first, without what is empty."""
    return (fields[name] for name in names if fields.get(name) not in (None, "", [], {}))


def _strings(fields: Mapping[str, object], names: tuple[str, ...]) -> Iterator[str]:
    return (tidy(value) for value in _values(fields, names) if isinstance(value, str) and value.strip())


def _text(fields: Mapping[str, object]) -> str:
    for value in _values(fields, _TEXT):
        parts = value if isinstance(value, list) else [value]
        text = "\n\n".join(tidy(part) for part in parts if isinstance(part, str))
        if text.strip():
            return plain_text(text) if has_markup(text) else text
    return ""


def _title(fields: Mapping[str, object]) -> str | None:
    return next((" ".join(title.split()) for title in _strings(fields, _TITLE)), None)


def _url(fields: Mapping[str, object], notes: list[str]) -> str | None:
    stated = [url.strip() for url in _strings(fields, _URL)]
    found = next((url for url in stated if canonical_url(url) is not None), None)
    if found is None and stated:
        notes.append(f"address not understood: '{stated[0][:100]}'")
    return found


def _given_id(fields: Mapping[str, object]) -> str | None:
    for value in _values(fields, _ID):
        if (
            isinstance(value, str | int)
            and not isinstance(value, bool)
            and (given := tidy(str(value)).strip())
        ):
            return given
    return None


def _stamp(fields: Mapping[str, object], names: tuple[str, ...], notes: list[str]) -> Stamp | None:
    stated = [value for value in _values(fields, names) if isinstance(value, str | int | float)]
    for value in stated:
        stamp = None if isinstance(value, bool) else parse_stamp(str(value))
        if stamp is not None:
            if in_future(stamp):
                notes.append(f"dated in the future: {stamp.at:%Y-%m-%d}")
            return stamp
    if stated:
        notes.append(f"date not understood: '{tidy(str(stated[0]))[:100]}'")
    return None


def _language(value: object) -> str | None:
    match = _LANGUAGE_CODE.fullmatch(value.strip()) if isinstance(value, str) else None
    return None if match is None else match[1].lower()
