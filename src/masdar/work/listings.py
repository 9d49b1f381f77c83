"""What came of asking a listing in; its links, its parts and when to ask it again out, saved in one transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from masdar.collect import discover, pace
from masdar.collect.answers import Answer, Asked, NotModified, Refusal
from masdar.collect.channels import is_preview
from masdar.model import Listing, Page
from masdar.store import schedule
from masdar.store.records import DueListing, NewLink
from masdar.work.asking import new_home, note_answer, validators
from masdar.work.desk import Desk

NEWS_FOR = timedelta(days=3)  # what a listing dates further back is an archive: it waits until all news is fetched


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer means. `word` to count by; `ok`: the listing is alive. `parts` of a sitemap index."""

    word: str
    ok: bool
    links: tuple[NewLink, ...] = ()
    parts: tuple[Listing, ...] = ()
    ended: bool = False


def file_listing(desk: Desk, listing: DueListing, asked: Asked) -> str:
    """File the links it shows and note when to ask it again. The outcome, to be counted."""
    now, answer = desk.clock(), asked.answer
    outcome = outcome_of(listing, answer, now)
    etag, last_modified = validators(listing, answer)
    with desk.store.writing() as db:
        new = schedule.add_links(db, listing.source.id, outcome.links, now)
        if outcome.parts:
            schedule.save_parts(db, listing.id, outcome.parts, now)
        every_s, next_at = next_asking(listing, outcome, answer, new, now)
        schedule.finish_listing(
            db,
            listing.id,
            now=now,
            next_at=next_at,
            every_s=every_s,
            outcome=outcome.word,
            ok=outcome.ok,
            etag=etag,
            last_modified=last_modified,
            digest=_digest(answer) or listing.digest,
            moved_to=None if outcome.word == "no-links" else new_home(listing.url, answer),
            ended=outcome.ended,
        )
        note_answer(db, listing.source, asked, "listing", outcome.word, now)
    return "listing" if outcome.word == "ok" else f"listing: {outcome.word}"


def outcome_of(listing: DueListing, answer: Answer, now: datetime) -> Outcome:
    """Pure. The same bytes as last time are not read again."""
    if isinstance(answer, Refusal):
        return Outcome(answer.reason, ok=False)
    if isinstance(answer, NotModified):
        return Outcome("unchanged", ok=True)
    if answer.status != 200:
        return Outcome(f"http-{answer.status}", ok=False, ended=answer.status == 410)
    if _digest(answer) == listing.digest:
        return Outcome("unchanged", ok=True)
    if listing.kind == "channel" and not is_preview(answer):
        return Outcome("no-preview", ok=False)
    found = discover.find_links(answer, listing.kind, listing.source)
    links = tuple(NewLink(each.url, each.dated is not None and each.dated < now - NEWS_FOR) for each in found)
    is_index = not links and listing.parent is None and discover.kind_of(answer) == "sitemap"
    parts = discover.find_listings(answer) if is_index else ()
    return Outcome("ok" if links or parts else "no-links", ok=True, links=links, parts=parts)


def next_asking(
    listing: DueListing, outcome: Outcome, answer: Answer, new: int, now: datetime
) -> tuple[float, datetime]:
    """Its next interval, and when to ask it: not while its answer is fresh, later after failures."""
    every_s = pace.listing_interval_s(listing.every_s, new)
    fresh_s = 0.0 if isinstance(answer, Refusal) else pace.fresh_s(answer.headers, now)
    wait_s = pace.listing_wait_s(every_s, fresh_s, pace.scatter(listing.url))
    if not outcome.ok:
        retry_s = answer.retry_s if isinstance(answer, Refusal) else None
        wait_s = max(wait_s, pace.backoff_s(listing.failures + 1, retry_s))
    return every_s, now + timedelta(seconds=wait_s)


def _digest(answer: Answer) -> str | None:
    is_whole = isinstance(answer, Page) and answer.status == 200
    return hashlib.sha256(answer.body).hexdigest() if is_whole and isinstance(answer, Page) else None
