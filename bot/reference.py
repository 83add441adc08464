"""Writes docs/commands.md from the commands themselves: `python -m bot.reference > docs/commands.md`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from bot.cli import app
from bot.commands.tree import by_panel

WIDTH = 80
"""Columns of the help that is shown."""

_HEAD = """\
# Commands

<!-- Written by `python -m bot.reference`; not edited by hand. -->

What `--help` prints, of `newsdesk` and of every command.
"""


def reference() -> str:
    """The whole page."""
    root: Any = typer.main.get_command(app)
    parts = [_HEAD, _contents(root), _section(root, "newsdesk", [])]
    parts += [_section(command, name, before) for name, command, before in _under(root, "newsdesk", [])]
    return "\n".join(parts)


def _contents(root: Any) -> str:
    """The commands by their panels, each with what it does."""
    lines: list[str] = []
    for panel, rows in by_panel(root).items():
        lines += [f"**{panel}**", "", *(f"- [`{name}`](#newsdesk-{name}): {told}" for name, told in rows), ""]
    return "\n".join(lines)


def _under(group: Any, name: str, before: list[Any]) -> Iterator[tuple[str, Any, list[Any]]]:
    """Every command of a group, and those under it, each with its full name and the groups above it."""
    for own, command in group.commands.items():
        full = f"{name} {own}"
        above = [*before, (name, group)]
        yield full, command, above
        if hasattr(command, "commands"):
            yield from _under(command, full, above)


def _section(command: Any, name: str, above: list[Any]) -> str:
    parent = None
    for group_name, group in above:
        parent = group.context_class(
            group, info_name=group_name.rsplit(maxsplit=1)[-1], parent=parent, **group.context_settings
        )
    context = command.context_class(
        command,
        info_name=name.rsplit(maxsplit=1)[-1],
        parent=parent,
        terminal_width=WIDTH,
        max_content_width=WIDTH,
        **command.context_settings,
    )
    told = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    return f"## {name}\n\n```text\n{told}\n```\n"


if __name__ == "__main__":
    typer.echo(reference(), nl=False)
