"""The Slack app run in a thread beside a test, over the stand-in's real socket."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from bot.desk import Newsdesk
from bot.slack.service import Service
from bot.slack.serving.running import serving
from config.settings import Settings, load_settings
from tests.slack.standin import Slack

T = TypeVar("T")
PATIENCE = 20.0


def settings_for(slack: Slack, **more: Any) -> Settings:
    """Settings of an app in the stand-in's first workspace."""
    return load_settings(
        slack_bot_token=slack.bot_token,
        slack_app_token=slack.app_token,
        slack_api_url=slack.api_url,
        **{"slack_health_port": 0, **more},
    )


class RunningApp:
    """Use it as a context manager; it is connected when it is entered.

    Args:
        slack: what it connects to.
        library: a folder of its own.
        embedder: a desk whose loaded model it borrows.
        limit: seconds for answers under way when it is stopped.
        port: on which Slack's requests are taken by HTTP; Socket Mode if None.
        more: further settings.
    """

    def __init__(
        self,
        slack: Slack,
        library: Path,
        embedder: Newsdesk,
        limit: float = 5.0,
        port: int | None = None,
        **more: Any,
    ) -> None:
        self._http = None if port is None else ("127.0.0.1", port)
        self._slack = slack
        self._limit = limit
        self.desk = Newsdesk(library, settings=settings_for(slack, library=library, **more))
        self.desk.__dict__["_embedder"] = embedder._embedder
        self.service: Service
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()
        self._started = threading.Event()
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="the app", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(PATIENCE)
        if self._failed is not None:
            raise self._failed
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        self.desk.close()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """What a coroutine returns that is run in the app's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def _run(self) -> None:
        try:
            # Whatever is left at the end is cancelled and waited for, as where the app is a process.
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._serve())
        except BaseException as error:  # noqa: BLE001  # it is raised where the app is entered
            self._failed = error
        finally:
            self._started.set()

    async def _serve(self) -> None:
        async with serving(self.desk, http=self._http, limit=self._limit) as self.service:
            self._started.set()
            await self._ended.wait()
