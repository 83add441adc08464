"""What is blanked in everything that is written to the log: secrets, by their name or their shape."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

_SECRET_NAME = re.compile(r"(TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|CREDENTIALS?)$", re.IGNORECASE)
_SECRET_VALUE = re.compile(
    r"\b(?:xox[a-z]|xapp)-[\w-]+"
    r"|\bsk-[\w-]{16,}"
    r"|(?<=Bearer )\S+"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
)
_HIDDEN = "[hidden]"
_SHORTEST_SECRET = 6
"""Shorter values of variables are not blanked: they would blot out ordinary words."""

_hidden: set[str] = set()


def hide(secrets: Iterable[str]) -> None:
    """Have these blanked as well from now on, as those that a settings file holds."""
    _hidden.update(secret for secret in secrets if len(secret) >= _SHORTEST_SECRET)


def redact(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """The text without secrets.

    Args:
        text: what is about to be written.
        environment: the value of each variable named like a secret is blanked,
            beside what was hidden and whatever has the shape of a token, or of a
            password in an address.
    """
    values = {v for k, v in environment.items() if _SECRET_NAME.search(k) and len(v) >= _SHORTEST_SECRET}
    for value in sorted(values | _hidden, key=len, reverse=True):
        text = text.replace(value, _HIDDEN)
    return _SECRET_VALUE.sub(_HIDDEN, text)
