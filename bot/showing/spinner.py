"""What is being done now, on a line that goes away again."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from bot.showing.inert import one_line
from bot.showing.screen import say

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status


class Spinner:
    """A spinner that names the step; on a terminal that cannot move its cursor each step is a line.

    Args:
        console: where answers are shown.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status: Status | None = None
        self._step = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.away()

    def tell(self, step: str) -> None:
        """Name what is done from now on."""
        self._step = one_line(step)
        if not self._moves:
            say(f"{self._step} …", "dim")
            return
        self.away()
        self.back()

    def away(self) -> None:
        """Leave the line to something else."""
        if self._status is not None:
            self._status.stop()
            self._status = None

    def back(self) -> None:
        """Go on below what was shown."""
        if not self._moves or self._status is not None or not self._step:
            return
        from rich.text import Text

        # One line whatever the width, or what wraps is left behind when it goes.
        room = max(1, self._console.width - 5)
        step = self._step if len(self._step) <= room else f"{self._step[: room - 1]}…"
        self._status = self._console.status(Text(step, "dim", no_wrap=True), spinner="dots")
        self._status.start()

    @property
    def _moves(self) -> bool:
        return self._console.is_terminal and not self._console.is_dumb_terminal
