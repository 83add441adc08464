"""`/news settings`: who may, what the modal shows, and that what is saved holds or is explained."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Newsdesk
from bot.slack.settings.asking_rights import AskingRights
from bot.slack.settings.channel_rules import ChannelRules
from bot.slack.settings.channel_settings import CLOSED, ChannelSettings
from bot.slack.settings.channels import Channels
from bot.slack.settings.settings_modal import LOCKED, NOT_AN_ADMIN, NOT_IN_DIRECT, UNKNOWN, SettingsModal
from bot.slack.settings.settings_view import Shown, settings_view
from config.slack_manifest import slack_manifest
from tests.slack.standin import Slack


class Office:
    """A running app with the modal, in a Slack with an admin and Anna."""

    def __init__(self, slack: Slack, desk: Newsdesk, rules: ChannelRules, folder: Path) -> None:
        slack.use_manifest(slack_manifest())
        self.slack = slack
        self.channels = Channels(rules, folder)
        self.rights = AskingRights(self.channels)
        self.client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        self.admin = slack.user("owner", admin=True)
        self.anna = slack.user("anna")
        self.channel = slack.channel("newsroom")
        self._modal = SettingsModal(self.rights, desk)
        self.refused: list[str | None] = []
        self.app = AsyncApp(client=self.client)
        self._modal.register(self.app)
        self.app.command("/news")(self._command)

    async def _command(self, ack: Any, command: dict[str, str], client: AsyncWebClient) -> None:
        await ack()
        where = (command["team_id"], command["channel_id"], command["user_id"], command["trigger_id"])
        self.refused.append(await self._modal.open(client, *where))

    async def opened(self, user: str) -> Any:
        await self.slack.acknowledgement(self.slack.command(user, self.channel, "/news", "settings"))
        return await self.slack.until(lambda: self.slack.modal(user))

    async def saved(self, user: str, view: Any, values: dict[str, Any]) -> dict[str, str]:
        done = await self.slack.acknowledgement(self.slack.submit(user, view, values))
        return dict((done.payload or {}).get("errors", {}))

    def settings(self) -> ChannelSettings:
        return self.channels.settings("T1", self.channel, "newsroom")


@pytest.fixture
def office(slack: Slack, sample_library: Path, tmp_path: Path) -> Any:
    with Newsdesk(sample_library) as desk:
        yield Office(slack, desk, ChannelRules(), tmp_path)


def live(office: Office, doing: Coroutine[Any, Any, None]) -> None:
    async def run() -> None:
        handler = AsyncSocketModeHandler(office.app, office.slack.app_token)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await office.slack.connected()
        try:
            await doing
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]

    asyncio.run(run())


def test_an_admin_sets_what_holds(office: Office) -> None:
    async def run() -> None:
        view = await office.opened(office.admin)
        chosen = {
            "who": "chosen",
            "users": [office.anna],
            "groups": "S0LAWYERS\n",
            "when": "every",
            "outlets": ["Northern Courier", "The Harbour Post"],
            "flags": ["quoted"],
        }
        assert await office.saved(office.admin, view, chosen) == {}

    live(office, run())
    settings = office.settings()
    assert settings == ChannelSettings(
        who=(office.anna, "S0LAWYERS"),
        when="every",
        outlets=("Northern Courier", "The Harbour Post"),
        quoted=True,
    )
    assert settings.within is not None
    assert settings.within.outlets == ("Northern Courier", "The Harbour Post")


def test_what_is_wrong_is_shown_in_the_modal(office: Office) -> None:
    async def run() -> None:
        view = await office.opened(office.admin)
        errors = await office.saved(office.admin, view, {"who": "chosen"})
        assert errors == {"users": "Choose somebody, or name a user group."}
        errors = await office.saved(office.admin, view, {"who": "chosen", "groups": "lawyers"})
        assert "lawyers is no id of a user group" in errors["groups"]
        errors = await office.saved(office.admin, view, {"feeds": "https://unknown.example/rss"})
        assert "The library knows no https://unknown.example/rss" in errors["feeds"]

    live(office, run())
    assert office.channels.changed("T1", office.channel) is None


def test_the_servers_file_holds_again(office: Office) -> None:
    office.channels.change("T1", office.channel, ChannelSettings(quoted=True), office.admin)

    async def run() -> None:
        view = await office.opened(office.admin)
        assert await office.saved(office.admin, view, {"reset": ["reset"]}) == {}

    live(office, run())
    assert office.channels.changed("T1", office.channel) is None


def test_only_an_admin_may(office: Office) -> None:
    async def run() -> None:
        await office.slack.acknowledgement(office.slack.command(office.anna, office.channel, "/news"))
        await office.slack.until(lambda: office.refused)
        assert office.refused == [NOT_AN_ADMIN]
        assert office.slack.modal(office.anna) is None
        view = await office.opened(office.admin)
        demoted = replace(office.slack.users[office.admin], admin=False)
        office.slack.users[office.admin] = demoted
        assert await office.saved(office.admin, view, {"who": "nobody"}) == {"who": NOT_AN_ADMIN}

    live(office, run())
    assert office.settings() == ChannelSettings()


def test_who_is_named_in_the_file_needs_no_scope(office: Office) -> None:
    office.slack.installed["T1"].scopes.discard("users:read")
    named = AskingRights(Channels(ChannelRules(admins=(office.anna,)), Path()))

    async def run() -> None:
        assert await named.is_admin(office.client, "T1", office.anna)
        assert not await named.is_admin(office.client, "T1", office.admin), "Slack does not tell"

    asyncio.run(run())


def test_members_of_a_group_may_ask_and_nobody_where_slack_does_not_tell(office: Office) -> None:
    settings = ChannelSettings(who=("S0LAWYERS",))
    office.slack.groups["S0LAWYERS"] = {office.anna}

    async def may(rights: AskingRights, user: str) -> bool:
        return await rights.refusal(office.client, settings, "T1", user) is None

    async def run() -> None:
        assert await may(office.rights, office.anna)
        assert not await may(office.rights, office.admin)
        office.slack.installed["T1"].scopes.discard("usergroups:read")
        assert await may(office.rights, office.anna), "remembered for a while"
        assert not await may(AskingRights(office.channels), office.anna)

    asyncio.run(run())


def test_bots_and_closed_channels(office: Office) -> None:
    async def run() -> None:
        async def said(settings: ChannelSettings, *, bot: bool = False) -> str | None:
            return await office.rights.refusal(office.client, settings, "T1", office.anna, bot=bot)

        assert await said(ChannelSettings()) is None
        assert "other bots" in str(await said(ChannelSettings(), bot=True))
        assert await said(ChannelSettings(bots=True), bot=True) is None
        assert "does not answer here" in str(await said(ChannelSettings(who="nobody")))
        assert "cannot tell" in str(await said(CLOSED))

    asyncio.run(run())


def test_a_channel_is_known_by_its_name_where_slack_tells_it(office: Office, tmp_path: Path) -> None:
    rules = ChannelRules.model_validate({"channels": {"#newsroom": {"quoted": True}}})
    rights = AskingRights(Channels(rules, tmp_path))

    async def run() -> None:
        assert (await rights.settings(office.client, "T1", office.channel)).quoted
        assert (await rights.settings(office.client, "T1", office.slack.channel("other"))).who == "all"
        office.slack.installed["T1"].scopes.discard("channels:read")
        unseen = office.slack.channel("unseen")
        assert await rights.settings(office.client, "T1", unseen) == CLOSED

    asyncio.run(run())


def test_where_and_why_the_modal_does_not_open(office: Office, sample_library: Path, tmp_path: Path) -> None:
    rules = ChannelRules.model_validate({"channels": {"#secret": {}, office.channel: {"locked": True}}})
    secret = office.slack.channel("secret", private=True, joined=False)

    async def run() -> None:
        with Newsdesk(sample_library) as desk:
            modal = SettingsModal(AskingRights(Channels(rules, tmp_path)), desk)

            async def said(channel: str) -> str | None:
                return await modal.open(office.client, "T1", channel, office.admin, "trigger")

            assert await said(office.channel) == LOCKED
            assert await said(secret) == UNKNOWN
            assert await said("D0000000001") == NOT_IN_DIRECT

    asyncio.run(run())


@pytest.mark.parametrize("outlets", [[], ["One"], [f"Outlet {n}" for n in range(300)], ["x" * 80]])
def test_the_modal_is_one_that_slack_takes(outlets: list[str]) -> None:
    settings = ChannelSettings(
        who=("U0ANNA", "S0LAWYERS"), outlets=("Gone Gazette",), feeds=("https://a.example/rss",), bots=True
    )
    view = settings_view(Shown("C123", settings, None, outlets, []))
    View(**view).validate_json()
    element = next(block for block in view["blocks"] if block.get("block_id") == "outlets")["element"]
    assert "Gone Gazette" in str(element.get("initial_options") or element.get("initial_value"))
