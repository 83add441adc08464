"""Options that were not given cost nothing: typer converts by pydantic, a tenth of a second to load."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup, TyperOption


class GivenOption(TyperOption):
    """An option whose value is converted only where there is one."""

    def process_value(self, ctx: Any, value: Any) -> Any:
        """The value for the command."""
        if value is None and not (self.required or self.multiple):
            return self.callback(ctx, self, None) if self.callback else None
        return super().process_value(ctx, value)


class _OnlyGiven:
    """Has the options of a command be such; typer makes them and takes no class for them."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters of the command."""
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if type(param) is TyperOption:
                param.__class__ = GivenOption
        return params


class QuickCommand(_OnlyGiven, TyperCommand):
    """A command that starts at once where no option is given."""


class QuickGroup(_OnlyGiven, TyperGroup):
    """Commands, likewise."""
