"""Addresses and their shapes; which shapes are articles', learned from how links behave on invented papers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masdar.collect.links import Anchor
from masdar.collect.shapes import article_patterns, fits, learn_shapes, shape_of

HOME = "https://paper.example/"
HEADLINE = "افتتاح مكتبة جديدة في حي النهر"
CARD = "main/div.list/div.card/a"
MENU = "header/ul/li/a"


def card(path: str, text: str = HEADLINE) -> Anchor:
    return Anchor(HOME + path, text, in_menu=False, place=CARD)


def entry(path: str, text: str = "رياضة") -> Anchor:
    return Anchor(HOME + path, text, in_menu=True, place=MENU)


def patterns(*pages: list[Anchor], named: tuple[str, ...] = ()) -> tuple[str, ...]:
    return article_patterns(learn_shapes(pages, named))


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("news/55123/library-opens-river-district", "/news/{n}/{slug}"),
        ("2026/11/4/افتتاح-مكتبة-جديدة/", "/{y}/{m}/{d}/{slug}/"),
        ("node/871", "/node/{n}"),
        ("?p=871&a=x", "/?a=x&p={n}"),
        ("News/Detail.aspx?ArticleID=27", "/news/detail.aspx?articleid={n}"),
        ("2026/20261104/ln20.htm", "/{y}/{date}/{id}.htm"),
        ("article_978.html", "/article_{n}.html"),
        ("vM1aCd", "/{id}"),
        ("articles/c4gx9p2l0k1o", "/articles/{id}"),
        ("story/64f0c2d9-1e5b-4c7a-9b5e-0a1b2c3d4e5f", "/story/{id}"),
        ("economy/river-bridge-opens-1005612.html", "/economy/{slug}-{n}.html"),
        ("top-10-rivers", "/{slug}"),
        ("saudi-arabia", "/saudi-arabia"),
        ("AboutUs", "/aboutus"),
        ("%7Bn%7D/", "/(n)/"),
        ("", "/"),
    ],
)
def test_the_shape_of_an_address_keeps_what_stays(path: str, shape: str) -> None:
    assert shape_of(HOME + path) == shape


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("news/7/library-opens-now", "/news/{n}/{slug}", True),
        ("news/7/مكتبة", "/news/{n}/{slug}", True),
        ("news/library", "/news/{slug}", False),
        ("sport/7", "/{word}/{n}", True),
        ("sport/film/7", "/{word}/{n}", False),
        ("sport/local-film/7", "/{path}/{n}", True),
        ("7", "/{path}/{n}", False),
        ("tag/7", "/{word}/{n}", False),
        ("tag/7", "/tag/{n}", True),
        ("a.b/7", "/a?b/{n}", False),
    ],
)
def test_an_address_fits_a_pattern(path: str, pattern: str, expected: bool) -> None:
    assert fits(HOME + path, (pattern,)) is expected


def test_many_headlines_of_one_shape_are_articles_and_the_menu_is_not() -> None:
    menu = [entry(f"s/{name}") for name in ("sport", "economy", "culture")]
    pages = [[*menu, *(card(f"x{number}Kd") for number in range(page, page + 9))] for page in (100, 105)]
    shapes = learn_shapes(pages)
    taken = [shape for shape in shapes if shape.is_article]
    assert [(shape.pattern, shape.links, shape.headlines, shape.place) for shape in taken] == [("/{id}", 14, 14, CARD)]
    assert all(shape.reason for shape in shapes[1:])


def test_numbered_sections_in_the_menu_are_not_learned() -> None:
    page = [*(entry(f"c/{number}") for number in range(9)), *(card(f"n/{number}") for number in range(9))]
    assert patterns(page) == ("/n/{n}",)


def test_short_texts_on_every_page_are_furniture_even_outside_menus() -> None:
    box = [card(f"c/{number}", "المحليات") for number in range(6)]
    pages = [[*box, *(card(f"n/{page}{number}") for number in range(5))] for page in range(3)]
    assert patterns(*pages) == ("/n/{n}",)


def test_tags_and_authors_are_not_taken_for_articles() -> None:
    tags = [card(f"tag/{number}", "نهر المدينة") for number in range(20)]
    assert patterns([*tags, *(card(f"n/{number}") for number in range(5))]) == ("/n/{n}",)


def test_a_shape_that_looks_like_a_list_is_learned_when_its_links_are_headlines() -> None:
    assert patterns([card(f"category/sport/{number}") for number in range(8)]) == ("/category/sport/{n}",)
    assert patterns([card(f"category/sport/{number}") for number in range(5)]) == ()


def test_sections_before_the_number_become_a_gap() -> None:
    page = [card(f"{section}/{number}") for section in ("sport", "culture/film", "economy") for number in range(3)]
    assert patterns(page) == ("/{path}/{n}",)


def test_sections_are_no_gap_when_a_menu_would_go_with_them() -> None:
    page = [card(f"{section}/{number}") for section in ("sport", "film") for number in range(3)]
    assert set(patterns([*page, *(entry(f"live/{number}") for number in range(9))])) == {"/sport/{n}", "/film/{n}"}


def test_what_a_feed_names_is_known_without_a_headline() -> None:
    picture_links = [card(f"n/{number}", "") for number in range(4)]
    assert patterns(picture_links) == ()
    assert patterns(picture_links, named=tuple(anchor.url for anchor in picture_links)) == ("/n/{n}",)
    assert patterns([], named=tuple(f"{HOME}n/{number}" for number in range(3))) == ("/n/{n}",)


def test_two_links_are_too_few_to_learn_from() -> None:
    assert patterns([card("n/1"), card("n/2")]) == ()


addresses = st.text(max_size=30).map(lambda text: HOME + text) | st.sampled_from(["http://[", "x", "", HOME])
anchors = st.builds(Anchor, addresses, st.sampled_from(["", "رياضة", HEADLINE]), st.booleans(), st.just(CARD))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(anchors, max_size=12), max_size=4), st.lists(addresses, max_size=4))
def test_learning_never_fails_and_what_is_learned_fits_its_examples(
    pages: list[list[Anchor]], named: list[str]
) -> None:
    for shape in learn_shapes(pages, named):
        assert not shape.is_article or all(fits(url, (shape.pattern,)) for url in shape.examples)
