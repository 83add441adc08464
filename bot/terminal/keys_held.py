"""Keys pressed while an answer comes: not shown, and kept for the next prompt."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def keys_held() -> Iterator[None]:
    """Have the terminal neither show keys nor wait for whole lines; Ctrl-C stays an interrupt."""
    try:
        import termios
    except ImportError:
        # A console of Windows shows nothing that is not read.
        yield
        return
    try:
        number = sys.stdin.fileno()
        before = termios.tcgetattr(number)
    except (termios.error, OSError, ValueError):
        yield
        return
    held = [*before]
    held[3] &= ~(termios.ECHO | termios.ICANON)
    # Ctrl-C drops the answer, not what was typed before it.
    held[3] |= termios.NOFLSH
    # Enter stays what the prompt takes for Enter.
    held[0] &= ~termios.ICRNL
    with suppress(termios.error, OSError):
        termios.tcsetattr(number, termios.TCSADRAIN, held)
    try:
        yield
    finally:
        with suppress(termios.error, OSError):
            termios.tcsetattr(number, termios.TCSADRAIN, before)
