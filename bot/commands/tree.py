"""How the commands are held together: bare questions, help in groups, failures in a sentence."""

from __future__ import annotations

from typing import Any

from bot.commands.bare_question import ASK, Grammar, MistypedError, stdin_is_piped
from bot.commands.unconverted import QuickGroup
from bot.failures import told_plainly


class InPanels(QuickGroup):
    """Commands whose help lists them in groups, plainly and quickly."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        for command in self.commands.values():
            params: list[Any] = [*command.params]
            for param in params:
                if param.param_type_name == "argument":
                    # Typer puts Python's name of the type behind that of an argument: "ID <str>".
                    param.display_type_rich = _no_type

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands, each group under its name, in the order in which they were added."""
        panels = by_panel(self)
        widest = max((len(name) for rows in panels.values() for name, _ in rows), default=0)
        for panel, rows in panels.items():
            with formatter.section(panel):
                formatter.write_dl([(name.ljust(widest), told) for name, told in rows])


def by_panel(group: Any) -> dict[str, list[tuple[str, str]]]:
    """The commands of a group that are shown, each with what it does, under the name of their panel."""
    panels: dict[str, list[tuple[str, str]]] = {}
    for name, command in group.commands.items():
        if not command.hidden:
            panel = str(getattr(command, "rich_help_panel", "") or "Commands")
            panels.setdefault(panel, []).append((name, gist(command)))
    return panels


def gist(command: Any) -> str:
    """What a command does: the first paragraph of its help."""
    told = str(command.short_help or command.help or "")
    return " ".join(told.partition("\n\n")[0].split())


def _no_type(ctx: Any) -> None:
    """In place of the type of an argument."""


class QuestionsWelcome(InPanels):
    """Commands; what names none of them but asks something is a question to `ask`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line, with `ask` put in where a question stands alone."""
        # A shell that completes a line is no question.
        if not ctx.resilient_parsing:
            try:
                args = self._grammar().with_command(args, piped=stdin_is_piped())
            except MistypedError as mistyped:
                ctx.fail(str(mistyped))
        return super().parse_args(ctx, args)

    def _grammar(self) -> Grammar:
        own: list[Any] = [param for param in self.params if param.param_type_name == "option"]
        asking: list[Any] = [p for p in self.commands[ASK].params if p.param_type_name == "option"]
        return Grammar(
            self.commands,
            [*_names(own, flags=True), "-h", "--help"],
            _names(own, flags=False),
            _names(asking, flags=False),
        )

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what fails in it is told in a sentence."""
        with told_plainly():
            return super().invoke(ctx)


def _names(options: list[Any], *, flags: bool) -> list[str]:
    """Every spelling of the options that stand alone, or of those that take a value."""
    return [name for option in options if option.is_flag == flags for name in option.opts]
