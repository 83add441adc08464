"""Makes a small cross-encoder to measure reranking with; no substitute for one trained on questions.

The lower layers of the bundled MiniLM with a new head, trained for some minutes on one core: a
headline has to find a passage of its own article among passages of others, one of which shares its
words. The articles that the development questions are asked of are left out. Nothing of it is part
of the project.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.data import answerable
from bot import Newsdesk
from config.settings import BUNDLED_MODEL
from retrieval.asking.question import last_instant
from retrieval.models.model_source import locate
from retrieval.terms import content_terms

if TYPE_CHECKING:
    import torch

SEED = 7
HEADLINES = 1800
RANDOM = 2
"""Passages of any other articles beside each article's own, and the one that BM25 finds."""

LAYERS = 4
TOKENS = 64
RATE, HEAD_RATE = 1e-4, 1e-3
BATCH = 6


class Example(NamedTuple):
    """A headline, and passages of which the first is of its article."""

    headline: str
    passages: tuple[str, ...]


def make(desk: Newsdesk, folder: Path) -> float:
    """Train it and save it in a folder.

    Args:
        desk: with the articles taken in.
        folder: where it is saved to, as sentence-transformers saves a `CrossEncoder`.

    Returns:
        Seconds that it took.
    """
    began = time.perf_counter()
    import torch
    from sentence_transformers import CrossEncoder

    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    model = CrossEncoder(
        str(locate(BUNDLED_MODEL).folder),
        num_labels=1,
        max_length=512,
        device="cpu",
        config_kwargs={"num_hidden_layers": LAYERS},
    )
    _train(model, examples(desk, HEADLINES))
    model.save_pretrained(str(folder))
    return time.perf_counter() - began


def examples(desk: Newsdesk, most: int) -> list[Example]:
    """Headlines drawn at random, with one passage of the article and some that BM25 finds elsewhere."""
    drawn = random.Random(SEED)
    rows = desk._library.texts(limit=10**9)
    places = desk._library.places(key for key, *_ in rows)
    texts = {key: text for key, text, *_ in rows}
    titles = {places[key].article: title for key, _, title, _ in rows if title}
    asked = {desk._library._resolve(id_) for question in answerable() for id_ in question.articles}
    own: dict[int, list[int]] = {}
    for key, place in places.items():
        own.setdefault(place.article, []).append(key)
    articles = sorted(titles.keys() - asked)
    drawn.shuffle(articles)
    made = []
    for article in articles[:most]:
        found = desk._projections.text.passages(content_terms(titles[article]), last_instant(None), 60)
        others = [key for key, _ in found if places[key].article not in {article, *asked}]
        if others:
            anywhere = [drawn.choice(own[other]) for other in drawn.sample(articles, RANDOM + 1)]
            anywhere = [key for key in anywhere if places[key].article != article][:RANDOM]
            keys = [drawn.choice(own[article]), drawn.choice(others), *anywhere]
            passages = (_without(titles[article], texts[key]) for key in keys)
            made.append(Example(titles[article], tuple(passages)))
    return made


def _without(headline: str, passage: str) -> str:
    """The passage without the headline, which would give its article away."""
    return re.sub(re.escape(headline.removesuffix("...").strip()), "", passage, flags=re.IGNORECASE)


def _train(model: Any, rows: Sequence[Example]) -> None:
    """One pass over the examples; the loss is the cross entropy of the own passage among all shown."""
    import torch

    head: list[torch.nn.Parameter] = []
    body: list[torch.nn.Parameter] = []
    for name, parameter in model.named_parameters():
        if "embeddings" in name:
            parameter.requires_grad_(False)
        else:
            (head if "classifier" in name or "pooler" in name else body).append(parameter)
    steps = len(rows) // BATCH
    optimiser = torch.optim.AdamW([{"params": body, "lr": RATE}, {"params": head, "lr": HEAD_RATE}])
    rising = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / rising, (steps - step) / max(1, steps - rising))
    )
    model.train()
    for step in range(steps):
        batch = rows[step * BATCH : (step + 1) * BATCH]
        pairs = [(row.headline, passage) for row in batch for passage in row.passages]
        tokens = model.tokenizer(
            [first for first, _ in pairs],
            [second for _, second in pairs],
            padding=True,
            truncation="only_second",
            max_length=TOKENS,
            return_tensors="pt",
        )
        scores = model(dict(tokens))["scores"].view(len(batch), -1)
        own = torch.zeros(len(batch), dtype=torch.long)
        loss = torch.nn.functional.cross_entropy(scores, own)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_([*head, *body], 1.0)
        optimiser.step()
        schedule.step()
        if step % 20 == 0:
            print(f"step {step} of {steps}: loss {loss.item():.3f}", flush=True)
    model.eval()
