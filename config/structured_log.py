"""Lines of the log, as JSON or plain, without secrets, and without anyone's words unless they are allowed.

What is logged is an event, a sentence that stands in the code, with facts beside it:

    log.info("answered", extra={"key": key, "channel": channel, "duration": 1.2})

Of the facts, numbers are written under any name, texts only under the names in
FIELDS. Of a library's lines only where they come from is written, and of an
exception its kind and where it was raised: their messages may quote what
somebody wrote. Plain lines are cut so only where people's words may be at hand.

Whatever a message or an exception quotes, it makes no line of its own and nothing in
it acts on the terminal in which the log is read.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.escaping import escaped
from config.redaction import redact

FIELDS = frozenset(
    {"run_id", "question_id", "conversation", "place", "key", "event_id", "team", "channel", "thread", "kind"}
    | {"state", "reason", "origin", "model", "method"}
)
"""Names under which a text is an id or one of a few words."""

QUIET = ("ingestion", "retrieval", "config")
"""Loggers of ours that never have a question or an answer in a line; what they name is written."""

GUARDED = ("bot.slack", "slack_bolt", "slack_sdk", "aiohttp", "asyncio")
"""Loggers of which plain lines too hold no words."""

_WORD = re.compile(r"[\w.:/+-]{0,200}")
"""What a text fact may be: an id or one word, never a sentence."""
_STANDARD = frozenset(vars(logging.LogRecord("", 0, "", 0, "", None, None))) | {"message", "asctime", "ids"}
_LAYOUT = "%(asctime)s %(levelname)s %(ids)s%(name)s: %(message)s"
_IDS = ("run_id", "question_id")


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, event, the facts, and exception where there was one.

    Args:
        log_text: write messages in full.
    """

    def __init__(self, *, log_text: bool = False) -> None:
        super().__init__()
        self._log_text = log_text

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage() if self._log_text else _event(record),
            **_facts(record, self._log_text),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = _exception(record.exc_info[1], self._log_text)
        return escaped(json.dumps(_blanked(line), ensure_ascii=False, default=str))


class PlainLines(logging.Formatter):
    """Lines to read, with the facts behind and the traceback below; of GUARDED loggers with no words.

    Before the logger stand the ids, `run=… question=…`, as far as the record has any.

    Args:
        log_text: write messages in full.
    """

    def __init__(self, *, log_text: bool = False) -> None:
        super().__init__(_LAYOUT)
        self._log_text = log_text

    def format(self, record: logging.LogRecord) -> str:
        """The line, or lines."""
        record.ids = _ids(record)
        facts = "".join(
            f" {name}={value}" for name, value in _facts(record, False).items() if name not in _IDS
        )
        if self._log_text or not _is_of(record, GUARDED):
            told = {"msg": record.getMessage() + facts, "args": ()}
            return _in_lines(redact(super().format(logging.makeLogRecord({**vars(record), **told}))))
        plain = logging.makeLogRecord(
            {**vars(record), "msg": _event(record) + facts, "args": (), "exc_info": None, "exc_text": None}
        )
        lines = [super().format(plain)]
        if record.exc_info and record.exc_info[1] is not None:
            told = _exception(record.exc_info[1], False)
            lines += [f"  {told['type']}", *(f"    {place}" for place in told["at"])]
        return _in_lines(redact("\n".join(lines)))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # as logging has it
        """The line itself, whatever line ends the message has."""
        return escaped(super().formatMessage(record))


def _in_lines(told: str) -> str:
    """The line of a record, and those of its traceback indented: none of them passes for a record."""
    first, *below = told.split("\n")
    return "\n".join([first, *(f"  {escaped(line)}" for line in below)])


def _ids(record: logging.LogRecord) -> str:
    found = {name: getattr(record, name, None) for name in _IDS}
    return "".join(f"{name.removesuffix('_id')}={id_} " for name, id_ in found.items() if id_)


def _event(record: logging.LogRecord) -> str:
    """What happened, without words that somebody wrote."""
    if _is_of(record, QUIET):
        return record.getMessage()
    where = f"{Path(record.pathname).name}:{record.lineno}"
    if not _is_of(record, ("bot",)) or not isinstance(record.msg, str):
        return f"a message from {where}"
    args = record.args if isinstance(record.args, tuple) else (record.args,)
    try:
        return record.msg % tuple(map(_number, args)) if record.args else record.msg
    except (TypeError, ValueError):
        return record.msg


def _number(arg: object) -> object:
    return arg if isinstance(arg, int | float) else "…"


def _facts(record: logging.LogRecord, log_text: bool) -> dict[str, Any]:
    # Libraries that note something on every record of the process, as Ray does, name it so.
    own = (name for name in vars(record) if name not in _STANDARD and not name.startswith("_"))
    found = {name: getattr(record, name) for name in own}
    return {name: value for name, value in found.items() if log_text or is_fact(name, value)}


def is_fact(name: str, value: object) -> bool:
    """Whether what stands under a name is a number, an id or one of a few words, never anybody's own."""
    if isinstance(value, dict):
        return all(isinstance(one, int | float) for one in value.values())
    if isinstance(value, str):
        return name in FIELDS and _WORD.fullmatch(value) is not None
    return value is None or isinstance(value, int | float)


def _exception(error: BaseException, log_text: bool) -> dict[str, Any]:
    """Its kind, what it came from, and where it was raised, outermost first."""
    frames = traceback.extract_tb(error.__traceback__)
    told: dict[str, Any] = {
        "type": type(error).__name__,
        "at": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if log_text:
        told["message"] = str(error)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        told["from"] = type(cause).__name__
    return told


def _short(file: str) -> str:
    return "/".join(Path(file).parts[-3:])


def _is_of(record: logging.LogRecord, loggers: tuple[str, ...]) -> bool:
    return any(record.name == name or record.name.startswith(f"{name}.") for name in loggers)


def _blanked(value: Any) -> Any:
    """The value without secrets, in whatever depth."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {str(name): _blanked(one) for name, one in value.items()}
    return [_blanked(one) for one in value] if isinstance(value, list | tuple) else value
