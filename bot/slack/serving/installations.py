"""The app in many workspaces: who installed it where, and the token for each, in a SQL database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from config.errors import SettingsError
from config.slack_manifest import INSTALL_PATH, OPTIONAL_SCOPES, REDIRECT_PATH, SCOPES

if TYPE_CHECKING:
    from config.settings import Settings

FILE = "slack_installations.sqlite3"

STATE_HOLDS = 600
"""Seconds that somebody may take to agree to an installation."""


class Installations:
    """The workspaces that installed the app. Use it in one event loop, as an async context manager.

    The bot tokens lie in the database as they are. A SQLite file is made for its owner alone (0600);
    who can read the file, or the database named instead, can act as the app.

    Args:
        settings: with the app's client id and secret, and the database if another than SQLite.
        folder: the library's folder.

    Raises:
        SettingsError: the client id or secret is missing, or the database's address is none.
    """

    def __init__(self, settings: Settings, folder: Path) -> None:
        if settings.slack_client_id is None or settings.slack_client_secret is None:
            raise SettingsError(
                "Several workspaces need the app's client id and client secret.",
                "Set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET.",
            )
        self._file = folder / FILE if settings.slack_database is None else None
        self._engine = _engine(settings, self._file)
        self.store = AsyncSQLAlchemyInstallationStore(settings.slack_client_id, self._engine)
        self._states = AsyncSQLAlchemyOAuthStateStore(STATE_HOLDS, self._engine)
        self.oauth = AsyncOAuthSettings(
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret.get_secret_value(),
            # What the manifest calls optional Slack lets the installer decline.
            scopes=[*SCOPES, *OPTIONAL_SCOPES],
            user_scopes=[],
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            installation_store=self.store,
            installation_store_bot_only=True,
            state_store=self._states,
        )

    async def __aenter__(self) -> Self:
        """Make the tables where there are none.

        Raises:
            SettingsError: the database cannot be reached or written.
        """
        try:
            if self._file is not None:
                _for_its_owner(self._file)
            await self.store.create_tables()  # type: ignore[no-untyped-call]
            await self._states.create_tables()  # type: ignore[no-untyped-call]
        except (SQLAlchemyError, OSError) as error:
            await self._engine.dispose()
            raise SettingsError(
                f"The database of installations cannot be used ({type(error).__name__}).",
                "Look at NEWSDESK_SLACK_DATABASE, and whether the library's folder is yours.",
            ) from error
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._engine.dispose()

    async def token(self, team: str, enterprise: str | None = None) -> str | None:
        """The bot token of a workspace; None where the app is not installed.

        Args:
            team: the workspace's id.
            enterprise: the id of the organisation that it belongs to.
        """
        bot = await self.store.async_find_bot(enterprise_id=enterprise, team_id=team)
        return bot.bot_token if bot else None

    async def forget(self, team: str, enterprise: str | None = None) -> None:
        """Delete what is kept of a workspace, as where it removes the app."""
        await self.store.async_delete_all(enterprise_id=enterprise, team_id=team)


def _engine(settings: Settings, file: Path | None) -> AsyncEngine:
    address = f"sqlite+aiosqlite:///{file.absolute()}" if file is not None else ""
    if settings.slack_database is not None:
        address = settings.slack_database.get_secret_value()
    try:
        # The address may hold a password: it is shown in no error and no log.
        return create_async_engine(address, hide_parameters=True)
    except (ArgumentError, ImportError, SQLAlchemyError) as error:
        raise SettingsError(
            f"The database of installations is no async one that can be used ({type(error).__name__}).",
            "NEWSDESK_SLACK_DATABASE is as postgresql+asyncpg://user:password@host/name; install its driver.",
        ) from error


def _for_its_owner(file: Path) -> None:
    """Make the file, where there is none, so that nobody else can read it; SQLite's journals follow it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    file.chmod(0o600)
