"""Commands that go to the source of a quotation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.showing.inert import link
from bot.showing.screen import say, show, write

if TYPE_CHECKING:
    from bot.chat import Chat


class Place(Protocol):
    """Where a quotation stands: a citation, or a sentence that was weighed."""

    @property
    def article_id(self) -> str:
        """The id of its article."""

    @property
    def version(self) -> str:
        """The version of the article."""

    @property
    def start(self) -> int:
        """First code point in the article's text."""

    @property
    def end(self) -> int:
        """One past the last."""

    @property
    def url(self) -> str | None:
        """The address of the article."""


def sources(chat: Chat, _: str) -> None:
    """Show the sources of the last answer."""
    from bot.showing.rendering import sources_text
    from bot.showing.sources_view import sources_view

    answer = chat.last
    if answer is None or not answer.sources:
        say("No answer with sources yet.")
        return
    show(lambda: sources_view(answer.sources, answer.citations), lambda: sources_text(answer.sources))


def source(chat: Chat, word: str) -> None:
    """Show a quotation within its article."""
    from bot.terminal.passage_view import passage_text, passage_view

    place = _place(chat, word)
    if place is None:
        return
    article = chat.desk.article(place.article_id, place.version)
    show(
        lambda: passage_view(article, place.start, place.end),
        lambda: passage_text(article, place.start, place.end),
    )
    write("")


def open_page(chat: Chat, word: str) -> None:
    """Open the page of a quotation in a browser."""
    place = _place(chat, word)
    if place is None:
        return
    address = link(place.url)
    if address is None:
        say("That article has no address on the web; /source shows its text.")
        return
    import webbrowser

    try:
        opened = webbrowser.open(address)
    except (webbrowser.Error, OSError):
        opened = False
    say(f"Opened {address}" if opened else f"No browser was found here; the page is {address}", "dim")


def _place(chat: Chat, word: str) -> Place | None:
    """The quotation named by its number; None, and a sentence, where there is none."""
    number = word.strip("[]")
    place = chat.places.get(int(number)) if number.isdecimal() and len(number) < 4 else None
    if place is None:
        chat.failed = True
        numbers = ", ".join(map(str, sorted(chat.places)))
        say(f"There is no quotation {word}; there are {numbers}." if numbers else "Nothing is quoted yet.")
    return place
