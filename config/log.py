"""The log file: everything that went wrong in full, and no secret."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from pydantic import SecretStr

from config.log_ids import WithIds, begin_run
from config.redaction import hide, redact_shapes
from config.settings import Settings
from config.structured_log import JsonLines, PlainLines

OURS = ("bot", "config", "ingestion", "retrieval")
"""Loggers that write at the level set; of the libraries only warnings are kept."""

LOG_BYTES = 1_000_000
LOG_FILES = 3
"""Older files kept beside the current one; four megabytes in all at most."""


class LogFile(RotatingFileHandler):
    """A file made at its first line; a log that cannot be written disturbs nobody."""

    def __init__(self, path: Path, lines: logging.Formatter) -> None:
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
        self.setFormatter(lines)
        self.addFilter(WithIds())

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # as logging has it
        """Remember the failure, where logging's default would print a traceback."""
        self.failed = True


def start_log(settings: Settings, *, verbose: bool = False) -> LogFile:
    """Send the log to `settings.log_file`; with `verbose` in full detail, and to stderr as well.

    Calling it again replaces what the call before set up, and begins a new run. Nothing is
    created until there is a line to write.
    """
    stop_log()
    begin_run()
    hide(_secrets(settings))
    level = logging.DEBUG if verbose else logging.getLevelName(settings.log_level)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    root = logging.getLogger()
    lines = (JsonLines if settings.log_format == "json" else PlainLines)(log_text=settings.log_text)
    file = LogFile(settings.log_file, lines)
    root.addHandler(file)
    if verbose:
        root.addHandler(_on_stderr(lines))
    logging.captureWarnings(True)
    return file


def _secrets(settings: Settings) -> Iterator[str]:
    for _, value in settings:
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, str) and redact_shapes(value) != value:
            yield value


def stop_log() -> None:
    """Close what `start_log` opened, and leave the levels as they are without a log."""
    for name in OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h.formatter, (JsonLines, PlainLines))]:
        root.removeHandler(handler)
        handler.close()
    logging.captureWarnings(False)


def current_log() -> LogFile | None:
    """The log file in use, if there is one."""
    return next((h for h in logging.getLogger().handlers if isinstance(h, LogFile)), None)


def _on_stderr(lines: logging.Formatter) -> logging.Handler:
    """The same lines for the eye; tracebacks stay in the file."""
    handler = logging.StreamHandler()
    handler.setFormatter(lines)
    handler.addFilter(WithIds())
    handler.addFilter(lambda record: not record.exc_info)
    return handler
