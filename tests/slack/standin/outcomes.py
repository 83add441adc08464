"""What follows when the app has acknowledged something, or has not."""

from __future__ import annotations

from tests.slack.standin.delivery import Ack, Envelope
from tests.slack.standin.responses import take_acknowledgement
from tests.slack.standin.world import World


def acknowledged(world: World, ack: Ack) -> None:
    """Note it; what came with it is shown to the user."""
    with world.changes:
        world.acks.append(ack)
        if not ack.late:
            take_acknowledgement(world, ack.envelope, ack.payload or {})


def unacknowledged(world: World, envelope: Envelope) -> None:
    """Note that Slack has given it up; of a command or a button the user is told so."""
    with world.changes:
        world.failed.append(envelope)
        world.lost.append(envelope)


def failed(world: World, envelope: Envelope) -> None:
    """Note that it is going to be tried again."""
    with world.changes:
        world.failed.append(envelope)
