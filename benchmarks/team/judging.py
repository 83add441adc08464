"""What was wrong with an answer, and what of the articles is missing or there twice."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from benchmarks.team.publishing import Mill
from retrieval.article import version_of
from retrieval.library import Library


def wrong(reply: dict[str, Any], mill: Mill) -> list[str]:
    """What is wrong with the answer to a mill's question, in words."""
    cited = reply["cited"]
    found = [f"not in the article: {one['quote']}" for one in cited if not one["stands"]]
    versions: dict[str, set[str]] = {}
    for one in cited:
        versions.setdefault(one["url"], set()).add(one["version"])
    found += [f"two versions of {url}" for url, named in versions.items() if len(named) > 1]
    own = versions.get(mill.address, set())
    latest = reply["before"][-1:]
    if own and latest and not own & set(reply["after"][reply["after"].index(latest[0]) :]):
        found.append(f"version {own} is older than {latest[0]}, which the library had")
    if cited and not own:
        found.append(f"another article: {cited[0]['quote']}")
    numbers = {int(number) for one in cited for number in re.findall(r"\b\d{5}\b", one["quote"])}
    if own and not numbers <= set(mill.employed):
        found.append(f"a number that was never published: {numbers}")
    return found


def faults(library: Library, mills: list[Mill]) -> dict[str, list[str]]:
    """Articles that are missing, or not up to date, or there twice."""
    held = library.articles()
    counts = Counter(article.url for article in held)
    lost, double = [], []
    for mill in mills:
        found = library.find(canonical=mill.address)
        if found is None:
            lost.append(mill.address)
            continue
        latest = library.latest(found)
        if latest is None or mill.texts[-1][0] not in latest.text:
            lost.append(f"{mill.address}, its latest version")
        texts = Counter(article.version for article in library.versions(found))
        if max(texts.values()) > 1 or len(texts) > len(mill.texts) or counts[mill.address] > 1:
            double.append(mill.address)
    double += [str(url) for url in counts if url not in {mill.address for mill in mills}]
    misread = [a.id for a in held if version_of(a.text) != a.version]
    return {"lost": lost, "double": double, "misread": misread}
