"""Bytes become text by the encoding they are really in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.read.decode import decode

TEXT = "<p>قالت البلدية إن المكتبة ستفتح أبوابها صباح الغد، وإن الدخول مجاني.</p>" * 3
HTML = "text/html; charset="


@pytest.mark.parametrize(
    ("body", "content_type", "encoding", "how"),
    [
        (TEXT.encode(), HTML + "utf-8", "utf-8", "valid"),
        (TEXT.encode(), HTML + "windows-1256", "utf-8", "valid"),
        (TEXT.encode("cp1256"), HTML + "windows-1256", "cp1256", "header"),
        (TEXT.encode("cp1256"), HTML + "utf-8", "cp1256", "mislabelled"),
        (TEXT.encode("cp1256"), HTML + "iso-8859-1", "cp1256", "guess"),
        (TEXT.encode("cp1256"), None, "cp1256", "guess"),
        (b'<meta charset="windows-1256">' + TEXT.encode("cp1256"), "text/html", "cp1256", "meta"),
        (b"\xef\xbb\xbf" + TEXT.encode(), None, "utf-8", "bom"),
        (TEXT.encode("utf-16"), None, "utf-16-le", "bom"),
        (TEXT.encode()[:-8], HTML + "utf-8", "utf-8", "valid"),
        (TEXT.encode("cp1256"), HTML + "no-such-thing", "cp1256", "guess"),
        (TEXT.encode("cp1256"), HTML + "base64", "cp1256", "guess"),
    ],
)
def test_arabic_is_read_rightly_however_it_is_labelled(
    body: bytes, content_type: str | None, encoding: str, how: str
) -> None:
    decoded = decode(body, content_type)
    assert (decoded.encoding, decoded.how) == (encoding, how)
    assert "قالت البلدية إن المكتبة" in decoded.text


def test_utf8_saved_as_western_is_mended() -> None:
    wrong = "".join(
        bytes([byte]).decode("cp1252", "replace") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in TEXT.encode()
    )
    decoded = decode(wrong.encode(), HTML + "utf-8")
    assert decoded.how == "unmixed"
    assert decoded.text == TEXT


def test_western_letters_are_left_alone() -> None:
    text = "<p>" + "Ø is a letter, Ùber is not a word, façade is. " * 30
    assert decode(text.encode(), None).text == text


@given(st.binary(max_size=400), st.one_of(st.none(), st.text(max_size=40)))
def test_no_bytes_break_decoding(body: bytes, content_type: str | None) -> None:
    assert isinstance(decode(body, content_type).text, str)
