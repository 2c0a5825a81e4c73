"""Releases, and the rows with a validity that they consist of."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The tables whose rows have a validity, with what stands between their key and their payload.
KEYS: dict[str, Sequence[str]] = {
    "entries": ("id",),
    "entry_texts": ("id", "lang"),
    "series": ("id",),
    "series_texts": ("id", "lang"),
    "catalogue_parts": ("id",),
}


def upgrade() -> None:
    state = _create_releases()
    for table, key in KEYS.items():
        _create_validities(table, key, *_content(table))
    for table in ("entry_texts", "series_texts"):
        op.create_index(f"ix_{table}_slug", table, ["lang", "slug"])
    op.bulk_insert(state, [{"id": 1, "release": None, "oldest_schema": revision}])


def downgrade() -> None:
    for table in reversed(KEYS):
        op.drop_table(table)
    op.drop_table("state")
    op.drop_table("releases")


def _create_releases() -> sa.Table:
    op.create_table(
        "releases",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(20), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer()),
        sa.Column("restores", sa.Integer()),
        sa.PrimaryKeyConstraint("number", name="pk_releases"),
        sa.ForeignKeyConstraint(["base"], ["releases.number"], name="fk_releases_base"),
        sa.ForeignKeyConstraint(["restores"], ["releases.number"], name="fk_releases_restores"),
    )
    return op.create_table(
        "state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release", sa.Integer()),
        sa.Column("oldest_schema", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_state"),
        sa.CheckConstraint("id = 1", name="ck_state_one_row"),
        sa.ForeignKeyConstraint(["release"], ["releases.number"], name="fk_state_release"),
    )


def _content(table: str) -> list[sa.Column[str]]:
    if table == "entries":
        return [sa.Column("kind", sa.String(), nullable=False), sa.Column("payload", sa.Text(), nullable=False)]
    if table in {"entry_texts", "series_texts"}:
        return [
            sa.Column("slug", _name(), nullable=False),
            sa.Column("payload", sa.Text(), nullable=False),
            sa.Column("html", sa.Text(), nullable=False),
        ]
    return [sa.Column("payload", sa.Text(), nullable=False)]


def _create_validities(table: str, key: Sequence[str], *content: sa.Column[str]) -> None:
    op.create_table(
        table,
        sa.Column("from_release", sa.Integer(), nullable=False),
        sa.Column("to_release", sa.Integer()),
        sa.Column("created_release", sa.Integer(), nullable=False),
        sa.Column("updated_release", sa.Integer(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        *(sa.Column(name, _name(), nullable=False) for name in key),
        *content,
        sa.PrimaryKeyConstraint(*key, "from_release", name=f"pk_{table}"),
        sa.CheckConstraint("to_release > from_release", name=f"ck_{table}_ends_after_it_begins"),
        sa.ForeignKeyConstraint(["from_release"], ["releases.number"], name=f"fk_{table}_from_release"),
        sa.ForeignKeyConstraint(["to_release"], ["releases.number"], name=f"fk_{table}_to_release"),
    )
    current, ended = sa.text("to_release IS NULL"), sa.text("to_release IS NOT NULL")
    op.create_index(f"ix_{table}_begun", table, ["from_release"])
    op.create_index(f"ix_{table}_ended", table, ["to_release"], sqlite_where=ended, postgresql_where=ended)
    op.create_index(
        f"ix_{table}_current",
        table,
        [*key, "fingerprint", "to_release"],
        sqlite_where=current,
        postgresql_where=current,
    )


def _name() -> sa.types.TypeEngine[str]:
    """Text that sorts by code point, whatever a server's collation is."""
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")
