"""Every way out, each with what it is made of and how it is read."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from pydantic_core import to_jsonable_python
from rich.console import Console, RenderableType

from bot.conversations.conversation_markdown import markdown
from bot.langchain import _in_words
from bot.showing import screen, wording
from bot.showing.changes_view import changes_text, changes_view, versions_text, versions_view
from bot.showing.conversations_view import (
    conversations_text,
    conversations_view,
    going_on,
    turns_text,
    turns_view,
    understood_as,
)
from bot.showing.feedback_view import feedback_text, feedback_view
from bot.showing.feeds_view import feeds_text, feeds_view
from bot.showing.inert import link
from bot.showing.progress import StageBars, _bars
from bot.showing.rendering import answer_text, answer_view, article_text, article_view, sources_text
from bot.showing.sources_view import sources_view
from bot.showing.statements_view import speakers_text, speakers_view, statements_text, statements_view
from bot.showing.tables import (
    articles_text,
    articles_view,
    checks_text,
    checks_view,
    preview_text,
    preview_view,
    status_text,
    status_view,
)
from bot.showing.timeline_view import timeline_text, timeline_view
from bot.slack.blocks import wordings
from bot.slack.blocks.answer_message import answer_messages, closing_blocks
from bot.slack.blocks.check_message import check_message
from bot.slack.blocks.home_view import HomeFacts, home_view
from bot.slack.blocks.message import Message
from bot.slack.blocks.mrkdwn import address, escaped, plain_line
from bot.slack.blocks.private_message import private_message, shared_messages
from bot.slack.blocks.prompts import prompts, questions
from bot.slack.blocks.telling import Telling
from bot.slack.settings.channel_settings import ChannelSettings
from bot.slack.settings.settings_view import Shown, settings_view
from bot.terminal.history_view import history_text, history_view
from bot.terminal.more_view import more_text, more_view
from bot.terminal.passage_view import passage_text, passage_view
from bot.terminal.reasons_view import reasons_text, reasons_view
from config.errors import QuestionError
from config.structured_log import JsonLines, PlainLines
from ingestion.report import Progress
from retrieval.answer_stream import Piece
from tests.attacks import Attack
from tests.attacks.made import Made
from tests.attacks.reading import (
    assert_inert,
    assert_json,
    assert_log,
    assert_markdown,
    assert_slack,
    assert_terminal,
)
from tests.slack.reading import assert_accepted, assert_dead, mrkdwn_links, read_markdown

Way = Callable[[Made], None]


def made_of(attack: Attack) -> Iterator[Made]:
    """The attack as text; an address as that of articles too."""
    yield Made(attack.text)
    if attack.kind == "links":
        yield Made("Bridge at Tarn closes", attack.text)


_SHOWN: dict[str, tuple[Callable[[Made], RenderableType], Callable[[Made], str]]] = {
    "answer, quoted": (lambda m: answer_view(m.answer()), lambda m: answer_text(m.answer())),
    "answer, written": (
        lambda m: answer_view(m.answer("written")),
        lambda m: answer_text(m.answer("written")),
    ),
    "answer, declined": (
        lambda m: answer_view(m.answer("abstained")),
        lambda m: answer_text(m.answer("abstained")),
    ),
    "article": (
        lambda m: article_view(m.article, ("1" * 12,), m.story, m.withdrawal),
        lambda m: article_text(m.article, ("1" * 12,), m.story, m.withdrawal),
    ),
    "articles": (lambda m: articles_view([m.article]), lambda m: articles_text([m.article])),
    "sources": (
        lambda m: sources_view([m.source], [m.citation]),
        lambda m: sources_text([m.source]),
    ),
    "passage": (lambda m: passage_view(m.article, 0, 2), lambda m: passage_text(m.article, 0, 2)),
    "more": (lambda m: more_view({4: m.sentence}), lambda m: more_text({4: m.sentence})),
    "why": (
        lambda m: reasons_view(m.answer(), m.explanation),
        lambda m: reasons_text(m.answer(), m.explanation),
    ),
    "statements": (lambda m: statements_view([m.statement]), lambda m: statements_text([m.statement])),
    "speakers": (lambda m: speakers_view([m.speaker]), lambda m: speakers_text([m.speaker])),
    "timeline": (lambda m: timeline_view(m.timeline), lambda m: timeline_text(m.timeline)),
    "versions": (lambda m: versions_view([m.version]), lambda m: versions_text([m.version])),
    "changes": (lambda m: changes_view(m.changes), lambda m: changes_text(m.changes)),
    "conversations": (lambda m: conversations_view([m.kept]), lambda m: conversations_text([m.kept])),
    "conversation": (lambda m: turns_view(m.turns), lambda m: turns_text(m.turns)),
    "history": (lambda m: history_view(m.turns, [m.kept]), lambda m: history_text(m.turns, [m.kept])),
    "feedback": (lambda m: feedback_view([m.feedback]), lambda m: feedback_text([m.feedback])),
    "feeds": (lambda m: feeds_view([m.feed]), lambda m: feeds_text([m.feed])),
    "preview": (lambda m: preview_view(m.preview), lambda m: preview_text(m.preview)),
    "status": (lambda m: status_view(m.status), lambda m: status_text(m.status)),
    "doctor": (lambda m: checks_view([m.check]), lambda m: checks_text([m.check])),
}
_COLUMNS = {
    "articles",
    "speakers",
    "timeline",
    "versions",
    "conversations",
    "history",
    "feedback",
    "feeds",
    "preview",
}
"""Lists whose lines have columns between tabs."""


def _on_terminal(view: Callable[[Made], RenderableType]) -> Way:
    def way(made: Made) -> None:
        stream = io.StringIO()
        console = Console(
            file=stream,
            force_terminal=True,
            width=280,
            color_system="standard",
            legacy_windows=False,
            _environ={},
            highlight=False,
            markup=False,
            emoji=False,
        )
        console.print(view(made))
        assert_terminal(stream.getvalue(), _linked(made))

    return way


def _in_pipe(text: Callable[[Made], str], *, tabs: bool) -> Way:
    def way(made: Made) -> None:
        with redirect_stdout(io.StringIO()) as out:
            screen.show(lambda: "", lambda: text(made))
        assert_inert(out.getvalue(), tabs=tabs)

    return way


def _linked(made: Made) -> set[str]:
    to = link(made.url)
    assert to is None or "@" not in to.split("/")[2]
    return {to} if to else set()


def _said(made: Made) -> None:
    lines = (
        made.text,
        understood_as(made.text),
        going_on(made.kept),
        wording.origin(made.article),
        f"newsdesk: {QuestionError(made.text)}",
    )
    with redirect_stderr(io.StringIO()) as out:
        for line in lines:
            screen.say(line)
    assert out.getvalue().count("\n") == len(lines)
    assert_inert("".join(f" {line}\n" for line in out.getvalue().split("\n")))


def _progress(made: Made) -> None:
    stream = io.StringIO()
    bars = _bars()
    bars.live.console.file = stream
    bars.live.console._force_terminal = True
    bars.live.console.width = 200
    for column in bars.columns:
        assert getattr(column, "markup", False) is False
    with bars:
        StageBars(bars)(Progress("reading", 1, 2, made.text))
        bars.refresh()
    assert_terminal(stream.getvalue(), lines=False)


def _json(made: Made) -> None:
    things: tuple[Any, ...] = (
        made.answer(),
        *(made.article, made.timeline, made.statement, made.changes, made.feedback, made.status),
        [made.kept, made.check, made.preview, made.feed, made.explanation],
    )
    for thing in things:
        with redirect_stdout(io.StringIO()) as out:
            screen.show_json(thing)
        assert_json(out.getvalue(), to_jsonable_python(thing))


def _markdown(made: Made) -> None:
    to = link(made.url)
    assert_markdown(markdown(made.kept, made.turns), {to} if to else set(), 1 + len(made.turns))


def _langchain(made: Made) -> None:
    for kind in ("quoted", "written", "abstained"):
        told = _in_words(made.answer(kind))
        assert_inert(told, lines=kind != "abstained")


def _slack(messages: Iterable[Message], made: Made) -> None:
    to = address(made.url)
    for message in messages:
        assert_accepted(message.blocks)
        assert_slack(list(message.blocks), {to} if to else set())
        assert mrkdwn_links(message.text) == set()


def _slack_answers(made: Made) -> None:
    for kind in ("quoted", "written", "abstained"):
        answer = made.answer(kind)
        for expanded in (False, True):
            _slack(answer_messages(answer, "k", understood=made.text, expanded=expanded), made)
        _slack(private_message(answer, "k", understood=made.text), made)
        _slack([Message("x", closing_blocks(answer, "k", told=set()))], made)
        for message in shared_messages(answer, "k", "U1"):
            assert_accepted(message.blocks)


def _slack_stream(made: Made) -> None:
    quoted = "\n".join(f"> {line}" for line in made.text.split("\n"))
    lead = " ".join(made.text.split())
    for text in (f"{lead}\n{quoted} [1]", f"{lead} [1]."):
        telling = Telling()
        telling.understood(made.text)
        read_markdown(telling.markdown(Piece(text, (made.citation,))))


def _slack_check(made: Made) -> None:
    silent = made.claim_check.model_copy(update={"supporting": (), "opposing": ()})
    _slack(check_message([made.claim_check, silent], "k"), made)


def _slack_home(made: Made) -> None:
    asked = questions([made.text], [made.text])
    view = home_view(HomeFacts(1, 1, recent=(made.text,), examples=tuple(asked)))
    ours = home_view(HomeFacts(1, 1))["blocks"]
    assert_slack([block for block in view["blocks"] if block not in ours], set())
    for prompt in prompts([made.text], [made.text]):
        for text in prompt.values():
            assert_dead(text)
            assert_inert(text)


def _slack_settings(made: Made) -> None:
    for names in ([made.text], [made.text] * 101):
        shown = Shown("C1", ChannelSettings(), None, names, names)
        view = settings_view(shown)
        for text in _plain_texts(view["blocks"]):
            assert_inert(text)
            assert text


def _plain_texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") == "plain_text":
            yield value["text"]
        for inner in value.values():
            yield from _plain_texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _plain_texts(inner)


def _slack_notices(made: Made) -> None:
    for text in (
        f"Searching for an answer to “{escaped(plain_line(made.text)[:300])}”…",
        f"asks: {escaped(plain_line(made.text))}",
        wordings.sorry(QuestionError(made.text), "0" * 16).text,
    ):
        assert mrkdwn_links(text) == set()


def _log(made: Made) -> None:
    for lines in (PlainLines(), PlainLines(log_text=True), JsonLines(), JsonLines(log_text=True)):
        for name in ("bot", "retrieval.x", "bot.slack.x", "a library"):
            try:
                raise QuestionError(made.text)
            except QuestionError:
                error = sys.exc_info()
            for extra in ({}, {"key": made.text, "reason": made.text, "more": made.text}):
                record = logging.LogRecord(name, 20, "f.py", 1, "what %s was", (made.text,), error)
                vars(record).update(extra)
                told = lines.format(record)
                assert_log(told)
                if isinstance(lines, JsonLines):
                    json.loads(told)


def _repr(made: Made) -> None:
    for thing in (made.answer(), made.article, made.statement, made.feedback, QuestionError(made.text)):
        for character in repr(thing):
            assert character.isprintable(), ascii(character)


WAYS: dict[str, Way] = {
    **{f"terminal: {name}": _on_terminal(view) for name, (view, _) in _SHOWN.items()},
    **{f"pipe: {name}": _in_pipe(text, tabs=name in _COLUMNS) for name, (_, text) in _SHOWN.items()},
    "stderr: notices and errors": _said,
    "stderr: progress": _progress,
    "JSON": _json,
    "Markdown export": _markdown,
    "LangChain tool": _langchain,
    "Slack: answers": _slack_answers,
    "Slack: streams": _slack_stream,
    "Slack: claim checks": _slack_check,
    "Slack: Home and prompts": _slack_home,
    "Slack: settings": _slack_settings,
    "Slack: notices": _slack_notices,
    "log": _log,
    "repr": _repr,
}


def run(way: Way, attack: Attack) -> None:
    """Run an attack through a way out; fails where anything of it acts."""
    for made in made_of(attack):
        way(made)
