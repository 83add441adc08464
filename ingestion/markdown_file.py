"""A Markdown file: one article, its facts in front matter or above the story."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingestion.cleaning import clean
from ingestion.draft import Draft
from ingestion.headers import read_header
from ingestion.markup import plain_text
from ingestion.record import draft_of

_WRAPPED = 120
"""Code points of the longest line in a file whose paragraphs are wrapped by hand."""
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^([A-Za-z][\w -]*):[ \t]*(.*)$", re.MULTILINE)


def markdown_draft(text: str, item: str) -> Draft:
    """Read one Markdown article; its text is what a reader sees, without the marks.

    Args:
        text: the decoded file.
        item: what a report names.

    Raises:
        RefusedError: nothing of an article is in it.
    """
    front, body = _split(text)
    heading, plain = _heading_and_text(body)
    title = front.get("title") or front.get("headline") or heading
    if heading is not None and heading != title:
        plain = f"{heading}\n\n{plain}"
    header = read_header(clean(plain).text, titled=title is not None)
    facts = {**header.facts, **front}
    if title is not None:
        facts["title"] = title
    return draft_of({**facts, "text": header.body}, item)


def _split(text: str) -> tuple[dict[str, object], str]:
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    fields = {
        name: value for name, value in _front_matter(match[1]).items() if name.lower() not in _BODY_FIELDS
    }
    return fields, text[match.end() :]


_BODY_FIELDS = frozenset(("text", "body", "content", "article"))
"""In front matter these are not the story; the story is what follows it."""


def _front_matter(text: str) -> dict[str, object]:
    import yaml

    try:
        # The base loader leaves every value a string: dates are read by our own rules.
        fields = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  (it makes nothing but strings)
    except (yaml.YAMLError, RecursionError, ValueError):
        fields = None
    if isinstance(fields, Mapping):
        return {str(name): value for name, value in fields.items()}
    # A title with a colon in it is no YAML, and common.
    return {name.strip(): value.strip().strip("\"'") for name, value in _FIELD.findall(text)}


def _heading_and_text(body: str) -> tuple[str | None, str]:
    """The heading that the body begins with, and the plain text after it."""
    from markdown_it import MarkdownIt

    # Where paragraphs are not wrapped, a newline inside one is meant.
    unwrapped = any(len(line) > _WRAPPED for line in body.split("\n"))
    parser = MarkdownIt("commonmark", {"breaks": unwrapped}).enable(["table", "strikethrough"])
    tokens = parser.parse(body)
    heading = None
    if len(tokens) > 2 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        heading = " ".join(plain_text(parser.renderer.render(tokens[:3], parser.options, {})).split()) or None
        tokens = tokens[3:]
    return heading, plain_text(parser.renderer.render(tokens, parser.options, {}))
