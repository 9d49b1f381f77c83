"""The tables, as SQLAlchemy Core sees them. What the database really has is made by `migrations/versions`.

The table of search words is not here: it differs by database (see `dialect.py`).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from masdar.model import Chain, Comparison, Moment, Reading, Reprint, Signal, Source, Translation
from masdar.store.columns import Instant, Value, Words
from masdar.store.records import Designs

metadata = MetaData()


def number(name: str = "id") -> Column[int]:
    """A row number that the database gives out (SQLite only does so for INTEGER)."""
    return Column(name, BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


def of(name: str, target: str, *, key: bool = False, empty: bool = False) -> Column[int]:
    return Column(name, BigInteger, ForeignKey(target), primary_key=key, nullable=empty and not key)


counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("id", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("document", Value(Source), nullable=False),
    Column("pace_s", Double, nullable=False),
    Column("paused_at", Instant),
    Column("paused_why", Words),
)

source_hosts = Table(
    "source_hosts",
    metadata,
    Column("host", Words, primary_key=True),
    Column("source_id", Words, ForeignKey("sources.id"), nullable=False),
    Index("source_hosts_source", "source_id"),
)

listings = Table(
    "listings",
    metadata,
    number(),
    Column("source_id", Words, ForeignKey("sources.id"), nullable=False),
    Column("url", Words, nullable=False),
    Column("kind", Text, nullable=False),
    Column("host", Words, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("every_s", Double, nullable=False),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("outcome", Words),
    Column("parent_id", BigInteger),
    Column("digest", Text),
    Column("asked_at", Instant),
    Column("ok_at", Instant),
    Column("failures", Integer, nullable=False, default=0),
    UniqueConstraint("source_id", "url", name="listings_source_url"),
    Index("listings_due", "active", "next_at"),
)

# `rank`: see `turns.py`; `next_at` None: never again.
links = Table(
    "links",
    metadata,
    number(),
    Column("key", Words, nullable=False, unique=True),
    Column("source_id", Words, ForeignKey("sources.id"), nullable=False),
    Column("url", Words, nullable=False),
    Column("host", Words, nullable=False),
    Column("found_at", Instant, nullable=False),
    Column("next_at", Instant),
    Column("tries", Integer, nullable=False),
    Column("outcome", Words),
    Column("etag", Words),
    Column("last_modified", Words),
    of("article_id", "articles.id", empty=True),
    Column("rank", SmallInteger, nullable=False, default=0),
    Index("links_due", "next_at"),
    Index("links_turn", "source_id", "host", "rank", "next_at", "id"),
    Index("links_article", "article_id"),
)

# A source's links at one host take turns with all others. `last` is the number of the last turn they had, 0 for none.
turns = Table(
    "turns",
    metadata,
    number(),
    Column("source_id", Words, ForeignKey("sources.id"), nullable=False),
    Column("host", Words, nullable=False),
    Column("last", BigInteger, nullable=False, default=0),
    UniqueConstraint("source_id", "host", name="turns_source_host"),
    Index("turns_last", "last"),
)

# What must be known of a host over restarts: when it was last asked, its crawl-delay, when that is over (`free_at`),
# until when it told us to wait; how many answers in a row were failures.
hosts = Table(
    "hosts",
    metadata,
    Column("host", Words, primary_key=True),
    Column("asked_at", Instant),
    Column("delay_s", Double, nullable=False, default=0.0),
    Column("free_at", Instant),
    Column("wait_until", Instant),
    Column("wait_reason", Words),
    Column("failures", Integer, nullable=False, default=0),
    Column("signals", Value(tuple[Signal, ...]), nullable=False, default=()),
    Index("hosts_waiting", "wait_until"),
)

# `article_key` is the address key under which the page's article was filed. `led_by` is the status that sent us from
# `requested_key` to `key`. An import's page may be such an answer itself: it leads to `led_to`, whose key is `led_key`.
pages = Table(
    "pages",
    metadata,
    number(),
    Column("url", Words, nullable=False),
    Column("key", Words, nullable=False),
    Column("requested_key", Words),
    Column("source_id", Words, ForeignKey("sources.id"), nullable=False),
    Column("fetched_at", Instant, nullable=False),
    Column("served_at", Instant),
    Column("status", Integer, nullable=False),
    Column("content_type", Words, nullable=False),
    Column("digest", Text, nullable=False),
    Column("file", Words, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("sightings", Integer, nullable=False),
    Column("last_seen_at", Instant, nullable=False),
    Column("read_by", Text, nullable=False),
    Column("outcome", Words),
    Column("detail", Words, nullable=False),
    of("article_id", "articles.id", empty=True),
    Column("article_key", Words),
    Column("led_by", Integer),
    Column("led_to", Words),
    Column("led_key", Words),
    Column("signals", Value(tuple[Signal, ...]), nullable=False, default=()),
    Column("verified", Boolean, nullable=False, default=True),
    Column("kept", Boolean, nullable=False, default=True),
    Index("pages_digest", "digest"),
    Index("pages_place", "file", "offset"),
    Index("pages_key", "key", "fetched_at"),
    Index("pages_requested", "requested_key"),
    Index("pages_led", "led_key"),
    Index("pages_article_key", "article_key"),
    Index("pages_unread", "kept", "read_by", "fetched_at", "id"),
    Index("pages_source", "source_id", "outcome", "last_seen_at"),
    Index("pages_article", "article_id", "fetched_at"),
    Index("pages_outcome", "outcome"),
)

# How often asking a source came out how, by day (UTC, ISO). `what`: "listing", "page", or "article" for what was read
# ("new", "old").
outcomes = Table(
    "outcomes",
    metadata,
    Column("source_id", Words, ForeignKey("sources.id"), primary_key=True),
    Column("day", Text, primary_key=True),
    Column("what", Text, primary_key=True),
    Column("outcome", Words, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("last_at", Instant, nullable=False),
    Index("outcomes_day", "day"),
)

# What was taken down: `kind` "address" (`key` is its address key) or "source" (`key` is the source's id).
tombstones = Table(
    "tombstones",
    metadata,
    number(),
    Column("kind", Text, nullable=False),
    Column("key", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("source_id", Words),
    Column("reason", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("purged_at", Instant),
    Column("lifted_at", Instant),
    Index("tombstones_key", "kind", "key"),
    Index("tombstones_unpurged", "purged_at"),
)

# All address keys under which something that was taken down stood: none of them is collected again.
tombstone_keys = Table(
    "tombstone_keys",
    metadata,
    Column("key", Words, primary_key=True),
    of("tombstone_id", "tombstones.id", key=True),
)

# The numbers of the articles that are gone, and of the stories they were in: what their addresses answer.
tombstone_articles = Table(
    "tombstone_articles",
    metadata,
    Column("article_id", BigInteger, primary_key=True, autoincrement=False),
    of("tombstone_id", "tombstones.id"),
    Column("story_id", BigInteger),
    Index("tombstone_articles_story", "story_id"),
)

# Where records of theirs still lie in the archive, until it is purged.
tombstone_records = Table(
    "tombstone_records",
    metadata,
    Column("file", Words, primary_key=True),
    Column("offset", BigInteger, primary_key=True, autoincrement=False),
    of("tombstone_id", "tombstones.id"),
)

designs = Table(
    "designs",
    metadata,
    Column("source_id", Words, ForeignKey("sources.id"), primary_key=True),
    Column("document", Value(Designs), nullable=False),
)

imports = Table(
    "imports",
    metadata,
    Column("file_key", Words, primary_key=True),
    Column("offset", BigInteger, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    number(),
    Column("source_id", Words, ForeignKey("sources.id"), nullable=False),
    Column("key", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("excerpt", Words, nullable=False),
    Column("direction", Text, nullable=False),
    Column("language", Words),
    Column("section", Words),
    Column("image", Words),
    Column("published", Value(Moment)),
    Column("published_at", Instant),
    Column("first_seen", Instant, nullable=False),
    Column("versions", Integer, nullable=False),
    Column("related", Boolean, nullable=False),
    UniqueConstraint("source_id", "key", name="articles_source_key"),
    Index("articles_key", "key"),
    Index("articles_seen", "first_seen", "id"),
    Index("articles_source_seen", "source_id", "first_seen", "id"),
    Index("articles_section_seen", "section", "first_seen", "id"),
    Index("articles_unrelated", "related", "first_seen", "id"),
)

# `page_id` is the first page that shows this state; `reading` was made from `read_page_id`, the newest that does.
versions = Table(
    "versions",
    metadata,
    number(),
    of("article_id", "articles.id"),
    of("page_id", "pages.id"),
    of("read_page_id", "pages.id"),
    Column("seen_at", Instant, nullable=False),
    Column("read_at", Instant, nullable=False),
    Column("reading", Value(Reading), nullable=False),
    Index("versions_article", "article_id", "seen_at", "page_id"),
    Index("versions_page", "page_id"),
    Index("versions_read_page", "read_page_id"),
)

events = Table(
    "events",
    metadata,
    of("article_id", "articles.id", key=True),
    of("page_id", "pages.id", key=True),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("status", Integer, nullable=False),
    Column("url", Words),
    Index("events_at", "at"),
    Index("events_page", "page_id"),
)

# An edit: the article's state first shown by `page_id` took the place of the one first shown by `since_page_id`.
# `about` are kinds of change with blanks between them; `notice` is what the text announces, if it does.
edits = Table(
    "edits",
    metadata,
    of("article_id", "articles.id", key=True),
    of("page_id", "pages.id", key=True),
    of("since_page_id", "pages.id"),
    Column("source_id", Words, ForeignKey("sources.id"), nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("grade", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("notice", Text),
    Index("edits_seen", "seen_at", "article_id"),
    Index("edits_source_seen", "source_id", "seen_at", "article_id"),
    Index("edits_page", "page_id"),
    Index("edits_since_page", "since_page_id"),
)

bands = Table(
    "bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    of("article_id", "articles.id", key=True),
    Index("bands_article", "article_id"),
    sqlite_with_rowid=False,
)

reprints = Table(
    "reprints",
    metadata,
    of("article_id", "articles.id", key=True),
    of("of_id", "articles.id", key=True),
    Column("containment", Double, nullable=False),
    # Remembered: a live story of four hundred copies, with 40 of each; some 3 KB each.
    Column("document", Value(Reprint, remembered=16_384), nullable=False),
    Index("reprints_of", "of_id"),
)

translations = Table(
    "translations",
    metadata,
    of("article_id", "articles.id", key=True),
    of("of_id", "articles.id", key=True),
    Column("document", Value(Translation), nullable=False),
    Index("translations_of", "of_id"),
)

# A report against the text it is measured by.
comparisons = Table(
    "comparisons",
    metadata,
    of("article_id", "articles.id", key=True),
    of("base_id", "articles.id", key=True),
    Column("document", Value(Comparison), nullable=False),
    Index("comparisons_base", "base_id"),
)

stories = Table(
    "stories",
    metadata,
    number(),
    Column("title", Words, nullable=False),
    Column("direction", Text, nullable=False),
    of("lead_id", "articles.id"),
    Column("articles", Integer, nullable=False),
    Column("sources", Integer, nullable=False),
    Column("roots", Integer),
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Column("rank", Double, nullable=False),
    Column("chain", Value(Chain)),
    Column("changed_at", Instant, nullable=False),
    Index("stories_rank", "rank", "id"),
    Index("stories_last_seen", "last_seen"),
)

story_articles = Table(
    "story_articles",
    metadata,
    of("article_id", "articles.id", key=True),
    of("story_id", "stories.id"),
    Column("why", Words, nullable=False),
    Column("score", Double, nullable=False),
    Column("joined_at", Instant, nullable=False),
    Index("story_articles_story", "story_id"),
)
