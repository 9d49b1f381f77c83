"""What a reader sees of takedowns and of what publishers say: the reason and no text; no more than is allowed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from masdar.model import ArticleId, Signal, SourceId, StoryId
from masdar.serve import SiteSettings, site
from masdar.serve.policy import shown
from masdar.store import Store, articles, open_store, stories, takedown
from masdar.store.tables import pages as page_table

from .invented import MARFA, NOW, fill, reading

pytestmark = pytest.mark.slow

REASON = "طلب <ناشرها> إزالتها"


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        fill(opened)
        yield opened


@pytest.fixture
def client(store: Store) -> TestClient:
    settings = SiteSettings(base_url="https://news.example", contact="desk@news.example")
    return TestClient(site(store, settings, lambda: NOW), raise_server_exceptions=False)


def one_of(store: Store, source: str) -> tuple[ArticleId, StoryId, str, str]:
    """The source's article in the story that most tell: its number, its story, its address and its title."""
    with store.reading() as db:
        story = max(stories.front(db, 20), key=lambda each: each.articles).id
        cards = articles.recent_articles(db, 50, source=SourceId(source))
    card = next(each for each in cards if each.story == story)
    return card.id, story, card.url, card.title


def take_down(store: Store, url: str) -> None:
    with store.writing() as db:
        takedown.take_down_address(db, url, REASON, NOW)


@pytest.mark.parametrize(("prefix", "word"), [("", "أُزيلت هذه المادة"), ("/en", "This article was removed")])
def test_a_removed_article_answers_410_with_the_reason_alone(
    client: TestClient, store: Store, prefix: str, word: str
) -> None:
    id, _, url, title = one_of(store, "marfa")
    take_down(store, url)
    found = client.get(f"{prefix}/article/{id}")
    assert found.status_code == 410
    assert word in found.text
    assert "طلب &lt;ناشرها&gt; إزالتها" in found.text
    assert MARFA.name in found.text
    assert title not in found.text
    assert f'"{url}"' not in found.text
    assert "content-security-policy" in found.headers


def test_a_number_that_was_never_given_is_not_found(client: TestClient) -> None:
    assert client.get("/article/987654").status_code == 404


def test_the_list_of_removals_has_reasons_and_counts_and_no_titles(client: TestClient, store: Store) -> None:
    assert "لم يُزَل من موقعنا شيء" in client.get("/removed").text
    _, _, url, title = one_of(store, "marfa")
    take_down(store, url)
    found = client.get("/removed").text
    assert "طلب &lt;ناشرها&gt; إزالتها" in found
    assert MARFA.name in found
    assert title not in found
    assert f'"{url}"' not in found
    assert "desk@news.example" in found
    assert 'href="/removed"' in client.get("/about").text


def test_the_story_says_that_a_report_was_removed_and_goes_on(client: TestClient, store: Store) -> None:
    _, story, url, title = one_of(store, "marfa")
    assert "أُزيلت" not in client.get(f"/story/{story}").text
    take_down(store, url)
    found = client.get(f"/story/{story}")
    assert found.status_code == 200
    assert "أُزيلت مادة واحدة منها." in found.text
    assert title not in found.text
    assert client.get(f"/story/{story}/feed.atom").status_code == 200


def test_no_feed_and_no_search_names_it(client: TestClient, store: Store) -> None:
    _, _, url, title = one_of(store, "marfa")
    take_down(store, url)
    for path in ("/feed.atom", "/feed.rss", "/feed.json", "/source/marfa/feed.atom", "/", f"/search?q={title}"):
        assert f'"{url}"' not in client.get(path).text, path


def test_a_source_taken_down_says_so(client: TestClient, store: Store) -> None:
    id, *_ = one_of(store, "marfa")
    with store.writing() as db:
        takedown.take_down_source(db, SourceId("marfa"), REASON, NOW)
    assert "أزلنا كل ما حفظناه من هذا المصدر" in client.get("/source/marfa").text
    assert client.get(f"/article/{id}").status_code == 410


# ---------------------------------------------------------------- what publishers say


def say(store: Store, id: ArticleId, *said: Signal) -> None:
    with store.writing() as db:
        db.execute(update(page_table).where(page_table.c.article_id == id).values(signals=said))


def text_of(store: Store, id: ArticleId) -> tuple[str, ...]:
    with store.reading() as db:
        record = articles.get_article(db, id)
    assert record is not None
    return record.reading.article.paragraphs


def test_what_the_publisher_says_is_shown_and_heeded(client: TestClient, store: Store) -> None:
    id, *_ = one_of(store, "mursal")  # its own policy is "full"
    last = text_of(store, id)[-1]
    assert last in client.get(f"/article/{id}").text
    say(store, id, Signal("noarchive", "", "header:x-robots-tag"))
    found = client.get(f"/article/{id}").text
    assert last not in found
    assert "noarchive" in found
    assert "header:x-robots-tag" in found


def test_nosnippet_leaves_the_headline_everywhere(client: TestClient, store: Store) -> None:
    id, story, _, title = one_of(store, "mursal")
    first = " ".join(text_of(store, id)[0].split()[:8])
    say(store, id, Signal("nosnippet", "", "meta:robots"))
    article = client.get(f"/article/{id}").text
    assert title in article
    assert f"<p>{first}" not in article
    with store.reading() as db:
        record = stories.get_story(db, story)
    assert record is not None
    assert next(each.card for each in record.articles if each.card.id == id).teaser == ""
    assert first not in client.get("/source/mursal/feed.atom").text


def test_mining_and_training_signals_are_shown_and_change_no_text(client: TestClient, store: Store) -> None:
    id, *_ = one_of(store, "mursal")
    say(store, id, Signal("tdm-reservation", "1", "header:tdm-reservation"), Signal("noai", "", "meta:robots"))
    found = client.get(f"/article/{id}").text
    assert text_of(store, id)[-1] in found
    assert "tdm-reservation" in found


@pytest.mark.parametrize("most", [1, 12, 40, 90, 10_000])
def test_an_excerpt_holds_no_more_characters_than_the_publisher_allows(most: int) -> None:
    text = ("افتتح الوزير جسر الوادي صباح اليوم بحضور الأهالي.", "وقال إن العمل استغرق عامين كاملين في الجبل.")
    found = shown(reading("https://a.example/1", "خبر", text, None).article, "excerpt", {}, most)
    printed = "".join(piece.text for pieces in found.paragraphs for piece in pieces).replace("…", "")
    assert len(printed) <= most
    assert " ".join(text).replace(".", " ").startswith(printed.split(".")[0].strip())
