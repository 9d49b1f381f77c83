"""The alias file: one name, one medium; every name is found where a report cites it; common words need a cue."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from masdar.read.credits import find_credits
from masdar.read.outlets import canonical_name, folded_words

DATA = tomllib.loads(files("masdar.read.data").joinpath("outlets.toml").read_text("utf-8"))
NAMES = [
    (kind, canonical, name, strength == "weak")
    for kind, media in DATA.items()
    for canonical, entry in media.items()
    for strength in ("names", "weak")
    for name in entry.get(strength, [])
]
CREDITED = [row for row in NAMES if row[0] in ("agency", "outlet")]
ARABIC = [row for row in CREDITED if not row[2][0].isascii()]


def test_no_name_stands_for_two_media() -> None:
    owners: dict[tuple[str, ...], set[tuple[str, str]]] = {}
    for kind, canonical, name, _ in NAMES:
        owners.setdefault(folded_words(name), set()).add((kind, canonical))
    assert [names for names, media in owners.items() if len(media) > 1 or not names] == []


def test_every_name_is_found_where_a_report_cites_it() -> None:
    missed = []
    for _, canonical, name, weak in ARABIC:
        printed = f"{_head_of(canonical, name)} «{name}»" if weak else name
        found = find_credits(f"انتهى العمل.\nوذكرت {printed} أن العمل مستمر.\nانتهى.")
        if [(credit.canonical_name, credit.kind) for credit in found] != [(canonical, "facts_from")]:
            missed.append((canonical, name, [(credit.canonical_name, credit.name, credit.kind) for credit in found]))
    assert missed == []


def _head_of(canonical: str, name: str) -> str:
    """Two media may share a name; the word before it tells them apart."""
    return next(head for head in ("صحيفة", "قناة", "وكالة") if canonical_name(f"{head} {name}") == canonical)


def test_every_latin_name_is_found_where_an_english_report_cites_it() -> None:
    missed = [
        name
        for kind, canonical, name, weak in CREDITED
        if name[0].isupper() and (not weak or kind == "agency") and _cited_in_english(name) != [canonical]
    ]
    assert missed == []


def _cited_in_english(name: str) -> list[str | None]:
    found = find_credits(f"The bridge is closed.\nThe work goes on, the mayor told {name} on Sunday.\nIt ends soon.")
    return [credit.canonical_name for credit in found]


def test_a_name_that_is_a_common_word_needs_a_cue() -> None:
    found = []
    for _, canonical, name, weak in ARABIC:
        if weak and find_credits(f"انتهى العمل.\nوقال المدير إن {name} مستمر في البلدة.\nانتهى."):
            found.append((canonical, name))
    assert found == []


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("وكالة الأنباء السعودية (واس)", "واس"),
        ("وكالة أنباء الأناضول", "الأناضول"),
        ("AFP", "أ ف ب"),
        ("فرانس برس", "أ ف ب"),
        ("د.ب.أ", "د ب أ"),
        ("الأسوشيتد برس", "أ ب"),
        ("وكالة الأنباء القطرية", "قنا"),
        ("وكالة تونس إفريقيا للأنباء", "وات"),
        ("وكالة الأنباء الجزائرية", "واج"),
        ("وكالة المغرب العربي للأنباء", "ومع"),
        ("الوكالة الموريتانية للأنباء", "وما"),
        ("وكالة الإعلام الروسية", "ريا نوفوستي"),
        ("صحيفة الجزيرة", "الجزيرة السعودية"),
        ("قناة الجزيرة", "الجزيرة"),
        ("صحيفة الغد", "الغد الأردنية"),
        ("صحيفة تيمانا", None),
    ],
)
def test_one_medium_for_all_its_printed_names(printed: str, canonical: str | None) -> None:
    assert canonical_name(printed) == canonical
