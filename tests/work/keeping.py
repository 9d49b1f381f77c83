"""A page in, kept as the driver keeps it (archive first, then its row); what is kept of hosts, out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from masdar.model import Page, Source
from masdar.store import pages
from masdar.store.tables import hosts
from masdar.work.desk import Desk
from masdar.work.links import archived


def keep_page(desk: Desk, page: Page, source: Source) -> bool:
    """Whether it showed something new."""
    place = archived(desk, page)
    with desk.store.writing() as db:
        return pages.add_page(db, page, source.id, place) is not None


def told_to_wait(desk: Desk) -> dict[str, datetime]:
    """The hosts that told us to wait, and until when."""
    with desk.store.reading() as db:
        rows = db.execute(select(hosts.c.host, hosts.c.wait_until).where(hosts.c.wait_until.is_not(None)))
        return {row.host: row.wait_until for row in rows}
