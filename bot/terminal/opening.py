"""The desk of a chat: opened and warmed in a thread behind the prompt, waited for when it is needed."""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from bot.terminal.names_held import NamesHeld
from config.errors import NewsdeskError

if TYPE_CHECKING:
    from bot.desk import Newsdesk
    from config.settings import Settings

# In the order in which they need one another, so that each is a short step.
_HEAVY = (
    "pydantic",
    "pydantic_settings",
    "config.settings",
    "numpy",
    "onnxruntime",
    "tokenizers",
    "retrieval.index.text_index",
    "retrieval.models.embedder",
    "ingestion.pipeline",
    "retrieval.answering",
    "bot.desk",
    "bot.conversations.conversation",
    "bot.showing.rendering",
    "bot.showing.live",
)
PAUSE = 0.08
"""Seconds without a key after which a step of the warming begins."""

PATIENCE = 0.4
"""Seconds after which it begins all the same."""

QUESTION = "What is the news?"
"""What the model and the indexes are warmed with."""


class Opening:
    """The desk, opened once.

    Args:
        open_desk: opens it.
    """

    def __init__(self, open_desk: Callable[[], Newsdesk]) -> None:
        self._open_desk = open_desk
        self._desk: Newsdesk | None = None
        self._opening = threading.Lock()
        self._warming: threading.Thread | None = None
        self._wanted = threading.Condition()
        self._asking = 0
        self._leaving = False
        self._touched = 0.0
        self.names = NamesHeld()
        self.failure: Exception | None = None
        """Why it could not be opened; whoever waits at a prompt is told then."""

    def desk(self) -> Newsdesk:
        """The desk; opened now if it has not been.

        Raises:
            NewsdeskError: it cannot be opened.
        """
        with self._opening:
            if self._desk is None:
                self._desk = self._open_desk()
            return self._desk

    def reopen(self, settings: Settings) -> None:
        """Have a desk with other settings from now on.

        Raises:
            NewsdeskError: it cannot be opened; the one before stays.
        """
        from bot.desk import Newsdesk

        opened = Newsdesk(settings=settings)
        with self._opening:
            before, self._desk = self._desk, opened
        if before is not None:
            before.close()

    def close(self) -> None:
        """Let go of it, once the step of the warming under way is done."""
        self._leaving = True
        with self._wanted:
            self._wanted.notify_all()
        if self._warming is not None:
            self._warming.join()
        with self._opening:
            if self._desk is not None:
                self._desk.close()

    def warm(self, failed: Callable[[], None]) -> None:
        """Begin to open and warm it, behind what the user does.

        Args:
            failed: called in the other thread where it cannot be opened.
        """
        if self._warming is None:
            self._warming = threading.Thread(
                target=self._warm, args=(failed,), name="newsdesk-warm", daemon=True
            )
            self._warming.start()

    def touched(self) -> None:
        """A key was pressed: the next step waits a little."""
        self._touched = time.monotonic()

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Warming waits while this is entered: the desk is needed for something else."""
        with self._wanted:
            self._asking += 1
        try:
            yield
        finally:
            with self._wanted:
                self._asking -= 1
                self._wanted.notify_all()

    def _warm(self, failed: Callable[[], None]) -> None:
        for step in self._steps():
            if not self._may_go_on():
                return
            try:
                step()
            except NewsdeskError as error:
                # A question asked now fails likewise; that the desk cannot even be opened is told at once.
                if self._desk is None:
                    self.failure = error
                    failed()
                return
            except Exception as error:  # noqa: BLE001  # as above
                self.failure = error
                failed()
                return

    def _steps(self) -> Iterator[Callable[[], object]]:
        for module in _HEAVY:
            yield partial(importlib.import_module, module)
        yield self.desk
        yield lambda: self.names.load(self.desk())
        yield lambda: self.desk().model()
        yield lambda: self.desk().search(QUESTION, limit=1)
        yield lambda: self.desk().rewriter()

    def _may_go_on(self) -> bool:
        """Wait until no key is pressed and nothing is asked; False when the chat is left."""
        until = time.monotonic() + PATIENCE
        with self._wanted:
            self._wanted.wait_for(lambda: not self._asking or self._leaving)
            while not self._leaving:
                now = time.monotonic()
                wait = min(self._touched + PAUSE, until) - now
                if wait <= 0:
                    break
                self._wanted.wait(wait)
        return not self._leaving
