"""Readers' messages, and day counters of what is read and what is searched in vain."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", _name(), nullable=False),
        sa.Column("received_at", sa.String(20), nullable=False),
        sa.Column("updated_at", sa.String(20), nullable=False),
        sa.Column("kind", _name(), nullable=False),
        sa.Column("entry", _name()),
        sa.Column("lang", _name(), nullable=False),
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("email", sa.String()),
        sa.Column("status", _name(), nullable=False),
        sa.Column("held_for", sa.String(), nullable=False),
        sa.Column("assignee", _name()),
        sa.Column("answer", sa.Text()),
        sa.Column("answered_at", sa.String(20)),
        sa.Column("content_digest", sa.String(), nullable=False),
        sa.Column("receipt_digest", sa.String(), nullable=False),
        sa.Column("idempotency_digest", sa.String()),
        sa.Column("request_digest", sa.String()),
        sa.Column("receipt", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
    )
    op.create_index("ix_feedback_status", "feedback", ["status", "id"])
    op.create_index("ix_feedback_entry", "feedback", ["entry", "id"])
    op.create_index("ix_feedback_content_digest", "feedback", ["content_digest"])
    op.create_index("ix_feedback_idempotency_digest", "feedback", ["idempotency_digest"], unique=True)
    op.create_table(
        "day_counts",
        sa.Column("what", _name(), nullable=False),
        sa.Column("day", _name(), nullable=False),
        sa.Column("lang", _name(), nullable=False),
        sa.Column("subject", _name(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("what", "day", "lang", "subject", name="pk_day_counts"),
    )


def downgrade() -> None:
    op.drop_table("day_counts")
    op.drop_table("feedback")


def _name() -> sa.types.TypeEngine[str]:
    """Text that sorts by code point, whatever a server's collation is."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")
