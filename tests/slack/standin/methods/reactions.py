"""reactions.add and reactions.remove."""

from __future__ import annotations

from tests.slack.standin.message import Message
from tests.slack.standin.method import Request, method
from tests.slack.standin.refusals import Json, Refused


@method("reactions.add", "reactions:write")
def add(request: Request) -> Json:
    """Put an emoji under a message."""
    message, name = _message(request), request.needed("name").strip(":")
    users = message.reactions.setdefault(name, set())
    if request.installation.bot_user in users:
        raise Refused("already_reacted")
    users.add(request.installation.bot_user)
    return {}


@method("reactions.remove", "reactions:write")
def remove(request: Request) -> Json:
    """Take it away again."""
    message, name = _message(request), request.needed("name").strip(":")
    users = message.reactions.get(name, set())
    if request.installation.bot_user not in users:
        raise Refused("no_reaction")
    users.remove(request.installation.bot_user)
    if not users:
        del message.reactions[name]
    return {}


def _message(request: Request) -> Message:
    found = request.world.message(request.joined().id, request.needed("timestamp"))
    if found is None or found.ephemeral_to:
        raise Refused("message_not_found")
    return found
