"""What is blanked in everything that is logged or told of errors: secrets, by their name or shape."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

_SECRET_NAME = re.compile(r"(TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|CREDENTIALS?)$", re.IGNORECASE)
_SECRET_VALUE = re.compile(
    r"\b(?:xox[a-z]|xapp)-[\w-]+"
    r"|\bsk-[\w-]{16,}"
    r"|(?<=Bearer )\S+"
    r"|(?<=://)[^/\s:@]+:[^/\s@]*(?=@)"
    r"|(?<=https://)[^/\s:@]+(?=@)"
)
_SECRET_PARAMETER = re.compile(
    r"([?&;](?:[\w.-]*[_.-])?(?:token|secret|password|passwd|pwd|api_?key|key|credential|sig|signature|auth)=)"
    r"[^&;#\s\"'<>\\]+",
    re.IGNORECASE,
)
"""Of an address such as a paper gives its subscribers: what is behind the name."""
_PASSWORD = re.compile(r"://[^/\s:@]*:([^/\s@]+)@")
_HIDDEN = "[hidden]"
_SHORTEST_SECRET = 6
"""Shorter values of variables are not blanked: they would blot out ordinary words."""

_hidden: set[str] = set()


def hide(secrets: Iterable[str]) -> None:
    """Have these blanked as well from now on, as those that a settings file holds.

    Of an address its password too, which a driver may say by itself.
    """
    for secret in secrets:
        _hidden.update(one for one in (secret, *_passwords(secret)) if len(one) >= _SHORTEST_SECRET)


def _passwords(address: str) -> Iterator[str]:
    """The password in an address, as it is written there and as it is meant."""
    if "://" not in address:
        return
    written = [found[1] for found in _PASSWORD.finditer(address)]
    written += [found[0].partition("=")[2] for found in _SECRET_PARAMETER.finditer(address)]
    for one in written:
        yield one
        yield unquote(one)


def redact(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """The text without secrets.

    Args:
        text: what is about to be written.
        environment: the value of each variable named like a secret is blanked,
            beside what was hidden and whatever `redact_shapes` knows.
    """
    values = {v for k, v in environment.items() if _SECRET_NAME.search(k) and len(v) >= _SHORTEST_SECRET}
    for value in sorted(values | _hidden, key=len, reverse=True):
        text = text.replace(value, _HIDDEN)
    return redact_shapes(text)


def redact_shapes(text: str) -> str:
    """The text without what has the shape of a token, or of a password or a key in an address."""
    if "://" in text:
        text = _SECRET_PARAMETER.sub(rf"\1{_HIDDEN}", text)
    return _SECRET_VALUE.sub(_HIDDEN, text)
