"""The command that tells which models answer, and takes another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.showing.screen import say

if TYPE_CHECKING:
    from bot.chat import Chat


def model(chat: Chat, word: str) -> None:
    """Show the models; quote, write again, or have another chat model write."""
    if word == "quoted":
        chat.quoted = True
    elif word == "written":
        if not chat.desk.settings.model:
            chat.failed = True
            say("No chat model is set; name one, such as /model ollama:llama3.2")
            return
        chat.quoted = False
    elif word:
        _switch(chat, word)
    _tell(chat)


def _switch(chat: Chat, name: str) -> None:
    """Have another chat model write.

    Raises:
        SettingsError: it is not written as provider:name.
        ModelError: it cannot be used.
    """
    from bot.another_model import with_model
    from config.errors import SettingsError
    from retrieval.drafting.chat_model import open_chat_model

    if ":" not in name.strip(":"):
        raise SettingsError(f"“{name}” names no model.", "Write it as provider:name: /model ollama:llama3.2")
    before = chat.desk.settings
    settings = with_model(before, name)
    open_chat_model(settings)
    chat.reopen(settings)
    chat.quoted = False


def _tell(chat: Chat) -> None:
    settings = chat.desk.settings
    if not settings.model:
        say("Answers are quoted: no chat model is set.")
    elif chat.quoted:
        say(f"Answers are quoted; /model written has {settings.model} write them.")
    else:
        say(f"Answers are written by {settings.model} and checked; /model quoted only quotes.")
    say(f"Articles are found by {settings.embedder}{_reranked(settings.reranker)}.")


def _reranked(reranker: str | None) -> str:
    return f", ranked again by {reranker}" if reranker else ""
