"""The help, made of the table of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.terminal.command_table import COMMANDS, KEYS

if TYPE_CHECKING:
    from rich.console import RenderableType

INTRODUCTION = 'Ask a question; it may take up those before it ("and Biden?", "why?", "the second one").'


def help_view() -> RenderableType:
    """The help for a terminal."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    def columns(rows: list[tuple[str, str]]) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(style="cyan", overflow="fold", max_width=34)
        table.add_column(overflow="fold")
        for name, does in rows:
            table.add_row(Text(name), Text(does))
        return table

    commands = columns([(command.usage, command.does) for command in COMMANDS])
    return Group(Text(INTRODUCTION), Text(), commands, Text(), columns(list(KEYS)), Text())


def help_text() -> str:
    """The help for a pipe; keys mean nothing there."""
    width = max(len(command.usage) for command in COMMANDS)
    return "\n".join([INTRODUCTION, *(f"  {one.usage:{width}}  {one.does}" for one in COMMANDS)])


def manual() -> str:
    """The commands and keys as the tables of the manual, in Markdown."""
    commands = [f"| `{one.usage.replace('|', chr(92) + '|')}` | {one.does} |" for one in COMMANDS]
    keys = [f"| {key} | {does} |" for key, does in KEYS]
    return "\n".join(["| command | does |", "|---|---|", *commands, "", "| key | does |", "|---|---|", *keys])
