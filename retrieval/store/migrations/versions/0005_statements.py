"""Who said what."""

from __future__ import annotations

from alembic import op

from retrieval.store.migrations.columns import key, number, of, words

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Bring a library one schema on."""
    spans = ("sentence_start", "sentence_end", "cue_start", "cue_end")
    people = ("speaker_start", "speaker_end", "to_start", "to_end")
    op.create_table(
        "statements",
        key(),
        of("versions", "version"),
        number("start"),
        number("end"),
        *(number(name) for name in spans),
        *(number(name, needed=False) for name in people),
        number("direct"),
        *(words(name) for name in ("name", "person", "said_on")),
    )
    op.create_index("statements_by_version", "statements", ["version", "start"])
    op.create_index("statements_by_person", "statements", ["person"])
    op.create_table("attributed", of("versions", "version", key=True), words("method", needed=True))
