"""What was learned of a source's pages in, and out again for the next ones; one row a source."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from masdar.model import SourceId
from masdar.store import dialect
from masdar.store.records import Designs
from masdar.store.tables import designs


def get_designs(db: Connection, source_id: SourceId) -> Designs:
    """Empty for a source of which nothing was learned yet."""
    found: Designs | None = db.execute(select(designs.c.document).where(designs.c.source_id == source_id)).scalar()
    return found or Designs()


def save_designs(db: Connection, source_id: SourceId, learned: Designs) -> None:
    dialect.upsert(db, designs, ["source_id"], source_id=source_id, document=learned)


def forget_designs(db: Connection, source_id: SourceId) -> None:
    """The source's next pages are read by the general rules, and teach anew."""
    db.execute(delete(designs).where(designs.c.source_id == source_id))
