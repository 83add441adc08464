"""A conversation as Markdown: what was asked, each quotation, its source with a link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.showing import wording
from bot.showing.inert import inert, link, one_line
from retrieval.wording import dated_in_words, day_in_words

if TYPE_CHECKING:
    from bot.conversations.conversation_record import Kept, Turn
    from retrieval.answer import Answer, Citation, Source

# Whatever could act in Markdown, HTML in it included; after the backslash each stands for itself.
_ACTS = re.compile(r"([\\`*_{}\[\]<>#&|~!+=$^\-])|(?<=\d)([.)])|(?<=:)(//)|(?<=www)(\.)|(?<=\w)(@)")


def markdown(kept: Kept, turns: Sequence[Turn]) -> str:
    """The conversation as a document; rendered, each quotation stands as in its article."""
    begun = f"Begun {day_in_words(kept.begun.date())}, last asked {day_in_words(kept.latest.date())} (UTC)."
    blocks = [f"# {_plain(kept.title)}", f"{begun} Conversation {kept.id}."]
    for turn in turns:
        blocks += _turn(turn)
    return "\n\n".join(blocks) + "\n"


def _turn(turn: Turn) -> list[str]:
    blocks = [f"## {turn.n}. {_plain(turn.question)}"]
    if turn.why:
        blocks.append(f"Understood as: {_plain(turn.understood)}")
    if turn.answer is None:
        return [*blocks, "The answer was kept in a form that can no longer be read."]
    return [*blocks, *_answer(turn.answer)]


def _answer(answer: Answer) -> list[str]:
    blocks = [_plain(answer.text)] if answer.kind != "quoted" or not answer.citations else []
    blocks += [f"{_plain(wording.lead_in(c))}\n\n{_quote(c)}" for c in answer.citations]
    if answer.kind == "abstained" and answer.nearest:
        blocks.append(f"Nearest article: {_source(answer.nearest)}")
    if answer.sources:
        blocks.append("\n".join(f"- {_source(source)}" for source in answer.sources))
    return [*blocks, *map(_plain, answer.notes), f"*{_plain(wording.footing(answer))}*"]


def _quote(citation: Citation) -> str:
    lines = inert(citation.quote).split("\n")
    return "\n".join(f"> {_escaped(line)}" for line in lines) + f" \\[{citation.ordinal}\\]"


def _source(source: Source) -> str:
    title = _plain(source.title) if source.title else "untitled"
    url = link(source.url)
    if url:
        address = url.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
        title = f"[{title}](<{address}>)"
    outlet, published = wording.outlet_in_words(source), dated_in_words(source)
    parts = [_plain(outlet), title, _plain(published), _plain(wording.also(source))]
    return " ".join(
        part for part in (_plain(wording.markers(source)), ", ".join(filter(None, parts))) if part
    )


def _plain(text: str) -> str:
    return _escaped(one_line(text))


def _escaped(text: str) -> str:
    """One line; white space before it would make code of it, so it is written as a number."""
    escaped = _ACTS.sub(lambda found: "\\" + found[0], text)
    return f"&#{ord(escaped[0])};{escaped[1:]}" if escaped[:1] in {" ", "\t"} else escaped
