"""A page's bytes and its Content-Type header → its text, the encoding that was right, and how that was known."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

_UTF_16 = ("utf-16-le", "utf-16-be")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, _UTF_16[0]), (codecs.BOM_UTF16_BE, _UTF_16[1]))
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.I)
# <meta charset>, <meta http-equiv … content="…; charset=…"> or <?xml encoding="…"?>, not inside a comment.
_PAGE_CHARSET = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(?:meta[^>]{0,400}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})",
    re.I | re.S,
)
# Browsers look for <meta charset> in the first 1024 bytes; Arabic sites put it later behind long titles.
_META_REACH = 16_384
# Markup opens with so many bytes of tags, in which UTF-16 shows.
_NULLS_REACH = 512
# https://encoding.spec.whatwg.org/#names-and-labels: what browsers read, by Python's names, and three that Arabic
# pages were written in before browsers. No others: Python also knows codecs that run code points through rules
# (punycode takes hours for a megabyte) or hide markup from filters (UTF-7).
_KNOWN_NAMES = (
    "utf-8 cp866 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 "
    "iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u mac-roman mac-cyrillic cp874 cp1250 cp1251 cp1252 cp1253 cp1254 "
    "cp1255 cp1256 cp1257 cp1258 gbk gb18030 big5 euc_jp shift_jis iso2022_jp euc_kr mac-arabic cp720 cp864"
)
_KNOWN = frozenset(_KNOWN_NAMES.split())
# Labels that mean another encoding than Python says, or that Python does not know (same table).
_LABELS = {
    **dict.fromkeys(("ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1"), "cp1252"),
    **dict.fromkeys(("iso-8859-6-e", "iso-8859-6-i", "iso88596", "csiso88596e", "csiso88596i"), "iso8859-6"),
    **dict.fromkeys(("dos-720", "ibm720"), "cp720"),
    **dict.fromkeys(("iso-8859-9", "latin5", "l5"), "cp1254"),
    **dict.fromkeys(("x-mac-arabic", "macarabic"), "mac-arabic"),
    **dict.fromkeys(("unicode-1-1-utf-8", "unicode11utf8", "x-unicode20utf8"), "utf-8"),
    # A page whose ASCII could be read as far as this label is in no UTF-16.
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16be", "unicode", "ucs-2", "iso-10646-ucs-2"), "utf-8"),
}
_WESTERN = "cp1252"
_ARABIC_CODECS = ("cp1256", "iso8859-6")
# Letters by accident: text of another encoding gives valid UTF-8 in one of ten places beyond ASCII at most.
_BROKEN_SHARE = 0.2
_ASCII = bytes(range(128))
_ARABIC = re.compile("[\u0621-\u064a]")
# The article ال stands in every other Arabic word, and in no text read by the wrong table.
_ARTICLE = "\u0627\u0644"
# Arabic has one in about 12 letters, Persian (by loan words) in 150.
_ARTICLE_REACH = 200
# So many are no accident, nor twice as many as in another table.
_SURE = 10
_HIGH_RUN = re.compile("[\x80-\U0010ffff]+")
# What the first bytes of Arabic letters in UTF-8 (D8, D9) become under windows-1252 and windows-1256, once or twice.
_HINTS = ("Ø", "Ã", "ط§", "ط·", "أ™")
_LEAST_LETTERS = 20
# windows-1252 as the web has it: its 27 signs for their bytes, the five bytes it leaves open for themselves.
_WESTERN_BYTES = {ord(bytes([byte]).decode("cp1252", "replace")): byte for byte in range(0x80, 0xA0)}


@dataclass(frozen=True, slots=True)
class Decoded:
    """`encoding` is a Python codec name; `how`: "bom", "header", "meta", "valid" (it decodes as UTF-8), "nulls" (UTF-16
    by its zero bytes), "guess", "mislabelled" (declared as what it is not), or "unmixed.cp1252" and the like: UTF-8
    that somebody had read as that encoding (twice: "unmixed.cp1252.cp1252"), mended."""

    text: str
    encoding: str
    how: str


def decode(body: bytes, content_type: str | None) -> Decoded:
    """Never fails: what no encoding explains becomes U+FFFD."""
    decoded = _marked(body) or _as_utf8(body) or _as_declared(body, content_type) or _as_guessed(body)
    return _unmixed(decoded) or decoded


def _marked(body: bytes) -> Decoded | None:
    """By a byte order mark, or as UTF-16 without one: every second byte of its markup is zero."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            rest = body[len(bom) :]
            decoded = _as_utf8(rest) if name == "utf-8" else Decoded(rest.decode(name, "replace"), name, "bom")
            return Decoded(decoded.text, name, "bom") if decoded else None
    start = body[:_NULLS_REACH]
    evens, odds = start[::2].count(0), start[1::2].count(0)
    if max(evens, odds) > len(start) / 10 and min(evens, odds) * 20 < max(evens, odds):
        name = _UTF_16[evens > odds]
        return Decoded(body.decode(name, "replace"), name, "nulls")
    return None


def _as_utf8(body: bytes) -> Decoded | None:
    """UTF-8, perhaps cut in the middle of a letter, with a few broken ones, or with surrogate pairs (CESU-8)."""
    try:
        text, _ = codecs.utf_8_decode(body, "strict", False)
        return Decoded(text, "utf-8", "valid")
    except UnicodeDecodeError:
        text = _with_pairs(body)
    high = len(text) - len(text.encode("ascii", "ignore"))
    return Decoded(text, "utf-8", "valid") if text.count("\ufffd") <= _BROKEN_SHARE * high else None


def _with_pairs(body: bytes) -> str:
    try:
        text = body.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return body.decode("utf-8", "replace")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _as_declared(body: bytes, content_type: str | None) -> Decoded | None:
    """The header wins over the page's own word, except where servers send Western by default."""
    header = _HEADER_CHARSET.search(content_type or "")
    named = [(_codec(header.group(1) if header else None), "header"), (_codec(_page_charset(body)), "meta")]
    if named[0][0] == _WESTERN and named[1][0]:
        named.reverse()
    arabic = _arabic_codec(body)
    for name, how in named:
        if name is None or name == "utf-8" or (name == _WESTERN and arabic):
            continue
        if name in _ARABIC_CODECS and arabic and _articles(body, arabic) > max(_SURE, 2 * _articles(body, name)):
            return Decoded(body.decode(arabic, "replace"), arabic, "mislabelled")
        return Decoded(body.decode(name, "replace"), name, how)
    if arabic and "utf-8" in (named[0][0], named[1][0]):
        return Decoded(body.decode(arabic, "replace"), arabic, "mislabelled")
    return None


def _as_guessed(body: bytes) -> Decoded:
    name = _arabic_codec(body) or _WESTERN
    return Decoded(body.decode(name, "replace"), name, "guess")


def _arabic_codec(body: bytes) -> str | None:
    """The Arabic encoding in which most characters beyond ASCII are letters and the article is written often enough.

    Letters alone prove nothing: all of French is letters as ISO-8859-6, and all of Finnish as windows-1256.
    """
    high = body.translate(None, _ASCII)
    fitting = [name for name in _ARABIC_CODECS if _letters(high.decode(name, "replace")) > 0.8 * len(high)]
    best = max(fitting, key=lambda name: _articles(body, name), default=None)
    return best if best and _articles(body, best) * _ARTICLE_REACH >= len(high) else None


def _letters(text: str) -> int:
    return len(_ARABIC.findall(text))


def _articles(body: bytes, name: str) -> int:
    return body.count(_ARTICLE.encode(name))


def _page_charset(body: bytes) -> str | None:
    """What the page's own head says, comments passed over."""
    found = (match.group(1) for match in _PAGE_CHARSET.finditer(body[:_META_REACH]))
    return next((label.decode("ascii", "replace") for label in found if label), None)


def _codec(label: str | None) -> str | None:
    """Python's name of an encoding label; None for what no browser reads."""
    wanted = (label or "").strip().lower()
    wanted = _LABELS.get(wanted, wanted)
    for name in (wanted, wanted.removeprefix("x-")):
        try:
            found = codecs.lookup(name).name
        except (LookupError, ValueError, UnicodeError):
            continue
        if found in _KNOWN:
            return found
    return None


# ---------------------------------------------------------------- mojibake


def _unmixed(decoded: Decoded) -> Decoded | None:
    """UTF-8 that somebody read by another table and saved again, put right; only when it is certain.

    Certain: the text holds no Arabic that reads rightly as it stands, nearly every run beyond ASCII turns into valid
    UTF-8 when written by that table, and most of what comes out is Arabic letters.
    """
    text = decoded.text
    hints = [hint for hint in _HINTS if hint in text] if _ARTICLE not in text else []
    if sum(map(text.count, hints)) < _LEAST_LETTERS:
        return None
    tables: list[str] = []
    for _ in range(2):
        step = next(((name, mended) for name in (_WESTERN, "cp1256") if (mended := _mended(text, name))), None)
        if step is None:
            break
        tables.append(step[0])
        text = step[1]
    if not tables or 2 * _letters(text) < sum(map(len, _HIGH_RUN.findall(text))):
        return None
    return Decoded(text, decoded.encoding, ".".join(("unmixed", *tables)))


def _mended(text: str, table: str) -> str | None:
    """The text with each run beyond ASCII that fits put right; None when hardly all fit."""
    if _ARTICLE in text:
        return None
    runs = _HIGH_RUN.findall(text)
    mended = dict(_fitting(set(runs), table))
    good = sum(len(run) for run in runs if run in mended)
    if good < _LEAST_LETTERS or good < 0.95 * sum(map(len, runs)):
        return None
    return _HIGH_RUN.sub(lambda match: mended.get(match.group(), match.group()), text)


def _fitting(runs: set[str], table: str) -> Iterator[tuple[str, str]]:
    for run in runs:
        try:
            written = run.translate(_WESTERN_BYTES).encode("latin-1") if table == _WESTERN else run.encode(table)
            yield run, written.decode("utf-8")
        except UnicodeError:
            continue
