"""In: how many articles. Out: an archive of one story of that size, as long and as linked as stories get."""

from __future__ import annotations

from datetime import timedelta

from masdar.model import (
    ArticleId,
    Chain,
    ChainLink,
    ChainNode,
    Clash,
    Evidence,
    Gap,
    LinkKind,
    Reprint,
    SharedPassage,
    Span,
    Why,
)
from masdar.store import Connection, articles, relations, sources, stories
from masdar.store.records import ArticleRecord

from .invented import MORNING, NOW, credit, file, outlet, reading, said

TITLE = (
    "اللجنة المحلية في وادي السرحان تقر خطة ترميم الأسواق القديمة وتدعو التجار إلى اجتماع موسع يعقد مطلع الشهر المقبل"
)
SENTENCE = (
    "وقالت اللجنة في بيان طويل إن أعمال الترميم تبدأ من السوق الشمالية وتمتد إلى الأزقة المجاورة، "
    "وإنها تشمل السقوف والأبواب ومجاري الماء، وتنتهي قبل موسم المطر متى توفرت المواد والأيدي الماهرة."
)
SAID = "لن نهدم جداراً واحداً من السوق، بل نعيد كل حجر إلى موضعه ونكتب عليه اسم من رفعه وتاريخ رفعه، مرة"
NEAR = 6
WHYS = {
    "rests_on": Why("statement.quotes", "رئيس اللجنة راجح المنصور", "منصة «موج»"),
    "reprint": Why("reprint.seen", share=0.7),
    "republished_from": Why("credit.text", "صحيفة الوادي المصورة"),
    "facts_from": Why("credit.facts", "وكالة مرسال"),
}


def fill_big_story(db: Connection, size: int) -> None:
    """Each article copies several earlier ones and credits one of them; each rests on a statement."""
    ids = [_file(db, number) for number in range(size)]
    records = [found for id in ids if (found := articles.get_article(db, id)) is not None]
    for later in range(1, size):
        for earlier in range(later):
            relations.save_reprint(db, _reprint(ids[later], ids[earlier]))
    story = stories.found_story(db, ids[0], NOW)
    for id in ids[1:]:
        stories.join_story(db, story, id, "same words", 0.9, NOW)
    stories.save_chain(db, story, _chain(records), NOW)


def _file(db: Connection, number: int) -> ArticleId:
    source = outlet(f"paper{number}", f"صحيفة الوادي المصورة رقم {number}")
    sources.save_source(db, source, MORNING)
    texts = tuple(f"{SENTENCE * 3} {number} {line}" for line in range(9)) + tuple(
        f"وقال رئيس اللجنة راجح المنصور: «{SAID} {line}. {SAID}»." for line in range(4)
    )
    statements = tuple(said(texts, f"{SAID} {line}", "راجح المنصور", "وقال", "منصة «موج»") for line in range(4))
    credits = (credit("وكالة مرسال", "وقالت اللجنة", texts[0], facts=True, field="text"),)
    published = MORNING + timedelta(minutes=number)
    url = f"{source.home}%D8%A3%D8%B3%D9%88%D8%A7%D9%82-%D9%82%D8%AF%D9%8A%D9%85%D8%A9/{number}"
    each = reading(url, f"{TITLE} {number}", texts, published, credits=credits, statements=statements)
    return file(db, source, each, published + timedelta(minutes=2))


def _reprint(later: ArticleId, earlier: ArticleId) -> Reprint:
    shared = tuple(SharedPassage(Span(line, 0, 120), Span(line, 0, 120)) for line in range(5))
    return Reprint(later, earlier, 0.7, shared, "published", 0.9, (5, 6, 7, 8), (5, 6, 7, 8))


def _chain(records: list[ArticleRecord]) -> Chain:
    spoken = tuple(
        ChainNode(
            f"statement:{n}",
            "statement",
            "رئيس اللجنة راجح المنصور",
            MORNING,
            quotes=tuple(f"{SAID} {line}" for line in range(4)),
        )
        for n in range(1, 16)
    )
    nodes = tuple(
        ChainNode(f"article:{r.card.id}", "article", r.card.source.name, r.card.first_seen, r.card.id) for r in records
    )
    links: list[ChainLink] = []
    for number, record in enumerate(records):
        newer = nodes[number].key
        links.append(_link(newer, spoken[number % len(spoken)].key, "rests_on", record))
        for back in range(1, min(NEAR, number) + 1):
            older = nodes[number - back].key
            links += [_link(newer, older, kind, record) for kind in ("reprint", "republished_from", "facts_from")]
    gaps = tuple(Gap(node.key, tuple(record.card.id for record in records)) for node in spoken)
    clashes = tuple(_clash(record, nodes) for record in records)
    return Chain((*spoken, *nodes), tuple(links), tuple(node.key for node in spoken), clashes, gaps)


def _clash(record: ArticleRecord, nodes: tuple[ChainNode, ...]) -> Clash:
    shown = tuple((record.card.id, each.evidence) for each in record.reading.statements)
    return Clash("speaker", (nodes[0].key, nodes[1].key), "", Why("speaker", words=f"{SAID} 0"), shown)


def _link(newer: str, older: str, kind: LinkKind, record: ArticleRecord) -> ChainLink:
    evidence: Evidence = record.reading.statements[0].evidence
    if kind == "facts_from":
        evidence = record.reading.credits[0].evidence
    why = WHYS[kind]
    return ChainLink(newer, older, kind, "نص مشترك", "chain@1", 0.9, record.card.id, evidence, why)
