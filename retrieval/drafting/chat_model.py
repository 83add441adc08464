"""Opens the chat model that writes answers: any that LangChain's `init_chat_model` reaches."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from config.errors import ModelError
from config.redaction import redact_shapes
from config.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EXTRAS = {"openai": "langchain_openai", "anthropic": "langchain_anthropic", "ollama": "langchain_ollama"}
"""The providers that have an extra of ours, and the package each needs."""

_KEYS = {
    "openai": ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"),
    "anthropic": ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL", "ANTHROPIC_API_URL"),
}
"""The variables in which a provider's client looks for a key, or for an address that may need none."""

LONGEST_REPLY = 800
"""Tokens that a reply may have: a dozen sentences with their markers."""

_NO_KEY = "no key is needed"
"""What is sent to an address of the user's own that was given no key; the client insists on one."""


@dataclass(frozen=True, slots=True)
class ChatModel:
    """A chat model and what has to be known of it.

    Args:
        name: as it is set, `provider:name`.
        address: its address, where it is not its provider's, without a password; kept apart in the
            cache of answers.
        window: tokens it takes in at most, its reply included.
        timeout: seconds that an answer may take in all, and its first sentence too.
        chat: LangChain's side of it.
    """

    name: str
    address: str
    window: int
    timeout: float
    chat: BaseChatModel = field(repr=False)


def open_chat_model(settings: Settings) -> ChatModel:
    """The chat model that is set; nothing is sent to it yet.

    Raises:
        ModelError: none is set, its package is not installed, or its provider refuses the settings.
    """
    name = settings.model or ""
    provider = name.partition(":")[0]
    if not name:
        raise ModelError("No chat model is set.", "Set NEWSDESK_MODEL, such as ollama:llama3.2")
    for package in ("langchain", EXTRAS.get(provider, "langchain")):
        if find_spec(package) is None:
            raise ModelError(f"The model {name} needs the package {package}.", _install(provider, package))
    if _has_no_key(provider, settings):
        raise ModelError(
            f"The model {name} has no key.", f"Set NEWSDESK_MODEL_KEY, or {_KEYS[provider][0]} in its place."
        )
    try:
        chat = _opened(name, _options(provider, settings))
    except ImportError as missing:
        raise ModelError(
            f"The model {name} needs a package that is not installed.", _first_line(missing)
        ) from None
    except Exception as refused:  # noqa: BLE001  # each provider has errors of its own
        # Whatever it says may hold the key, so the kind of error is all that is repeated.
        raise ModelError(
            f"The model {name} cannot be opened ({type(refused).__name__}).",
            "Look at NEWSDESK_MODEL, NEWSDESK_MODEL_URL and NEWSDESK_MODEL_KEY.",
        ) from None
    address = redact_shapes(settings.model_url or "")
    return ChatModel(name, address, settings.model_window, settings.model_timeout, chat)


def _opened(name: str, options: dict[str, Any]) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    provider, _, model = name.partition(":")
    if provider == "openai":
        from retrieval.drafting.openai_cost import costed_chat_openai

        return costed_chat_openai()(model=model, **options)
    chat: BaseChatModel = init_chat_model(name, **options)
    return chat


def _options(provider: str, settings: Settings) -> dict[str, Any]:
    """Keyword arguments of the provider's class; what is tried again is decided by us alone."""
    options: dict[str, Any] = {"temperature": 0.0}
    if settings.model_url:
        options["base_url"] = settings.model_url
    if provider == "ollama":
        headers = {"Authorization": f"Bearer {_key(settings)}"} if settings.model_key else {}
        return {
            **options,
            "num_predict": LONGEST_REPLY,
            "num_ctx": settings.model_window,
            "client_kwargs": {"timeout": settings.model_timeout, "headers": headers},
        }
    options |= {"max_tokens": LONGEST_REPLY, "timeout": settings.model_timeout, "max_retries": 0}
    if settings.model_key:
        options["api_key"] = _key(settings)
    elif settings.model_url:
        options["api_key"] = _NO_KEY
    if provider == "openai":
        options["stream_usage"] = True
        # Its watch over each piece can lose a cancellation on Python 3.11; our deadline holds anyhow.
        options["stream_chunk_timeout"] = None
    return options


def _has_no_key(provider: str, settings: Settings) -> bool:
    given = settings.model_key or settings.model_url
    return provider in _KEYS and not given and not any(map(os.environ.get, _KEYS[provider]))


def _key(settings: Settings) -> str:
    return settings.model_key.get_secret_value() if settings.model_key else ""


def _install(provider: str, package: str) -> str:
    wanted = f"'newsdesk[{provider}]'" if provider in EXTRAS else package
    return f"Install it: pip install {wanted}"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200]
