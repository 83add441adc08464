"""Where something is served to monitors: on the loopback interface, unless more is allowed."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from config.errors import SettingsError


@dataclass(frozen=True, slots=True)
class ServedAt:
    """An address.

    Args:
        host: a number, or localhost.
        port: 0 is any that is free.
        beyond_loopback: whether other machines may be served.
        what: is served, as an error begins.
        setting: that allows it, as an error names it.

    Raises:
        SettingsError: the host is not of the loopback interface, and that was not allowed.
    """

    host: str = "127.0.0.1"
    port: int = 0
    beyond_loopback: bool = False
    what: str = "Health and metrics"
    setting: str = "NEWSDESK_SLACK_HEALTH_BEYOND_LOOPBACK"

    def __post_init__(self) -> None:
        if not (self.beyond_loopback or _is_loopback(self.host)):
            raise SettingsError(
                f"{self.what} would be open to other machines at {self.host or 'every address'}.",
                f"Serve them at 127.0.0.1, or allow it by {self.setting}=true.",
            )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
