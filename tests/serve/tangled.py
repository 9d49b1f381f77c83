"""In: nothing. Out: an archive of one invented story: every kind of link, gaps, and what cannot all be true."""

from __future__ import annotations

from dataclasses import replace
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
    Reading,
    Source,
    StoryId,
    Why,
)
from masdar.store import Connection, relations, sources, stories

from .invented import (
    DIFAF,
    HERALD,
    MARFA,
    MORNING,
    MURSAL,
    NAHAR,
    NOW,
    RASIF,
    SOURCES,
    credit,
    file,
    outlet,
    reading,
    reprint,
    said,
)

WADI = outlet("wadi", "صحيفة الوادي")
SAID = "سنعيد فتح الجسر أمام المشاة قبل نهاية الشهر ولن نسمح بعبور الشاحنات حتى الربيع"
SPEAKER, OTHER_SPEAKER = "رئيس البلدية رائف السنبلي", "نائبه نضال الحارث"
HIDDEN = "وعلّق سكان الحي الغربي لافتات على السور يسألون فيها عن موعد الترميم."
AGENCY = (
    f"وقال {SPEAKER} في مؤتمر صحفي: «{SAID}».",
    "وأظهر كشف هندسي تصدّعاً في قوسين من أقواس الجسر الحجري السبع.",
)
ENGLISH = (
    "Mayor Raef al-Sunbuli said the stone bridge would reopen to pedestrians before the end of the month.",
    "An inspection found cracks in two of the seven arches of the bridge.",
)
REWORKED = (
    f"أكّد {SPEAKER} أن الجسر يعود إلى المشاة قريباً، وقال: «{SAID}».",
    "وكشف فحص أجراه مهندسون عن تصدّع قوسين من أقواس الجسر السبع.",
)
UPDATED = (*REWORKED, "تحديث: وصلت السقالات إلى ضفة النهر مساء الأحد.")
COPIED = (*UPDATED[:2], "المصدر: شبكة الأفق.")
OTHERWISE = (f"وقال {OTHER_SPEAKER}: «{SAID}».", HIDDEN, "وبحسب إذاعة الوادي فإن الكلفة لم تُحدّد بعد.")
CITING = ("نقلت إذاعة الوادي أن المقاول بدأ نصب السقالات.", "وكانت بوابة الرصيف قد ذكرت أن العمل يبدأ الأحد.")
RADIO = "outlet:إذاعة الوادي"


def _readings() -> dict[str, tuple[Source, Reading]]:
    def each(source: Source, number: int, title: str, texts: tuple[str, ...], **more: object) -> tuple[Source, Reading]:
        url, at = f"{source.home}bridge/{number}", MORNING + timedelta(minutes=20 * number)
        found = reading(url, title, texts, at)
        return source, replace(found, **more)  # type: ignore[arg-type]

    def quoting(texts: tuple[str, ...], speaker: str) -> tuple[object, ...]:
        return (said(texts, SAID, speaker, "قال", "مؤتمر صحفي"),)

    english = reading(
        f"{HERALD.home}bridge/2",
        "Stone bridge to reopen for pedestrians",
        ENGLISH,
        MORNING,
        language="en",
        direction="ltr",
    )
    return {
        "agency": each(
            MURSAL, 1, "الجسر الحجري يعود إلى المشاة قبل نهاية الشهر", AGENCY, statements=quoting(AGENCY, SPEAKER)
        ),
        "english": (HERALD, english),
        "reworked": each(DIFAF, 3, "البلدية: المشاة أولاً على الجسر الحجري", REWORKED),
        "updated": each(DIFAF, 4, "تحديث: السقالات تصل إلى الجسر الحجري", UPDATED),
        "copied": each(
            RASIF, 5, "السقالات تصل إلى الجسر الحجري", COPIED, credits=(credit("شبكة الأفق", "شبكة الأفق", COPIED[2]),)
        ),
        "otherwise": each(
            NAHAR, 6, "الجسر الحجري: لا شاحنات حتى الربيع", OTHERWISE, statements=quoting(OTHERWISE, OTHER_SPEAKER)
        ),
        "citing": each(MARFA, 7, "نصب السقالات يبدأ عند الجسر الحجري", CITING),
        "copy": each(WADI, 8, "الجسر الحجري يعود إلى المشاة قبل نهاية الشهر", AGENCY),
    }


def fill_tangled_story(db: Connection) -> StoryId:
    """Its number."""
    for source in (*SOURCES, WADI):
        sources.save_source(db, source, MORNING)
    found = _readings()
    ids = {
        key: file(db, source, each, MORNING + timedelta(hours=3, minutes=9 * number))
        for number, (key, (source, each)) in enumerate(found.items())
    }
    for later, earlier, share in (
        ("reworked", "agency", 0.41),
        ("updated", "reworked", 1.0),
        ("copied", "updated", 0.9),
    ):
        each = reprint(ids[later], found[later][1], ids[earlier], found[earlier][1], share)
        relations.save_reprint(db, replace(each, kind="reworked") if later == "reworked" else each)
    story = stories.found_story(db, ids["agency"], NOW)
    for key in list(ids)[1:]:
        stories.join_story(db, story, ids[key], "same words", 0.9, NOW)
    stories.save_chain(db, story, _chain(ids, found), NOW)
    return story


def _chain(ids: dict[str, ArticleId], filed: dict[str, tuple[Source, Reading]]) -> Chain:
    found = {name: each for name, (_, each) in filed.items()}
    key = {name: f"article:{id}" for name, id in ids.items()}

    def link(newer: str, older: str, kind: LinkKind, why: Why | None, evidence: Evidence | None = None) -> ChainLink:
        ends = key[newer], key.get(older, older)
        return ChainLink(*ends, kind, "a reason in English", "chain@1", 0.9, ids[newer], evidence, why)

    told = {name: each.statements[0].evidence for name, each in found.items() if each.statements}
    credited = found["copied"].credits[0].evidence
    links = (
        link("agency", "statement:1", "rests_on", Why("statement.quotes", SPEAKER, "مؤتمر صحفي"), told["agency"]),
        link("otherwise", "statement:1", "rests_on", Why("statement.reports", None, words=HIDDEN), told["otherwise"]),
        link("english", "agency", "translates", Why("translates.agency")),
        link("reworked", "agency", "reprint", Why("reworked.published", share=0.41)),
        link("updated", "reworked", "updates", Why("updates.text", share=1.0)),
        link("copied", "updated", "reprint", Why("reprint.seen", share=0.9)),
        link("copy", "agency", "reprint", None),
        link("copied", "citing", "facts_from", Why("a.code.from.tomorrow", "المرفأ اليوم")),
        link("citing", "copied", "facts_from", Why("cited", "بوابة الرصيف")),
        link("citing", RADIO, "facts_from", Why("credit.facts", "إذاعة الوادي")),
        link("otherwise", RADIO, "facts_from", Why("credit.facts", "إذاعة الوادي")),
    )
    articles = tuple(
        ChainNode(key[name], "article", source.name, MORNING, ids[name]) for name, (source, _) in filed.items()
    )
    statement = ChainNode("statement:1", "statement", SPEAKER, MORNING, medium="مؤتمر صحفي", quotes=(SAID,))
    gaps = (Gap("statement:1", (ids["agency"], ids["otherwise"])), Gap(RADIO, (ids["citing"], ids["otherwise"])))
    clashes = (
        Clash("circle", (key["copied"], key["citing"]), "", Why("circle")),
        Clash("origin", (key["copied"], key["updated"]), "", Why("origin", "شبكة الأفق"), ((ids["copied"], credited),)),
        Clash(
            "speaker",
            (key["agency"], key["otherwise"]),
            "",
            Why("speaker", words=SAID),
            tuple((ids[name], told[name]) for name in ("agency", "otherwise")),
        ),
        Clash(
            "direction",
            (key["reworked"], key["agency"]),
            "",
            Why("direction.published"),
            ((ids["agency"], found["agency"].evidence[1]),),
        ),
    )
    nodes = (statement, *articles, ChainNode(RADIO, "outlet", "إذاعة الوادي"))
    return Chain(nodes, links, ("statement:1", RADIO), clashes, gaps)
