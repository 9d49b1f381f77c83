"""The first tables: an empty database in, all tables of the first release out. Never edited after a release."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.sql.schema import SchemaItem

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _collecting()
    _articles()
    _relating()
    _search()
    _counters()


def _counters() -> None:
    """`content` counts writing transactions; `birth` tells databases apart that count alike."""
    chance = "random()" if op.get_bind().dialect.name == "sqlite" else "CAST(random() * 1e15 AS bigint)"
    op.execute("INSERT INTO counters (name, number) VALUES ('content', 0)")
    op.execute(f"INSERT INTO counters (name, number) SELECT 'birth', {chance}")


def _text(name: str, *, empty: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=empty)


def _instant(name: str, *, empty: bool = False) -> sa.Column[object]:
    return sa.Column(name, INSTANT, nullable=empty)


def _whole(name: str, *, empty: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=empty)


def _number() -> sa.Column[int]:
    """A number that the database gives out (with `sqlite_autoincrement`: never twice, so that addresses stay true)."""
    return sa.Column(
        "id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True, nullable=False
    )


def _source() -> tuple[SchemaItem, ...]:
    return (_text("source_id"), sa.ForeignKeyConstraint(["source_id"], ["sources.id"]))


def _article(name: str = "article_id", *, empty: bool = False) -> tuple[SchemaItem, ...]:
    return (_whole(name, empty=empty), sa.ForeignKeyConstraint([name], ["articles.id"]))


def _index(table: str, name: str, *columns: str) -> None:
    op.create_index(f"{table}_{name}", table, list(columns))


def _collecting() -> None:
    op.create_table("counters", _text("name"), _whole("number"), sa.PrimaryKeyConstraint("name"))
    op.create_table(
        "sources", _text("id"), _text("name"), _instant("saved_at"), _text("document"), sa.PrimaryKeyConstraint("id")
    )
    op.create_table("source_hosts", _text("host"), *_source(), sa.PrimaryKeyConstraint("host"))
    op.create_table(
        "listings",
        _number(),
        *_source(),
        *(_text(name) for name in ("url", "kind", "host")),
        sa.Column("active", sa.Boolean, nullable=False),
        _instant("next_at"),
        sa.Column("every_s", sa.Double, nullable=False),
        *(_text(name, empty=True) for name in ("etag", "last_modified", "outcome")),
        sa.UniqueConstraint("source_id", "url", name="listings_source_url"),
    )
    _index("listings", "due", "next_at")
    op.create_table("host_waits", _text("host"), _instant("until"), _text("reason"), sa.PrimaryKeyConstraint("host"))
    op.create_table(
        "imports",
        _text("file_key"),
        _whole("offset"),
        sa.Column("done", sa.Boolean, nullable=False),
        _text("counts"),
        sa.PrimaryKeyConstraint("file_key"),
    )


def _articles() -> None:
    op.create_table(
        "articles",
        _number(),
        *_source(),
        *(_text(name) for name in ("key", "url", "title", "excerpt", "direction")),
        *(_text(name, empty=True) for name in ("language", "section", "image", "published")),
        _instant("published_at", empty=True),
        _instant("first_seen"),
        sa.Column("versions", sa.Integer, nullable=False),
        sa.Column("related", sa.Boolean, nullable=False),
        sa.UniqueConstraint("source_id", "key", name="articles_source_key"),
        sqlite_autoincrement=True,
    )
    _index("articles", "key", "key")
    _index("articles", "seen", "first_seen", "id")
    _index("articles", "source_seen", "source_id", "first_seen", "id")
    _index("articles", "section_seen", "section", "first_seen", "id")
    _index("articles", "unrelated", "related", "first_seen", "id")
    _links()
    _pages()
    _versions()


def _links() -> None:
    op.create_table(
        "links",
        _number(),
        _text("key"),
        *_source(),
        _text("url"),
        _text("host"),
        _instant("found_at"),
        _instant("next_at", empty=True),
        sa.Column("tries", sa.Integer, nullable=False),
        *(_text(name, empty=True) for name in ("outcome", "etag", "last_modified")),
        *_article(empty=True),
        sa.UniqueConstraint("key"),
    )
    _index("links", "due", "next_at")
    _index("links", "article", "article_id")


def _pages() -> None:
    op.create_table(
        "pages",
        _number(),
        _text("url"),
        _text("key"),
        _text("requested_key", empty=True),
        *_source(),
        _instant("fetched_at"),
        _instant("served_at", empty=True),
        sa.Column("status", sa.Integer, nullable=False),
        *(_text(name) for name in ("content_type", "digest", "file")),
        _whole("offset"),
        _whole("length"),
        sa.Column("sightings", sa.Integer, nullable=False),
        _instant("last_seen_at"),
        _text("read_by"),
        _text("outcome", empty=True),
        _text("detail"),
        *_article(empty=True),
        sqlite_autoincrement=True,
    )
    _index("pages", "key", "key", "fetched_at")
    _index("pages", "requested", "requested_key")
    _index("pages", "unread", "read_by", "fetched_at", "id")
    _index("pages", "source", "source_id", "outcome", "last_seen_at")
    _index("pages", "article", "article_id", "fetched_at")
    _index("pages", "outcome", "outcome")


def _versions() -> None:
    op.create_table(
        "versions",
        _number(),
        *_article(),
        _whole("page_id"),
        _whole("read_page_id"),
        _instant("seen_at"),
        _instant("read_at"),
        _text("reading"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"]),
        sa.ForeignKeyConstraint(["read_page_id"], ["pages.id"]),
    )
    _index("versions", "article", "article_id", "seen_at", "page_id")
    _index("versions", "page", "page_id")
    _index("versions", "read_page", "read_page_id")


def _relating() -> None:
    op.create_table("bands", _whole("band"), *_article(), sa.PrimaryKeyConstraint("band", "article_id"))
    _index("bands", "article", "article_id")
    op.create_table(
        "reprints",
        *_article(),
        *_article("of_id"),
        sa.Column("containment", sa.Double, nullable=False),
        _text("document"),
        sa.PrimaryKeyConstraint("article_id", "of_id"),
    )
    _index("reprints", "of", "of_id")
    op.create_table(
        "stories",
        _number(),
        _text("title"),
        _text("direction"),
        *_article("lead_id"),
        sa.Column("articles", sa.Integer, nullable=False),
        sa.Column("sources", sa.Integer, nullable=False),
        sa.Column("roots", sa.Integer),
        _instant("first_seen"),
        _instant("last_seen"),
        sa.Column("rank", sa.Double, nullable=False),
        _text("chain", empty=True),
        _instant("changed_at"),
        sqlite_autoincrement=True,
    )
    _index("stories", "rank", "rank", "id")
    _index("stories", "last_seen", "last_seen")
    op.create_table(
        "story_articles",
        *_article(),
        _whole("story_id"),
        _text("why"),
        sa.Column("score", sa.Double, nullable=False),
        _instant("joined_at"),
        sa.PrimaryKeyConstraint("article_id"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"]),
    )
    _index("story_articles", "story", "story_id")


def _search() -> None:
    """SQLite: FTS5 over columns of folded words and of stems. PostgreSQL: one vector that holds both."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_words USING fts5("
            "title, body, title_stems, body_stems, tokenize='unicode61 remove_diacritics 0')"
        )
        return
    op.execute(
        "CREATE TABLE search_words (article_id BIGINT PRIMARY KEY REFERENCES articles (id), words TSVECTOR NOT NULL)"
    )
    op.execute("CREATE INDEX search_words_words ON search_words USING gin (words)")
