"""Traces: what was done as spans, children of the caller's, with nobody's words; else nothing at all."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import opentelemetry.trace
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from bot.desk import Newsdesk
from config.settings import load_settings
from config.tracing import span
from tests.model_server import ModelServer
from tests.site_server import SiteServer
from tests.trace_receiver import TraceReceiver

ROOT = Path(__file__).resolve().parent.parent
LAVROV = "What did Lavrov demand?"
STEPS = {"reading", "making ready", "search", "evidence", "accounts"}
FACT = re.compile(r"[\w.:/+-]*")


class Traces:
    """The spans that have ended."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.provider = TracerProvider(shutdown_on_exit=False)
        self.provider.add_span_processor(SimpleSpanProcessor(self._exporter))

    @property
    def all(self) -> list[ReadableSpan]:
        return list(self._exporter.get_finished_spans())

    def of(self, name: str) -> list[ReadableSpan]:
        return [one for one in self.all if one.name == f"newsdesk.{name}"]

    def one(self, name: str) -> ReadableSpan:
        (found,) = self.of(name)
        return found

    def under(self, parent: ReadableSpan) -> set[str]:
        spans = [one for one in self.all if one.parent and one.parent.span_id == _id(parent)]
        return {one.name.removeprefix("newsdesk.") for one in spans}

    def tell_no_words(self) -> None:
        for one in self.all:
            assert one.events == ()
            assert one.status.description is None
            for name, value in (one.attributes or {}).items():
                assert isinstance(value, int | float) or FACT.fullmatch(str(value)), (name, value)


def _id(one: ReadableSpan) -> int:
    assert one.context is not None
    return int(one.context.span_id)


@pytest.fixture
def traces(monkeypatch: pytest.MonkeyPatch) -> Traces:
    traces = Traces()
    # A provider can be set once in a process only: other tests have none.
    monkeypatch.setattr(opentelemetry.trace, "_TRACER_PROVIDER", traces.provider)
    return traces


class TestQuestions:
    def test_claims_are_one_span(self, traces: Traces, sample_library: Path) -> None:
        with Newsdesk(sample_library) as desk:
            desk.check_claims("Dock workers voted by 87 percent to strike over pay at Port Calder.")
        facts = traces.one("claims").attributes or {}
        assert (facts["newsdesk.kind"], facts["newsdesk.place"]) == ("quoted", "check")
        assert facts["newsdesk.claims"] == 1
        assert traces.under(traces.one("claims")) >= {"search.words", "search.vectors"}
        traces.tell_no_words()

    def test_each_step_is_a_span(self, traces: Traces, sample_library: Path) -> None:
        with Newsdesk(sample_library) as desk:
            desk.ask(LAVROV)
        question = traces.one("question")
        assert traces.under(question) == STEPS
        assert {"search.embedding", "search.vectors", "search.words"} <= traces.under(traces.one("search"))
        facts = question.attributes or {}
        assert facts["newsdesk.kind"] == "quoted"
        assert facts["newsdesk.place"] == "python"
        assert re.fullmatch(r"[0-9a-f]{16}", str(facts["newsdesk.question_id"]))
        assert (traces.one("evidence").attributes or {})["newsdesk.chosen"] == facts["newsdesk.citations"]
        traces.tell_no_words()

    def test_they_are_children_of_the_callers_span(self, traces: Traces, sample_library: Path) -> None:
        tracer = traces.provider.get_tracer("the caller")

        async def both(desk: Newsdesk) -> None:
            await asyncio.gather(desk.aask(LAVROV), desk.aask(LAVROV))

        with Newsdesk(sample_library) as desk:
            with tracer.start_as_current_span("in turn") as caller:
                desk.ask(LAVROV)
            with tracer.start_as_current_span("at once"):
                asyncio.run(both(desk))
            assert not opentelemetry.trace.get_current_span().is_recording()
        one, *others = traces.of("question")
        assert one.parent == caller.get_span_context()
        at_once = next(span for span in traces.all if span.name == "at once")
        assert [other.parent and other.parent.span_id for other in others] == [_id(at_once)] * 2
        assert len({other.context.trace_id for other in others if other.context}) == 1

    def test_a_stream_read_on_elsewhere_is_one_trace(self, traces: Traces, sample_library: Path) -> None:
        with Newsdesk(sample_library) as desk:
            stream = desk.stream(LAVROV)
            next(stream)
            assert not opentelemetry.trace.get_current_span().is_recording()
            reader = threading.Thread(target=lambda: list(stream))
            reader.start()
            reader.join()
        assert traces.under(traces.one("question")) == STEPS

    def test_one_that_is_left_ends_its_span(self, traces: Traces, sample_library: Path) -> None:
        with Newsdesk(sample_library) as desk:
            stream = desk.stream(LAVROV)
            next(stream)
            stream.close()
        assert (traces.one("question").attributes or {})["newsdesk.kind"] == "stopped"

    def test_an_error_is_told_by_its_kind(self, traces: Traces, sample_library: Path) -> None:
        with Newsdesk(sample_library) as desk, pytest.raises(Exception, match="question"):
            desk.ask(f"{LAVROV} " * 500)
        question = traces.one("question")
        assert not question.status.is_ok
        assert (question.attributes or {})["error.type"] == "QuestionError"
        traces.tell_no_words()

    def test_what_a_model_writes_and_each_check(self, traces: Traces, own_sample: Path) -> None:
        with ModelServer() as model:
            model.replies("Lavrov demanded that Zebulon Quist resign at once [1]. It rained on Mars [2].")
            settings = load_settings(
                library=own_sample, model="openai:stand-in", model_url=model.url, model_key="sk-hush-hush"
            )
            with Newsdesk(settings=settings) as desk:
                desk.ask(LAVROV)
        writing = traces.one("writing")
        assert "checking" in traces.under(writing)
        assert (writing.attributes or {})["newsdesk.left_out"] >= 1  # type: ignore[operator]
        traces.tell_no_words()


class TestIngest:
    def test_files_and_addresses(
        self, traces: Traces, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NEWSDESK_ALLOW_PRIVATE_ADDRESSES", "true")
        (tmp_path / "a.txt").write_text("The council met on Monday and closed the old bridge to all traffic.")
        with SiteServer() as site, Newsdesk(tmp_path / "library", settings=load_settings()) as desk:
            site.put("/a.html", "<p>The mayor of Sollmark opened the new harbour on Monday, a day late.</p>")
            desk.ingest([tmp_path / "a.txt", site / "a.html"])
        ingest = traces.one("ingest")
        assert {"ingest.file", "ingest.addresses", "ingest.indexing"} <= traces.under(ingest)
        assert (ingest.attributes or {})["newsdesk.added"] == 2
        assert {one.parent and one.parent.span_id for one in traces.of("fetch")} == {
            _id(traces.one("ingest.addresses"))
        }
        assert {"ingest.embedding", "ingest.storing"} <= {one.name[9:] for one in traces.all}
        traces.tell_no_words()


class TestUntraced:
    def test_nothing_is_imported(self, sample_library: Path) -> None:
        program = (
            "import sys\nfrom bot.cli import app\n"
            "try:\n    app(['ask', 'what did Lavrov demand?'])\nexcept SystemExit:\n    pass\n"
            "print([name for name in sys.modules if name.startswith('opentelemetry')])"
        )
        run = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "NEWSDESK_LIBRARY": str(sample_library)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.splitlines()[-1] == "[]"

    def test_a_provider_that_is_only_a_stand_in_is_none(self) -> None:
        with span("anything", n=1) as nothing:
            nothing.set(n=2)
        assert span("anything") is span("anything else")


class TestSent:
    @pytest.fixture
    def variables(self, sample_library: Path, tmp_path: Path) -> dict[str, str]:
        return {
            **os.environ,
            "NEWSDESK_LIBRARY": str(sample_library),
            "OTEL_EXPORTER_OTLP_TIMEOUT": "2",
        }

    @pytest.fixture
    def receiver(self) -> Iterator[TraceReceiver]:
        with TraceReceiver() as receiver:
            yield receiver

    def _ask(self, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", "ask", LAVROV],
            cwd=ROOT,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
        )

    def test_to_where_the_variables_say(self, receiver: TraceReceiver, variables: dict[str, str]) -> None:
        parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        run = self._ask({**variables, "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url, "TRACEPARENT": parent})
        assert run.returncode == 0, run.stderr
        assert receiver.services == {"newsdesk"}
        names = {one.name for one in receiver.spans}
        assert {f"newsdesk.{step}" for step in STEPS} < names
        (question,) = [one for one in receiver.spans if one.name == "newsdesk.question"]
        assert question.trace_id.hex() == "0af7651916cd43dd8448eb211c80319c"
        assert question.parent_span_id.hex() == "b7ad6b7169203331"
        assert not any(b"Lavrov" in body or b"guarantees" in body for body in receiver.bodies)

    @pytest.mark.parametrize("off", [{"OTEL_SDK_DISABLED": "true"}, {"OTEL_TRACES_EXPORTER": "none"}])
    def test_nowhere_where_it_is_off(
        self, off: dict[str, str], receiver: TraceReceiver, variables: dict[str, str]
    ) -> None:
        run = self._ask({**variables, "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url, **off})
        assert run.returncode == 0
        assert receiver.spans == []

    def test_a_receiver_that_is_gone_stops_no_answer(self, variables: dict[str, str]) -> None:
        run = self._ask({**variables, "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"})
        assert run.returncode == 0
        assert "guarantees" in run.stdout
        assert "Traceback" not in run.stderr
