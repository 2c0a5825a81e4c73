"""Checked trees that wait to be looked at and published; rows of no release."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staged_releases",
        sa.Column("id", _name(), nullable=False),
        sa.Column("base", sa.Integer()),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(20), nullable=False),
        sa.Column("expires_at", sa.String(20), nullable=False),
        sa.Column("created_by", _name(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["base"], ["releases.number"], name="fk_staged_releases_base"),
        sa.PrimaryKeyConstraint("id", name="pk_staged_releases"),
    )


def downgrade() -> None:
    op.drop_table("staged_releases")


def _name() -> sa.types.TypeEngine[str]:
    """Text that sorts by code point, whatever a server's collation is."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")
