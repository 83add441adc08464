"""Which settings hold in a channel: an admin's over the file's, the file's over the defaults."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import SecretStr

from bot.slack.settings.channel_rules import ChannelRules
from bot.slack.settings.channel_settings import ALL, CLOSED, ChannelSettings
from bot.slack.settings.channel_store import Change, ChannelStore
from config.errors import SettingsError

DIRECT = "D"
"""What the ids of direct messages begin with."""


class Channels:
    """The settings of every channel. It reads a database: call it in a thread.

    Args:
        rules: what the TOML file says.
        folder: the library's folder, where the changes of admins are kept.
        address: of the database that the library, and they, are in; None where that is a file.
    """

    def __init__(self, rules: ChannelRules, folder: Path, address: SecretStr | None = None) -> None:
        self.rules = rules
        self.store = ChannelStore(folder, address)

    def needs_name(self, channel: str) -> bool:
        """Whether `settings` has to be told the channel's name to know what holds there."""
        return self.rules.by_name and not channel.startswith(DIRECT) and channel not in self.rules.channels

    def settings(self, team: str, channel: str, name: str | None = None) -> ChannelSettings:
        """What holds in a channel.

        Args:
            team: the workspace's id.
            channel: the channel's id; one that begins with D is a direct message.
            name: the channel's name without "#"; None where it is not known. Where the file
                names channels and this one's name is not known, nobody may ask there: it
                may be one that is limited.

        Raises:
            LibraryError: the changes cannot be read.
        """
        filed = self.filed(channel, name)
        if filed.locked:
            return filed
        change = self.store.find(team, channel)
        return change.settings if change else filed

    def filed(self, channel: str, name: str | None = None) -> ChannelSettings:
        """What the file says of a channel, whatever admins changed; arguments as `settings` has them."""
        if channel.startswith(DIRECT):
            return self.rules.direct
        if channel in self.rules.channels:
            return self.rules.channels[channel]
        if name is None:
            return CLOSED if self.rules.by_name else self.rules.defaults
        return self.rules.channels.get(f"#{name}", self.rules.defaults)

    def changed(self, team: str, channel: str) -> Change | None:
        """What an admin set there, who and when; None where nobody did.

        Raises:
            LibraryError: it cannot be read.
        """
        return self.store.find(team, channel)

    def change(  # where, who, what
        self, team: str, channel: str, settings: ChannelSettings, by: str, name: str | None = None
    ) -> None:
        """Let other settings hold in a channel from now on.

        Args:
            team: the workspace's id.
            channel: the channel's id.
            settings: all that holds there.
            by: the user id of the admin.
            name: as `settings` has it.

        Raises:
            SettingsError: the file locks the channel.
            LibraryError: they cannot be kept.
        """
        self._check_unlocked(channel, name)
        self.store.keep(team, channel, settings.model_copy(update={"locked": False}), by)

    def reset(self, team: str, channel: str, name: str | None = None) -> None:
        """Let the file's settings hold again; raises as `change` does."""
        self._check_unlocked(channel, name)
        self.store.drop(team, channel)

    def unknown(self, outlets: Iterable[str]) -> list[str]:
        """Outlets that the file names and the library does not hold; limits to them leave nothing.

        Args:
            outlets: those held, as the library spells them.
        """
        held = {outlet.casefold() for outlet in outlets}
        rules = self.rules
        stated = [
            outlet
            for settings in (rules.defaults, rules.direct, *rules.channels.values())
            if settings.outlets != ALL
            for outlet in settings.outlets
        ]
        return sorted({outlet for outlet in stated if outlet.casefold() not in held})

    def _check_unlocked(self, channel: str, name: str | None) -> None:
        if self.filed(channel, name).locked:
            raise SettingsError("The settings of this channel are locked in the file of the server.")
