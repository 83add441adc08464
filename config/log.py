"""The log file: everything that went wrong in full, and no secret."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from config.settings import Settings

OURS = ("bot", "config", "ingestion", "retrieval")
"""Loggers that write at the level set; of the libraries only warnings are kept."""

LOG_BYTES = 1_000_000
LOG_FILES = 3
"""Older files kept beside the current one; four megabytes in all at most."""

_LAYOUT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_SECRET_NAME = re.compile(r"(TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|CREDENTIALS?)$", re.IGNORECASE)
_SECRET_VALUE = re.compile(
    r"\b(?:xox[a-z]|xapp)-[\w-]+"
    r"|\bsk-[\w-]{16,}"
    r"|(?<=Bearer )\S+"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
)
_HIDDEN = "[hidden]"
_SHORTEST_SECRET = 6
"""Shorter values of variables are not blanked: they would blot out ordinary words."""


def redact(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """The text without secrets.

    Args:
        text: what is about to be written.
        environment: the value of each variable named like a secret is blanked,
            beside whatever has the shape of a token, or of a password in an address.
    """
    values = {v for k, v in environment.items() if _SECRET_NAME.search(k) and len(v) >= _SHORTEST_SECRET}
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, _HIDDEN)
    return _SECRET_VALUE.sub(_HIDDEN, text)


class _Redacting(logging.Formatter):
    """Blanks secrets in the finished line, so in the traceback too."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class LogFile(RotatingFileHandler):
    """A file made at its first line; a log that cannot be written disturbs nobody."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            maxBytes=LOG_BYTES,
            backupCount=LOG_FILES,
            encoding="utf-8",
            errors="backslashreplace",
            delay=True,
        )
        self.path = path
        self.failed = False
        self.setFormatter(_Redacting(_LAYOUT))

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # as logging has it
        """Remember the failure, where logging's default would print a traceback."""
        self.failed = True


def start_log(settings: Settings, *, verbose: bool = False) -> LogFile:
    """Send the log to `settings.log_file`; with `verbose` in full detail, and to stderr as well.

    Calling it again replaces what the call before set up. Nothing is created
    until there is a line to write.
    """
    stop_log()
    level = logging.DEBUG if verbose else logging.getLevelName(settings.log_level)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    root = logging.getLogger()
    file = LogFile(settings.log_file)
    root.addHandler(file)
    if verbose:
        root.addHandler(_on_stderr())
    logging.captureWarnings(True)
    return file


def stop_log() -> None:
    """Close what `start_log` opened."""
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h.formatter, _Redacting)]:
        root.removeHandler(handler)
        handler.close()
    logging.captureWarnings(False)


def current_log() -> LogFile | None:
    """The log file in use, if there is one."""
    return next((h for h in logging.getLogger().handlers if isinstance(h, LogFile)), None)


def _on_stderr() -> logging.Handler:
    """The same lines for the eye; tracebacks stay in the file."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Redacting(_LAYOUT))
    handler.addFilter(lambda record: not record.exc_info)
    return handler
