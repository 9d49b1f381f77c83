"""In: nothing. Out: an archive of invented outlets and reports: one rich story and a dozen plain ones."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from masdar.model import (
    Article,
    ArticleId,
    Chain,
    ChainLink,
    ChainNode,
    Credit,
    Direction,
    Evidence,
    LinkKind,
    Listing,
    Moment,
    Page,
    Policy,
    Reading,
    RecordPlace,
    Reprint,
    SharedPassage,
    Source,
    SourceId,
    SourceKind,
    Span,
    Statement,
    StoryId,
)
from masdar.store import Connection, Store, articles, pages, relations, sources, stories

NOW = datetime(2026, 11, 15, 15, 40, tzinfo=UTC)
MORNING = datetime(2026, 11, 15, 6, 0, tzinfo=UTC)


def outlet(id: str, name: str, kind: SourceKind = "outlet", policy: Policy = "excerpt", language: str = "ar") -> Source:
    home = f"https://{id}.example/"
    listing = Listing(f"{home}feed.xml", "feed")
    return Source(
        SourceId(id),
        name,
        home,
        (f"{id}.example",),
        kind,
        language,
        zone="Asia/Damascus",
        listings=(listing,),
        policy=policy,
    )


MURSAL = outlet("mursal", "وكالة مرسال", "agency", "full")
MINISTRY = outlet("water-ministry", "وزارة المياه", "official", "full")
DIFAF = outlet("difaf", "صحيفة الضفاف")
MARFA = outlet("marfa", "المرفأ اليوم")
RASIF = outlet("rasif", "بوابة الرصيف", "aggregator")
NAHAR = outlet("sahil", "ساحل برس", policy="headline")
HERALD = outlet("herald", "Delta Herald", language="en")
SOURCES = (MURSAL, MINISTRY, DIFAF, MARFA, RASIF, NAHAR, HERALD)


def moment(instant: datetime, printed: str = "15 تشرين الثاني 2026") -> Moment:
    return Moment(instant, "minute", "Asia/Damascus", "source", "gregorian", printed)


def span_of(paragraphs: Sequence[str], words: str) -> Span:
    number = next(i for i, text in enumerate(paragraphs) if words in text)
    start = paragraphs[number].index(words)
    return Span(number, start, start + len(words))


def said(
    paragraphs: Sequence[str], words: str, speaker: str, cue: str, medium: str | None = None, *, direct: bool = True
) -> Statement:
    span = span_of(paragraphs, words)
    evidence = Evidence("statement", "text", words, "statements.quoted@1", 0.93, span)
    kind = "direct" if direct else "reported"
    return Statement(
        "direct" if kind == "direct" else "reported", (span,), (words,), evidence, cue, speaker, speaker, medium
    )


def credit(name: str, quote: str, context: str, *, facts: bool = False, field: str = "attribution") -> Credit:
    start = context.index(quote)
    evidence = Evidence("credit", field, quote, "credits.sentence@1", 0.9, Span(0, start, start + len(quote)), context)
    return Credit("facts_from" if facts else "text_from", name, evidence, name)


def reading(
    url: str,
    title: str,
    paragraphs: Sequence[str],
    published: datetime | None,
    *,
    section: str = "محليات",
    direction: Direction = "rtl",
    language: str = "ar",
    credits: tuple[Credit, ...] = (),
    statements: tuple[Statement, ...] = (),
    byline: str | None = None,
) -> Reading:
    at = moment(published) if published else None
    found = [Evidence("title", "meta:og:title", title, "metadata.opengraph@1", 0.95)]
    if at:
        found.append(Evidence("published", "jsonld:datePublished", at.printed, "dates.declared@1", 0.98))
    found.append(Evidence("text", "html:body", paragraphs[0][:120], "body@1", 0.9))
    if byline:
        found.append(Evidence("byline", "byline", byline, "metadata.byline@1", 0.8))
    article = Article(url, title, tuple(paragraphs), direction, language, url, at, None, byline, section)
    return Reading(article, credits, statements, tuple(found))


def file(db: Connection, source: Source, found: Reading, seen: datetime) -> ArticleId:
    """Save a page that shows this reading."""
    body = f"{found.article.title}\n{found.article.text}".encode()
    page = Page(found.article.url, seen, 200, (("content-type", "text/html; charset=utf-8"),), body)
    id = pages.add_page(db, page, source.id, RecordPlace("2026-11.warc.gz", int(seen.timestamp()) % 100000, len(body)))
    assert id is not None
    record = pages.get_page(db, id)
    assert record is not None
    return articles.save_reading(db, record, found, "test@1").article


def passages(later: Reading, earlier: Reading) -> tuple[SharedPassage, ...]:
    """Whole paragraphs that both have."""
    there = {text: number for number, text in enumerate(earlier.article.paragraphs)}
    return tuple(
        SharedPassage(Span(number, 0, len(text)), Span(there[text], 0, len(text)))
        for number, text in enumerate(later.article.paragraphs)
        if text in there
    )


def reprint(later: ArticleId, a: Reading, earlier: ArticleId, b: Reading, share: float) -> Reprint:
    shared = passages(a, b)
    dropped = tuple(i for i in range(len(b.article.paragraphs)) if i not in {p.there.paragraph for p in shared})
    added = tuple(i for i in range(len(a.article.paragraphs)) if i not in {p.here.paragraph for p in shared})
    return Reprint(later, earlier, share, shared, "published", 0.9, dropped, added)


# ---------------------------------------------------------------- the rich story

STATEMENT = (
    "أعلنت وزارة المياه، في بيان نشرته على منصة «موج»، أن منسوب سد العالية بلغ الحدّ الذي تُفتح عنده البوابات، "
    "وأنها ستفتح ثلاثاً منها بدءاً من السادسة صباحاً."
)
OFFICIAL = (
    "وقال وكيل الوزارة، رائف السنبلي، عبر حسابه على منصة «موج»: «فتحنا البوابات قبل أن يبلغ الماء حدّ الخطر، "
    "وسنغلقها متى انخفض المنسوب متراً واحداً»."
)
FARMERS = "وطلبت الوزارة من المزارعين على ضفّتي نهر السرحان إبعاد معداتهم عن المجرى مسافة مئتي متر حتى مساء الثلاثاء."
POWER = "ولن تتأثر محطة التوليد عند السد، بحسب البيان، لأن مأخذها يقع دون المنسوب الحالي بأربعة أمتار."
HISTORY = "وكانت بوابات السد قد فُتحت آخر مرة في ربيع 2019، ودامت يومين، وغمرت مياهها بساتين في قرية الجرّة."
RADIO_LINE = "قالت إذاعة الوادي إن بوابات سد العالية ستبقى مفتوحة حتى مساء الثلاثاء."
QUOTE_OFFICIAL = "فتحنا البوابات قبل أن يبلغ الماء حدّ الخطر، وسنغلقها متى انخفض المنسوب متراً واحداً"
QUOTE_MINISTRY = "على الإخوة المزارعين إبعاد معداتهم عن المجرى مسافة مئتي متر حتى مساء الثلاثاء"
RASIF_LINE = "هذا الخبر بعنوان «صحيفة الضفاف» نُشر أولاً على موقع صحيفة الضفاف وتم جلبه من مصدره الأصلي."


def _dam_readings() -> dict[str, Reading]:
    notice = (
        "تُعلن وزارة المياه فتح ثلاث من بوابات سد العالية صباح الأحد بعد بلوغ المنسوب حدّه المقرّر.",
        f"وتقول الوزارة: «{QUOTE_MINISTRY}».",
    )
    agency = (STATEMENT, OFFICIAL, FARMERS, POWER, HISTORY)
    statements = (
        said(
            agency,
            "أن منسوب سد العالية بلغ الحدّ الذي تُفتح عنده البوابات",
            "وزارة المياه",
            "أعلنت",
            "منصة «موج»",
            direct=False,
        ),
        said(agency, QUOTE_OFFICIAL, "وكيل الوزارة رائف السنبلي", "وقال", "منصة «موج»"),
    )
    difaf = (
        STATEMENT,
        OFFICIAL,
        FARMERS,
        HISTORY,
        "وقال مزارعون من قرية الجرّة للصحيفة إن التحذير وصلهم قبل الفجر بساعات قليلة.",
    )
    marfa = (STATEMENT, OFFICIAL, FARMERS, POWER)
    herald = (
        "The Water Ministry opened three gates of the Aliya dam on Sunday after the level reached its set mark, "
        "the Mursal agency reported.",
        "Farmers along the Sarhan river were asked to move their equipment two hundred metres from the bed.",
    )
    morning = MORNING
    return {
        "ministry": reading(
            "https://water-ministry.example/news/311",
            "إعلان بشأن فتح بوابات سد العالية",
            notice,
            morning,
            statements=(said(notice, QUOTE_MINISTRY, "وزارة المياه", "وتقول"),),
        ),
        "agency": reading(
            "https://mursal.example/2026/11/15/4471",
            "وزارة المياه تفتح ثلاث بوابات من سد العالية وتحذّر المزارعين",
            agency,
            morning + timedelta(minutes=35),
            statements=statements,
            byline="سلاف الحكيم",
        ),
        "difaf": reading(
            "https://difaf.example/news/88120",
            "بوابات «العالية» تُفتح فجراً… والمزارعون يسابقون الماء",
            difaf,
            morning + timedelta(minutes=81),
            statements=(said(difaf, QUOTE_OFFICIAL, "رائف السنبلي", "وقال", "منصة «موج»"),),
            credits=(credit("وكالة مرسال", "(مرسال)", "السرحان (مرسال) –", field="dateline"),),
        ),
        "marfa": reading(
            "https://marfa.example/a/2026-5510",
            "فتح بوابات سد العالية بعد ارتفاع المنسوب",
            marfa,
            morning + timedelta(minutes=125),
            statements=(said(marfa, QUOTE_OFFICIAL, "رائف السنبلي", "وقال", "منصة «موج»"),),
        ),
        "rasif": reading(
            "https://rasif.example/n/90017",
            "بوابات «العالية» تُفتح فجراً… والمزارعون يسابقون الماء",
            difaf[:4],
            None,
            credits=(credit("صحيفة الضفاف", "نُشر أولاً على موقع صحيفة الضفاف", RASIF_LINE),),
        ),
        "sahil": reading(
            "https://sahil.example/local/712",
            "سد العالية: البوابات مفتوحة حتى الثلاثاء",
            (RADIO_LINE, FARMERS),
            morning + timedelta(hours=5),
            credits=(credit("إذاعة الوادي", "قالت إذاعة الوادي", RADIO_LINE, facts=True, field="text"),),
        ),
        "herald": reading(
            "https://herald.example/aliya-dam",
            "Aliya dam gates opened as river Sarhan rises",
            herald,
            morning + timedelta(hours=6),
            direction="ltr",
            language="en",
            section="Local",
            credits=(credit("Mursal", "the Mursal agency reported", herald[0], facts=True, field="text"),),
        ),
    }


_DAM_SOURCES = {
    "ministry": MINISTRY,
    "agency": MURSAL,
    "difaf": DIFAF,
    "marfa": MARFA,
    "rasif": RASIF,
    "sahil": NAHAR,
    "herald": HERALD,
}


def fill_dam_story(db: Connection) -> StoryId:
    """The story that has everything: two statements, reprints, a republisher, an edit, a headline-only source."""
    found = _dam_readings()
    ids: dict[str, ArticleId] = {}
    for number, (key, each) in enumerate(found.items()):
        published = each.article.published
        seen = (published.instant if published else MORNING + timedelta(hours=4)) + timedelta(minutes=4 + number)
        ids[key] = file(db, _DAM_SOURCES[key], each, seen)
    _edit_marfa(db, found["marfa"])
    for later, earlier, share in (("difaf", "agency", 0.81), ("marfa", "agency", 1.0), ("rasif", "difaf", 0.97)):
        relations.save_reprint(db, reprint(ids[later], found[later], ids[earlier], found[earlier], share))
    story = stories.found_story(db, ids["ministry"], NOW)
    for key, id in ids.items():
        if key != "ministry":
            stories.join_story(db, story, id, "same words", 0.8, NOW)
    stories.save_chain(db, story, _dam_chain(ids, found), NOW)
    return story


def _edit_marfa(db: Connection, first: Reading) -> None:
    """The same address a while later, changed without a word about it."""
    old = first.article
    texts = (*old.paragraphs[:2], FARMERS.replace("مئتي متر", "ثلاثمئة متر"), old.paragraphs[3])
    changed = reading(
        old.url,
        "فتح بوابات سد العالية بعد بلوغ المنسوب حدّه",
        texts,
        old.published.instant if old.published else None,
        statements=first.statements,
    )
    file(db, MARFA, changed, MORNING + timedelta(hours=6, minutes=12))


def _dam_chain(ids: dict[str, ArticleId], found: dict[str, Reading]) -> Chain:
    def node(key: str) -> ChainNode:
        published = found[key].article.published
        at = published.instant if published else MORNING + timedelta(hours=4)
        source = _DAM_SOURCES[key]
        return ChainNode(f"article:{ids[key]}", "article", source.name, at, ids[key], source.id)

    def link(newer: str, older: str, kind: LinkKind, evidence: Evidence | None, of: str) -> ChainLink:
        keys = {key: f"article:{id}" for key, id in ids.items()}
        return ChainLink(
            keys.get(newer, newer), keys.get(older, older), kind, "نص مشترك", "chain@1", 0.9, ids[of], evidence
        )

    statements = (
        ChainNode(
            "statement:1",
            "statement",
            "وزارة المياه",
            MORNING - timedelta(minutes=40),
            medium="منصة «موج»",
            quotes=(QUOTE_MINISTRY,),
        ),
        ChainNode(
            "statement:2",
            "statement",
            "رائف السنبلي",
            MORNING - timedelta(minutes=20),
            medium="منصة «موج»",
            quotes=(QUOTE_OFFICIAL,),
        ),
    )
    radio = ChainNode("outlet:إذاعة الوادي", "outlet", "إذاعة الوادي")
    agency, ministry = found["agency"].statements, found["ministry"].statements
    links = (
        link("statement:1", "ministry", "published_as", ministry[0].evidence, "ministry"),
        link("agency", "statement:1", "rests_on", agency[0].evidence, "agency"),
        link("agency", "statement:2", "rests_on", agency[1].evidence, "agency"),
        link("difaf", "agency", "reprint", None, "difaf"),
        link("difaf", "agency", "republished_from", found["difaf"].credits[0].evidence, "difaf"),
        link("marfa", "agency", "reprint", None, "marfa"),
        link("rasif", "difaf", "republished_from", found["rasif"].credits[0].evidence, "rasif"),
        link("rasif", "difaf", "reprint", None, "rasif"),
        link("sahil", radio.key, "facts_from", found["sahil"].credits[0].evidence, "sahil"),
        link("herald", "agency", "facts_from", found["herald"].credits[0].evidence, "herald"),
    )
    nodes = (*statements, *(node(key) for key in ids), radio)
    return Chain(nodes, links, (f"article:{ids['ministry']}", "statement:2", radio.key))


# ---------------------------------------------------------------- the other stories


def fill_more_stories(db: Connection) -> None:
    """Plain stories: one text, taken over by some outlets."""
    by_id: dict[str, Source] = {source.id: source for source in SOURCES}
    listed = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["story"]
    for number, each in enumerate(listed, 1):
        tellers = tuple(by_id[id] for id in each["told_by"])
        _fill_plain(db, number, each["section"], each["title"], each["text"], tellers)


def _fill_plain(db: Connection, number: int, section: str, title: str, text: str, tellers: tuple[Source, ...]) -> None:
    start = NOW - timedelta(hours=number * 1.7, minutes=number * 7)
    direction: Direction = "ltr" if section.isascii() else "rtl"
    ids: list[ArticleId] = []
    for place, source in enumerate(tellers):
        at = start + timedelta(minutes=23 * place)
        language = "en" if direction == "ltr" else "ar"
        url = f"{source.home}{number}"
        each = reading(url, title, (text,), at, section=section, direction=direction, language=language)
        ids.append(file(db, source, each, at + timedelta(minutes=3)))
    story = stories.found_story(db, ids[0], NOW)
    for id in ids[1:]:
        stories.join_story(db, story, id, "same words", 0.9, NOW)
    names = [source.name for source in tellers]
    nodes = tuple(ChainNode(f"article:{id}", "article", name, start, id) for id, name in zip(ids, names, strict=True))
    links = tuple(
        ChainLink(f"article:{id}", f"article:{ids[0]}", "reprint", "نص مشترك", "chain@1", 0.9, id) for id in ids[1:]
    )
    stories.save_chain(db, story, Chain(nodes, links, (f"article:{ids[0]}",)), NOW)


def fill(store: Store) -> StoryId:
    """Everything; the rich story's number."""
    with store.writing() as db:
        for source in SOURCES:
            sources.save_source(db, source, MORNING)
        story = fill_dam_story(db)
        fill_more_stories(db)
    return story
