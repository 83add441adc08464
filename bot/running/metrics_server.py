"""Serves the metrics of `newsdesk watch` to a monitor, on the loopback interface unless told otherwise."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import start_http_server

from bot.running.ingest_metrics import IngestMetrics
from bot.running.served_at import ServedAt
from bot.status import Freshness
from config.errors import NewsdeskError, SettingsError

log = logging.getLogger(__name__)


@contextmanager
def metrics_served(
    metrics: IngestMetrics, facts: Callable[[], Freshness], address: ServedAt
) -> Iterator[int]:
    """Serve them until the end of the block; the port is told.

    Args:
        metrics: what is served.
        facts: asks what the library holds; called in a thread, at each request.
        address: where.

    Raises:
        SettingsError: the address cannot be used.
    """

    def told() -> None:
        try:
            metrics.library.set(facts())
        except NewsdeskError as error:
            log.warning("the library cannot be read", extra={"reason": type(error).__name__})

    metrics.registry.before = told
    try:
        server, thread = start_http_server(address.port, address.host, metrics.registry)
    except OSError as error:
        raise SettingsError(
            f"Metrics cannot be served at {address.host}, port {address.port}: {error.strerror or error}.",
            "Choose another port: newsdesk watch --metrics PORT, or NEWSDESK_METRICS_PORT.",
        ) from error
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
