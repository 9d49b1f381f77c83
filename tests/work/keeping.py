"""A page in, kept as the driver keeps it (archive first, then its row), for tests that start from pages."""

from __future__ import annotations

from masdar.model import Page, Source
from masdar.store import pages
from masdar.work.desk import Desk
from masdar.work.links import archived


def keep_page(desk: Desk, page: Page, source: Source) -> bool:
    """Whether it showed something new."""
    place = archived(desk, page)
    with desk.store.writing() as db:
        return pages.add_page(db, page, source.id, place) is not None
