"""What changes, breaks or goes while a batch is related: nothing is lost, nobody else is held up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from keeping import keep_page

from masdar.app import open_desk
from masdar.config import Config
from masdar.errors import StoreOutage
from masdar.model import Page, Source, SourceId
from masdar.relate.stories import StoryIndex
from masdar.relate.translating import index as languages
from masdar.relate.translating.anchors import read_anchors
from masdar.store import articles, relations, statements, stories, takedown, translations
from masdar.store.sources import save_source
from masdar.work import relating
from masdar.work.desk import Desk
from masdar.work.reading import read_pages
from masdar.work.relating import relate_articles

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 14, 6, tzinfo=UTC)
PAPERS = ("sahl", "nahr", "tall", "wadi", "bahr")
MARKET = (
    "تفتتح بلدية السهل الأزرق صباح الأحد سوقاً جديدة للخضار في حي الرمان بعد عامين من أعمال البناء.",
    "وتضم السوق مئة وعشرين متجراً ومواقف للسيارات وساحة مغطاة يلجأ إليها الباعة في أيام المطر.",
    "وقال مدير الأسواق إن إيجار المتجر سيبقى على حاله ثلاث سنوات حتى يعتاد الزبائن المكان.",
)
TITLE = "سوق جديدة للخضار في حي الرمان"
BRIDGE = (
    "افتتح وزير النقل في تيرزان، هاشم الدرغوشي، صباح السبت جسر الملاحات الذي يربط مدينة كرمدال بجزيرة سلوان.",
    "ويبلغ طول الجسر 2340 متراً، وبلغت كلفته 87 مليون دينار، واستغرق العمل فيه خمس سنوات.",
    "وقال الدرغوشي: «ستتوقف العبارات القديمة في 20 ديسمبر، ورسم المرور ثلاثة دنانير للسيارة الواحدة».",
)
BRIDGE_TITLE = "افتتاح جسر الملاحات بين كرمدال وجزيرة سلوان"
IN_ENGLISH = (
    "Tirzan's transport minister, Hashim al-Darghushi, on Saturday morning opened the Mallahat bridge, which links the "
    "city of Karmadal with Salwan island.",
    "The bridge is 2,340 metres long, cost 87 million dinars and took five years to build.",
    '"The old ferries will stop on 20 December and the toll will be three dinars a car," Darghushi said.',
)
ENGLISH_TITLE = "Mallahat bridge between Karmadal and Salwan island opens"


def source(name: str) -> Source:
    return Source(
        SourceId(name), f"صحيفة {name}", f"http://{name}.example/", (f"{name}.example",), zone="Asia/Damascus"
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(Config(data=tmp_path / "data"), clock=lambda: AT) as opened:
        with opened.store.writing() as db:
            for name in PAPERS:
                save_source(db, source(name), AT)
        yield opened


def print_page(desk: Desk, paper: str, minute: int, title: str, *paragraphs: str, lang: str = "ar") -> None:
    """One page a paper, printed again at a later minute."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    body = f"<html lang={lang}><title>{title}</title><body><h1>{title}</h1>{text}</body>".encode()
    headers = (("content-type", "text/html; charset=utf-8"),)
    keep_page(
        desk, Page(f"http://{paper}.example/1", AT + timedelta(minutes=minute), 200, headers, body), source(paper)
    )
    read_pages(desk)


def pairs(desk: Desk) -> set[frozenset[int]]:
    """Which articles are kept as derived from one another, whichever way."""
    with desk.store.reading() as db:
        ids = [card.id for card in articles.recent_articles(db, 20)]
        reprints = {frozenset((each.article, each.of)) for each in relations.reprints_of(db, ids)}
        return reprints | {frozenset((each.article, each.of)) for each in translations.translations_of(db, ids)}


def test_a_new_version_of_what_many_copied_stays_related_to_all_of_them(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for minute, paper in enumerate(PAPERS):
        print_page(desk, paper, minute, TITLE, *MARKET)
        relate_articles(desk)
    before = pairs(desk)
    monkeypatch.setattr(relating, "CANDIDATES", 1)
    print_page(desk, PAPERS[0], 60, TITLE, *MARKET, "وينقل الباعة متاجرهم في الأسبوع الأول من الشهر.")
    relate_articles(desk)
    assert pairs(desk) == before


def test_related_again_for_another_reason_it_keeps_all_its_relations(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for minute, paper in enumerate(PAPERS):
        print_page(desk, paper, minute, TITLE, *MARKET)
        relate_articles(desk)
    before = pairs(desk)
    monkeypatch.setattr(relating, "CANDIDATES", 1)
    with desk.store.writing() as db:
        (story,) = {card.story for card in articles.recent_articles(db, 10)}
        assert story is not None
        stories.forget_chain(db, story)
    relate_articles(desk)
    assert pairs(desk) == before


def test_an_article_taken_down_while_its_batch_is_related_stops_no_other(desk: Desk) -> None:
    for minute, paper in enumerate(PAPERS[:3]):
        print_page(desk, paper, minute, f"{TITLE} {minute}", *MARKET)

    def tell(_stage: object, done: int, _total: int) -> None:
        if done == 1:
            with desk.store.writing() as db:
                takedown.take_down_address(db, f"http://{PAPERS[1]}.example/1", "asked", AT)

    tally = relate_articles(desk, tell)
    assert tally.counts["relating broke"] == 0
    with desk.store.reading() as db:
        assert articles.count_unrelated(db) == 0
        held = articles.recent_articles(db, 10)
    assert len(held) == 2
    assert len({card.story for card in held}) == 1


def test_a_version_that_comes_while_its_batch_is_related_is_related_too(desk: Desk) -> None:
    for minute, paper in enumerate(PAPERS[:2]):
        print_page(desk, paper, minute, f"{TITLE} {minute}", *MARKET)
    print_page(desk, PAPERS[2], 3, BRIDGE_TITLE, *BRIDGE)
    printed: list[int] = []

    def tell(_stage: object, done: int, _total: int) -> None:
        if done == 3 and not printed:  # all are related, and no chain is drawn
            printed.append(done)
            print_page(desk, PAPERS[1], 30, BRIDGE_TITLE, *BRIDGE)

    relate_articles(desk, tell)
    relate_articles(desk)
    with desk.store.reading() as db:
        numbers = {card.source.id: card.id for card in articles.recent_articles(db, 10)}
    assert pairs(desk) == {frozenset((numbers[SourceId(PAPERS[1])], numbers[SourceId(PAPERS[2])]))}


def test_a_version_that_comes_before_its_turn_is_what_is_related(desk: Desk) -> None:
    for minute, paper in enumerate(PAPERS[:3]):
        print_page(desk, paper, minute, f"{TITLE} {minute}", *MARKET)

    def tell(_stage: object, done: int, _total: int) -> None:
        if done == 1:
            print_page(desk, PAPERS[1], 30, BRIDGE_TITLE, *BRIDGE)

    relate_articles(desk, tell)
    with desk.store.reading() as db:
        found = {card.source.id: card for card in articles.recent_articles(db, 10)}
    first, changed, third = (found[SourceId(paper)] for paper in PAPERS[:3])
    assert pairs(desk) == {frozenset((first.id, third.id))}
    assert changed.story not in (None, first.story)


def test_a_text_that_breaks_the_open_stories_is_left_out_of_them(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    add = StoryIndex.add

    def breaks(self: StoryIndex, story: Any, article: Any) -> None:
        if article.source.id == PAPERS[0]:
            raise RuntimeError("a title without end")
        add(self, story, article)

    monkeypatch.setattr(StoryIndex, "add", breaks)
    for minute, paper in enumerate(PAPERS[:3]):
        print_page(desk, paper, minute, f"{TITLE} {minute}", *MARKET)
    tally = relate_articles(desk)
    assert (tally.counts["relating broke"], tally.total) == (1, 3)
    desk.index = None  # a new process
    print_page(desk, PAPERS[3], 9, BRIDGE_TITLE, *BRIDGE)
    assert relate_articles(desk).counts["relating broke"] == 0


def test_a_text_that_cannot_be_read_across_languages_holds_up_one_article_of_another(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:

    def breaks(title: str, paragraphs: Any, language: Any) -> Any:
        if title.startswith(TITLE):
            raise RuntimeError("a number without end")
        return read_anchors(title, paragraphs, language)

    monkeypatch.setattr(languages, "read_anchors", breaks)
    print_page(desk, PAPERS[0], 1, TITLE, *MARKET)
    print_page(desk, PAPERS[1], 2, BRIDGE_TITLE, *BRIDGE)
    print_page(desk, PAPERS[2], 3, ENGLISH_TITLE, *IN_ENGLISH, lang="en")
    print_page(desk, PAPERS[3], 4, ENGLISH_TITLE, *IN_ENGLISH, lang="en")
    assert relate_articles(desk).counts["relating broke"] == 1
    with desk.store.reading() as db:
        found = {card.source.id: card.story for card in articles.recent_articles(db, 10)}
    assert found[SourceId(PAPERS[3])] in (found[SourceId(PAPERS[1])], found[SourceId(PAPERS[2])])


def test_what_the_store_could_not_keep_is_not_remembered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    print_page(desk, PAPERS[0], 1, TITLE, *MARKET)
    print_page(desk, PAPERS[1], 2, f"{TITLE} غداً", *MARKET[:1], "ويزورها وفد من تجار الجبل في يومها الأول.")
    relate_one = relating._relate_one

    def fails(*args: Any, **more: Any) -> Any:
        relate_one(*args, **more)
        raise StoreOutage("no room")

    with monkeypatch.context() as patched:
        patched.setattr(relating, "_relate_one", fails)
        with pytest.raises(StoreOutage):
            relate_articles(desk)
    assert desk.index is None or len(desk.index.words) == 0


def test_a_text_that_breaks_relating_keeps_nothing_of_the_text_before(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for minute, paper in enumerate(PAPERS[:2]):
        print_page(desk, paper, minute, TITLE, *MARKET)
    relate_articles(desk)
    assert pairs(desk)

    def breaks(*_: Any, **__: Any) -> None:
        raise RuntimeError("a text without end")

    monkeypatch.setattr(relating, "compare", breaks)
    print_page(desk, PAPERS[1], 60, BRIDGE_TITLE, *BRIDGE, MARKET[0])
    relate_articles(desk)
    assert pairs(desk) == set()


def test_the_ledger_and_the_chain_mean_the_same_statement_by_a_number(desk: Desk) -> None:
    """A translation's words are its original's, so the chain leaves them out; the ledger has them."""
    said = "وقالت مديرة الميناء سعاد الهيلدار: «سنفتح رصيف المسافرين كل مساء»."
    print_page(desk, PAPERS[0], 1, ENGLISH_TITLE, *IN_ENGLISH, lang="en")
    print_page(desk, PAPERS[1], 2, BRIDGE_TITLE, *BRIDGE)
    print_page(desk, PAPERS[2], 3, BRIDGE_TITLE, BRIDGE[0], BRIDGE[1], said)
    relate_articles(desk)
    with desk.store.reading() as db:
        (story,) = {card.story for card in articles.recent_articles(db, 10)}
        assert story is not None
        chain, numbers = stories.chain_of(db, story), statements.numbers_on_chain(db, story)
        nodes = {node.key: node for node in chain.nodes}
        told = {key: {statements.get_statement(db, id) for id in ids} for key, ids in numbers.items()}
    assert told
    for key, found in told.items():
        assert {each.issuer for each in found if each} == {nodes[key].label}
