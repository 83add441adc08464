"""Every command of the chat, in the order in which the help lists them."""

from __future__ import annotations

from bot.terminal import asking, filtering, keeping, listing, sourcing, switching
from bot.terminal.command import Command

COMMANDS: tuple[Command, ...] = (
    Command("/ask", "QUESTION", "what was meant by the last question, asked in its place", asking.correct),
    Command("/fresh", "QUESTION", "ask without regard to what went before", asking.ask_fresh),
    Command("/more", "", "further evidence for the last question", asking.more),
    Command("/why", "", "how the evidence of the last answer was found", asking.why),
    Command("/sources", "", "the sources of the last answer", sourcing.sources),
    Command("/source", "N", "quotation N within its article", sourcing.source),
    Command("/open", "N", "the page of quotation N in a browser", sourcing.open_page),
    Command("/statements", "NAME", "what somebody said, newest first", listing.statements, "person"),
    Command("/timeline", "TOPIC", "what happened on which day", listing.timeline),
    Command("/since", "[DATE | off]", "only articles of that day or later", filtering.since, "day"),
    Command("/until", "[DATE | off]", "only articles of that day or earlier", filtering.until, "day"),
    Command("/as-of", "[DATE | off]", "ask as on that day: nothing later is used", filtering.as_of, "day"),
    Command("/outlet", "[NAME, … | off]", "only articles of these outlets", filtering.outlet, "outlet"),
    Command("/new", "", "start a new conversation", keeping.start_over),
    Command(
        "/history",
        "[N | ID]",
        "earlier questions; go on with a conversation",
        keeping.history,
        "conversation",
    ),
    Command("/save", "FILE.md", "write this conversation to a file", keeping.save, "file"),
    Command(
        "/feedback", "good|bad [WORDS]", "say whether the last answer helped", keeping.feedback, "verdict"
    ),
    Command(
        "/model",
        "[quoted | written | PROVIDER:NAME]",
        "which models answer; quote, write, or take another",
        switching.model,
        "model",
    ),
    Command("/help", "", "this", asking.show_help),
    Command("/quit", "", "leave; so does Ctrl-D", asking.leave),
)

BY_NAME = {command.name: command for command in COMMANDS}

KEYS = (
    ("Enter", "asks"),
    ("Alt-Enter", "begins a new line"),
    ("Tab", "completes commands, outlets and names"),
    ("Ctrl-R", "searches what you asked before"),
    ("Ctrl-C", "stops the answer under way, or clears the line"),
    ("Ctrl-D", "leaves"),
)
