"""The style sheet keeps what Arabic type needs: no side of the paper, letters unbroken, large and open lines."""

from __future__ import annotations

import re

import pytest

from masdar.serve.desk import static_folder

SHEET = re.sub(r"/\*.*?\*/", "", (static_folder() / "site.css").read_text("utf-8"), flags=re.DOTALL)
PROPERTIES = re.findall(r"(?<=[{;])\s*([a-z-]+)\s*:\s*([^;}]+)", SHEET)


def test_only_logical_properties() -> None:
    physical = re.compile(r"(^|-)(left|right)($|-)|^(top|bottom|width|height)$|^(margin|padding|border)-(top|bottom)")
    assert [name for name, _ in PROPERTIES if physical.search(name)] == []


def test_no_value_names_a_side_of_the_paper() -> None:
    assert [pair for pair in PROPERTIES if re.search(r"\b(left|right)\b", pair[1])] == []


@pytest.mark.parametrize("banned", ["letter-spacing", "word-spacing", "font-style", "text-transform"])
def test_nothing_that_breaks_arabic_letters(banned: str) -> None:
    assert banned not in dict(PROPERTIES)


def test_body_type_is_large_and_open() -> None:
    found = dict(re.findall(r"^(html|body) \{([^}]*)\}", SHEET, flags=re.MULTILINE))
    size = re.search(r"font-size: (\d+)px", found["html"])
    assert size is not None
    assert int(size.group(1)) >= 18
    assert "line-height: 1.8" in found["body"]
    assert "font-synthesis: none" in found["html"]


def test_fonts_are_ours_and_their_licence_is_beside_them() -> None:
    fonts = static_folder() / "fonts"
    named = re.findall(r"url\(([^)]+)\)", SHEET)
    assert named
    assert all((static_folder() / name).is_file() for name in named)
    licence = (fonts / "OFL.txt").read_text("utf-8")
    assert "Vazirmatn" in licence
    assert "Noto Naskh Arabic" in licence
    assert "SIL OPEN FONT LICENSE" in licence
