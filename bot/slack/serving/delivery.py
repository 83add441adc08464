"""The shape of what Slack delivers, seen to before anything looks into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError, model_validator

# What is bounded is also text that can be stored: pydantic lets no half character through.
Id = Annotated[StrictStr, Field(max_length=255)]
Value = Annotated[StrictStr, Field(max_length=3000)]
_Address = Annotated[StrictStr, Field(pattern=r"^(https?://[!-~]*)?$")]

_OF_EVENTS = {
    "app_mention": ("channel", "ts"),
    "message": ("channel", "ts"),
    "agent_session_stopped": ("channel",),
    "app_home_opened": ("user", "channel"),
}
"""Ids without which an event of a type that is listened for cannot be acted on."""


class _Shape(BaseModel):
    """What is named here is of its kind, or null, or not there; all else may be anything."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _Thing(_Shape):
    id: Id | None = None
    team_id: Id | None = None
    enterprise_id: Id | None = None


class _Installed(_Shape):
    """For whom an event is delivered."""

    team_id: Id | None = None
    enterprise_id: Id | None = None
    user_id: Id | None = None
    team: Id | _Thing | None = None
    enterprise: Id | _Thing | None = None
    authorizations: None = None


class _Edited(_Shape):
    ts: Id | None = None


class _Message(_Shape):
    ts: Id | None = None
    thread_ts: Id | None = None
    user: Id | _Thing | None = None
    bot_id: Id | None = None
    subtype: Id | None = None
    text: StrictStr | None = None
    edited: _Edited | None = None


class _Tokens(_Shape):
    bot: list[Id] | None = None
    oauth: list[Id] | None = None


class _Event(_Message):
    type: Id
    channel: Id | _Thing | None = None
    channel_type: Id | None = None
    team: Id | _Thing | None = None
    team_id: Id | None = None
    user_team: Id | None = None
    user_id: Id | None = None
    enterprise: Id | _Thing | None = None
    deleted_ts: Id | None = None
    tab: Id | None = None
    message: _Message | None = None
    previous_message: _Message | None = None
    tokens: _Tokens | None = None
    item: dict[str, Any] | None = None
    assistant_thread: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> _Event:
        lacking = [name for name in _OF_EVENTS.get(self.type, ()) if not isinstance(getattr(self, name), str)]
        if lacking:
            raise ValueError(f"no {lacking[0]} in an event")
        if self.subtype == "message_changed" and (self.message is None or self.message.ts is None):
            raise ValueError("no message in a change of one")
        return self


class _Action(_Shape):
    action_id: Id
    block_id: Id | None = None
    type: Id | None = None
    value: Value | None = None


class _Option(_Shape):
    value: Value | None = None


class _Element(_Shape):
    value: Value | None = None
    selected_option: _Option | None = None
    selected_options: list[_Option] | None = None
    selected_users: list[Id] | None = None


class _State(_Shape):
    values: dict[str, dict[str, _Element]] = {}


class _View(_Shape):
    type: Id
    callback_id: Id | None = None
    private_metadata: Id = ""
    team_id: Id | None = None
    app_installed_team_id: Id | None = None
    state: _State = _State()


class _Delivery(_Shape):
    type: Id | None = None
    event_id: Id | None = None
    team_id: Id | None = None
    team: Id | _Thing | None = None
    enterprise_id: Id | None = None
    enterprise: Id | _Thing | None = None
    authorizations: list[_Installed] | None = None
    user_id: Id | None = None
    user: Id | _Thing | None = None
    channel_id: Id | None = None
    channel: Id | _Thing | None = None
    trigger_id: Id | None = None
    response_url: _Address | None = None
    response_urls: list[dict[str, Any]] = []
    event: _Event | None = None
    command: StrictStr | None = None
    text: StrictStr | None = None
    callback_id: Id | None = None
    container: dict[str, Any] | None = None
    message: _Message | None = None
    previous_message: _Message | None = None
    actions: Annotated[list[_Action], Field(min_length=1)] | None = None
    view: _View | None = None
    workflow_step: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> _Delivery:
        needed: dict[str, object] = {}
        if self.type == "event_callback":
            needed = {"event": self.event}
        elif self.type == "message_action":
            ids = {name: getattr(getattr(self, name), "id", None) for name in ("team", "channel", "user")}
            needed = {**ids, "trigger_id": self.trigger_id}
        elif self.type in ("block_actions", "view_submission"):
            what = "actions" if self.type == "block_actions" else "view"
            needed = {"user": getattr(self.user, "id", None), what: getattr(self, what)}
        elif self.command is not None:
            needed = {
                name: getattr(self, name) for name in ("team_id", "channel_id", "user_id", "trigger_id")
            }
        if "workflow_step" in (getattr(self.view, "type", None), str(self.type).removesuffix("_edit")):
            needed["workflow_step"] = self.workflow_step
        if self.type == "interactive_message":
            needed["actions"] = self.actions
        lacking = [name for name, value in needed.items() if value is None]
        if lacking:
            raise ValueError(f"no {lacking[0]}")
        return self


def misshapen(body: Mapping[str, Any]) -> str | None:
    """What of a delivery is not as Slack sends it, in a few words without anything of it; None where all is.

    Args:
        body: as it was read from JSON or a form.
    """
    try:
        _Delivery.model_validate(body)
    except (ValidationError, RecursionError) as error:
        if isinstance(error, RecursionError):
            return "nested too deep"
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"] if isinstance(part, str) and part in _NAMES)
        return f"{place or 'delivery'}: {first['type']}"
    return None


_NAMES = frozenset(name for shape in (_Delivery, _Event, _Message, _View) for name in shape.model_fields)
"""Names that a log may hold: ours, and not keys that came from outside."""
