"""What the app itself says in Slack: notices and refusals, in whole sentences."""

from __future__ import annotations

from bot.slack.blocks.message import Message
from bot.slack.blocks.mrkdwn import escaped
from config.errors import NewsdeskError, QuestionError

HELP = (
    "*Ask me about the news, and I answer with quotations that you can check.*\n"
    "• In a channel: mention me with your question. In a thread that I have joined, just ask on.\n"
    "• In a direct message: just ask.\n"
    "• `/news question` answers you alone; “Share here” shows it to everybody.\n"
    "• On any message: More actions → “Check against the news”.\n"
    "• Name a day, an outlet or a speaker and I keep to it: “What did Lavrov demand in December?”\n"
    "• Edit your question and I answer anew; delete it and I forget it.\n"
    "Where my articles do not answer, I say so."
)
STOPPED = "Stopped, as you asked."
RESTARTING = "I am being restarted. I will answer this as soon as I am back."
STALE = (
    "I was not running for a while, and this question is old by now. Ask it again if you still want to know."
)
CUT_OFF_TWICE = (
    "Something cut me off twice while I answered this. Ask it in other words, or tell who runs me."
)
FAILED = "Something went wrong while I answered this. Ask again; if it stays so, tell who runs me."
UNREADABLE = "I cannot read my library at the moment. Who runs me finds the reason in my log."
DELETED = "The question was deleted, and I have forgotten it."
THANKS = "Thank you. It is noted with the question and its answer."
NO_SETTINGS = "The settings cannot be shown now. Who runs me finds the reason in my log."
GONE = "I no longer have that answer. Ask again."

MAYBE_SHARED = (
    "I was cut off while I shared this, and I cannot see whether it stands in the channel."
    " If it does not, ask again and share that answer."
)


def waiting(place: int) -> str:
    """What is told to somebody whose question has to wait, and for how many."""
    return "next in line…" if place == 1 else f"waiting: {place - 1:,} more before this one…"


def notice(text: str) -> Message:
    """A message of ours without anything in it that comes from outside."""
    return Message(text, ({"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}},))


def sorry(error: Exception, key: str) -> Message:
    """What is told of an error: what the one who asks can mend, and of all else that it happened.

    Args:
        error: on which the question could not be answered.
        key: of the question, by which who runs the app finds it in the log.
    """
    if isinstance(error, QuestionError):
        return notice(escaped(str(error)))
    told = UNREADABLE if isinstance(error, NewsdeskError) else FAILED
    return notice(f"{told} (Question {key}.)")
