"""Settings by channel: the file, the changes of admins, and that what is not known is closed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.settings.channel_rules import ChannelRules, read_rules
from bot.slack.settings.channel_settings import CLOSED, ChannelSettings
from bot.slack.settings.channel_store import FILE
from bot.slack.settings.channels import Channels
from config.errors import LibraryError, SettingsError

RULES = """
admins = ["U0ADMIN"]

[defaults]
outlets = ["The Harbour Post"]

[direct]
who = "nobody"

[channels.C0OPEN]
outlets = "all"
when = "every"

[channels."#legal"]
who = ["U0ANNA", "S0LAWYERS"]
quoted = true

[channels.C0LOCKED]
locked = true
"""


@pytest.fixture
def rules(tmp_path: Path) -> ChannelRules:
    file = tmp_path / "channels.toml"
    file.write_text(RULES, "utf-8")
    return read_rules(file)


@pytest.fixture
def channels(rules: ChannelRules, tmp_path: Path) -> Channels:
    return Channels(rules, tmp_path)


def test_without_a_file_everybody_may_ask_everything(tmp_path: Path) -> None:
    channels = Channels(read_rules(None), tmp_path)
    assert channels.settings("T1", "C1") == ChannelSettings()
    assert not channels.needs_name("C1")
    assert not (tmp_path / FILE).exists()


def test_a_channel_states_what_differs_from_the_defaults(channels: Channels) -> None:
    legal = channels.settings("T1", "C9", "legal")
    assert legal.who == ("U0ANNA", "S0LAWYERS")
    assert legal.outlets == ("The Harbour Post",)
    assert legal.limited
    opened = channels.settings("T1", "C0OPEN")
    assert (opened.outlets, opened.when, opened.limited) == ("all", "every", False)
    assert channels.settings("T1", "C9", "general") == channels.rules.defaults
    assert channels.settings("T1", "D123").who == "nobody"


def test_a_channel_whose_name_is_not_known_is_closed_where_names_are_used(channels: Channels) -> None:
    assert channels.needs_name("C9")
    assert channels.settings("T1", "C9") == CLOSED
    assert not channels.needs_name("C0OPEN")
    assert not channels.needs_name("D123")


def test_an_id_wins_over_a_name(channels: Channels) -> None:
    assert channels.settings("T1", "C0OPEN", "legal").who == "all"


def test_an_admins_change_holds_until_it_is_reset(channels: Channels, tmp_path: Path) -> None:
    wanted = ChannelSettings(who=("U0ANNA",), outlets=("Northern Courier",))
    channels.change("T1", "C0OPEN", wanted, "U0ADMIN")
    again = Channels(channels.rules, tmp_path)
    assert again.settings("T1", "C0OPEN") == wanted
    changed = again.changed("T1", "C0OPEN")
    assert changed is not None
    assert changed.by == "U0ADMIN"
    assert again.settings("T2", "C0OPEN").who == "all", "another workspace keeps its own"
    again.reset("T1", "C0OPEN")
    assert again.settings("T1", "C0OPEN").when == "every"


def test_a_locked_channel_is_not_changed_in_slack(channels: Channels) -> None:
    with pytest.raises(SettingsError, match="locked"):
        channels.change("T1", "C0LOCKED", ChannelSettings(), "U0ADMIN")
    with pytest.raises(SettingsError, match="locked"):
        channels.reset("T1", "C0LOCKED")
    with pytest.raises(SettingsError, match="locked"):
        channels.change("T1", "C9", ChannelSettings(), "U0ADMIN")


def test_a_lock_made_later_undoes_an_admins_change(channels: Channels, tmp_path: Path) -> None:
    channels.change("T1", "C0OPEN", ChannelSettings(quoted=True), "U0ADMIN")
    locked = ChannelRules.model_validate({"channels": {"C0OPEN": {"locked": True}}})
    assert not Channels(locked, tmp_path).settings("T1", "C0OPEN").quoted


def test_a_change_nobody_can_read_closes_the_channel(channels: Channels, tmp_path: Path) -> None:
    channels.change("T1", "C0OPEN", ChannelSettings(), "U0ADMIN")
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("""UPDATE slack_settings SET settings = '{"later": true}'""")
    db.close()
    assert channels.settings("T1", "C0OPEN") == CLOSED


def test_a_damaged_file_is_said_and_opens_nothing(channels: Channels, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"damaged" * 1000)
    with pytest.raises(LibraryError, match="slack_channels"):
        channels.settings("T1", "C0OPEN")


def test_a_workspace_that_leaves_is_forgotten(channels: Channels) -> None:
    channels.change("T1", "C0OPEN", ChannelSettings(quoted=True), "U0ADMIN")
    channels.change("T2", "C0OPEN", ChannelSettings(quoted=True), "U0ADMIN")
    channels.store.drop_team("T1")
    assert channels.changed("T1", "C0OPEN") is None
    assert channels.changed("T2", "C0OPEN") is not None


def test_outlets_that_the_library_does_not_hold_are_named(channels: Channels) -> None:
    assert channels.unknown(["the harbour post"]) == []
    assert channels.unknown(["Northern Courier"]) == ["The Harbour Post"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[channels.C123]\noutlets = []", "channels.C123.outlets: a list has 1 to"),
        ("[channels.C123]\noutlets = [' ']", "channels.C123.outlets: a list has 1 to"),
        ("[channels.C123]\nwho = ['bob']", "'bob' is no id of a user"),
        ("[channels.C123]\nwho = [['U123']]", "it is no list of texts"),
        ("[channels.C123]\nwho = 3", "it is no list of texts"),
        ("[channels.C123]\nbots = 'yes'", "channels.C123.bots"),
        ("[channels.general]", "a channel is named by its id"),
        ("[channels]\nC123 = 3", "channels.C123"),
        ("[defaults]\nwhen = 'often'", "defaults.when"),
        ("[defaults]\nwhom = 'all'", "defaults.whom: extra inputs"),
        ("[chanels.C123]", "chanels: extra inputs"),
        ("admins = 'U123'", "admins"),
        ("direct = 1", "direct"),
        ("[channels.C123\n", "cannot be read"),
    ],
)
def test_a_file_that_states_no_setting_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "channels.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as refused:
        read_rules(file)
    assert said in refused.value.message


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_rules(tmp_path / "none.toml")


@given(
    stated=st.dictionaries(
        st.sampled_from(["who", "when", "outlets", "feeds", "bots", "quoted"]),
        st.one_of(
            st.sampled_from(["all", "nobody", "mention", "every", True, False]),
            st.lists(st.sampled_from(["U0ANNA", "The Harbour Post", "", "x"]), max_size=3),
        ),
    )
)
def test_no_settings_are_both_accepted_and_empty(stated: dict[str, object]) -> None:
    """Whatever is written down, a limit is either refused or limits."""
    try:
        settings = ChannelSettings.model_validate(stated)
    except ValueError:
        return
    for limit, written in ((settings.who, stated.get("who")), (settings.outlets, stated.get("outlets"))):
        assert limit
        assert limit == "all" if written is None else True
        assert not (isinstance(written, list) and limit == "all")
    assert ChannelSettings.model_validate_json(settings.model_dump_json()) == settings
