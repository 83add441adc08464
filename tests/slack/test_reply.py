"""A reply reaches its reader whatever Slack refuses, at the pace that Slack takes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.place import Place
from bot.slack.record.received import Entry
from bot.slack.replying.calls import Calls
from bot.slack.replying.cutting import cut
from bot.slack.replying.pacing import Gate, Pacing, Rate
from bot.slack.replying.part import ReplyLostError, StoppedByUserError
from bot.slack.replying.reply import ROLL_OVER, Reply
from bot.slack.replying.session import Session
from tests.slack.standin import Message, Slack

FEEDBACK = {"type": "section", "text": {"type": "mrkdwn", "text": "the end"}}
Asked = Callable[..., Awaitable[Reply]]


class Scene:
    """One question in a channel, and the reply to it."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        user, channel = slack.user("alice"), slack.channel("news")
        self.question = slack.say(channel, user, "what happened?")
        self.place = Place("T1", channel, self.question.ts, user)
        self.noted: list[str | None] = []
        self.client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        self.clock = 0.0

    async def note(self, ts: str | None) -> None:
        self.noted.append(ts)

    def reply(self, *replacing: str, pace: float = 0.0, patience: float = 20.0) -> Reply:
        calls = Calls(self.client, Pacing(), patience)
        return Reply(calls, self.place, self.note, replacing=replacing, pace=pace, clock=lambda: self.clock)

    def entry(self) -> Entry:
        place, nothing = self.place, {"revision": 0, "attempts": 1, "posting": False, "replies": ()}
        asked = {"ts": place.thread_ts, "received_at": datetime.now(UTC), "kind": "mention", "text": "what?"}
        return Entry.model_validate(
            {"event_id": None, "team": "T1", "channel": place.channel, "user": place.user}
            | {"state": "answering"}
            | nothing
            | asked
        )

    @property
    def answers(self) -> list[Message]:
        return self.slack.answers(self.place.channel, self.question.ts)

    def told(self) -> list[str]:
        return [answer.visible_text() for answer in self.answers]

    async def seen(self, text: str) -> None:
        await self.slack.until(lambda: any(text in told for told in self.told()))


@pytest.fixture
def scene(slack: Slack) -> Scene:
    return Scene(slack)


def run(work: Awaitable[None]) -> None:
    async def main() -> None:
        async with asyncio.timeout(30):
            await work

    asyncio.run(main())


class TestStream:
    def test_is_begun_with_text_and_ended_with_blocks(self, scene: Scene) -> None:
        async def work() -> None:
            reply = scene.reply()
            reply.write("One. ")
            await scene.seen("One.")
            reply.write("Two.")
            assert await reply.end([FEEDBACK], "active")

        run(work())
        assert scene.told() == ["One. Two.\nthe end"]
        assert scene.noted == [None, scene.answers[0].ts]
        assert not scene.answers[0].streaming

    def test_bits_that_come_together_are_sent_together(self, scene: Scene) -> None:
        async def work() -> None:
            reply = scene.reply(pace=1.0)
            reply.write("begun ")
            await scene.seen("begun")
            for n in range(50):
                reply.write(f"{n} ")
            await reply.end()

        run(work())
        assert "48 49" in scene.told()[0]
        assert len(scene.slack.calls("chat.appendStream")) == 0

    def test_goes_on_in_a_new_message_before_it_is_too_long(self, scene: Scene) -> None:
        paragraphs = [f"Paragraph {n}: " + "words and more words. " * 40 for n in range(30)]

        async def work() -> None:
            reply = scene.reply()
            for paragraph in paragraphs:
                reply.write(f"{paragraph.strip()}\n\n")
                await asyncio.sleep(0)
            await reply.end([FEEDBACK])

        run(work())
        assert len(scene.answers) == 3
        assert all(len(answer.stream.text) <= ROLL_OVER for answer in scene.answers if answer.stream)
        said = " ".join(" ".join(scene.told()).split())
        assert said == " ".join(" ".join([*paragraphs, "the end"]).split())

    def test_goes_on_in_a_new_message_before_slack_ends_it(self, scene: Scene) -> None:
        async def work() -> None:
            reply = scene.reply()
            reply.write("Early. ")
            await scene.seen("Early.")
            scene.clock += 250
            reply.write("Late.")
            await scene.seen("Late.")
            await reply.end([FEEDBACK])

        run(work())
        assert [told.split() for told in scene.told()] == [["Early."], ["Late.", "the", "end"]]

    def test_that_slack_has_ended_is_gone_on_with_by_an_update(self, scene: Scene) -> None:
        async def work() -> None:
            reply = scene.reply()
            reply.write("Early. ")
            await scene.seen("Early.")
            scene.slack.clock.advance(301)
            reply.write("Late.")
            await reply.end([FEEDBACK])

        run(work())
        assert scene.told() == ["Early. Late.\nthe end"]

    def test_is_not_begun_without_text(self, scene: Scene) -> None:
        async def work() -> None:
            await scene.reply().end()

        run(work())
        assert scene.answers == []
        assert scene.slack.calls() == []

    def test_ends_where_the_user_stops_it(self, scene: Scene) -> None:
        async def work() -> None:
            reply = scene.reply()
            reply.write("Begun. ")
            await scene.seen("Begun.")
            scene.slack.stop_session(scene.question)
            reply.write("More.")
            await scene.slack.until(lambda: scene.slack.calls("chat.appendStream"))
            with pytest.raises(StoppedByUserError):
                await reply.end([FEEDBACK])

        run(work())
        assert [told.strip() for told in scene.told()] == ["Begun."]


class TestRefusals:
    @pytest.mark.parametrize(
        "error", ["method_not_supported_for_channel_type", "internal_error", "ratelimited"]
    )
    def test_of_a_stream_a_message_is_posted_instead(self, scene: Scene, error: str) -> None:
        scene.slack.fail("chat.startStream", error, times=None)

        async def work() -> None:
            reply = scene.reply()
            reply.write("One. ")
            reply.write("Two.")
            await reply.end([FEEDBACK])

        run(work())
        assert scene.told() == ["One. Two.\nthe end"]
        assert not scene.answers[0].unfurl

    @pytest.mark.parametrize("method", ["chat.appendStream", "chat.stopStream"])
    def test_to_go_on_with_a_stream_the_message_is_updated(self, scene: Scene, method: str) -> None:
        async def work() -> None:
            reply = scene.reply()
            reply.write("One. ")
            await scene.seen("One.")
            scene.slack.fail(method, "streaming_mode_mismatch")
            reply.write("Two. ")
            await scene.seen("Two.") if method == "chat.appendStream" else None
            reply.write("Three.")
            await reply.end([FEEDBACK])

        run(work())
        assert scene.told() == ["One. Two. Three.\nthe end"]

    def test_to_update_it_is_posted_anew_and_the_torso_taken_away(self, scene: Scene) -> None:
        scene.slack.fail("chat.update", "cant_update_message", times=None)

        async def work() -> None:
            reply = scene.reply()
            reply.write("One. ")
            await scene.seen("One.")
            scene.slack.fail("chat.stopStream", "message_not_found", times=None)
            reply.write("Two.")
            await reply.end([FEEDBACK])

        run(work())
        assert scene.told() == ["One. Two.\nthe end"]

    def test_of_blocks_the_text_is_posted_alone(self, scene: Scene) -> None:
        scene.slack.fail("chat.startStream", "unknown_method", times=None)
        scene.slack.fail("chat.postMessage", "invalid_blocks")

        async def work() -> None:
            reply = scene.reply()
            reply.write("The answer.")
            await reply.end([FEEDBACK])

        run(work())
        assert scene.told() == ["The answer."]

    def test_of_everything_is_told(self, scene: Scene) -> None:
        for method in ("chat.startStream", "chat.postMessage"):
            scene.slack.fail(method, "is_archived", times=None)

        async def work() -> None:
            reply = scene.reply()
            reply.write("The answer.")
            with pytest.raises(ReplyLostError, match="is_archived"):
                await reply.end([FEEDBACK])

        run(work())

    @pytest.mark.parametrize("drop", ["before", "after"])
    def test_a_connection_that_is_cut_is_tried_again(self, scene: Scene, drop: str) -> None:
        async def work() -> None:
            reply = scene.reply()
            reply.write("One. ")
            await scene.seen("One.")
            scene.slack.fail("chat.stopStream", drop=drop)  # type: ignore[arg-type]
            reply.write("Two.")
            await reply.end([FEEDBACK])

        run(work())
        assert scene.told() == ["One. Two.\nthe end"]


class TestRateLimits:
    def test_are_waited_for_and_nothing_is_lost(self, scene: Scene) -> None:
        scene.slack.limit("chat.stopStream", after=0, retry_after=1)

        async def work() -> None:
            reply = scene.reply()
            reply.write("The answer.")
            await scene.seen("The answer.")
            scene.slack.rates.limit("chat.stopStream", after=1, retry_after=1)
            await reply.end([FEEDBACK])

        run(work())
        assert scene.told() == ["The answer.\nthe end"]
        assert scene.slack.rates.ignored == []

    def test_of_one_method_hold_up_no_other(self, scene: Scene) -> None:
        scene.slack.limit("chat.update", after=0, retry_after=30)

        async def work() -> None:
            calls = Calls(scene.client)
            update = asyncio.create_task(
                calls("chat.update", channel=scene.place.channel, ts="1.1", text="x")
            )
            await scene.slack.until(lambda: scene.slack.calls("chat.update"))
            await calls("chat.postMessage", channel=scene.place.channel, text="at once")
            assert not update.done()
            update.cancel()

        run(work())

    @pytest.mark.parametrize("seconds", [60, 1])
    def test_where_streams_would_have_to_wait_a_message_is_posted(self, scene: Scene, seconds: float) -> None:
        async def work() -> None:
            reply = scene.reply()
            reply._calls.pacing.gate("chat.startStream").close(seconds)
            reply.write("The answer.")
            await reply.end([FEEDBACK])

        run(work())
        assert scene.told() == ["The answer.\nthe end"]
        assert scene.slack.calls("chat.startStream") == []

    @pytest.mark.parametrize("method", ["assistant.threads.setStatus", "agents.sessions.setStatus"])
    def test_of_what_is_shown_beside_an_answer_do_not_hold_it_up(self, scene: Scene, method: str) -> None:
        async def work() -> None:
            reply = scene.reply()
            reply._calls.pacing.gate(method).close(3600)
            session = Session(reply._calls, scene.entry(), shown=True)
            await reply.status("searching 46 articles…")
            reply.write("The answer.")
            await reply.end([FEEDBACK], await session.handed_over())
            await session.end()

        run(work())
        assert scene.told() == ["The answer.\nthe end"]
        assert scene.slack.calls(method) == []

    def test_leave_room_to_end_every_session_that_is_begun(self, scene: Scene) -> None:
        async def work() -> None:
            calls = Calls(scene.client)
            sessions = [Session(calls, scene.entry(), shown=True) for _ in range(60)]
            begun = [one for one in sessions if await one.handed_over()]
            assert 0 < len(begun) < 60
            assert calls.pacing.gate("agents.sessions.setStatus").wait() == 0

        run(work())


def test_a_reply_takes_the_place_of_an_earlier_one(scene: Scene) -> None:
    async def work() -> None:
        for text in ("first", "second"):
            await scene.client.chat_postMessage(
                channel=scene.place.channel, thread_ts=scene.question.ts, text=text
            )
        reply = scene.reply(*[answer.ts for answer in scene.answers])
        reply.write("The new answer.")
        await reply.end([FEEDBACK])

    run(work())
    assert scene.told() == ["The new answer.\nthe end"]


@given(st.text(max_size=400), st.integers(0, 300))
def test_what_is_cut_is_all_there(text: str, room: int) -> None:
    kept, rest = cut(text, room)
    assert len(kept) <= max(room, 0)
    assert "".join((kept + rest).split()) == "".join(text.split())


@given(st.lists(st.floats(0, 30), max_size=40))
def test_a_gate_lets_no_more_pass_than_its_rate(pauses: list[float]) -> None:
    now = [0.0]
    gate = Gate(Rate(60, 5), lambda: now[0])
    passed: list[float] = []
    for pause in pauses:
        now[0] += pause
        if gate.wait() == 0:
            gate.take()
            passed.append(now[0])
    for n in range(len(passed)):
        window = [at for at in passed if passed[n] - 10 < at <= passed[n]]
        assert len(window) <= 5 + 10 + 1


@given(st.floats(0.1, 100), st.floats(0, 1))
def test_a_gate_stays_closed_as_long_as_was_asked(seconds: float, part: float) -> None:
    now = [0.0]
    gate = Gate(Rate(20, 20), lambda: now[0])
    gate.close(seconds)
    now[0] = seconds * part * 0.99
    assert gate.wait() > 0
    now[0] = seconds * 1.001 + 0.001
    assert gate.wait() == 0
