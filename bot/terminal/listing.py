"""Commands that list: what somebody said, and what happened on which day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.showing.screen import say, show

if TYPE_CHECKING:
    from bot.chat import Chat

SCREENFUL = 10


def statements(chat: Chat, name: str) -> None:
    """List what somebody said, newest first, within what the chat is narrowed to."""
    from bot.showing.statements_view import statements_text, statements_view
    from retrieval.saying.statements import by_sentence

    narrowing = chat.narrowing
    # One more than is shown tells whether there are more.
    found = chat.desk.statements(by=name, as_of=narrowing.as_of, limit=SCREENFUL + 1, within=narrowing.within)
    sentences = by_sentence(found)
    listed = [one for said in sentences[:SCREENFUL] for one in said]
    if not listed:
        near = chat.desk.nearest_speakers(name, within=narrowing.within)
        advice = f" Nearest names: {', '.join(near)}." if near else ""
        say(f"No statement by “{name}”{_here(chat)}.{advice}")
        return
    show(lambda: statements_view(listed), lambda: statements_text(listed))
    if len(sentences) > SCREENFUL:
        say(f"There are older ones: /until {listed[-1].said_on or 'DATE'} goes back.", "dim")


def timeline(chat: Chat, topic: str) -> None:
    """Tell what happened on which day, within what the chat is narrowed to."""
    from bot.showing.timeline_view import timeline_text, timeline_view

    narrowing = chat.narrowing
    found = chat.desk.timeline(topic, as_of=narrowing.as_of, within=narrowing.within)
    if not found.events:
        say(f"The articles tell of no day for “{topic}”{_here(chat)}.")
        return
    show(lambda: timeline_view(found), lambda: timeline_text(found))
    chat.places = {event.citation.ordinal: event.citation for event in found.events}
    if found.left_out:
        say(f"{found.left_out} more events; name days to see them: /timeline {topic} in January 2022", "dim")


def _here(chat: Chat) -> str:
    narrowed = chat.narrowing.in_words()
    return f" within {narrowed}" if narrowed else ""
