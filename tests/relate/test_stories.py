"""Which open story a report joins, and why."""

from __future__ import annotations

from datetime import timedelta

from filed_articles import NOON, file_article
from hypothesis import given
from hypothesis import strategies as st

from masdar.model import ArticleId, FiledArticle, StoryId
from masdar.relate.stories import StoryIndex, StoryMatch

DAM = StoryId(1)
CUP = StoryId(2)


def dam(number: int, seen_h: float = 0) -> FiledArticle:
    return file_article(
        number,
        "أعلنت وزارة المياه أنها أنهت إصلاح السد القديم شمال الزهراء وأن المياه ستصل إلى الأحياء الشرقية",
        title="وزارة المياه تنهي إصلاح سد الزهراء",
        seen_h=seen_h,
    )


def dam_again(number: int, seen_h: float = 1) -> FiledArticle:
    return file_article(
        number,
        "قال مسؤول في وزارة المياه إن سد الزهراء صار جاهزا بعد انتهاء إصلاحه وإن الأحياء الشرقية ستستفيد أولا",
        title="سد الزهراء جاهز بعد إصلاحه",
        source="الصباح",
        seen_h=seen_h,
    )


def cup(number: int, seen_h: float = 0) -> FiledArticle:
    return file_article(
        number,
        "فاز فريق النخيل بكأس البلديات بعد مباراة طويلة انتهت بركلات الترجيح أمام جمهور غفير",
        title="النخيل يفوز بكأس البلديات",
        seen_h=seen_h,
    )


def index_of(*filed: tuple[StoryId, FiledArticle]) -> StoryIndex:
    index = StoryIndex()
    for story, article in filed:
        index.add(story, article)
    return index


def story_of(match: StoryMatch | None) -> StoryId | None:
    return match.story if match else None


def test_another_report_of_the_event_joins_and_says_why() -> None:
    match = index_of((CUP, cup(1)), (DAM, dam(2))).match(dam_again(3))
    assert match is not None
    assert match.story == DAM
    assert 0 < match.score <= 1
    assert "سد" in match.why
    assert len(match.why) >= 3


def test_another_event_founds_a_story() -> None:
    assert index_of((DAM, dam(1))).match(cup(2)) is None


def test_an_empty_index_or_article_matches_nothing() -> None:
    assert StoryIndex().match(dam(1)) is None
    assert index_of((DAM, dam(1))).match(file_article(2, "")) is None


def test_an_article_does_not_match_itself() -> None:
    assert index_of((DAM, dam(1))).match(dam(1)) is None


def test_a_copy_joins_directly() -> None:
    excerpt = file_article(9, "كلمات أخرى تماما", seen_h=1)
    index = index_of((CUP, cup(1)), (DAM, dam(2)))
    assert index.match(excerpt) is None
    assert index.match(excerpt, [ArticleId(77), ArticleId(2), ArticleId(1)]) == StoryMatch(DAM, 1.0, ())


def test_likeness_fades_with_time_and_ends_with_the_window() -> None:
    index = index_of((DAM, dam(1)))
    scores = [match.score if (match := index.match(dam_again(2, seen_h))) else 0.0 for seen_h in (1, 20, 50, 71, 73)]
    assert scores[0] == scores[1] > scores[2] > scores[3] > scores[4] == 0.0


def test_other_places_in_the_titles_keep_stories_apart() -> None:
    def quake(number: int, place: str) -> FiledArticle:
        return file_article(
            number, f"ضرب زلزال قوي سواحل {place} فجر اليوم ولم ترد أنباء عن ضحايا", title=f"زلزال قوي يضرب {place}"
        )

    index = index_of((DAM, quake(1, "تشيلي")))
    same, other = index.match(quake(2, "تشيلي")), index.match(quake(3, "اليابان"))
    assert same is not None
    assert other is None or other.score < 0.7 * same.score


def test_a_place_written_with_prefixes_or_as_an_adjective_is_the_same() -> None:
    def talks(number: int, title: str) -> FiledArticle:
        return file_article(number, "بدأت جولة المحادثات حول الملف صباح اليوم بحضور الوفود كلها", title=title)

    index = index_of((DAM, talks(1, "جولة محادثات في السودان")))
    adjective, other = index.match(talks(2, "جولة محادثات سودانية")), index.match(talks(3, "جولة محادثات ليبية"))
    assert adjective is not None
    assert other is None or other.score < 0.8 * adjective.score


def test_a_rising_toll_stays_a_weaker_match() -> None:
    def toll(number: int, dead: int) -> FiledArticle:
        return file_article(number, "انهار مبنى في حي القصبة ليلا", title=f"مقتل {dead} في انهيار مبنى حي القصبة")

    index = index_of((DAM, toll(1, 21)))
    same, risen = index.match(toll(2, 21)), index.match(toll(3, 40))
    assert same is not None
    assert risen is not None
    assert same.score > risen.score


def test_forgetting_closes_stories() -> None:
    index = index_of((DAM, dam(1)), (CUP, cup(2, seen_h=5)))
    index.forget_before(NOON + timedelta(hours=3))
    assert len(index) == 1
    assert index.match(dam_again(3)) is None
    index.forget_before(NOON + timedelta(hours=3))
    assert len(index) == 1


def test_an_article_added_again_moves_to_its_new_story() -> None:
    index = index_of((CUP, dam(1)), (DAM, dam(1)))
    assert len(index) == 1
    assert story_of(index.match(dam_again(2))) == DAM


def test_forgetting_does_not_drop_an_article_that_was_read_anew() -> None:
    index = index_of((DAM, dam(1)), (DAM, dam(1, seen_h=9)))
    index.forget_before(NOON + timedelta(hours=5))
    assert len(index) == 1


REPORTS = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from([dam, dam_again, cup]), st.integers(0, 100)), max_size=12
)


@given(REPORTS, st.integers(0, 100))
def test_rebuilding_gives_the_same_answers(reports: list[tuple[int, object, int]], forget_h: int) -> None:
    filed = [(StoryId(s), make(n, h)) for n, (s, make, h) in enumerate(reports) if callable(make)]
    one, other = index_of(*filed), index_of(*filed)
    one.forget_before(NOON + timedelta(hours=forget_h))
    other.forget_before(NOON + timedelta(hours=forget_h))
    assert one.match(dam_again(99, 50)) == other.match(dam_again(99, 50))
    kept = [pair for pair in filed if pair[1].first_seen >= NOON + timedelta(hours=forget_h)]
    assert len(one) == len(kept)


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_is_too_odd(title: str, text: str) -> None:
    index = index_of((DAM, file_article(1, text, title=title)))
    match = index.match(file_article(2, text, title=title))
    assert match is None or 0 < match.score <= 1
