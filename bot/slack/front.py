"""The Home tab and the suggested questions, made from what the library holds now."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.slack.blocks.home_view import RECENT, HomeFacts, home_view
from bot.slack.blocks.prompts import Prompt, prompts, questions
from bot.slack.replying.calls import SlackRefusedError
from bot.slack.serving.workspaces import GoneError

if TYPE_CHECKING:
    from bot.slack.service import Service
    from retrieval.asking.within import Within

LATEST = 20
"""Articles and statements from which questions are suggested."""


class Front:
    """What people see before they ask.

    Args:
        service: knows the library and what was asked.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    async def home(self, team: str, user: str) -> None:
        """Show somebody the Home tab."""
        with suppress(GoneError, SlackRefusedError):
            calls = await self._service.workspaces.calls(team)
            # No admin can change what holds in a conversation with the app: the file has the last word.
            settings = self._service.channels.rules.direct
            refusal = await self._service.rights.refusal(calls.client, settings, team, user)
            facts = await asyncio.to_thread(self._facts, team, user, settings.within, not refusal)
            await calls("views.publish", user_id=user, view=home_view(facts))

    async def prompts(self, team: str, channel: str, user: str) -> None:
        """Suggest questions in somebody's conversation with the app, if they may ask there."""
        with suppress(GoneError):
            calls = await self._service.workspaces.calls(team)
            settings = await self._service.settings(team, channel)
            if await self._service.rights.refusal(calls.client, settings, team, user):
                return
            suggested = await asyncio.to_thread(self._prompts, settings.within)
            if suggested:
                await calls.attempt(
                    "assistant.threads.setSuggestedPrompts", channel_id=channel, prompts=suggested
                )

    def _facts(self, team: str, user: str, limit: Within | None, may_ask: bool) -> HomeFacts:
        desk = self._service.desk
        asked = self._service.ledger.recent(team, user, limit=4 * RECENT)
        recent = tuple({entry.text.casefold(): entry.text for entry in reversed(asked)}.values())[::-1]
        if not may_ask:
            return HomeFacts(0, 0, recent=recent, may_ask=False)
        status = desk.status(within=limit)
        return HomeFacts(
            articles=status.articles,
            outlets=status.outlets,
            latest=status.latest.date() if status.latest else None,
            feeds=len(desk.feeds(within=limit)),
            recent=recent,
            examples=tuple(questions(*self._latest(limit))),
            today=datetime.now(UTC).date(),
        )

    def _prompts(self, limit: Within | None) -> list[Prompt]:
        return prompts(*self._latest(limit))

    def _latest(self, limit: Within | None) -> tuple[list[str], list[str]]:
        """The people who speak in the latest articles, and their headlines."""
        desk = self._service.desk
        titles = [article.title for article in desk.articles(limit=LATEST, within=limit) if article.title]
        said = desk.statements(limit=LATEST, within=limit)
        people = [one.name for one in said if one.name]
        return list(dict.fromkeys(people)), list(dict.fromkeys(titles))
