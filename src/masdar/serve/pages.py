"""In: a request for a page and a connection to the archive. Out: the page as HTML, or None if there is none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC

from masdar.model import ArticleId, Chain, SourceId, StoryId
from masdar.serve import edit_view, linked_data
from masdar.serve.article_view import MOST_NAMED, Kin, article_view, kin_of
from masdar.serve.chain_view import chain_view
from masdar.serve.desk import Desk
from masdar.serve.gap_view import MOST_GAPS
from masdar.serve.marking import Mark, cut
from masdar.serve.policy import EXCERPT_WORDS
from masdar.serve.story_view import REPORTS, Report, quotations_of, reports_of, statements_of
from masdar.serve.view import View
from masdar.serve.watch import watch_page
from masdar.store import (
    Connection,
    articles,
    comparisons,
    quotations,
    schedule,
    search,
    sources,
    status,
    stories,
    takedown,
)
from masdar.store import statements as ledger
from masdar.store.health import source_health
from masdar.store.records import ArticleRecord, SearchHit
from masdar.store.translations import translations_of
from masdar.text.addresses import host_of

# A front page that fills three screens of a desk; the next ones lie behind the link for older stories.
FRONT_STORIES = 22
LATEST = 14
# Recent articles asked for their sections; the ten with most stories become the filter.
SECTION_SAMPLE, SECTIONS = 200, 10
PAGE_HITS = 20
# A written chain of more links is folded: on a phone it would stand between a reader and the articles for screens.
OPEN_TIES = 12
SOURCE_ARTICLES = 30
# Sources beside the front page's stories, and on a page of their list.
FRONT_SOURCES, SOURCES = 12, 100
# What was taken down, the last first: a year of a busy site; the counts by source take in all.
REMOVALS = 200
# The longest query and the largest number that may come from outside (SQLite's integers end at 2**63 - 1).
LONGEST_QUERY, LARGEST = 200, 2**63 - 1


class BadRequest(ValueError):
    """Something in the address makes no sense."""


class Gone(LookupError):
    """What stood at the address was taken down; `page` says so in its place."""

    def __init__(self, page: str) -> None:
        super().__init__("taken down")
        self.page = page


@dataclass(frozen=True, slots=True)
class Ask:
    """What an address asks for: `name` from its path (and `beside`, what it is put beside), the rest from its query."""

    name: str
    query: Mapping[str, str]
    beside: str = ""

    def number(self, key: str, default: int | None = None) -> int | None:
        """A whole number from the query; BadRequest when it is something else."""
        text = self.query.get(key, "")
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and len(text) <= 18):
            raise BadRequest(f"{key}={text[:40]!r} is no number")
        return int(text)

    def words(self, key: str) -> str:
        return self.query.get(key, "").replace("\0", " ").strip()[:LONGEST_QUERY]

    @property
    def id(self) -> int | None:
        """The number in the path, when it can be one of ours."""
        ours = self.name.isascii() and self.name.isdigit() and len(self.name) <= 19
        return int(self.name) if ours and int(self.name) <= LARGEST else None


def front(desk: Desk, db: Connection, view: View, ask: Ask) -> str | None:
    section = ask.words("section") or None
    before = ask.number("before")
    cards = stories.front(db, FRONT_STORIES + 1, before=StoryId(before) if before else None, section=section)
    shown = cards[:FRONT_STORIES]
    return desk.render(
        "front.html",
        view,
        stories=shown,
        older=shown[-1].id if len(cards) > FRONT_STORIES else None,
        first_page=before is None,
        section=section,
        sections=_sections(db),
        latest=articles.recent_articles(db, LATEST, section=section),
        sources=sources.busiest(db, FRONT_SOURCES),
    )


def _sections(db: Connection) -> tuple[str, ...]:
    """The labels under which most stories stand."""
    cards = [card for card in articles.recent_articles(db, SECTION_SAMPLE) if card.section]
    stands = {(card.section, card.story or -card.id): None for card in cards}
    seen = Counter(section for section, _ in stands if section)
    return tuple(name for name, _ in seen.most_common(SECTIONS))


def story(desk: Desk, db: Connection, view: View, ask: Ask) -> str | None:
    record = stories.get_story(db, StoryId(ask.id)) if ask.id is not None else None
    page = max(ask.number("reports", 1) or 1, 1)
    if record is None or (page - 1) * REPORTS >= max(len(record.articles), 1):
        return None
    reports = reports_of(record, page)
    return desk.render(
        "story.html",
        view,
        story=record,
        chain=chain_view(record, view),
        statements=statements_of(record),
        ledger=defaultdict(tuple, ledger.numbers_on_chain(db, record.card.id)),
        wordings=quotations_of(record, quotations.quoted_by(db, [each.card.id for each in record.articles])),
        removed=takedown.removed_of_story(db, record.card.id),
        compared=bool(comparisons.compared(db, [each.card.id for each in record.articles])),
        reports=reports,
        kin={each.record.card.id: _untold_kin(each, record.chain, view) for each in reports},
        page=page,
        start=(page - 1) * REPORTS,
        open_ties=OPEN_TIES,
        most_gaps=MOST_GAPS,
        watched=sources.count_sources(db),
        data=linked_data.as_script(linked_data.story_data(record, [each.record for each in reports], view)),
    )


def _untold_kin(report: Report, chain: Chain, view: View) -> tuple[Kin, ...]:
    """What it translates or updates and shares no text with that is told already."""
    told = {each.of.id for each in report.taken}
    found = kin_of(report.record.card.id, chain, view)
    return tuple(each for each in found if each.is_later and each.node.article not in told)


def article(desk: Desk, db: Connection, view: View, ask: Ask) -> str | None:
    record = articles.get_article(db, ArticleId(ask.id)) if ask.id is not None else None
    if record is None:
        _raise_if_gone(desk, db, view, ArticleId(ask.id or 0))
        return None
    others = _others(db, record)
    story = record.card.story
    chain = stories.chain_of(db, story) if story else None
    numbers = ledger.numbers_in_article(db, record.card.id)
    return desk.render(
        "article.html",
        view,
        article=article_view(record, others, chain),
        kin=kin_of(record.card.id, chain, view, translations_of(db, [record.card.id])),
        has_chain=chain is not None and bool(chain.nodes),
        ledger=defaultdict(int, numbers),
        wordings=defaultdict(tuple, quotations.numbers_of(db, [record.card.id])),
        compared=bool(comparisons.compared(db, [record.card.id])),
        is_base=comparisons.is_base(db, record.card.id),
        record=record,
        story=stories.story_cards(db, [story])[0] if story else None,
        excerpt_words=EXCERPT_WORDS,
        most_named=MOST_NAMED,
        about_words=edit_view.about_words,
        notice_words=edit_view.notice_words,
        data=linked_data.as_script(linked_data.article_data(record, others, view, chain, numbers)),
    )


def _raise_if_gone(desk: Desk, db: Connection, view: View, id: ArticleId) -> None:
    stone = takedown.tombstone_of(db, id)
    if stone is not None:
        source = sources.get_source(db, stone.source) if stone.source else None
        raise Gone(desk.render("gone.html", view, stone=stone, source=source))


def _others(db: Connection, record: ArticleRecord) -> dict[ArticleId, ArticleRecord]:
    """The articles it shares text with."""
    ids = dict.fromkeys(end for r in record.reprints for end in (r.of, r.article) if end != record.card.id)
    found = ((id, articles.get_article(db, id)) for id in ids)
    return {id: other for id, other in found if other is not None}


def source(desk: Desk, db: Connection, view: View, ask: Ask) -> str | None:
    card = sources.source_card(db, SourceId(ask.name))
    if card is None:
        return None
    before = ask.number("before")
    listed = articles.recent_articles(
        db, SOURCE_ARTICLES + 1, before=ArticleId(before) if before else None, source=card.source.id
    )
    shown = listed[:SOURCE_ARTICLES]
    older = shown[-1].id if len(listed) > SOURCE_ARTICLES else None
    (watched,) = source_health(db, view.now, card.source.id)
    return desk.render(
        "source.html",
        view,
        card=card,
        articles=shown,
        older=older,
        first_page=before is None,
        health=watched,
        signals=schedule.host_signals(db, host_of(card.source.home)),
        stone=takedown.tombstone_of_source(db, card.source.id),
    )


def all_sources(desk: Desk, db: Connection, view: View, ask: Ask) -> str | None:
    page, total = max(ask.number("page", 1) or 1, 1), sources.count_sources(db)
    if (page - 1) * SOURCES >= max(total, 1):
        return None
    cards = sources.sources_page(db, SOURCES, (page - 1) * SOURCES)
    return desk.render("sources.html", view, cards=cards, total=total, page=page, more=page * SOURCES < total)


def find(desk: Desk, db: Connection, view: View, ask: Ask) -> str | None:
    query, page = ask.words("q"), max(ask.number("page", 1) or 1, 1)
    chosen = ask.words("source")
    hits: tuple[SearchHit, ...] = ()
    total = 0
    if query:
        where = SourceId(chosen) if chosen else None
        hits = search.search(db, query, PAGE_HITS + 1, (page - 1) * PAGE_HITS, where)
        total = search.count_hits(db, query, where)
    return desk.render(
        "search.html",
        view,
        query=query,
        chosen=chosen,
        page=page,
        more=len(hits) > PAGE_HITS,
        total=total,
        hits=[(hit, cut(hit.snippet, [Mark(a, b, "hit") for a, b in hit.marks])) for hit in hits[:PAGE_HITS]],
        sources=sources.followed(db),
    )


def about(desk: Desk, _db: Connection, view: View, _: Ask) -> str | None:
    return desk.render("about.html", view)


def removals(desk: Desk, db: Connection, view: View, _: Ask) -> str | None:
    names = {source.id: source for source in sources.followed(db)}
    counts = sorted(takedown.counts_by_source(db).items(), key=lambda pair: -pair[1])
    return desk.render(
        "removed.html",
        view,
        stones=[(stone, names.get(stone.source or SourceId(""))) for stone in takedown.all_tombstones(db, REMOVALS)],
        counts=[(names.get(id or SourceId("")), number) for id, number in counts if number],
    )


def settings(desk: Desk, _db: Connection, view: View, ask: Ask) -> str | None:
    return desk.render("settings.html", view, saved=bool(ask.words("saved")), back=ask.words("back") or "/")


def state(desk: Desk, db: Connection, view: View, _: Ask) -> str | None:
    return desk.render(
        "status.html",
        view,
        totals=status.totals(db),
        cards=sources.busiest(db, SOURCES),
    )


def health(desk: Desk, db: Connection, view: View, ask: Ask) -> str | None:
    number = max(ask.number("page", 1) or 1, 1)
    page = watch_page(desk.watch.health(db, view.now), number)
    if number > 1 and not page.rows:
        return None
    return desk.render("health.html", view, page=page, today=view.now.astimezone(UTC).date())


def fault(desk: Desk, view: View, code: int) -> str:
    """The page for an answer that is no page; needs no archive."""
    return desk.render("fault.html", view, code=code if code in (400, 404, 405) else 500)
