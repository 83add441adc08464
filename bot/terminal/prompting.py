"""The prompt: history, keys, completion. Nothing heavy is imported here, so that it is there at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import Condition, has_focus
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import create_output
from prompt_toolkit.styles import Style

from bot.showing.inert import one_line
from bot.showing.screen import say
from bot.terminal.completing import NewsCompleter

if TYPE_CHECKING:
    from bot.terminal.opening import Opening

PROMPT = "› "
HINT = "Ask the news, or /help"

_STYLE = Style.from_dict({"placeholder": "ansibrightblack", "narrowed": "ansibrightblack", "prompt": "bold"})


def typed_lines(history: Path, opening: Opening, status: Callable[[], str]) -> Iterator[str]:
    """The lines typed at a prompt, until Ctrl-D.

    Args:
        history: file of the lines typed before; without one where it cannot be written.
        opening: the desk, which is warmed from the first prompt on.
        status: what the chat is narrowed to, shown to the right.
    """
    session = _session(_kept(history), opening, status)
    session.placeholder = FormattedText([("class:placeholder", HINT)])

    def begin(_: object = None) -> None:
        opening.warm(lambda: _leave(session))

    session.app.after_render += begin
    while opening.failure is None:
        try:
            line = session.prompt()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        session.placeholder = None
        yield line


def _session(kept: History, opening: Opening, status: Callable[[], str]) -> PromptSession[str]:
    session: PromptSession[str] = PromptSession(
        [("class:prompt", PROMPT)],
        history=kept,
        multiline=True,
        key_bindings=_bindings(),
        completer=NewsCompleter(opening.names),
        # Names in a question are completed when asked for; a question is not interrupted by guesses.
        complete_while_typing=Condition(lambda: get_app().current_buffer.text.startswith("/")),
        complete_in_thread=True,
        reserve_space_for_menu=4,
        enable_open_in_editor=False,
        prompt_continuation="  ",
        rprompt=lambda: [("class:narrowed", one_line(status()))],
        style=_STYLE,
        output=create_output(always_prefer_tty=True),
    )
    session.default_buffer.on_text_changed += lambda _: opening.touched()
    return session


def _leave(session: PromptSession[str]) -> None:
    """End the prompt from another thread."""
    loop = session.app.loop
    if loop is not None:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(lambda: session.app.exit(exception=EOFError()))


def _bindings() -> KeyBindings:
    keys = KeyBindings()
    # Not while the history is searched, where the same keys mean other things.
    typing = has_focus(DEFAULT_BUFFER)

    @keys.add("enter", filter=typing)
    def _ask(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("escape", "enter", filter=typing)
    def _new_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @keys.add("tab", filter=typing)
    def _complete(event: KeyPressEvent) -> None:
        _take_completion(event.current_buffer)

    @keys.add("c-c", filter=typing)
    def _clear(event: KeyPressEvent) -> None:
        event.current_buffer.reset()

    @keys.add("c-d", filter=typing & Condition(lambda: not get_app().current_buffer.text))
    def _end(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError())

    return keys


def _take_completion(buffer: Buffer) -> None:
    """Put in the only completion there is; of several what they have in common, then one after another."""
    asked = CompleteEvent(completion_requested=True)
    found = list(islice(buffer.completer.get_completions(buffer.document, asked), 2))
    if len(found) == 1:
        buffer.cancel_completion()
        buffer.apply_completion(found[0])
    elif buffer.complete_state:
        buffer.complete_next()
    else:
        buffer.start_completion(insert_common_part=True)


def _kept(history: Path) -> History:
    """The lines typed before, in a file that only its owner reads."""
    try:
        history.parent.mkdir(parents=True, exist_ok=True)
        history.touch(mode=0o600)
        if os.name == "posix":
            history.chmod(0o600)
        return FileHistory(str(history))
    except OSError:
        say(f"Questions are not remembered: {history} cannot be written.", "dim")
        return InMemoryHistory()
