"""Whoever is limited to a part of the library learns nothing of the rest, whatever is called."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from typer.testing import CliRunner

from bot.cli import app
from bot.desk import Newsdesk
from bot.facade.limited_desk import SEEN as REACHED
from bot.facade.limited_desk import LimitedDesk
from bot.langchain import NewsRetriever
from config.errors import LibraryError, NewsdeskError
from config.settings import load_settings
from retrieval.asking.within import Within
from tests.canaries import FEED, HIDDEN, HIDDEN_FEED, QUAY, QUESTIONS, WITHIN, WORDS, Held, held
from tests.model_server import ModelServer
from tests.postgres import Postgres

Call = Callable[[Newsdesk, str, dict[str, Any]], Any]

CALLS: dict[str, Call] = {
    "ask": lambda desk, text, limit: desk.ask(text, **limit),
    "aask": lambda desk, text, limit: asyncio.run(desk.aask(text, **limit)),
    "stream": lambda desk, text, limit: list(desk.stream(text, **limit)),
    "astream": lambda desk, text, limit: asyncio.run(_all(desk.astream(text, **limit))),
    "search": lambda desk, text, limit: desk.search(text, limit=50, **limit),
    "explain": lambda desk, text, limit: desk.explain(text, **limit),
    "article": lambda desk, text, limit: desk.article(text, **limit),
    "articles": lambda desk, text, limit: [
        *desk.articles(**limit),
        *desk.articles(outlet=text, **limit),
        desk.articles(story=text, **limit),
    ],
    "outlets": lambda desk, _, limit: desk.outlets(**limit),
    "statements": lambda desk, text, limit: [
        *desk.statements(**limit),
        *desk.statements(by=text, **limit),
        *desk.statements(about=text, **limit),
        *desk.statements(to=text, outlet=text, **limit),
    ],
    "speakers": lambda desk, text, limit: [*desk.speakers(**limit), *desk.speakers(outlet=text, **limit)],
    "nearest_speakers": lambda desk, text, limit: desk.nearest_speakers(text, **limit),
    "timeline": lambda desk, text, limit: desk.timeline(text, limit=None, **limit),
    "versions": lambda desk, text, limit: desk.versions(text, **limit),
    "withdrawal": lambda desk, text, limit: desk.withdrawal(text, **limit),
    "history": lambda desk, text, limit: desk.history(text, **limit),
    "changes": lambda desk, text, limit: desk.changes(text, **limit),
    "story": lambda desk, text, limit: desk.story(text, **limit),
    "check_claims": lambda desk, text, limit: desk.check_claims(f"{text} It closed for 31 weeks.", **limit),
    "claim_checks": lambda desk, text, limit: list(desk.claim_checks([text], **limit)),
    "status": lambda desk, _, limit: desk.status(**limit),
    "freshness": lambda desk, _, limit: desk.freshness(**limit),
    "feeds": lambda desk, _, limit: desk.feeds(**limit),
    "conversations": lambda desk, _, limit: desk.conversations(**limit),
    "turns": lambda desk, text, limit: [desk.turns(one.id, **limit) for one in desk.conversations(**limit)],
    "export_conversation": lambda desk, text, limit: desk.export_conversation(text, **limit),
    "feedback": lambda desk, _, limit: [*desk.feedback(**limit), *desk.feedback("bad", **limit)],
    "as_tool": lambda desk, text, limit: [
        desk.as_tool(**limit).invoke({"question": text}),
        desk.as_tool(**limit).invoke(
            {"type": "tool_call", "id": "1", "name": "x", "args": {"question": text}}
        ),
        NewsRetriever(desk=desk, limit=50, **limit).invoke(text),
    ],
}
"""What takes a limit, called with one."""

TELL_NOTHING = frozenset({"claims", "rewriter", "model", "reranker", "nli_model", "now", "close"})
"""What tells nothing of articles, whatever the limit."""

WITH_A_FILE = frozenset({"export_feedback"})
"""What writes what it tells to a file; it has a test of its own."""

CONVERSATIONS = frozenset({"conversation", "conversation_at"})
"""A conversation takes its limit with each question; it has tests of its own."""

OPERATORS = frozenset(
    {
        *(
            "add_feed",
            "check_feeds",
            "remove_feed",
            "ingest",
            "preview",
            "reindex",
            "move",
            "remove",
            "unread",
        ),
        *("delete_conversation", "delete_conversations_at", "delete_feedback", "delete_feedback_about"),
        *("compare_embedding", "compare_indexes", "compare_rows", "stats"),
        *("doctor", "index_faults", "integrity", "misplaced", "give_feedback", "keep_answer", "lies_within"),
    }
)
"""What is about the whole library, for whoever runs it; under a limit it is refused."""


async def _all(events: Any) -> list[Any]:
    return [event async for event in events]


def public(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def library(
    request: pytest.FixtureRequest, sample_library: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Held]:
    folder = tmp_path_factory.mktemp("canaries")
    database = None
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        database = server.new()
    found = held(folder, load_settings(library=folder / "library", database=database))
    with found.desk:
        yield found


def arguments(library: Held) -> list[str]:
    """What somebody would try: ids and their beginnings, addresses, names, questions."""
    facts = [value for one in HIDDEN for value in (one["url"], one["title"], one["outlet"])]
    ids = [part for id_ in library.hidden for part in (id_, id_[:8])]
    people = ["Drannick Wexlo", "Zorvena Quibblet", "Zorvena Quiblet", "Wexlo", "Quibblet"]
    talks = [library.conversation, library.conversation[:6]]
    return [*facts, *ids, *people, *talks, *QUESTIONS, HIDDEN_FEED, "%", "a", "' OR 1=1 --", "*:*", "zorv*"]


def called(call: Callable[[], Any]) -> Any:
    """What comes out of a call, an error being something too."""
    try:
        return call()
    except NewsdeskError as error:
        return error


def test_every_method_of_a_desk_is_thought_of() -> None:
    known = {*CALLS, *TELL_NOTHING, *WITH_A_FILE, *CONVERSATIONS, *OPERATORS}
    assert public(Newsdesk) == known, "say in this file what a new method tells under a limit"
    for name in {*CALLS, *WITH_A_FILE}:
        assert "within" in inspect.signature(getattr(Newsdesk, name)).parameters, name
    assert {*CALLS, *TELL_NOTHING, *WITH_A_FILE} == set(REACHED)
    assert public(LimitedDesk) == public(Newsdesk) | {"tells"}


def test_what_is_about_the_whole_library_is_refused_under_a_limit(library: Held) -> None:
    limited = library.desk._under(WITHIN)
    for name in (*OPERATORS, *CONVERSATIONS):
        with pytest.raises(LibraryError, match="whole library"):
            getattr(limited, name)()
    with pytest.raises(LibraryError, match="no other"):
        limited.ask(QUESTIONS[3], within=Within(outlets=("The Zorvex Herald",)))


@pytest.mark.parametrize("library", ["sqlite"], indirect=True)
def test_the_canaries_sing_without_a_limit(library: Held) -> None:
    texts = arguments(library)[::3]
    silent = {
        name
        for name, call in CALLS.items()
        if not library.told([called(partial(call, library.desk, text, {})) for text in texts])
    }
    # Counts and days have no words; the title of a conversation is its first question.
    assert silent == {"status", "freshness", "conversations"}


LIMITS = (WITHIN, Within(feeds=(FEED,)), Within(outlets=("quay gazette",), until=date(2024, 5, 9)))
NAMES = sorted(CALLS)


@pytest.mark.parametrize("n", range(len(NAMES)), ids=NAMES)
def test_nothing_hidden_is_told(library: Held, n: int) -> None:
    """With a part of what could be tried, another for the next; the benchmark tries all with all."""
    step = 13 if library.desk.settings.database else 5
    for k, text in enumerate(arguments(library)[n % step :: step]):
        tried(library, NAMES[n], text, LIMITS[k % 3])


def tried(library: Held, name: str, text: str, within: Within) -> None:
    """Nothing hidden comes out of a method, called with a limit or on a desk that has one."""
    whole, limited = library.desk, library.desk._under(within)
    for out in (
        called(partial(CALLS[name], whole, text, {"within": within})),
        called(partial(CALLS[name], limited, text, {})),
    ):
        assert library.told(out, (text,)) == set(), (name, text)


def test_feedback_is_exported_as_far_as_it_may_be_told(library: Held, tmp_path: Path) -> None:
    file = tmp_path / "questions.json"
    library.desk.export_feedback(file)
    assert library.told(file.read_text("utf-8"))
    made = library.desk.export_feedback(file, within=WITHIN)
    assert library.told([file.read_text("utf-8"), made]) == set()


def test_conversations_are_told_as_far_as_they_may_be(library: Held) -> None:
    whole = library.desk.turns(library.conversation)
    assert len(whole) == 4
    told = library.desk.turns(library.conversation, within=WITHIN)
    # The first is answered from both parts, the second from the hidden one, the third takes that up.
    assert {turn.n for turn in told} <= {1, 4}
    assert library.told(library.desk.export_conversation(library.conversation, within=WITHIN)) == set()


FOLLOW_UPS = ("And who said so?", "Why?", "What did he say about it?", "And then?")


class Reading(RuleBasedStateMachine):
    """Questions, follow-ups and look-ups in any order, some under the limit and some, by others, not."""

    held: Held

    @initialize()
    def begin(self) -> None:
        self.talk = self.held.desk.conversation(origin="sequence")
        self.out: list[tuple[Any, str]] = []
        self.asked = ""

    @rule(
        question=st.sampled_from(
            (*QUESTIONS, "And who said so?", "Why?", "What did he say about it?", "And then?")
        )
    )
    def ask(self, question: str) -> None:
        turn = called(lambda: self.talk.ask(question, within=WITHIN, quoted=True))
        self.asked += f" {question}"
        self.out.append((turn, self.asked))

    @rule(question=st.sampled_from(QUESTIONS))
    def somebody_else_asks(self, question: str) -> None:
        called(lambda: self.talk.ask(question, quoted=True))

    @rule(n=st.integers(0, 6), question=st.sampled_from((*QUESTIONS, "And who said so?")))
    def edit(self, n: int, question: str) -> None:
        self.asked += f" {question}"
        turn = called(lambda: self.talk.replace(n, question, within=WITHIN, quoted=True))
        self.out.append((turn, self.asked))

    @rule(name=st.sampled_from(sorted(set(CALLS) - {"aask", "astream", "as_tool"})), n=st.integers(0, 40))
    def look_up(self, name: str, n: int) -> None:
        text = arguments(self.held)[n % len(arguments(self.held))]
        out = called(lambda: CALLS[name](self.held.desk, text, {"within": WITHIN}))
        self.out.append((out, f"{text} {self.asked}"))

    @invariant()
    def nothing_hidden_was_told(self) -> None:
        while self.out:
            value, given = self.out.pop()
            assert self.held.told(value, (given,)) == set(), value


@pytest.mark.parametrize("library", ["sqlite"], indirect=True)
def test_nothing_hidden_is_told_in_any_order(library: Held) -> None:
    kind = type("Sequence", (Reading,), {"held": library})
    run_state_machine_as_test(kind, settings=settings(max_examples=6, stateful_step_count=6))


@pytest.mark.parametrize("library", ["sqlite"], indirect=True)
@settings(max_examples=20)
@given(
    text=st.lists(st.sampled_from((*WORDS, *QUESTIONS, "bridge", "ferry", "not", "who", "since")), max_size=6)
)
def test_no_question_at_all_brings_it_out(library: Held, text: list[str]) -> None:
    question = " ".join(text)
    out = called(lambda: library.desk.ask(question, within=WITHIN))
    assert library.told(out, (question,)) == set()


@pytest.mark.parametrize("library", ["sqlite"], indirect=True)
def test_the_command_line_tells_nothing_hidden(library: Held) -> None:
    # Of `statements` and `articles` the outlet is a filter: who else carried a text is told.
    for text in (QUESTIONS[3], QUESTIONS[9], "Drannick Wexlo"):
        for words in (("ask", "--json", text), ("ask", text), ("timeline", text)):
            told = CliRunner().invoke(app, ["--library", str(library.desk.path), *words, "--outlet", QUAY])
            assert library.told(told.output, (text,)) == set(), (words, told.output)


def test_what_a_limited_library_finds_is_what_one_without_the_rest_would(
    library: Held, tmp_path: Path
) -> None:
    from tests.canaries import SEEN

    file = tmp_path / "seen.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in SEEN), encoding="utf-8")
    with Newsdesk(tmp_path / "library") as alone:
        alone.__dict__["_embedder"] = library.desk._embedder
        alone.ingest([file])
        for question in QUESTIONS:
            limited = library.desk.ask(question, within=WITHIN)
            other = alone.ask(question)
            same = [(a.kind, [c.quote for c in a.citations], a.understood) for a in (limited, other)]
            assert same[0] == same[1], question
            assert [s.title for s in limited.sources] == [s.title for s in other.sources]


def test_a_model_is_shown_nothing_hidden(model_cache: Path, tmp_path: Path) -> None:
    """Neither as evidence, nor in a follow-up that it reads, nor out of what it wrote for others."""
    pytest.importorskip("langchain_openai")
    with ModelServer() as model:
        given = {"model": "openai:obedient", "model_url": model.url, "model_key": "sk-none-at-all"}
        found = held(tmp_path, load_settings(library=tmp_path / "library"))
        found.desk.close()
        with Newsdesk(settings=load_settings(library=tmp_path / "library", **given)) as desk:
            model.replies("The umbrion mine at Plackmoor flooded on Friday [1].")
            talk = desk.conversation()
            talk.ask(QUESTIONS[3])
            talk.ask("And who said so?")
            written = desk.ask(QUESTIONS[3])
            assert found.told(written, (QUESTIONS[3],))
            model.replies("The umbrion mine at Plackmoor flooded on Friday [1].")
            for question in (QUESTIONS[3], "And who said so?", "Why?", QUESTIONS[0]):
                for out in (talk.ask(question, within=WITHIN), desk.ask(question, within=WITHIN)):
                    assert found.told(out, (question, QUESTIONS[3])) == set()
            assert model.prompts
            assert found.told(model.prompts, (*QUESTIONS,)) == set()
