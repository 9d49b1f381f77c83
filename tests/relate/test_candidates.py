"""Whom an article is compared with, and what of it counts as its source's boilerplate."""

from __future__ import annotations

from datetime import timedelta

from filed_articles import NOON, file_article
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.model import ArticleId, BandHolders, FiledArticle, Reprint, SourceId
from masdar.relate.candidates import nearest, standing_bands, standing_shingles
from masdar.relate.fingerprint import fingerprint
from masdar.relate.reprints import compare

NEWS = [
    "افتتحت بلدية الوادي الأخضر حديقة جديدة عند النهر صباح الأحد وفيها ملاعب للأطفال وممشى تظلله أشجار التوت القديمة",
    "تسلم مزارعو سهل النخيل بذور القمح من الجمعية قبل موسم المطر بعدما فحصها خبراء المختبر الزراعي وضمنوا جودتها",
    "أغلق جسر القوافل أمام الشاحنات حين ظهر شق في عموده الأوسط وطلبت الشرطة من السائقين سلوك طريق الجبل حتى إشعار لاحق",
    "عاد متحف الخط إلى زواره وفيه قاعة كاملة للمخطوطات المرممة تعرض رسائل تجار الحرير وخرائط بحارة رسموها قبل قرون",
    "أطلق نادي السهم مدرسة للسباحة تقبل الفتيان والفتيات مجانا ويدرب فيها أبطال سابقون فازوا بكأس الساحل مرتين",
    "تأخرت حافلات الحي الشرقي أسبوعا كاملا لنقص في قطع الغيار فاضطر الطلاب إلى المشي أو ركوب دراجات جيرانهم",
    "زار وفد من تجار الساحل سوق العطارين وطلب عينات من البهار والزعفران تمهيدا لعقد يوقع في الميناء منتصف الشهر المقبل",
]
CLOSING = (
    "يذكر أن صحيفة الأيام تصدر في مدينة الزهراء منذ خمسين عاما وتوزع في سبع محافظات ويعمل في مكاتبها مراسلون ومصورون "
    "يتابعون أخبار الناس ساعة بساعة ويمكن مراسلتها على صندوق البريد المعلن في صفحتها الأخيرة كل يوم سبت"
)


def holders_of(article: FiledArticle, others: list[FiledArticle]) -> tuple[BandHolders, tuple[int, ...]]:
    """As the store answers; and the bands of the article."""
    bands = fingerprint(article.reading.article.text).bands
    theirs = {other.id: set(fingerprint(other.reading.article.text).bands) for other in others}
    held = {band: [id for id, found in theirs.items() if band in found] for band in bands}
    return BandHolders(held, {other.id: (other.source.id, other.first_seen) for other in others}), bands


def held_by(pairs: list[tuple[int, int]], minutes: bool = False) -> BandHolders:
    """Articles of one source by their bands, first seen at once or a minute after each other."""
    articles: dict[int, list[ArticleId]] = {}
    for band, id in pairs:
        articles.setdefault(band, []).append(ArticleId(id))
    seen = {ArticleId(id): NOON + timedelta(minutes=id if minutes else 0) for _, id in pairs}
    return BandHolders(articles, {id: (SourceId("s"), at) for id, at in seen.items()})


def archive(days: float, source: str = "الأيام", count: int = 6) -> list[FiledArticle]:
    """Reports of one source with its closing paragraph, spread over so many days."""
    return [
        file_article(number, f"{NEWS[number]}\n{CLOSING}", source=source, seen_h=24 * days * number / (count - 1))
        for number in range(count)
    ]


def relate(article: FiledArticle, others: list[FiledArticle]) -> list[Reprint]:
    """The reprints that the pipeline finds."""
    holders, bands = holders_of(article, others)
    standing = standing_bands(holders, len(bands))
    boilerplate = standing_shingles(article.reading.article, bands, standing)
    by_id = {other.id: other for other in others}
    found = (compare(by_id[id], article, standing=boilerplate) for id in nearest(holders, standing, 40))
    return [reprint for reprint in found if reprint]


def test_a_paragraph_that_a_source_has_under_many_reports_makes_no_reprint() -> None:
    article = file_article(99, f"{NEWS[6]}\n{CLOSING}", seen_h=120)
    assert compare(archive(4)[0], article) is not None, "what it is without learning"
    assert relate(article, archive(4)) == []


def test_it_makes_none_in_another_source_either() -> None:
    assert relate(file_article(99, f"{NEWS[6]}\n{CLOSING}", source="النهار", seen_h=120), archive(4)) == []


def test_few_articles_or_a_short_time_teach_nothing() -> None:
    article = file_article(99, f"{NEWS[6]}\n{CLOSING}", seen_h=120)
    assert relate(article, archive(4, count=4))
    assert relate(article, archive(1))


def test_different_sources_with_one_paragraph_are_no_boilerplate() -> None:
    others = [file_article(n, f"{NEWS[n]}\n{CLOSING}", source=f"صحيفة {n}", seen_h=20 * n) for n in range(6)]
    assert relate(file_article(99, f"{NEWS[6]}\n{CLOSING}", seen_h=120), others)


def test_a_report_that_its_source_publishes_again_and_again_is_none() -> None:
    text = "\n".join(NEWS[:3])
    others = [file_article(number, text, seen_h=20 * number) for number in range(8)]
    assert len(relate(file_article(99, text, source="النهار", seen_h=200), others)) == 8


def test_a_copy_beside_boilerplate_is_found_and_told_without_it() -> None:
    copy = file_article(99, f"{NEWS[2]}\n{CLOSING}", source="النهار", seen_h=120)
    (reprint,) = relate(copy, archive(4))
    assert (reprint.article, reprint.of, reprint.containment) == (99, 2, 1.0)
    assert [passage.here.paragraph for passage in reprint.passages] == [0]
    assert (reprint.dropped, reprint.added) == ((), ())


def test_the_nearest_share_most_bands_and_the_newest_come_first() -> None:
    held = [(1, 5), (2, 5), (1, 6), (2, 6), (1, 7), (3, 8), (4, 8), (5, 8)]
    holders = held_by(held)
    assert nearest(holders, frozenset(), 3) == (8, 6, 5)
    assert nearest(holders, frozenset({3, 4, 5}), 9) == (6, 5, 7)


PIECES = st.lists(st.sampled_from([*NEWS, CLOSING]), min_size=1, max_size=3).map("\n".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, min_size=2, max_size=7), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_change_what_is_found(texts: list[str], chance: object) -> None:
    """As long as nothing has become boilerplate: that is learned from what came before."""
    articles = [file_article(number, text, source=f"صحيفة {number}") for number, text in enumerate(texts)]
    shuffled = articles.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert arriving(articles) == arriving(shuffled)


def arriving(articles: list[FiledArticle]) -> dict[tuple[int, int], Reprint]:
    found: dict[tuple[int, int], Reprint] = {}
    for number, article in enumerate(articles):
        for reprint in relate(article, articles[:number]):
            found[reprint.article, reprint.of] = reprint
    return found


def test_holders_of_a_moment_are_counted_when_they_are_very_many() -> None:
    many = [(1, number) for number in range(12)]
    assert standing_bands(held_by(many, minutes=True), 9) == {1}
    assert standing_bands(held_by(many[:11], minutes=True), 9) == frozenset()
