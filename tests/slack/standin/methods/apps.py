"""auth.*, apps.*, oauth.*: tokens, connections and installing."""

from __future__ import annotations

import json
import secrets

from tests.slack.standin.manifests import manifest_faults
from tests.slack.standin.method import Request, method
from tests.slack.standin.refusals import Json, Refused


@method("auth.test")
def auth_test(request: Request) -> Json:
    """Whose token it is."""
    installation, world = request.installation, request.world
    return {
        "url": f"https://{installation.team.lower()}.slack.com/",
        "team": installation.team,
        "user": world.users[installation.bot_user].name,
        "team_id": installation.team,
        "user_id": installation.bot_user,
        "bot_id": installation.bot_id,
        "is_enterprise_install": False,
    }


@method("auth.revoke")
def auth_revoke(request: Request) -> Json:
    """Make the token worthless."""
    request.installation.revoked = request.args.get("test") not in (True, "true", "1")
    return {"revoked": request.installation.revoked}


@method("apps.connections.open", "connections:write", token="app")
def open_connection(request: Request) -> Json:
    """An address for one Socket Mode connection."""
    world = request.world
    if not world.app.socket_mode:
        raise Refused("socket_mode_not_enabled")
    ticket = secrets.token_urlsafe(16)
    world.tickets.add(ticket)
    return {"url": f"{world.base.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={world.app.id}"}


@method("oauth.v2.access", token="none")
def oauth_access(request: Request) -> Json:
    """A bot token for the code that a person who installs the app has brought along."""
    world = request.world
    given = request.basic or (str(request.args.get("client_id")), str(request.args.get("client_secret")))
    if given[0] != world.app.client_id:
        raise Refused("invalid_client_id")
    if given[1] != world.app.client_secret:
        raise Refused("bad_client_secret")
    team = world.codes.pop(request.needed("code"), None)
    if team is None:
        raise Refused("invalid_code")
    installation = world.install(team)
    return {
        "access_token": installation.token,
        "token_type": "bot",
        "scope": ",".join(sorted(installation.scopes)),
        "bot_user_id": installation.bot_user,
        "app_id": world.app.id,
        "team": {"name": team, "id": team},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": world.installer(team)},
    }


@method("apps.manifest.validate", token="config")
def validate_manifest(request: Request) -> Json:
    """Say what is wrong with a manifest."""
    try:
        manifest = json.loads(request.needed("manifest"))
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict):
        raise Refused("invalid_manifest", errors=[{"message": "not a JSON object", "pointer": "/"}])
    faults = manifest_faults(manifest)
    if faults:
        raise Refused("invalid_manifest", errors=faults)
    return {}
