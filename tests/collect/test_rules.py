"""The rules of robots.txt are kept packed and parsed when needed; what sites wrote takes a bounded place in memory."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from masdar.collect.answers import Refusal
from masdar.collect.pace import Robots, read_robots
from masdar.collect.rules import Parsed, Rules
from masdar.collect.turns import ROBOTS_MOST_BYTES, Memory, robots_bytes

NOW = datetime(2026, 11, 14, 8, tzinfo=UTC)
DAY = timedelta(days=1)
AGENT = "Masdar/0.1 (+https://masdar.example)"
SECTIONS = "".join(
    f"Disallow: /{name}/\n" for name in ("admin", "search", "user", "print", "rss", "tag", "cart", "amp")
)


def typical(number: int) -> bytes:
    """As news sites have it: robots of others shut out, some sections closed, where the sitemaps are."""
    others = "".join(f"User-agent: Robot{other}\nDisallow: /\n\n" for other in range(12))
    maps = "".join(f"Sitemap: https://paper-{number}.example/sitemap-{part}.xml\n" for part in range(4))
    return f"{others}User-agent: *\nCrawl-delay: 2\n{SECTIONS}Disallow: /{number}/\n{maps}".encode()


def test_what_is_kept_says_the_same_however_often_it_was_dropped() -> None:
    kept = [read_robots(200, typical(number), AGENT) for number in range(600)]
    for number, robots in enumerate(kept):
        at = f"https://paper-{number}.example"
        assert robots.allows(f"{at}/news/1")
        assert not robots.allows(f"{at}/{number}/1")
        assert (robots.delay_s, len(robots.sitemaps), robots.sitemaps[0]) == (2, 4, f"{at}/sitemap-0.xml")
        assert robots.text == typical(number).decode()


def test_what_nobody_asked_for_longest_is_parsed_anew() -> None:
    parsed = Parsed(most=2)
    one, two, three = (Rules.of(f"User-agent: *\nDisallow: /{number}") for number in range(3))
    first, second = parsed.of(one), parsed.of(two)
    assert parsed.of(Rules.of(one.text)) is first
    parsed.of(three)
    assert (len(parsed), parsed.of(one) is first, parsed.of(two) is second) == (2, True, False)


def test_few_large_files_are_held_parsed() -> None:
    parsed = Parsed(most_chars=250)
    files = [Rules.of(f"# {number}\n{'#' * 100}") for number in range(4)]
    for rules in files:
        parsed.of(rules)
    assert len(parsed) == 2
    parsed.of(Rules.of("#" * 1000))
    assert len(parsed) == 1
    parsed.of(files[0])
    assert len(parsed) == 1


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_comes_out_as_it_went_in(text: str) -> None:
    assert Rules.of(text).text == text


def test_fifty_thousand_sites_fit() -> None:
    """Weighed here by a thousand of them; what is reckoned is not less than what they take, and not twice as much."""
    number = 1000
    memory: Memory[Robots | Refusal] = Memory(ROBOTS_MOST_BYTES, robots_bytes)
    read_robots(200, typical(0), AGENT)
    tracemalloc.start()
    for each in range(number):
        robots = Robots(f"Masdar{each}", Rules.of(typical(each).decode()), 2.0)
        memory.keep((f"https://paper-{each}.example", True), robots, NOW + timedelta(seconds=each), DAY)
    taken = tracemalloc.get_traced_memory()[0] / number
    tracemalloc.stop()
    reckoned = robots_bytes(robots)
    assert taken <= reckoned <= 2 * taken
    assert len(memory) == number
    assert reckoned * 50_000 < ROBOTS_MOST_BYTES


def test_the_oldest_go_when_the_bytes_are_full() -> None:
    memory: Memory[Robots | Refusal] = Memory(10_000, robots_bytes)
    for number in range(50):
        memory.keep(number, read_robots(404, b"", AGENT), NOW, DAY)
    assert len(memory) == 11
    assert [number for number in range(50) if memory.get(number, NOW)] == list(range(39, 50))
    memory.keep("large", Refusal("no-connection", "x" * 50_000), NOW, DAY)
    assert (len(memory), memory.get("large", NOW) is not None) == (1, True)
    memory.keep("large", read_robots(404, b"", AGENT), NOW, DAY)
    memory.keep("other", read_robots(404, b"", AGENT), NOW, DAY)
    assert len(memory) == 2
