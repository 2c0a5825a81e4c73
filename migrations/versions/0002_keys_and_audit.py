"""Keys to the admin API, and the log of who did what."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", _name(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("former_digest", sa.String()),
        sa.Column("former_until", sa.String(20)),
        sa.Column("created_at", sa.String(20), nullable=False),
        sa.Column("expires_at", sa.String(20)),
        sa.Column("revoked_at", sa.String(20)),
        sa.Column("last_used_at", sa.String(20)),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
    )
    op.create_table(
        "audit",
        sa.Column("id", _name(), nullable=False),
        sa.Column("at", sa.String(20), nullable=False),
        sa.Column("actor", _name(), nullable=False),
        sa.Column("action", _name(), nullable=False),
        sa.Column("subject", _name(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_subject", "audit", ["subject", "id"])


def downgrade() -> None:
    op.drop_table("audit")
    op.drop_table("api_keys")


def _name() -> sa.types.TypeEngine[str]:
    """Text that sorts by code point, whatever a server's collation is."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")
