"""Written answers, over a real socket: what is shown of good, false, broken and slow replies."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.desk import Newsdesk
from bot.showing.live import show_live
from config.log import stop_log
from config.settings import load_settings
from retrieval.answer import Answer
from retrieval.answer_stream import Done, Piece, Step
from retrieval.asking.within import Within
from retrieval.drafting import reply as reply_module
from retrieval.drafting.answer_cache import FILE
from retrieval.drafting.chat_model import EXTRAS
from retrieval.drafting.reply import StoppedError
from tests.model_server import PATIENCE, ModelServer, Reply

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "What did Lavrov demand?"
AS_OF = date(2022, 1, 2)
TRUE = "Lavrov demanded legally binding guarantees [1]."
ALSO = "Lavrov demanded that Ukraine would never join NATO [3]."
SECOND = ALSO.replace("[3]", "[2]")
FALSE = "Lavrov demanded 47 tanks from NATO [1]."

pytest.importorskip("langchain_openai")


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture
def desk(own_sample: Path, model: ModelServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsdesk]:
    monkeypatch.setattr(reply_module, "FIRST_WAIT", 0.001)
    with opened(own_sample, model) as desk:
        yield desk


def opened(library: Path, server: ModelServer, **settings: object) -> Newsdesk:
    given = {"model": "openai:stand-in", "model_url": server.url, "model_key": "sk-hush-hush", **settings}
    return Newsdesk(settings=load_settings(library=library, **given))


def ask(desk: Newsdesk) -> Answer:
    answer = desk.ask(QUESTION, as_of=AS_OF)
    holds(desk, answer)
    return answer


def holds(desk: Newsdesk, answer: Answer) -> None:
    """What is promised of any answer, whatever a model replied."""
    ordinals = [citation.ordinal for citation in answer.citations]
    assert ordinals == list(range(1, len(ordinals) + 1))
    assert list(dict.fromkeys(int(n) for n in re.findall(r"\[(\d+)\]", answer.text))) == ordinals
    assert sorted(n for source in answer.sources for n in source.ordinals) == ordinals
    for citation in answer.citations:
        text = desk.article(citation.article_id, citation.version).text
        assert text[citation.start : citation.end] == citation.quote
    if answer.kind == "written":
        assert not re.search(r"https?:|www\.|[<>`{}]|\]\(|!\[", answer.text)
    assert Answer.model_validate_json(answer.model_dump_json()) == answer


def test_a_good_reply_is_the_answer(desk: Newsdesk, model: ModelServer) -> None:
    model.replies(Reply(f"{TRUE} {ALSO}", usage=(321, 45)))
    answer = ask(desk)
    assert (answer.kind, answer.notes) == ("written", ())
    assert answer.text == f"{TRUE} {SECOND}"
    assert answer.notes == ()
    assert answer.usage is not None
    assert (answer.usage.model, answer.usage.input_tokens, answer.usage.output_tokens) == (
        "openai:stand-in",
        321,
        45,
    )
    assert model.headers[0]["authorization"] == "Bearer sk-hush-hush"
    assert {source.outlet for source in answer.sources} == {"Meridian Wire", "The Harbour Post"}


def test_what_it_cost_is_told_where_the_provider_tells(desk: Newsdesk, model: ModelServer) -> None:
    model.replies(Reply(f"{FALSE} {ALSO}", cost=0.0125), Reply(TRUE, cost=0.0025))
    answer = ask(desk)
    assert answer.usage is not None
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (200, 40)
    assert answer.usage.cost == pytest.approx(0.015)
    model.replies(TRUE)
    (desk.path / FILE).unlink()
    free = ask(desk)
    assert free.usage is not None
    assert free.usage.cost is None


@pytest.mark.parametrize(
    ("provider", "package"), [("anthropic", "langchain_anthropic"), ("ollama", "langchain_ollama")]
)
def test_other_providers_write_the_same_answer(
    own_sample: Path,
    model: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
    provider: str,
    package: str,
) -> None:
    pytest.importorskip(package)
    monkeypatch.setattr(reply_module, "FIRST_WAIT", 0.001)
    given = {"model": f"{provider}:stand-in", "model_url": model.origin}
    with opened(own_sample, model, **given) as desk:
        model.replies(Reply(f"{FALSE} {ALSO}", usage=(300, 40)), Reply(TRUE, usage=(21, 5)))
        answer = ask(desk)
        assert answer.text == f"{TRUE} {SECOND}"
        assert answer.usage is not None
        assert (answer.usage.input_tokens, answer.usage.output_tokens) == (321, 45)
        # Each client has a header of its own for it.
        assert "sk-hush-hush" in {told.removeprefix("Bearer ") for told in model.headers[0].values()}
        (check,) = (check for check in desk.doctor() if check.name == "chat model")
        assert check.ok
        for status, told, asked in ((401, "refused the key (401)", 1), (503, "with an error (503)", 3)):
            (desk.path / FILE).unlink(missing_ok=True)
            model.replies(Reply(status=status))
            failed = ask(desk)
            assert (failed.kind, len(model.prompts)) == ("quoted", asked)
            assert told in failed.notes[0]
            assert "sk-hush-hush" not in failed.model_dump_json()
        model.replies(Reply(f"{TRUE} Lavrov also dem", cut=True))
        assert ask(desk).text == TRUE
    with opened(own_sample, model, model_timeout=0.8, **given) as desk:
        model.replies("Lavrov dem⏸")
        (desk.path / FILE).unlink(missing_ok=True)
        assert "the model was too slow" in ask(desk).notes[0]
        assert model.gone.wait(5), "the connection stays open"


def test_citations_are_numbered_by_first_appearance(desk: Newsdesk, model: ModelServer) -> None:
    model.replies(f"{ALSO} {TRUE}")
    answer = ask(desk)
    assert answer.text == ALSO.replace("[3]", "[1]") + " " + TRUE.replace("[1]", "[2]")
    assert [cited.outlet for cited in answer.citations] == ["Meridian Wire", "The Harbour Post"]


def test_the_prompt_holds_numbered_evidence_and_no_address(desk: Newsdesk, model: ModelServer) -> None:
    model.replies(TRUE)
    ask(desk)
    prompt = model.prompts[0]
    assert re.search(
        r"^\[1\] \(The Harbour Post, 31 December 2021, .*Sergei Lavrov speaking", prompt, re.MULTILINE
    )
    assert "http" not in prompt
    code = re.findall(r"^(?:EVIDENCE|END) ([0-9a-f]{16})$", prompt, re.MULTILINE)
    assert len(code) == 2
    assert code[0] == code[1]


def test_a_false_sentence_is_repaired_once(desk: Newsdesk, model: ModelServer) -> None:
    model.replies(f"{FALSE} {ALSO}", TRUE)
    answer = ask(desk)
    assert answer.text == f"{TRUE} {SECOND}"
    assert answer.notes == ()
    assert len(model.prompts) == 2
    assert "The evidence does not have this figure." in model.prompts[1]


def test_a_false_sentence_that_stays_false_is_left_out(desk: Newsdesk, model: ModelServer) -> None:
    model.replies(f"{FALSE} {ALSO}", FALSE)
    answer = ask(desk)
    assert answer.text == ALSO.replace("[3]", "[1]")
    assert answer.notes == ("One sentence that the articles do not bear out was left out.",)
    assert len(model.prompts) == 2


@pytest.mark.parametrize(
    "written",
    [
        "",
        "NOTHING",
        "I cannot help with that.",
        FALSE,
        "Lavrov demanded legally binding guarantees.",
        "Lavrov demanded legally binding guarantees [9].",
        "Lavrov demanded legally binding guarantees【1】.",
        "Lavrov demanded legally binding guarantees [^1].",
        "Lavrov demanded legally binding guarantees (1).",
        "Lavrov demanded “legally binding guaranties” [1].",
        "Lavrov demanded legally binding guarantees from Zurich [1].",
        "Lavrov demanded legally binding guarantees at https://evil.invalid/x [1].",
        "Lavrov demanded [legally binding guarantees](http://evil.invalid) [1].",
        "![Lavrov](http://evil.invalid/p.png) demanded legally binding guarantees [1].",
        "<img src=x> Lavrov demanded legally binding guarantees [1].",
        "Lavrov demanded <b>legally binding</b> guarantees [1].",
        "\ud7ff\x00\x1b[31m�",
        "word " * 4000,
        "[1][2][1]" * 500,
    ],
)
def test_nothing_that_does_not_hold_is_shown(desk: Newsdesk, model: ModelServer, written: str) -> None:
    model.replies(written)
    answer = ask(desk)
    assert answer.kind == "quoted"
    assert answer.notes == ("Quoted, not written: nothing that the model wrote held.",)
    assert len(model.prompts) <= 4


@pytest.mark.parametrize(
    ("reply", "told", "asked"),
    [
        (Reply(status=401), "the model refused the key (401)", 1),
        (Reply(status=429), "the model is asked too much just now (429)", 3),
        (Reply(status=500), "the model answered with an error (500)", 3),
        (Reply(status=404), "the model answered with an error (404)", 1),
        (Reply(raw=b"data: {not json\n\n"), "the model failed", 1),
        (Reply(raw=b"garbage, no event\n\n"), "the model failed", 1),
    ],
)
def test_a_model_that_fails_is_told_and_the_answer_quoted(
    desk: Newsdesk, model: ModelServer, reply: Reply, told: str, asked: int
) -> None:
    model.replies(reply)
    answer = ask(desk)
    assert answer.kind == "quoted"
    assert told in answer.notes[0]
    assert "sk-hush-hush" not in answer.model_dump_json()
    assert len(model.prompts) == asked


def test_a_busy_model_is_asked_again(desk: Newsdesk, model: ModelServer) -> None:
    model.replies(Reply(status=503), Reply(status=429), TRUE)
    assert ask(desk).text == TRUE


def test_a_model_that_is_not_there(
    own_sample: Path, model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reply_module, "FIRST_WAIT", 0.001)
    with opened(own_sample, model, model_url="http://127.0.0.1:9/v1") as desk:
        assert "could not be reached" in ask(desk).notes[0]


def test_a_package_that_is_missing_is_named(
    own_sample: Path, model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(EXTRAS, "anthropic", "a_package_that_is_not_there")
    with opened(own_sample, model, model="anthropic:any", model_url=None) as desk:
        answer = ask(desk)
    assert answer.kind == "quoted"
    assert "pip install 'newsdesk[anthropic]'" in answer.notes[0]


@pytest.mark.parametrize("written", ["⏸", "Lavrov dem⏸"])
def test_a_model_that_hangs_is_given_up(own_sample: Path, model: ModelServer, written: str) -> None:
    model.replies(written)
    with opened(own_sample, model, model_timeout=0.8) as desk:
        answer = ask(desk)
    assert answer.kind == "quoted"
    assert "the model was too slow" in answer.notes[0]
    assert model.gone.wait(5), "the connection stays open"


def test_what_was_shown_before_a_hang_stays(own_sample: Path, model: ModelServer) -> None:
    model.replies(f"{TRUE} Lavrov also ⏸")
    with opened(own_sample, model, model_timeout=1.5) as desk:
        answer = ask(desk)
        assert answer.text == TRUE
        assert answer.notes == ("The answer may not be whole: the model was too slow.",)


def test_a_reply_that_breaks_off_keeps_its_whole_sentences(desk: Newsdesk, model: ModelServer) -> None:
    model.replies(Reply(f"{TRUE} Lavrov demanded written guarantees that", cut=True))
    answer = ask(desk)
    assert answer.text == TRUE


def test_a_model_that_goes_on_and_on_is_cut_short(desk: Newsdesk, model: ModelServer) -> None:
    model.replies(f"{TRUE} " + f"{FALSE} " * 400)
    answer = ask(desk)
    assert answer.text == TRUE
    assert "sentences that the articles do not bear out were left out" in answer.notes[0]
    assert len(model.prompts) <= 4


def test_pieces_come_while_the_model_still_writes(desk: Newsdesk, model: ModelServer) -> None:
    model.replies(f"{TRUE} And then ⏸it went on [1].", "NOTHING")
    events = desk.stream(QUESTION, as_of=AS_OF)
    assert [event.text for event in (next(events), next(events)) if isinstance(event, Step)] == [
        "searching 46 articles",
        "writing with openai:stand-in",
    ]
    piece = next(events)
    assert isinstance(piece, Piece)
    assert piece.text == TRUE
    assert not model.going.is_set()
    model.going.set()
    (done,) = events
    assert isinstance(done, Done)


def test_closing_a_stream_closes_the_connection(desk: Newsdesk, model: ModelServer) -> None:
    model.replies(f"{TRUE} And then ⏸")
    events = desk.stream(QUESTION, as_of=AS_OF)
    while not isinstance(next(events), Piece):
        pass
    events.close()
    assert model.gone.wait(5)


def test_quoted_answers_stream_too(own_sample: Path) -> None:
    with Newsdesk(own_sample) as desk:
        *before, done = desk.stream(QUESTION, as_of=AS_OF)
        assert isinstance(done, Done)
        assert done.answer == desk.ask(QUESTION, as_of=AS_OF)
        assert "\n\n".join(e.text for e in before if isinstance(e, Piece)) == done.answer.text


def test_quoting_can_be_asked_for(desk: Newsdesk, model: ModelServer) -> None:
    model.replies(TRUE)
    assert desk.ask(QUESTION, as_of=AS_OF, quoted=True).kind == "quoted"
    assert model.prompts == []


def test_what_the_articles_do_not_answer_is_not_asked_of_the_model(
    desk: Newsdesk, model: ModelServer
) -> None:
    model.replies(TRUE)
    assert desk.ask("Who won the Nobel Prize in Literature in 2023?").kind == "abstained"
    assert model.prompts == []


def test_the_event_loop_goes_on_while_an_answer_is_made(desk: Newsdesk, model: ModelServer) -> None:
    model.replies(f"{TRUE} And ⏸")

    async def both() -> Answer:
        waiting = asyncio.create_task(desk.aask(QUESTION, as_of=AS_OF))
        assert await asyncio.to_thread(model.asked.wait, PATIENCE)
        model.going.set()
        return await waiting

    assert asyncio.run(both()).text == TRUE


def test_cancelling_ends_the_work(desk: Newsdesk, model: ModelServer) -> None:
    model.replies(f"{TRUE} And ⏸")

    async def cancelled() -> None:
        waiting = asyncio.create_task(desk.aask(QUESTION, as_of=AS_OF))
        assert await asyncio.to_thread(model.asked.wait, PATIENCE)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(cancelled())
    assert model.gone.wait(5)


def test_what_fails_is_raised_where_it_is_awaited(tmp_path: Path) -> None:
    with Newsdesk(tmp_path / "none") as desk, pytest.raises(Exception, match="is empty"):
        asyncio.run(desk.aask(QUESTION))


def test_a_stop_is_heeded_while_waiting(desk: Newsdesk, model: ModelServer) -> None:
    model.replies("⏸")
    stop = threading.Event()
    events = desk.stream(QUESTION, as_of=AS_OF, stop=stop)
    next(events)
    next(events)
    stop.set()
    with pytest.raises(StoppedError):
        next(events)


def test_an_evidence_cap_that_fits_the_window(own_sample: Path, model: ModelServer) -> None:
    model.replies(TRUE)
    with opened(own_sample, model, model_window=2048) as desk:
        small = ask(desk)
    assert small.kind == "written"
    short = model.prompts[0]
    model.replies(TRUE)
    with opened(own_sample, model) as desk:
        ask(desk)
    assert len(short.encode()) / 3 < 2048
    assert len(short) < len(model.prompts[0])


def test_an_answer_is_kept_until_the_library_finds_other_evidence(
    own_sample: Path, model: ModelServer, tmp_path: Path
) -> None:
    model.replies(f"{FALSE} {TRUE}", "NOTHING")
    with opened(own_sample, model) as desk:
        first = ask(desk)
    with opened(own_sample, model) as desk:
        again = ask(desk)
        assert len(model.prompts) == 2
        assert again.usage is not None
        assert again.usage.cached
        assert again.model_copy(update={"usage": None}) == first.model_copy(update={"usage": None})
        note = tmp_path / "note.txt"
        note.write_text(
            "Title: Lavrov demands guarantees again\nOutlet: The Tarn Post\nDate: 2022-01-01\n\n"
            "Sergei Lavrov demanded on Saturday that every American missile be taken out of Europe.\n"
        )
        desk.ingest([note])
        ask(desk)
        assert len(model.prompts) > 2
    with opened(own_sample, model, model="openai:another") as desk:
        asked = len(model.prompts)
        ask(desk)
        assert len(model.prompts) > asked


def test_the_command_writes_or_quotes(
    own_sample: Path, model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSDESK_MODEL", "openai:stand-in")
    monkeypatch.setenv("NEWSDESK_MODEL_URL", model.url)
    model.replies(f"{TRUE} {FALSE}", FALSE)
    words = ["--library", str(own_sample), "ask", QUESTION, "--as-of", "2022-01-02"]
    written = CliRunner().invoke(app, words)
    assert written.stdout.startswith(f"{TRUE}\n\n")
    assert "One sentence that the articles do not bear out was left out." in written.stdout
    assert "by openai:stand-in, 240 tokens" in written.stdout
    quoted = CliRunner().invoke(app, [*words, "--quoted"])
    assert quoted.stdout.startswith("Sergei Lavrov")
    stop_log()


def test_sentences_on_a_terminal(
    desk: Newsdesk, model: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    model.replies(f"{TRUE} {ALSO}")
    answer = show_live(desk.stream(QUESTION, as_of=AS_OF))
    shown = capsys.readouterr()
    assert answer.kind == "written"
    assert shown.out.startswith(f"{TRUE}\n{SECOND}\n")
    assert "Sources" in shown.out
    assert "searching 46 articles" in shown.err


def test_no_model_library_is_loaded_without_a_model(own_sample: Path) -> None:
    program = (
        "import sys\nfrom datetime import date\nfrom bot import Newsdesk\n"
        f"with Newsdesk({str(own_sample)!r}) as desk:\n"
        f"    print(desk.ask({QUESTION!r}, as_of=date(2022, 1, 2)).kind)\n"
        "print([m for m in ('langchain', 'openai', 'langchain_core', 'tenacity') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines() == ["quoted", "[]"]


def test_a_model_is_shown_nothing_outside_a_limit(desk: Newsdesk, model: ModelServer) -> None:
    within = Within(outlets=("The Evening Lantern",))
    model.replies(TRUE, TRUE, TRUE)
    written = desk.ask(QUESTION, as_of=AS_OF, within=within)
    holds(desk, written)
    assert {citation.outlet for citation in written.citations} == {"The Evening Lantern"}
    hidden = [a for a in desk.articles() if a.outlet not in (*within.outlets, None)]
    for article in hidden:
        assert article.url is None or article.url not in model.prompts[0]
        # The Lantern prints a dispatch of this agency, and says so.
        assert article.outlet == "Meridian Wire" or str(article.outlet) not in model.prompts[0]

    # What is kept for one limit is not told under another, though it were of the same evidence.
    def cached(within: Within | None) -> bool:
        usage = desk.ask(QUESTION, as_of=AS_OF, within=within).usage
        assert usage is not None
        return usage.cached

    assert cached(within)
    assert not cached(within.model_copy(update={"until": AS_OF}))
    assert not cached(None)
