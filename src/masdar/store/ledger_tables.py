"""The tables of the ledger: words in circulation, and primary statements. All others are in `tables.py`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from masdar.model import Quoted, ReportedBy, WordCheck
from masdar.store.columns import Instant, Value
from masdar.store.tables import metadata, number, of

# Quotations of a live story, their checks and reports: some 2 KB each (`columns.Value`).
_REMEMBERED = 4096

# Words in circulation, each quotation under a number that stays; `now_id`: it has become one with that other.
quotations = Table(
    "quotations",
    metadata,
    number(),
    Column("now_id", BigInteger),
    Column("changed_at", Instant, nullable=False),
    Index("quotations_now", "now_id"),
)

# `checked` None: not compared since something it was compared with went away.
quotation_versions = Table(
    "quotation_versions",
    metadata,
    of("article_id", "articles.id", key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    of("quotation_id", "quotations.id", empty=True),
    Column("quoted", Value(Quoted, _REMEMBERED), nullable=False),
    Column("checked", Value(WordCheck, _REMEMBERED)),
    Index("quotation_versions_quotation", "quotation_id"),
)

# By which quotations with common words are found; `place` -1: the whole of an issuer's page.
quotation_bands = Table(
    "quotation_bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    of("article_id", "articles.id", key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Index("quotation_bands_article", "article_id"),
    sqlite_with_rowid=False,
)

# Primary statements; `located_id` is the article that is the issuer's own page.
statements = Table(
    "statements",
    metadata,
    number(),
    Column("now_id", BigInteger),
    of("located_id", "articles.id", empty=True),
    Column("changed_at", Instant, nullable=False),
    Index("statements_now", "now_id"),
    Index("statements_located", "located_id"),
)

# Who reports which statement, as the chain of that story has it (`node`: the key there, None where it is not drawn).
statement_reports = Table(
    "statement_reports",
    metadata,
    of("article_id", "articles.id", key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    of("statement_id", "statements.id"),
    Column("story_id", BigInteger, nullable=False),
    Column("node", Text),
    Column("report", Value(ReportedBy, _REMEMBERED), nullable=False),
    Index("statement_reports_statement", "statement_id"),
    Index("statement_reports_story", "story_id"),
)
