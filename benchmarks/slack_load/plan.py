"""Who asks what, where and when."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

Kind = Literal["mention", "follow-up", "direct", "command"]

KINDS: tuple[tuple[Kind, float], ...] = (
    ("mention", 0.6),
    ("follow-up", 0.2),
    ("direct", 0.1),
    ("command", 0.1),
)
"""The share of each."""
BURST = 0.06
"""The share of all questions that is asked at one moment."""
BURST_AT = 0.5
"""When, as a share of the whole time."""

FIRST = (
    "what did Lavrov demand?",
    "what did the Sollmark council vote on?",
    "what do the dockers of Port Calder demand?",
    "What did Blinken promise Lavrov in Geneva?",
    "What did Putin say to Biden on the telephone?",
    "Why did Coppin recall its kettles?",
    "What burned at the Grey Heron?",
    "What did the inquiry into the flood at Sollmark find?",
    "When does the Kittiwake probe pass the asteroid?",
    "What did Zelenskyy ask for?",
    "How did the members at Port Calder vote on the offer?",
    "Who won the chess olympiad in 1924?",
    "What is the price of tea on the moon?",
)
"""The last are not answered by the sample news."""
THEN = (
    "When did they say that?",
    "And what happened after that?",
    "Who else was there?",
    "Why?",
    "How much will it cost?",
    "What do others say about it?",
)


@dataclass(frozen=True, slots=True)
class Planned:
    """One question to come.

    Args:
        at: seconds from the beginning.
        kind: how it is asked.
        user: the number of who asks.
        channel: the number of the channel.
        text: the question.
        named: whether a follow-up mentions the app.
    """

    at: float
    kind: Kind
    user: int
    channel: int
    text: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """How much is asked, and what goes wrong.

    Args:
        questions: how many.
        users: how many ask.
        channels: how many channels they ask in.
        seconds: over which they ask.
        twice: the share of deliveries that come once more.
        cuts: how often the connection breaks.
        kills: how often the app is killed and started again.
        limits: whether Slack's rate limits hold.
        seed: of what is drawn.
    """

    questions: int = 500
    users: int = 50
    channels: int = 20
    seconds: float = 100.0
    twice: float = 0.05
    cuts: int = 2
    kills: int = 1
    limits: bool = True
    seed: int = 6

    def planned(self) -> list[Planned]:
        """The questions in the order of time."""
        drawn = random.Random(self.seed)
        burst = round(self.questions * BURST)
        steady = self.questions - burst
        times = [drawn.uniform(0, self.seconds) for _ in range(steady)]
        times += [self.seconds * BURST_AT] * burst
        kinds, weights = zip(*KINDS, strict=True)
        found = []
        for at in sorted(times):
            kind = drawn.choices(kinds, weights)[0]
            text = drawn.choice(THEN if kind == "follow-up" else FIRST)
            user, channel = drawn.randrange(self.users), drawn.randrange(self.channels)
            found.append(Planned(at, kind, user, channel, text, named=drawn.random() < 0.5))
        return found

    def cut_at(self) -> list[float]:
        """When the connection breaks: evenly over the time, never when the app is killed."""
        return [self.seconds * (n + 0.5) / self.cuts * 0.9 for n in range(self.cuts)]

    def killed_at(self) -> list[float]:
        """When the app is killed: the first time just after the burst, when most is under way."""
        step = self.seconds * (1 - BURST_AT) / max(1, self.kills)
        return [self.seconds * BURST_AT + 0.5 + n * step for n in range(self.kills)]
