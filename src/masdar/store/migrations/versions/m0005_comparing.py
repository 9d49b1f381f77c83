"""Translations and comparisons in. Never edited after a release."""

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
    # What is held already is related once more, so that its translations, gaps and comparisons are found.
    op.execute(sa.text("UPDATE articles SET related = :no").bindparams(sa.bindparam("no", False, sa.Boolean)))
