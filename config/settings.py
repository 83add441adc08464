"""Settings: defaults, then a TOML file, then `NEWSDESK_…` variables, then arguments."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from platformdirs import user_cache_path, user_config_path, user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from config.errors import SettingsError
from config.redaction import redact_shapes

BUNDLED_MODEL = "all-MiniLM-L6-v2"

USUAL = (
    "slack_bot_token",
    "slack_app_token",
    "slack_signing_secret",
    "slack_client_id",
    "slack_client_secret",
    "slack_api_url",
)
"""Settings also read from the variable of that name without `NEWSDESK_` before it, as SLACK_BOT_TOKEN."""


def settings_file() -> Path:
    """The TOML file read: `NEWSDESK_CONFIG`, else `config.toml` in the user's configuration folder."""
    named = os.environ.get("NEWSDESK_CONFIG")
    return Path(named).expanduser() if named else user_config_path("newsdesk") / "config.toml"


class Settings(BaseSettings):
    """Everything a user can set. Each field is `NEWSDESK_<FIELD>` in the environment."""

    model_config = SettingsConfigDict(
        env_prefix="NEWSDESK_",
        frozen=True,
        extra="forbid",
        # What was put where it does not belong may be a token.
        hide_input_in_errors=True,
    )

    library: Path = Field(
        default_factory=lambda: user_data_path("newsdesk") / "library",
        description="Folder of the library.",
    )
    database: SecretStr | None = Field(
        None,
        description="The PostgreSQL database that the library is in, as postgresql://user:password@host/name;"
        " the library's folder then holds this machine's indexes only.",
    )
    embedder: str = Field(
        BUNDLED_MODEL,
        description="The bundled embedding model, or a sentence-transformers model by name or path.",
    )
    query_prompt: str | None = Field(None, description="Put before a question; the model's own if unset.")
    passage_prompt: str | None = Field(None, description="Put before a passage; the model's own if unset.")
    reranker: str | None = Field(
        None, description="A sentence-transformers cross-encoder by name or path; none if unset."
    )
    rerank_top: int = Field(20, gt=0, description="How many of the first articles the reranker rescores.")
    model_cache: Path = Field(
        default_factory=lambda: user_cache_path("newsdesk") / "models",
        description="Folder of prepared models.",
    )
    threads: int = Field(0, ge=0, description="Threads of the embedder; 0 is one a core.")
    vectors: Literal["auto", "quantised", "chroma", "exact"] = Field(
        "auto",
        description="Which index searches vectors; "
        "auto is exact for small libraries and quantised for large ones.",
    )
    chroma_url: str | None = Field(
        None,
        pattern=r"^https?://[^@\s]+$",
        description="The address of a Chroma server that keeps the vectors of a large library; "
        "a folder of the library's if unset.",
    )
    chroma_tenant: str = Field("default_tenant", description="Chroma's tenant.")
    chroma_database: str = Field("default_database", description="Chroma's database.")
    chroma_collection: str = Field(
        "newsdesk",
        pattern=r"^[a-zA-Z0-9][a-zA-Z0-9._-]{1,480}[a-zA-Z0-9]$",
        description="The collection; each library that one server keeps needs its own.",
    )
    chroma_token: SecretStr | None = Field(None, description="Sent to the Chroma server with every request.")
    chroma_token_header: str = Field(
        "X-Chroma-Token",
        pattern=r"^[A-Za-z0-9-]+$",
        description="The header that carries it; in Authorization it is a bearer's token.",
    )
    chroma_authority: Path | None = Field(
        None, description="File of certificates by which the Chroma server is trusted, beside the system's."
    )
    model: str | None = Field(
        None,
        description="The chat model that writes answers, as provider:name; without one, answers are quoted.",
    )
    model_url: str | None = Field(
        None, description="The address of the chat model, where it is not its provider's."
    )
    model_key: SecretStr | None = Field(
        None, description="The key for the chat model, where its provider's own variable does not hold it."
    )
    model_timeout: float = Field(
        60.0, gt=0, description="Longest that a written answer may take, in seconds."
    )
    model_window: int = Field(8192, ge=1024, description="Tokens that the chat model takes in at most.")
    rewrite_follow_ups: bool = Field(
        True, description="Whether the chat model, where one is set, reads follow-up questions as well."
    )
    nli_model: str | None = Field(
        None,
        description="A sentence-transformers cross-encoder of natural language inference by name or path, "
        "asked last whether evidence bears a written sentence out; none if unset.",
    )
    keep_conversations: int = Field(
        90, ge=0, description="Days after which a conversation is forgotten; 0 keeps them all."
    )
    slack_bot_token: SecretStr | None = Field(None, description="Bot token of the Slack app (xoxb-…).")
    slack_app_token: SecretStr | None = Field(
        None, description="App-level token with connections:write (xapp-…), for Socket Mode."
    )
    slack_signing_secret: SecretStr | None = Field(
        None, description="Signing secret of the Slack app, for requests over HTTP."
    )
    slack_client_id: str | None = Field(
        None, description="Client id of the Slack app, where several workspaces may install it."
    )
    slack_client_secret: SecretStr | None = Field(None, description="Client secret, likewise.")
    slack_database: SecretStr | None = Field(
        None,
        description="SQLAlchemy's address of an async database for installations; a SQLite file in the "
        "library's folder if unset.",
    )
    slack_channels: Path | None = Field(
        None, description="TOML file of who may ask what in which Slack channel."
    )
    slack_api_url: str = Field(
        "https://slack.com/api/", pattern="^https?://", description="Where Slack's Web API is reached."
    )
    slack_answers: int = Field(4, gt=0, description="Questions from Slack answered at once.")
    slack_waiting: int = Field(
        100, ge=0, description="Questions from Slack that may wait beside those; more are refused."
    )
    slack_health_host: str = Field("127.0.0.1", description="Where the Slack app's health is served.")
    slack_health_port: int = Field(
        9464, ge=0, le=65535, description="The port for it and for metrics; 0 serves neither."
    )
    slack_health_beyond_loopback: bool = Field(
        False, description="Serve health and metrics to other machines as well."
    )
    metrics_host: str = Field("127.0.0.1", description="Where newsdesk watch serves its metrics.")
    metrics_port: int = Field(0, ge=0, le=65535, description="The port for them; 0 serves none.")
    metrics_beyond_loopback: bool = Field(False, description="Serve them to other machines as well.")
    families: Path | None = Field(
        None, description="A TOML file with more groups of outlets that are one publisher."
    )
    max_file_mb: int = Field(20, gt=0, description="Largest single article file read, in megabytes.")
    outlets: Path | None = Field(
        None,
        description='TOML file of "domain" = "Outlet" lines, put before the packaged table of outlets.',
    )
    user_agent: str = Field(
        "",
        pattern=r"^[\x20-\x7e]*$",
        description="What sites are told asks them; Newsdesk and its version if empty.",
    )
    allow_private_addresses: bool = Field(
        False, description="Fetch from this machine and from private networks as well."
    )
    max_page_mb: int = Field(20, gt=0, description="Largest page or feed fetched, unpacked, in megabytes.")
    fetch_timeout: float = Field(30.0, gt=0, description="Longest that one page may take, in seconds.")
    per_host: int = Field(4, gt=0, description="Pages fetched from one host at once.")
    per_host_delay: float = Field(
        0.2, ge=0, description="Shortest time between two requests to one host, in seconds."
    )
    fetchers: int = Field(16, gt=0, description="Pages fetched at once, from all hosts.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Detail of the log file."
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="Lines to read, or one JSON object a line for programs."
    )
    log_text: bool = Field(
        False, description="Whether the log may hold the words of questions, answers and messages."
    )
    log_file: Path = Field(
        default_factory=lambda: user_cache_path("newsdesk") / "newsdesk.log",
        description="Where the log goes.",
    )

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Every setting; of an address without the password in it."""
        for name, value in super().__repr_args__():
            yield name, redact_shapes(value) if isinstance(value, str) else value

    @field_validator("database")
    @classmethod
    def _is_postgres(cls, value: SecretStr | None) -> SecretStr | None:
        address = value.get_secret_value().strip() if value else ""
        if address and not re.match(r"postgres(ql)?(\+psycopg)?://", address):
            raise ValueError("it is as postgresql://user:password@host/name")
        return SecretStr(address) if address else None

    @field_validator("model")
    @classmethod
    def _has_provider(cls, value: str | None) -> str | None:
        if value and ":" not in value:
            raise ValueError("it is provider:name, as in openai:gpt-5; an embedding model is set as embedder")
        return value or None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments over environment over the TOML file; no `.env` of a passing folder is read."""
        return (
            init_settings,
            env_settings,
            InitSettingsSource(settings_cls, _usual_variables()),
            TomlConfigSettingsSource(settings_cls, settings_file()),
        )


def is_secret(field: FieldInfo) -> bool:
    """Whether a setting is one that nobody else may learn."""
    return SecretStr in (field.annotation, *get_args(field.annotation))


def _usual_variables() -> dict[str, Any]:
    """Settings under the names that Slack's own tools give them, where those variables are set."""
    return {name: os.environ[name.upper()] for name in USUAL if os.environ.get(name.upper())}


def load_settings(**overrides: Any) -> Settings:
    """The settings in force.

    Args:
        overrides: fields that win over the environment and the file; None means not given.

    Raises:
        SettingsError: a value is of the wrong kind, or the file does not parse.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        raise SettingsError(
            f"The setting {name} is not usable: {first['msg'].lower()}.",
            f"Look at NEWSDESK_{name.upper()} and at {settings_file()}.",
        ) from error
    except (ValueError, OSError, RecursionError) as error:
        raise SettingsError(f"The settings file {settings_file()} cannot be read: {error}.") from error


@cache
def default_settings() -> Settings:
    """The settings of this process, read once."""
    return load_settings()
