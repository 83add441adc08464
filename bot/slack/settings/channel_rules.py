"""The TOML file of settings by channel."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.slack.settings.channel_settings import ChannelSettings, askers
from config.errors import SettingsError

_ID = re.compile(r"[CG][A-Z0-9]{2,20}")
_NAME = re.compile(r"#[^\s#A-Z]{1,80}")


def _channel(key: str) -> str:
    if not (_ID.fullmatch(key) or _NAME.fullmatch(key)):
        raise ValueError('a channel is named by its id (C…) or as "#name", in small letters')
    return key


class ChannelRules(BaseModel):
    """The whole file. A channel's own settings win over the defaults, its id over its name.

    `direct` is for direct messages and the Home tab.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    admins: Annotated[tuple[str, ...], BeforeValidator(askers)] = Field(
        (), description="Who may use /news settings, besides workspace admins: users and user groups."
    )
    defaults: ChannelSettings = ChannelSettings()
    direct: ChannelSettings = ChannelSettings()
    channels: dict[Annotated[str, AfterValidator(_channel)], ChannelSettings] = {}

    @property
    def by_name(self) -> bool:
        """Whether the name of a channel must be known to tell what holds there."""
        return any(key.startswith("#") for key in self.channels)


def read_rules(file: Path | None) -> ChannelRules:
    """The rules in a file; where none is named everybody may ask everything, on mention.

    Raises:
        SettingsError: it cannot be read, or states something that is no setting.
    """
    if file is None:
        return ChannelRules()
    try:
        stated = tomllib.loads(file.expanduser().read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(f"The channel settings in {file} cannot be read: {error}.") from error
    try:
        return ChannelRules.model_validate(_filled(stated))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"] if part != "[key]")
        what = str(first.get("ctx", {}).get("error") or first["msg"].lower())
        raise SettingsError(
            f"The channel settings in {file} are not usable: {place}: {what}.",
            "docs/slack.md lists what can be set.",
        ) from error


def _filled(stated: dict[str, Any]) -> dict[str, Any]:
    """The file with the defaults written into every channel that does not state otherwise."""
    defaults = stated.get("defaults")
    if not isinstance(defaults, dict):
        return stated
    filled = dict(stated)
    filled["direct"] = _over(defaults, stated.get("direct", {}))
    channels = stated.get("channels")
    if isinstance(channels, dict):
        filled["channels"] = {key: _over(defaults, value) for key, value in channels.items()}
    return filled


def _over(defaults: dict[str, Any], stated: object) -> object:
    """What is stated over the defaults; left as it is where it is no table, for the error to name."""
    return {**defaults, **stated} if isinstance(stated, dict) else stated
