"""Bytes become text by the encoding they are really in."""

from __future__ import annotations

import codecs
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.read.decode import decode
from masdar.read.html import read_html

TEXT = "<p>قالت البلدية إن المكتبة ستفتح أبوابها صباح الغد، وإن الدخول مجاني.</p>" * 3
HTML = "text/html; charset="
HEAD = "<html><head><title>مكتبة جديدة</title></head><body>"
OPEN_BYTES = (0x81, 0x8D, 0x8F, 0x90, 0x9D)


def western(data: bytes) -> str:
    """As browsers read windows-1252: the five bytes it leaves open stand for themselves."""
    return "".join(chr(byte) if byte in OPEN_BYTES else bytes([byte]).decode("cp1252") for byte in data)


def arabic(data: bytes) -> str:
    return data.decode("cp1256")


@pytest.mark.parametrize(
    ("body", "content_type", "encoding", "how"),
    [
        (TEXT.encode(), HTML + "utf-8", "utf-8", "valid"),
        (TEXT.encode(), HTML + "windows-1256", "utf-8", "valid"),
        (TEXT.encode(), HTML + "iso-8859-1", "utf-8", "valid"),
        (b'<meta charset="windows-1256">' + TEXT.encode(), None, "utf-8", "valid"),
        (TEXT.encode("cp1256"), HTML + "windows-1256", "cp1256", "header"),
        (TEXT.encode("cp1256"), HTML + "x-cp1256", "cp1256", "header"),
        (TEXT.encode("cp1256"), HTML + "'CP1256'", "cp1256", "header"),
        (TEXT.encode("cp1256"), HTML + "utf-8", "cp1256", "mislabelled"),
        (TEXT.encode("cp1256"), HTML + "iso-8859-6", "cp1256", "mislabelled"),
        (TEXT.encode("iso8859-6"), HTML + "windows-1256", "iso8859-6", "mislabelled"),
        (TEXT.encode("iso8859-6"), HTML + "ISO-8859-6", "iso8859-6", "header"),
        (TEXT.encode("iso8859-6"), HTML + "iso-8859-6-i", "iso8859-6", "header"),
        (TEXT.encode("iso8859-6"), HTML + "asmo-708", "iso8859-6", "header"),
        (TEXT.encode("iso8859-6"), None, "iso8859-6", "guess"),
        (TEXT.encode("mac-arabic"), HTML + "x-mac-arabic", "mac-arabic", "header"),
        (TEXT.encode("cp720", "replace"), HTML + "dos-720", "cp720", "header"),
        (TEXT.encode("cp1256"), HTML + "iso-8859-1", "cp1256", "guess"),
        (TEXT.encode("cp1256"), HTML + "windows-1252", "cp1256", "guess"),
        (TEXT.encode("cp1256"), None, "cp1256", "guess"),
        (b'<meta charset="windows-1256">' + TEXT.encode("cp1256"), "text/html", "cp1256", "meta"),
        (b"<meta charset=windows-1256>" + TEXT.encode("cp1256"), HTML + "utf-8", "cp1256", "meta"),
        (
            b"<META CONTENT='text/html; CHARSET=windows-1256'>" + TEXT.encode("cp1256"),
            HTML + "latin1",
            "cp1256",
            "meta",
        ),
        (b"<!-- <meta charset=koi8-r> --><meta charset=windows-1256>" + TEXT.encode("cp1256"), "", "cp1256", "meta"),
        (b"<p>" * 1000 + b"<meta charset=windows-1256>" + TEXT.encode("cp1256"), "", "cp1256", "meta"),
        (b'<?xml version="1.0" encoding="windows-1256"?>' + TEXT.encode("cp1256"), "", "cp1256", "meta"),
        (codecs.BOM_UTF8 + TEXT.encode(), None, "utf-8", "bom"),
        (codecs.BOM_UTF8 + TEXT.encode("cp1256"), HTML + "utf-8", "cp1256", "mislabelled"),
        (TEXT.encode("utf-16"), None, "utf-16-le", "bom"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), HTML + "utf-8", "utf-16-be", "bom"),
        ((HEAD + TEXT).encode("utf-16-le"), None, "utf-16-le", "nulls"),
        ((HEAD + TEXT).encode("utf-16-be"), HTML + "utf-16", "utf-16-be", "nulls"),
        (b"<meta charset=utf-16>" + TEXT.encode("cp1256"), None, "cp1256", "mislabelled"),
        (TEXT.encode()[:-8], HTML + "utf-8", "utf-8", "valid"),
        ((TEXT + "غ").encode()[:-1], HTML + "utf-8", "utf-8", "valid"),
        (TEXT.encode() + "عرض «خاص»".encode("cp1256"), HTML + "utf-8", "utf-8", "valid"),
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


@pytest.mark.parametrize("label", ["punycode", "utf-7", "unicode_escape", "idna", "rot13", "undefined", "\x00", "hz"])
def test_codecs_that_are_no_encoding_of_pages_are_not_used(label: str) -> None:
    """Punycode alone would take hours for a megabyte."""
    for body in (b"<meta charset=" + label.encode() + b">" + b"\xff-a9" * 100_000, b"\xff" * 100_000):
        assert decode(body, HTML + label).encoding in ("cp1252", "cp1256")


def test_letters_of_other_languages_stay() -> None:
    for text, name in (("Straßenfest in Köln, Gäste fröhlich. ", "cp1252"), ("Москва строит мост. ", "koi8-r")):
        assert decode((text * 9).encode(name), HTML + name).text == text * 9
    assert decode(("Le café français " * 9).encode("latin-1"), None).encoding == "cp1252"


# ---------------------------------------------------------------- mojibake


@pytest.mark.parametrize(
    ("wrong", "how"),
    [
        (western(TEXT.encode()), "unmixed.cp1252"),
        (TEXT.encode().decode("latin-1"), "unmixed.cp1252"),
        (arabic(TEXT.encode()), "unmixed.cp1256"),
        (western(western(TEXT.encode()).encode()), "unmixed.cp1252.cp1252"),
        (arabic(arabic(TEXT.encode()).encode()), "unmixed.cp1256.cp1256"),
        (western(arabic(TEXT.encode()).encode()), "unmixed.cp1252.cp1256"),
        (arabic(western(TEXT.encode()).encode()), "unmixed.cp1256.cp1252"),
    ],
)
def test_utf8_that_was_read_as_something_else_is_mended_and_said_so(wrong: str, how: str) -> None:
    decoded = decode(wrong.encode(), HTML + "utf-8")
    assert (decoded.how, decoded.text) == (how, TEXT)


@pytest.mark.parametrize(
    "text",
    [
        "<p>" + "Ø is a letter, Ùber is not a word, façade is. " * 30,
        # mojibake beside Arabic that reads rightly: which of them was meant, nobody can say
        TEXT + western(TEXT.encode()),
        # so few letters prove nothing
        western("سوق".encode()),
        # what was mended would be no Arabic
        western(("é à ü " * 40).encode()),
        # some letters are lost for good
        western(TEXT.encode()).replace("\x81", "").replace("\x90", "").replace("Ø§", "Ø"),
        "<p>ظهرت ط و ظ كثيرا: ظلط، «ظ»، طظ. </p>" * 20,
    ],
    ids=["western", "beside", "few", "french", "lost", "letters"],
)
def test_nothing_is_mended_that_is_not_certain(text: str) -> None:
    decoded = decode(text.encode(), HTML + "utf-8")
    assert (decoded.text, decoded.how) == (text, "valid")


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x6FF), max_size=300))
def test_text_that_is_no_mojibake_is_never_changed(text: str) -> None:
    if "Ø" not in text and "Ã" not in text and "ط" not in text and "أ" not in text:
        assert decode(("<p>" + text).encode(), None).text == "<p>" + text


# ---------------------------------------------------------------- always


@given(st.binary(max_size=400), st.one_of(st.none(), st.text(max_size=40)))
def test_no_bytes_break_decoding(body: bytes, content_type: str | None) -> None:
    decoded = decode(body, content_type)
    decoded.text.encode()
    body.decode(decoded.encoding, "replace")


@given(st.text(min_size=1, max_size=200), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_a_marked_text_is_read_as_it_was_written(text: str, encoding: str) -> None:
    whole = TEXT + text.encode("utf-8", "ignore").decode()
    assert decode(whole.encode(encoding), None).text == whole


def test_pairs_of_surrogates_become_their_character_and_lone_ones_none() -> None:
    body = TEXT.encode() + "\ud83d\ude00 \ud83d".encode("utf-8", "surrogatepass")
    assert decode(body, None).text == TEXT + "😀 \ufffd"


def test_entities_and_composed_letters_come_out_as_letters() -> None:
    sentence = "أعلنت البلدية افتتاح السوق الجديد في المدينة أمام زوارها صباح الغد."
    written = "".join(f"&#{ord(letter)};" if letter != " " else letter for letter in sentence)
    apart = unicodedata.normalize("NFD", sentence)
    page = f"<html><h1>سوق جديد في المدينة</h1><p>{written * 3}</p><p>{apart * 3}</p>"
    paragraphs = read_html(page, "https://suq.example/1").article.paragraphs
    assert paragraphs == (sentence * 3, sentence * 3)


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859-6", "utf-16", "utf-16-le", "utf-8"])
def test_a_page_reads_the_same_in_every_encoding(encoding: str) -> None:
    page = f"<html><head><title>مكتبة جديدة في البلدة</title><h1>مكتبة جديدة في البلدة</h1>{TEXT}"
    assert read_html(page.encode(encoding), "https://suq.example/1").article.paragraphs[0].startswith("قالت البلدية")


def test_decoding_utf8_costs_hardly_more_than_python_takes_for_it() -> None:
    body = (HEAD + TEXT * 900).encode()[:200_000]

    def best(work: object) -> float:
        assert callable(work)
        times = []
        for _ in range(30):
            began = time.process_time()
            for _ in range(10):
                work()
            times.append(time.process_time() - began)
        return min(times)

    assert best(lambda: decode(body, None)) < 3 * best(lambda: body.decode("utf-8", "replace"))
