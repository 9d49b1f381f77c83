"""Collecting for years: hosts, health, events, tombstones in. Never edited after a release."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _hosts()
    _schedule()
    _pages()
    _health()
    _events()
    _tombstones()


def _hosts() -> None:
    """Takes the place of `host_waits`: what must be known of a host over restarts."""
    op.create_table(
        "hosts",
        sa.Column("host", sa.Text, primary_key=True),
        sa.Column("asked_at", INSTANT),
        sa.Column("delay_s", sa.Double, nullable=False, server_default="0"),
        sa.Column("free_at", INSTANT),
        sa.Column("wait_until", INSTANT),
        sa.Column("wait_reason", sa.Text),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("signals", sa.Text, nullable=False, server_default="[]"),
    )
    op.execute("INSERT INTO hosts (host, wait_until, wait_reason) SELECT host, until, reason FROM host_waits")
    op.drop_table("host_waits")
    op.create_index("hosts_waiting", "hosts", ["wait_until"])


def _schedule() -> None:
    op.add_column("sources", sa.Column("pace_s", sa.Double, nullable=False, server_default="5"))
    op.add_column("sources", sa.Column("paused_at", INSTANT))
    op.add_column("sources", sa.Column("paused_why", sa.Text))
    for column in (
        sa.Column("parent_id", sa.BigInteger),
        sa.Column("digest", sa.Text),
        sa.Column("asked_at", INSTANT),
        sa.Column("ok_at", INSTANT),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    ):
        op.add_column("listings", column)
    op.create_index("source_hosts_source", "source_hosts", ["source_id"])
    op.drop_index("listings_due", "listings")
    op.create_index("listings_due", "listings", ["active", "next_at"])
    op.add_column("links", sa.Column("rank", sa.SmallInteger, nullable=False, server_default="0"))
    _turns()


def _turns() -> None:
    """Links wait by source, host and rank (0 fresh, 1 a look at an article, 2 old): each picks without counting all."""
    op.execute("UPDATE links SET rank = 1 WHERE article_id IS NOT NULL")
    op.create_index("links_turn", "links", ["source_id", "host", "rank", "next_at", "id"])
    op.create_table(
        "turns",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("source_id", sa.Text, sa.ForeignKey("sources.id"), nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False, server_default="0"),
        sa.UniqueConstraint("source_id", "host", name="turns_source_host"),
    )
    op.create_index("turns_last", "turns", ["last"])
    op.execute("INSERT INTO turns (source_id, host) SELECT DISTINCT source_id, host FROM links")


def _pages() -> None:
    op.add_column("pages", sa.Column("signals", sa.Text, nullable=False, server_default="[]"))
    op.add_column("pages", sa.Column("verified", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("pages", sa.Column("kept", sa.Boolean, nullable=False, server_default=sa.true()))
    for name in ("article_key", "led_to", "led_key"):
        op.add_column("pages", sa.Column(name, sa.Text))
    op.add_column("pages", sa.Column("led_by", sa.Integer))
    op.create_index("pages_led", "pages", ["led_key"])
    op.create_index("pages_article_key", "pages", ["article_key"])
    op.drop_index("pages_unread", "pages")
    op.create_index("pages_unread", "pages", ["kept", "read_by", "fetched_at", "id"])
    op.create_index("pages_digest", "pages", ["digest"])
    op.create_index("pages_place", "pages", ["file", "offset"])


def _health() -> None:
    op.create_table(
        "outcomes",
        sa.Column("source_id", sa.Text, sa.ForeignKey("sources.id"), primary_key=True),
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("what", sa.Text, primary_key=True),
        sa.Column("outcome", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
    )
    op.create_index("outcomes_day", "outcomes", ["day"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    day = "substr(first_seen, 1, 10)" if sqlite else "to_char(first_seen AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
    op.execute(
        "INSERT INTO outcomes (source_id, day, what, outcome, number, last_at) "
        f"SELECT source_id, {day}, 'article', 'new', count(*), max(first_seen) FROM articles GROUP BY source_id, {day}"
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("article_id", sa.BigInteger, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("page_id", sa.BigInteger, sa.ForeignKey("pages.id"), primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("url", sa.Text),
    )
    op.create_index("events_at", "events", ["at"])
    op.create_index("events_page", "events", ["page_id"])


def _tombstones() -> None:
    op.create_table(
        "tombstones",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("source_id", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("articles", sa.Integer, nullable=False),
        sa.Column("purged_at", INSTANT),
        sa.Column("lifted_at", INSTANT),
        sqlite_autoincrement=True,
    )
    op.create_index("tombstones_key", "tombstones", ["kind", "key"])
    op.create_index("tombstones_unpurged", "tombstones", ["purged_at"])
    op.create_table(
        "tombstone_keys",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("tombstone_id", sa.BigInteger, sa.ForeignKey("tombstones.id"), primary_key=True),
    )
    op.create_table(
        "tombstone_articles",
        sa.Column("article_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("tombstone_id", sa.BigInteger, sa.ForeignKey("tombstones.id"), nullable=False),
        sa.Column("story_id", sa.BigInteger),
    )
    op.create_index("tombstone_articles_story", "tombstone_articles", ["story_id"])
    op.create_table(
        "tombstone_records",
        sa.Column("file", sa.Text, primary_key=True),
        sa.Column("offset", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("tombstone_id", sa.BigInteger, sa.ForeignKey("tombstones.id"), nullable=False),
    )
