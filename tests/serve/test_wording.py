"""Every sentence exists in both languages, is used, and counts as its language counts."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale

from masdar.collect import answers
from masdar.read import rejection
from masdar.serve import wording
from masdar.serve.settings import LANGUAGES, Language

ROOM = Path(str(files("masdar.serve")))


def test_both_languages_have_the_same_keys() -> None:
    assert set(wording.entries("ar")) == set(wording.entries("en"))


def test_every_key_is_used_and_every_used_key_exists() -> None:
    text = "\n".join(path.read_text("utf-8") for path in [*ROOM.glob("*.py"), *ROOM.glob("templates/*")])
    literal = set(re.findall(r"""["']([a-z_]+\.[a-z_0-9]+)["']""", text))
    begun = set(re.findall(r"""["']([a-z_]+\.(?:[a-z]+_)*)["'] ?\+""", text))
    begun |= {key.split("%")[0] for key in re.findall(r"""["']([a-z_]+\.[a-z_]+%s)["']""", text)}
    keys = set(wording.entries("ar"))
    unused = {key for key in keys if key not in literal and not any(key.startswith(start) for start in begun)}
    assert unused == set()
    groups = {key.split(".")[0] for key in keys}
    asked = {key for key in literal if key.split(".")[0] in groups and not key.endswith(("_", ".html", ".css"))}
    assert asked - keys == set()


def test_a_sentence_has_the_same_parts_in_both_languages() -> None:
    def parts(entry: wording.Entry) -> set[str]:
        sentence = entry if isinstance(entry, str) else entry["other"]
        return {name for _, name, _, _ in Formatter().parse(sentence) if name}

    for key, entry in wording.entries("ar").items():
        assert parts(entry) == parts(wording.entries("en")[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_counted_nouns_have_the_forms_of_their_language(language: Language) -> None:
    wanted = set(Locale(language).plural_form.tags) | {"other"}
    for key, entry in wording.entries(language).items():
        if not isinstance(entry, str):
            assert set(entry) == wanted, key


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (0, "لا مصادر"),
        (1, "مصدر واحد"),
        (2, "مصدران"),
        (3, "3 مصادر"),
        (10, "10 مصادر"),
        (11, "11 مصدراً"),
        (99, "99 مصدراً"),
        (100, "100 مصدر"),
        (103, "103 مصادر"),
    ],
)
def test_arabic_counts_in_six_forms(number: int, printed: str) -> None:
    assert wording.count("ar", "counts.sources", number, str(number)) == printed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_for_no_article_is_told_in_plain_words(language: Language) -> None:
    """The reader says its reasons in its first lines, the fetcher in the description of a refusal."""
    told = (rejection.__doc__ or "").split("\n\n")[1].split("(")[0]
    reasons = set(re.findall(r"[a-z]+(?:-[a-z]+)*", told)) | {"no-text", "reader-broke"}
    reasons |= set(re.findall(r'"([a-z-]+)"', answers.Refusal.__doc__ or ""))
    assert {"too-big", "not-an-article", "robots", "bad-answer"} <= reasons
    assert {reason for reason in reasons if f"reason.{reason}" not in wording.entries(language)} == set()


def test_parts_from_outside_are_escaped() -> None:
    assert "<b>" not in wording.say("ar", "article.via", name="<b>x</b>")
