"""Views of a PostgreSQL library that show only what a limit allows.

A reader under a limit looks for every table among these views and nowhere else, and the limit is set for
its transaction only. Where none is set the views fail rather than show anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retrieval.store.limiting import OF_VERSIONS
from retrieval.store.postgres_server import TABLES

VIEWS = f"{TABLES}_limited"
"""The schema that the views are in."""

LIMIT = f"{TABLES}.limit"
"""The setting that holds the limit: an object with `any`, `outlets`, `feeds`, `since` and `until`."""

_IS = f"(SELECT current_setting('{LIMIT}')::jsonb"
_ALLOWED = f"""
    (
        {_IS} ->> 'any')::boolean
        OR v.outlet = ANY (ARRAY(SELECT jsonb_array_elements_text({_IS} -> 'outlets'))))
        OR EXISTS (
            SELECT 1 FROM {TABLES}.came_through c WHERE c.article = v.article
            AND c.feed = ANY (ARRAY(SELECT jsonb_array_elements_text({_IS} -> 'feeds'))))
        )
    )
    AND ({_IS} ->> 'since') IS NULL OR substr(v.published, 1, 10) >= {_IS} ->> 'since'))
    AND ({_IS} ->> 'until') IS NULL OR substr(v.published, 1, 10) <= {_IS} ->> 'until'))
"""  # noqa: S608  # names of ours


def drop_views() -> str:
    """The statement that takes the views away, as before the tables change."""
    return f"DROP SCHEMA IF EXISTS {VIEWS} CASCADE"


def make_views(tables: Sequence[str]) -> Iterator[str]:
    """The statements that make the views.

    Args:
        tables: the name of every table of the library.
    """
    yield f"CREATE SCHEMA {VIEWS}"
    conditions = {
        "versions": _ALLOWED,
        "articles": _exists("v.article = t.key"),
        "came_through": _exists("v.article = t.article"),
        **{table: _exists("v.key = t.version") for table in OF_VERSIONS},
    }
    for table in sorted(tables, key=lambda table: table != "versions"):
        alias = "v" if table == "versions" else "t"
        condition = conditions.get(table, "true")
        rows = f"SELECT {alias}.* FROM {TABLES}.{table} {alias} WHERE {condition}"  # noqa: S608
        yield f"CREATE VIEW {VIEWS}.{table} AS {rows}"


def _exists(key: str) -> str:
    return f"EXISTS (SELECT 1 FROM {VIEWS}.versions v WHERE {key})"  # noqa: S608
