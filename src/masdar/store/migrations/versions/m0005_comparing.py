"""Translations and comparisons in; columns that nobody asks for out; SQLite keeps bands once.

Never edited after a release.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "translations",
        sa.Column("article_id", sa.BigInteger, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("of_id", sa.BigInteger, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_index("translations_of", "translations", ["of_id"])
    op.create_table(
        "comparisons",
        sa.Column("article_id", sa.BigInteger, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("base_id", sa.BigInteger, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_index("comparisons_base", "comparisons", ["base_id"])
    op.drop_column("statements", "located")
    for name in ("done", "counts"):
        op.drop_column("imports", name)
    if op.get_bind().dialect.name == "sqlite":
        _without_rowids()
    # What is held already is related once more, so that its translations, gaps and comparisons are found.
    op.execute(sa.text("UPDATE articles SET related = :no").bindparams(sa.bindparam("no", False, sa.Boolean)))


def _without_rowids() -> None:
    """The tables of bands are their key and nothing else: a table with rowids and an index for the key holds all of it
    twice (https://sqlite.org/withoutrowid.html)."""
    article = "article_id BIGINT NOT NULL REFERENCES articles (id)"
    for table, columns, key in (
        ("bands", f"band BIGINT NOT NULL, {article}", "band, article_id"),
        ("quotation_bands", f"band BIGINT NOT NULL, {article}, place INTEGER NOT NULL", "band, article_id, place"),
    ):
        op.execute(f"CREATE TABLE {table}_once ({columns}, PRIMARY KEY ({key})) WITHOUT ROWID")
        op.execute(f"INSERT INTO {table}_once SELECT {key} FROM {table} ORDER BY {key}")
        op.drop_table(table)
        op.rename_table(f"{table}_once", table)
        op.create_index(f"{table}_article", table, ["article_id"])
