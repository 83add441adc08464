"""How far fetching goes: sizes, times, how hard a host is asked."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata

from config.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """What fetching keeps to.

    Args:
        user_agent: what sites are told; its part before the slash is the name that robots.txt knows.
        allow_private: whether addresses of this machine and of private networks are fetched.
        max_bytes: largest body, as sent and unpacked.
        timeout: seconds that one request may take, from looking up the host to the last byte.
        per_host: requests to one host at once.
        per_host_delay: seconds between the starts of two requests to one host.
        fetchers: requests at once to all hosts.
        redirects: hops followed.
        attempts: how often a request that failed in passing is made.
        patience: longest wait in seconds that a `Retry-After` or a `Crawl-delay` is granted.
        strikes: failures of a host one after another, after which it is asked no more.
    """

    user_agent: str
    allow_private: bool = False
    max_bytes: int = 20_000_000
    timeout: float = 30.0
    per_host: int = 4
    per_host_delay: float = 0.2
    fetchers: int = 16
    redirects: int = 10
    attempts: int = 3
    patience: float = 60.0
    strikes: int = 5

    @property
    def longest(self) -> float:
        """Seconds that one address and all it redirects to may take: all attempts and one more."""
        return (self.attempts + 1) * self.timeout

    @property
    def robot(self) -> str:
        """The name by which robots.txt addresses this robot."""
        return self.user_agent.split("/")[0].strip()


def limits_of(settings: Settings) -> Limits:
    """The limits that the settings ask for."""
    return Limits(
        user_agent=settings.user_agent.strip() or default_user_agent(),
        allow_private=settings.allow_private_addresses,
        max_bytes=settings.max_page_mb * 1_000_000,
        timeout=settings.fetch_timeout,
        per_host=settings.per_host,
        per_host_delay=settings.per_host_delay,
        fetchers=settings.fetchers,
    )


def default_user_agent() -> str:
    """Newsdesk by name and version, and where to read of it if its package states an address."""
    try:
        facts = metadata("newsdesk")
    except PackageNotFoundError:
        return "Newsdesk/0"
    places = [url.rpartition(",")[2].strip() for url in facts.get_all("Project-URL") or []]
    return f"Newsdesk/{facts['Version']}" + (f" (+{places[0]})" if places else "")
