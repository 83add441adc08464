"""Looks whether the chat model that is set answers: its package, its key and its address."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bot.status import Check
from config.errors import ModelError

if TYPE_CHECKING:
    from bot.desk import Newsdesk

NAME = "chat model"

PATIENCE = 10.0
"""Seconds that a model may take to say one word."""

UNSET = "none is set: answers quote; set NEWSDESK_MODEL to have them written"


def chat_model(desk: Newsdesk) -> Check:
    """Whether the chat model answers one tiny request; nothing is sent where none is set."""
    settings = desk.settings
    if not settings.model:
        return Check(name=NAME, ok=True, detail=UNSET)
    from retrieval.drafting.chat_model import open_chat_model
    from retrieval.drafting.reply import ReplyError, Tokens, reply

    try:
        model = open_chat_model(settings)
    except ModelError as refused:
        return Check(name=NAME, ok=False, detail=refused.message, mend=refused.hint)
    from langchain_core.messages import HumanMessage

    begun = time.monotonic()
    until = begun + min(PATIENCE, settings.model_timeout)
    said = reply(model, [HumanMessage("Say OK.")], lambda: until, Tokens())
    try:
        first = next(said, None)
    except ReplyError as failed:
        return Check(name=NAME, ok=False, detail=f"{settings.model} {failed}", mend=_mend(str(failed)))
    finally:
        said.close()
    seconds = f"{time.monotonic() - begun:.1f} s"
    if first is None:
        return Check(name=NAME, ok=False, detail=f"{settings.model} says nothing", mend=_mend(""))
    where = f" at {settings.model_url}" if settings.model_url else ""
    return Check(name=NAME, ok=True, detail=f"{settings.model}{where} answers, in {seconds}")


def _mend(failed: str) -> str:
    if "key" in failed:
        return "Look at NEWSDESK_MODEL_KEY, or at the variable in which its provider expects the key."
    if "slow" in failed:
        return "Try again, or set a faster model as NEWSDESK_MODEL; answers quote meanwhile."
    if "too much" in failed or "(5" in failed:
        return "Try again in a while; answers quote meanwhile."
    return "Look at NEWSDESK_MODEL and NEWSDESK_MODEL_URL; answers quote meanwhile."
