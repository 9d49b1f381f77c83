"""Words in circulation, primary statements and edits in. Never edited after a release."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _quotations()
    _statements()
    _edits()
    # What is held already is related once more, so that its quotations are found.
    op.execute(sa.text("UPDATE articles SET related = :no").bindparams(sa.bindparam("no", False, sa.Boolean)))


def _number() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True)


def _quotations() -> None:
    op.create_table(
        "quotations",
        _number(),
        sa.Column("now_id", sa.BigInteger),
        sa.Column("changed_at", INSTANT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("quotations_now", "quotations", ["now_id"])
    op.create_table(
        "quotation_versions",
        sa.Column("article_id", sa.BigInteger, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("quotation_id", sa.BigInteger, sa.ForeignKey("quotations.id")),
        sa.Column("quoted", sa.Text, nullable=False),
        sa.Column("checked", sa.Text),
    )
    op.create_index("quotation_versions_quotation", "quotation_versions", ["quotation_id"])
    op.create_table(
        "quotation_bands",
        sa.Column("band", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("article_id", sa.BigInteger, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    )
    op.create_index("quotation_bands_article", "quotation_bands", ["article_id"])


def _statements() -> None:
    op.create_table(
        "statements",
        _number(),
        sa.Column("now_id", sa.BigInteger),
        sa.Column("located_id", sa.BigInteger, sa.ForeignKey("articles.id")),
        sa.Column("located", sa.Text),
        sa.Column("changed_at", INSTANT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("statements_now", "statements", ["now_id"])
    op.create_index("statements_located", "statements", ["located_id"])
    op.create_table(
        "statement_reports",
        sa.Column("article_id", sa.BigInteger, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("statement_id", sa.BigInteger, sa.ForeignKey("statements.id"), nullable=False),
        sa.Column("story_id", sa.BigInteger, nullable=False),
        sa.Column("node", sa.Text),
        sa.Column("report", sa.Text, nullable=False),
    )
    op.create_index("statement_reports_statement", "statement_reports", ["statement_id"])
    op.create_index("statement_reports_story", "statement_reports", ["story_id"])


def _edits() -> None:
    """Filled as pages are read again by the reader of the same release."""
    op.create_table(
        "edits",
        sa.Column("article_id", sa.BigInteger, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("page_id", sa.BigInteger, sa.ForeignKey("pages.id"), primary_key=True),
        sa.Column("since_page_id", sa.BigInteger, sa.ForeignKey("pages.id"), nullable=False),
        sa.Column("source_id", sa.Text, sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("grade", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("notice", sa.Text),
    )
    op.create_index("edits_seen", "edits", ["seen_at", "article_id"])
    op.create_index("edits_source_seen", "edits", ["source_id", "seen_at", "article_id"])
    op.create_index("edits_page", "edits", ["page_id"])
    op.create_index("edits_since_page", "edits", ["since_page_id"])
