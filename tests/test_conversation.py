"""A conversation over the sample news: asked, kept, gone on with, corrected, exported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from bot.conversations.conversation import Conversation
from bot.conversations.conversation_file import FILE
from bot.conversations.conversation_markdown import markdown
from bot.conversations.conversation_record import Kept, Turn
from bot.conversations.conversation_store import ConversationStore
from bot.desk import Newsdesk
from config.errors import ConversationNotFoundError, QuestionError
from config.settings import load_settings
from retrieval.answer import Answer, Citation, Source


@pytest.fixture
def desk(own_sample: Path) -> Iterator[Newsdesk]:
    with Newsdesk(own_sample) as desk:
        yield desk


def test_a_follow_up_is_asked_as_it_was_understood_and_kept(desk: Newsdesk) -> None:
    talk = desk.conversation(origin="chat")
    assert desk.conversations() == []
    first = talk.ask("what did Lavrov demand?", as_of=date(2022, 1, 2))
    second = talk.ask("and Biden?")
    assert first.understood == "what did Lavrov demand?"
    assert first.why == ""
    assert second.understood == "what did Biden demand?"
    assert second.answer is not None
    assert second.answer.question == second.understood
    assert talk.id is not None
    assert desk.turns(talk.id) == [first, second]
    (kept,) = desk.conversations()
    assert (kept.id, kept.title, kept.origin, kept.turns) == (talk.id, "what did Lavrov demand?", "chat", 2)


def test_a_conversation_is_gone_on_with(desk: Newsdesk) -> None:
    begun = desk.conversation(origin="chat")
    begun.ask("what did Lavrov demand?")
    assert begun.id is not None
    resumed = desk.conversation(begun.id[:3])
    assert resumed.ask("and Biden?").understood == "what did Biden demand?"
    assert len(desk.turns(begun.id)) == 2
    assert desk.conversation_at("chat").id == begun.id
    assert desk.conversation_at("slack:C1:17").id is None


def test_a_fresh_question_and_a_correction(desk: Newsdesk) -> None:
    talk = desk.conversation()
    talk.ask("what did Lavrov demand?")
    assert talk.ask("why?", fresh=True).understood == "why?"
    talk.ask("and Biden?")
    turn = talk.correct("What did Biden tell Putin?")
    assert turn.understood == "What did Biden tell Putin?"
    assert [one.question for one in talk.turns] == [
        "what did Lavrov demand?",
        "why?",
        "What did Biden tell Putin?",
    ]
    assert talk.id is not None
    assert desk.turns(talk.id) == talk.turns
    assert desk.conversation().correct("what did Lavrov demand?").n == 1


def test_a_question_refused_leaves_the_conversation_as_it_was(desk: Newsdesk) -> None:
    talk = desk.conversation()
    with pytest.raises(QuestionError):
        talk.ask("?")
    assert talk.id is None
    assert desk.conversations() == []
    talk.ask("what did Lavrov demand?")
    with pytest.raises(QuestionError):
        talk.correct("")
    assert len(talk.turns) == 1


def test_where_nothing_can_be_kept_the_conversation_goes_on_with_one_note(desk: Newsdesk) -> None:
    (desk.path / FILE).mkdir()
    talk = desk.conversation()
    turns = [talk.ask("what did Lavrov demand?"), talk.ask("and Biden?")]
    assert turns[1].understood == "what did Biden demand?"
    assert [len(turn.notes) for turn in turns] == [1, 0]
    assert "not kept" in turns[0].notes[0]
    assert talk.id is None


def test_one_deleted_meanwhile_goes_on_as_another(desk: Newsdesk) -> None:
    talk = desk.conversation()
    talk.ask("what did Lavrov demand?")
    assert talk.id is not None
    gone = desk.delete_conversation(talk.id)
    talk.ask("and Biden?")
    assert talk.id != gone.id
    assert [turn.question for turn in desk.turns(talk.id)] == ["and Biden?"]
    with pytest.raises(ConversationNotFoundError):
        desk.conversation(gone.id)


def test_the_setting_says_how_long(own_sample: Path) -> None:
    with Newsdesk(own_sample, settings=load_settings(keep_conversations=1)) as desk:
        ConversationStore(own_sample).begin("old", "chat", datetime(2020, 1, 1, tzinfo=UTC))
        assert desk.conversations() == []
        assert desk.conversation_at("chat").id is None


def test_ingest_and_conversations_do_not_disturb_each_other(desk: Newsdesk, tmp_path: Path) -> None:
    talk = desk.conversation()
    talk.ask("what did Lavrov demand?")
    news = tmp_path / "news.txt"
    news.write_text("Ferry sails again\n\nThe ferry Blue Tern sailed again on Monday, its owner said. " * 3)
    with desk._conversations._own.writing():
        assert desk.ingest([news]).new == 1
    assert desk.index_faults() == []
    assert talk.ask("and Biden?").n == 2


def test_a_lone_surrogate_is_asked_and_kept(desk: Newsdesk) -> None:
    talk = desk.conversation()
    talk.ask("what did Lavrov demand? \ud800")
    talk.ask("and \udfff Biden?")
    assert talk.id is not None
    assert len(desk.turns(talk.id)) == 2


def rendered(document: str) -> str:
    return str(MarkdownIt("gfm-like", {"linkify": False}).render(document))


def test_the_export_has_quotations_sources_and_links(desk: Newsdesk) -> None:
    talk = desk.conversation()
    turns = [talk.ask("what did Lavrov demand?"), talk.ask("and Biden?")]
    assert talk.id is not None
    page = rendered(desk.export_conversation(talk.id))
    text = re.sub(r"<[^>]+>", "", page).replace("&quot;", '"').replace("&amp;", "&")
    assert "Understood as: what did Biden demand?" in text
    for turn in turns:
        assert turn.answer is not None
        assert turn.answer.citations
        for citation in turn.answer.citations:
            assert citation.quote in text
            assert f'href="{citation.url}"' in page


NASTY = (
    "<script>x</script> [a](javascript:b) **c** ![d](http://e.example/f)"
    " `g` | # h\n1. http://i.example & www.j.example"
)


def test_nothing_in_an_article_acts_in_the_export() -> None:
    source = Source(
        article_id="a", version="v", outlet=NASTY, title=NASTY, url="https://k.example/l)>(m", published=None
    )
    citation = Citation(
        ordinal=1,
        article_id="a",
        version="v",
        outlet=NASTY,
        title=NASTY,
        url="javascript:n",
        published=None,
        start=0,
        end=len(NASTY),
        quote=NASTY,
        speaker=NASTY,
    )
    answer = Answer(
        question=NASTY,
        kind="quoted",
        text=NASTY,
        confidence=0.5,
        as_of=date(2024, 1, 1),
        citations=(citation,),
        sources=(source,),
    )
    now = datetime(2024, 1, 1, tzinfo=UTC)
    turn = Turn(n=1, asked_at=now, question=NASTY, understood=NASTY, why="w", answer=answer)
    gone = Turn(n=2, asked_at=now, question="q", understood="q", answer=None)
    page = rendered(markdown(Kept(id="abcde", begun=now, latest=now, title=NASTY), [turn, gone]))
    assert re.findall(r'(?:href|src)="([^"]*)"', page) == ["https://k.example/l)%3E(m"]
    assert set(re.findall(r"<(\w+)", page)) <= {"h1", "h2", "p", "blockquote", "ul", "li", "a", "em"}
    assert "can no longer be read" in page


def test_an_empty_conversation_can_be_gone_on_with(desk: Newsdesk) -> None:
    kept = ConversationStore(desk.path).begin("never answered", "chat")
    talk = Conversation(desk, ConversationStore(desk.path), kept)
    assert talk.ask("and Biden?").understood == "and Biden?"
