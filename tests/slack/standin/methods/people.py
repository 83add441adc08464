"""users.*, usergroups.* and bots.*: who is who."""

from __future__ import annotations

from tests.slack.standin.method import Request, method
from tests.slack.standin.refusals import Json, Refused


@method("users.info", "users:read")
def user_info(request: Request) -> Json:
    """One user of the workspace."""
    found = request.world.users.get(request.needed("user"))
    if found is None or found.team != request.installation.team:
        raise Refused("user_not_found")
    return {"user": found.shown()}


@method("users.list", "users:read")
def user_list(request: Request) -> Json:
    """All of them."""
    team = request.installation.team
    found = [user.shown() for user in request.world.users.values() if user.team == team]
    return {"members": found, "response_metadata": {"next_cursor": ""}}


@method("usergroups.users.list", "usergroups:read")
def group_members(request: Request) -> Json:
    """Who belongs to a user group."""
    found = request.world.groups.get(request.needed("usergroup"))
    if found is None:
        raise Refused("no_such_subteam")
    return {"users": sorted(found)}


@method("bots.info", "users:read")
def bot_info(request: Request) -> Json:
    """Which app a bot belongs to."""
    installation = request.installation
    if request.args.get("bot") not in (None, "", installation.bot_id):
        raise Refused("bot_not_found")
    app = request.world.app
    bot = {"id": installation.bot_id, "app_id": app.id, "user_id": installation.bot_user, "name": app.name}
    return {"bot": {**bot, "deleted": False}}
