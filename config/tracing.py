"""Spans of what is done, for OpenTelemetry: ids, numbers and kinds, nobody's words.

Where the program around Newsdesk has a tracer provider, spans go to that, as children of its own
present span. The commands make one where the extra `otel` is installed and OpenTelemetry's own
variables say where traces go (`start_tracing`). Where neither is so nothing is imported, and a
span costs less than a microsecond.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Tracer

NAME = "newsdesk"
_API = "opentelemetry.trace"
_WHERE = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER")
_PARENT = ("traceparent", "tracestate")


class Span(Protocol):
    """Something being done."""

    def __enter__(self) -> Self:
        """Begin it."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it; an error is told by its kind."""
        ...

    def set(self, **facts: object) -> None:
        """Add facts: numbers, ids and kinds; a text that may be somebody's words is left out."""
        ...


class _Untraced:
    """In place of a span where nobody traces."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing."""

    def set(self, **facts: object) -> None:
        """Nothing."""


class _Traced:
    """A span that becomes the present one."""

    def __init__(self, tracer: Tracer, name: str, facts: Mapping[str, object]) -> None:
        self._manager = tracer.start_as_current_span(
            f"{NAME}.{name}",
            attributes=_attributes(facts),
            # What an error says may hold words.
            record_exception=False,
            set_status_on_exception=False,
        )

    def __enter__(self) -> Self:
        self._span = self._manager.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and issubclass(kind, Exception):
            from opentelemetry.trace import Status, StatusCode

            self._span.set_attribute("error.type", kind.__name__)
            self._span.set_status(Status(StatusCode.ERROR))
        self._manager.__exit__(kind, error, trace)

    def set(self, **facts: object) -> None:
        self._span.set_attributes(_attributes(facts))


_UNTRACED = _Untraced()
_tracer: tuple[object, Tracer] | None = None
_log_text = False


def span(name: str, **facts: object) -> Span:
    """Something to be done; to be entered at once.

    Args:
        name: in words of ours, with dots: "search.words".
        facts: as `Span.set` takes them.
    """
    tracer = _present()
    return _UNTRACED if tracer is None else _Traced(tracer, name, facts)


def start_tracing(*, log_text: bool = False) -> bool:
    """Send spans where OpenTelemetry's variables say, if they do and the extra `otel` is installed.

    `OTEL_EXPORTER_OTLP_ENDPOINT`, or `OTEL_TRACES_EXPORTER=otlp` or `console`, turns it on;
    `OTEL_SDK_DISABLED=true` or `OTEL_TRACES_EXPORTER=none` off. All others of those variables hold.

    Args:
        log_text: whether attributes may hold people's words.

    Returns:
        Whether they are sent.
    """
    global _log_text  # noqa: PLW0603  # as the log has it, for the whole process
    _log_text = log_text
    exporter = os.environ.get("OTEL_TRACES_EXPORTER", "otlp").strip().lower()
    off = os.environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true" or exporter == "none"
    if off or not any(map(os.environ.get, _WHERE)):
        return False
    if _present() is not None:
        return True
    try:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.trace import set_tracer_provider

        made = _exporter(exporter)
    except ImportError:
        import logging

        logging.getLogger(__name__).warning("traces need the extra otel: pip install 'newsdesk[otel]'")
        return False
    named = os.environ.get("OTEL_SERVICE_NAME") or "service.name=" in os.environ.get(
        "OTEL_RESOURCE_ATTRIBUTES", ""
    )
    provider = TracerProvider(resource=Resource.create({} if named else {"service.name": NAME}))
    provider.add_span_processor(BatchSpanProcessor(made))
    set_tracer_provider(provider)
    _go_on_from(os.environ)
    return True


def _go_on_from(environment: Mapping[str, str]) -> None:
    """Have spans be children of the one that whoever called the command names in TRACEPARENT."""
    given = {name: environment[name.upper()] for name in _PARENT if environment.get(name.upper())}
    if given:
        from opentelemetry.context import attach
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        attach(TraceContextTextMapPropagator().extract(given))


def _exporter(named: str) -> SpanExporter:
    if named == "console":
        from opentelemetry.sdk.trace.export import ConsoleSpanExporter

        return ConsoleSpanExporter(out=sys.stderr)
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return OTLPSpanExporter()


def _present() -> Tracer | None:
    """The tracer of whoever traces in this process."""
    global _tracer  # noqa: PLW0603  # one for a provider
    api: Any = sys.modules.get(_API)
    # Whoever has set a provider has imported it; a library that only might trace has none set.
    if api is None or not hasattr(api, "ProxyTracerProvider"):
        return None
    provider = api.get_tracer_provider()
    if isinstance(provider, api.ProxyTracerProvider):
        return None
    if _tracer is None or _tracer[0] is not provider:
        _tracer = (provider, provider.get_tracer(NAME))
    return _tracer[1]


def _attributes(facts: Mapping[str, object]) -> dict[str, Any]:
    from config.structured_log import is_fact

    return {
        f"{NAME}.{name}": value
        for name, value in facts.items()
        if value is not None and (_log_text or is_fact(name, value)) and isinstance(value, int | float | str)
    }
