"""Answers in Slack: what people see, whatever an article, an outlet or a question holds."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from bot.desk import Newsdesk
from bot.slack.blocks.actions import FEEDBACK, HELPFUL, MORE, NOT_HELPFUL, SHARE, read_feedback
from bot.slack.blocks.answer_message import answer_messages, closing_blocks
from bot.slack.blocks.check_message import check_message
from bot.slack.blocks.decline_message import Searched
from bot.slack.blocks.message import Message
from bot.slack.blocks.mrkdwn import JOINER, address, plain
from bot.slack.blocks.private_message import private_message, shared_messages
from bot.slack.blocks.telling import Telling, piece_markdown
from retrieval.accounts.claim_check import ClaimCheck
from retrieval.answer import Answer, Citation, Side, Source
from retrieval.answer_stream import Piece
from retrieval.wording import lead_in
from tests.slack.hostile import answers
from tests.slack.reading import (
    assert_accepted,
    links,
    mrkdwn_links,
    parts,
    quotes,
    read_markdown,
    seen,
    units,
)

EXAMPLES = settings(max_examples=30)
SEARCHED = Searched(46, 9, date(2021, 12, 17), date(2024, 10, 6))


@pytest.fixture(scope="module")
def desk(sample_library: Path) -> Iterator[Newsdesk]:
    with Newsdesk(sample_library) as desk:
        yield desk


def allowed(answer: Answer) -> set[str]:
    """Where an answer may lead: to what it cites, and to the nearest article."""
    sides = [side for conflict in answer.conflicts for side in conflict.sides]
    nearest = [answer.nearest] if answer.nearest else []
    things: list[Citation | Source | Side] = [*answer.citations, *answer.sources, *sides, *nearest]
    return {to for to in (address(thing.url) for thing in things) if to}


def check(told: list[Message], may: set[str]) -> None:
    for message in told:
        assert_accepted(message.blocks)
        assert links(message.blocks) <= may
        assert 0 < units(message.text) <= 4000
        assert mrkdwn_links(message.text) == set()


def actions(blocks: Any) -> list[str]:
    return [part["action_id"] for part in parts(list(blocks)) if "action_id" in part]


@EXAMPLES
@given(answers())
def test_any_answer_is_accepted_and_leads_nowhere_else(answer: Answer) -> None:
    for expanded in (False, True):
        told = answer_messages(answer, "k", understood=answer.question, expanded=expanded, searched=SEARCHED)
        check(told, allowed(answer))
        assert told == answer_messages(
            answer, "k", understood=answer.question, expanded=expanded, searched=SEARCHED
        )
        assert actions(told[-1].blocks)[-1] == FEEDBACK
        assert sum(actions(message.blocks).count(FEEDBACK) for message in told) == 1
        assert expanded or answer.kind == "abstained" or len(told) == 1


@EXAMPLES
@given(answers())
def test_every_quotation_reads_as_it_stands(answer: Answer) -> None:
    told = answer_messages(answer, "k", expanded=True)
    shown = "".join(quotes([block for message in told for block in message.blocks]))
    cited = {citation.ordinal: citation.quote for citation in answer.citations}
    sides = [side for conflict in answer.conflicts for side in conflict.sides]
    # What is quoted above is not quoted once more.
    added = [side.quote for side in sides if cited.get(side.ordinal or 0) != side.quote]
    assert shown == "".join(map(plain, [*cited.values(), *added]))


@EXAMPLES
@given(answers())
def test_what_follows_a_stream_is_accepted(answer: Answer) -> None:
    told = {citation.ordinal for citation in answer.citations[:2]}
    blocks = closing_blocks(answer, "k", told=told)
    check([Message("x", blocks)], allowed(answer))
    shown = "".join(quotes(list(blocks)))
    hidden = [c for c in answer.citations if c.ordinal not in told and plain(c.quote) not in shown]
    assert (MORE in actions(blocks)) >= bool(hidden)


@EXAMPLES
@given(answers())
def test_a_private_answer_and_a_shared_one_are_accepted(answer: Answer) -> None:
    private = private_message(answer, "k", searched=SEARCHED)
    check(private, allowed(answer))
    assert actions(private[-1].blocks)[-1] == SHARE
    for message in shared_messages(answer, "k", "U012AB3CD"):
        assert_accepted(message.blocks)


@EXAMPLES
@given(answers())
def test_a_check_is_accepted(answer: Answer) -> None:
    opposing = answer.citations[::-1]
    claims = [
        ClaimCheck(claim=answer.question, supporting=answer.citations, opposing=opposing),
        ClaimCheck(claim=answer.text),
    ]
    told = check_message(claims, "k", SEARCHED)
    check(told, allowed(answer))
    shown = "".join(quotes([block for message in told for block in message.blocks]))
    said = [citation.quote for citation in (*answer.citations, *opposing)]
    assert shown == "".join(map(plain, said))


@EXAMPLES
@given(answers())
def test_pieces_of_a_stream_act_in_no_way(answer: Answer) -> None:
    for citation in answer.citations:
        lead = f"{lead_in(citation)}\n" if answer.kind == "quoted" else ""
        said = "\n".join(f"> {line}" for line in citation.quote.split("\n"))
        text = f"{lead}{said} [{citation.ordinal}]" if answer.kind == "quoted" else answer.text
        found, all_seen = read_markdown(piece_markdown(Piece(text, (citation,))))
        if answer.kind == "quoted":
            assert "\n".join(found).replace(JOINER, "") == f"{plain(citation.quote)} [{citation.ordinal}]"
        else:
            assert squeezed(all_seen) == squeezed(plain(text))


def squeezed(text: str) -> str:
    return "".join(text.replace(JOINER, "").split())


def test_a_quoted_answer_as_it_is_seen(desk: Newsdesk) -> None:
    answer = desk.ask("What did Lavrov demand?", as_of=date(2022, 1, 2))
    (message,) = answer_messages(answer, "k")
    assert len(message.blocks) <= 6
    assert quotes(message.blocks) == [citation.quote for citation in answer.citations]
    words = seen(message.blocks)
    assert "Sergei Lavrov, Friday 31 December 2021" in words
    assert "reported by 3 independent publishers" in words
    assert "also in The Evening Lantern" in words
    assert "confidence 0.9" in words
    assert links(message.blocks) == {source.url for source in answer.sources}
    assert [block["type"] for block in message.blocks] == [
        "rich_text",
        "rich_text",
        "context",
        "context_actions",
    ]
    assert answer.citations[0].quote in html.unescape(message.text)


def test_accounts_that_differ_are_both_quoted_newest_first(desk: Newsdesk) -> None:
    answer = desk.ask("How many people were evacuated from Sollmark?")
    assert answer.conflicts
    (message,) = answer_messages(answer, "k", expanded=True)
    words = seen(message.blocks)
    for conflict in answer.conflicts:
        places = [words.index(f"“{side.value}”: ") for side in conflict.sides]
        assert places == sorted(places)
        assert {side.quote for side in conflict.sides} <= set(quotes(message.blocks))
    assert len(quotes(message.blocks)) == len(set(quotes(message.blocks)))


def test_a_decline_says_what_was_searched_and_offers_the_nearest(desk: Newsdesk) -> None:
    answer = desk.ask("Who won the world cup in 1950?")
    assert answer.kind == "abstained"
    assert answer.nearest is not None
    (message,) = answer_messages(answer, "k", searched=SEARCHED)
    words = seen(message.blocks)
    assert "Searched 46 articles of 9 outlets, 17 December 2021 to 6 October 2024" in words
    assert "ask without the day" in words
    assert links(message.blocks) == {answer.nearest.url}
    assert words.count(answer.nearest.title or "") == 1
    assert "understood as: from 1 January 1950" in words


def test_a_follow_up_tells_how_it_was_understood_and_how_to_correct_it(desk: Newsdesk) -> None:
    answer = desk.ask("What did Lavrov demand?")
    (message,) = answer_messages(answer, "k", understood="What did *Lavrov* demand?")
    first = message.blocks[0]["elements"][0]["text"]
    assert first.startswith("Understood as: “What did ∗Lavrov∗ demand?”")
    assert "Edit your question" in first


def longer(answer: Answer, n: int) -> Answer:
    one = answer.citations[0]
    many = tuple(one.model_copy(update={"ordinal": k}) for k in range(1, n + 1))
    source = answer.sources[0].model_copy(update={"ordinals": tuple(range(1, n + 1))})
    return answer.model_copy(update={"citations": many, "sources": (source,)})


def test_a_long_answer_is_short_at_first_and_whole_on_request(desk: Newsdesk) -> None:
    answer = longer(desk.ask("What did Lavrov demand?"), 9)
    (short,) = answer_messages(answer, "k7")
    (whole,) = answer_messages(answer, "k7", expanded=True)
    assert len(quotes(short.blocks)) == 4
    assert len(quotes(whole.blocks)) == 9
    (button,) = [part for part in parts(list(short.blocks)) if part.get("action_id") == MORE]
    assert button["value"] == "k7"
    assert button["text"]["text"] == "More: 5 quotations"
    assert MORE not in actions(whole.blocks)
    assert "[5]" not in seen(short.blocks)


def test_a_written_answer_has_its_markers_linked(desk: Newsdesk) -> None:
    quoted = desk.ask("What did Lavrov demand?", as_of=date(2022, 1, 2))
    text = "He demanded guarantees [1]. They were to be *written* [2][9]."
    answer = quoted.model_copy(update={"kind": "written", "text": text})
    (message,) = answer_messages(answer, "k")
    section = message.blocks[0]["elements"][0]["elements"]
    assert "".join(part["text"] for part in section) == text
    assert [part["url"] for part in section if part["type"] == "link"] == [
        answer.citations[0].url,
        answer.citations[1].url,
    ]


def test_a_stream_stops_where_it_is_long_enough_and_the_rest_is_behind_more(desk: Newsdesk) -> None:
    answer = longer(desk.ask("What did Lavrov demand?"), 6)
    telling = Telling()
    told = [telling.markdown(Piece(f"Lead\n> {c.quote} [{c.ordinal}]", (c,))) for c in answer.citations]
    assert [bool(text) for text in told] == [True] * 4 + [False] * 2
    assert telling.told == {1, 2, 3, 4}
    blocks = closing_blocks(answer, "k", told=telling.told)
    assert "More: 2 quotations" in seen(blocks)
    assert quotes(blocks) == [side.quote for conflict in answer.conflicts for side in conflict.sides]


def test_what_is_streamed_is_what_would_be_posted(desk: Newsdesk) -> None:
    for question in ("What did Lavrov demand?", "How many people were evacuated from Sollmark?"):
        telling = Telling(expanded=True)
        pieces = [event for event in desk.stream(question) if isinstance(event, Piece)]
        found, _ = read_markdown("".join(telling.markdown(piece) for piece in pieces))
        answer = desk.ask(question)
        assert [re.sub(r" \[\d\]$", "", quote.replace(JOINER, "")) for quote in found] == [
            citation.quote for citation in answer.citations
        ]
        assert telling.told == {citation.ordinal for citation in answer.citations}


def test_feedback_tells_what_it_belongs_to(desk: Newsdesk) -> None:
    (message,) = answer_messages(desk.ask("What did Lavrov demand?"), "T1:C1:1.2")
    buttons = message.blocks[-1]["elements"][0]
    assert read_feedback(buttons["positive_button"]["value"]) == (True, "T1:C1:1.2")
    assert read_feedback(buttons["negative_button"]["value"]) == (False, "T1:C1:1.2")
    assert read_feedback("other:x") is None
    assert read_feedback(HELPFUL) is None
    assert read_feedback(f"{NOT_HELPFUL}:") == (False, "")


def test_a_check_tells_each_claim_apart(desk: Newsdesk) -> None:
    cited = desk.ask("What did Lavrov demand?").citations
    claims = [
        ClaimCheck(claim="He demanded guarantees.", supporting=cited[:1]),
        ClaimCheck(claim="He demanded nothing.", opposing=cited[:1]),
        ClaimCheck(claim="He sang."),
        ClaimCheck(claim="He wrote.", supporting=cited[:1], opposing=cited[1:2]),
    ]
    (message,) = check_message(claims, "k")
    words = seen(message.blocks)
    for verdict in ("Borne out: ", "Contradicted: ", "Nothing found: ", "Accounts differ: "):
        assert verdict in words
    assert "silent" in words
    assert "not checked" not in words
    (some,) = check_message(claims, "k", claims=9)
    assert "5 more claims of the message were not checked." in seen(some.blocks)


def test_a_check_of_nothing_tells_why_and_cannot_be_judged() -> None:
    (empty,) = check_message([], "k", SEARCHED, claims=0)
    (late,) = check_message([], "k", SEARCHED, claims=2)
    assert "no claim" in seen(empty.blocks)
    assert "too long" in seen(late.blocks)
    for message in (empty, late):
        assert_accepted(message.blocks)
        assert actions(message.blocks) == []


def test_many_notes_are_all_told(desk: Newsdesk) -> None:
    notes = tuple(f"Note {n}." for n in range(25))
    answer = desk.ask("What did Lavrov demand?").model_copy(update={"notes": notes})
    (message,) = answer_messages(answer, "k")
    assert_accepted(message.blocks)
    assert [note for note in notes if note in seen(message.blocks)] == list(notes)
