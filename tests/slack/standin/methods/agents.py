"""assistant.threads.* and agents.sessions.*: what an agent shows beside its messages."""

from __future__ import annotations

from tests.slack.standin.method import Request, method
from tests.slack.standin.methods.posting import thread_of
from tests.slack.standin.refusals import Json, Refused, missing

_LIFECYCLE = ("active", "processing", "suspended", "closed")


@method("assistant.threads.setStatus", "chat:write", "assistant:write")
def set_status(request: Request) -> Json:
    """Show what is going on in a thread; an empty status shows nothing."""
    channel = request.joined("channel_id")
    thread = thread_of(request, channel)
    if thread is None:
        raise missing("thread_ts")
    status = request.args.get("status")
    if not isinstance(status, str):
        raise missing("status")
    loading = request.args.get("loading_messages") or []
    if len(loading) > 10:
        raise Refused("invalid_arguments", ["no more than 10 items allowed [json-pointer:/loading_messages]"])
    request.world.statuses.setdefault((channel.id, thread), []).append(status)
    return {}


@method("assistant.threads.setSuggestedPrompts", "assistant:write")
def set_suggested_prompts(request: Request) -> Json:
    """Offer questions at the top of a conversation with the app."""
    channel = request.joined("channel_id")
    if not channel.direct:
        raise Refused("channel_not_supported")
    thread_of(request, channel)
    prompts = request.args.get("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= 4:
        raise Refused("invalid_arguments", ["between 1 and 4 prompts allowed [json-pointer:/prompts]"])
    if not all(prompt.get("title") and prompt.get("message") for prompt in prompts):
        raise Refused("invalid_arguments", ["missing required field: title, message [json-pointer:/prompts]"])
    request.world.prompts[channel.id] = prompts
    return {}


@method("agents.sessions.setStatus", "chat:write")
def set_session(request: Request) -> Json:
    """Say how far a thread's work is."""
    world, channel = request.world, request.joined("channel_id")
    thread, status = thread_of(request, channel), request.needed("status")
    if thread is None:
        raise missing("thread_ts")
    if status not in _LIFECYCLE:
        raise Refused(
            "invalid_arguments", [f"must be one of: {', '.join(_LIFECYCLE)} [json-pointer:/status]"]
        )
    if len(str(request.args.get("title") or "")) > 200:
        raise Refused("invalid_arguments", ["must be less than 201 characters [json-pointer:/title]"])
    world.sessions.setdefault((channel.id, thread), []).append(status)
    unstoppable = status == "processing" and "agent_session_stopped" not in world.app.events
    warned = {"warning": "missing_agent_session_stopped_event_subscription"} if unstoppable else {}
    return {"agent_status": status, "status": status, **warned}
