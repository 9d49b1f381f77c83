"""In: bytes that libFuzzer makes up, guided by which lines of Masdar they reach. Out: inputs that break a reader.

    python -m venv /tmp/fuzz && /tmp/fuzz/bin/pip install atheris && /tmp/fuzz/bin/pip install -e .
    /tmp/fuzz/bin/python bench/fuzz.py --target page --seconds 300 --corpus /tmp/corpus

atheris is no dependency of the project: it has wheels for a few Pythons only, and hypothesis tests the same laws with
less patience (tests/read/test_robust.py). What it finds becomes an invented test there. A run ends at the first input
that raises, breaks a law of tests/reading_laws.py or takes longer than --slow seconds; the input is written to --corpus
as "crash-…" or "timeout-…", and `--corpus FILE` runs it again.

Targets: decode page template dates credits statements feed warc.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[1]
# Words and markup that no mutation would hit upon; libFuzzer puts them together.
WORDS = (
    "<p> <h1> <div class= <br> <td> <a href= <time datetime= <meta property= og:title content= <script "
    "type=application/ld+json> @type NewsArticle &#xD800; <svg> <!-- <![CDATA[ </ charset=windows-1256 المصدر: نقلا عن "
    '(رويترز) أ.ف.ب وكالة قال إن وأضاف أن «س» " بحسب على منصة إكس نشر أولا على موقع بعنوان منذ ساعتين أمس الأحد يناير '
    "هـ 12/12/2026 10:30 ت م مساء GMT+3 <rss><item> <link> <urlset> WARC/1.0 Content-Length: HTTP/1.1 \x1f\x8b\x08"
)


def main() -> None:
    """Fuzz one target, and say how many inputs a second were run (libFuzzer prints it)."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--target", choices=sorted(TARGETS), required=True)
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--slow", type=int, default=2)
    options.add_argument("--longest", type=int, default=4_000, help="bytes of one input")
    options.add_argument("--corpus", type=Path, default=Path(tempfile.gettempdir()) / "masdar-corpus")
    given = options.parse_args()
    sys.path.insert(0, str(ROOT / "tests"))  # reading_laws
    with atheris.instrument_imports(include=["masdar"]):
        work = TARGETS[given.target]()
    if given.corpus.is_file():
        work(given.corpus.read_bytes())
        return
    work(b"<p>The council said that it would open the market tomorrow morning. " * 9)  # what loads once loads now
    folder = given.corpus / given.target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "seed").write_bytes(WORDS.encode())
    words = folder.parent / "words.txt"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in WORDS.split()), "ascii")
    limits = [f"-max_total_time={given.seconds}", f"-timeout={given.slow}", f"-max_len={given.longest}"]
    places = [f"-dict={words}", f"-artifact_prefix={given.corpus}/", str(folder)]
    atheris.Setup([sys.argv[0], *limits, *places], work)
    atheris.Fuzz()


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


# Each gives a function from bytes; imports happen inside, so that they are instrumented.


def _decode() -> Callable[[bytes], None]:
    from masdar.read.decode import decode

    def work(data: bytes) -> None:
        label, _, body = data.partition(b"\n")
        decode(body, f"text/html; charset={label.decode('latin-1')}").text.encode()

    return work


def _page() -> Callable[[bytes], None]:
    from masdar.read import read_page
    from reading_laws import check_reading, page_of

    opening = "<html><title>سوق جديد في المدينة</title><h1>سوق جديد في المدينة</h1>".encode()
    prose = ("<p>" + "قال رئيس البلدية إن السوق سيفتح أبوابه صباح الغد بعد الصيانة. " * 3).encode()

    def work(data: bytes) -> None:
        for body in (data, opening + data + prose):
            page = page_of(body)
            check_reading(read_page(page), page)

    return work


def _template() -> Callable[[bytes], None]:
    from masdar.model import Source, SourceId
    from masdar.read import read_page
    from masdar.read.templates.learning import learn
    from reading_laws import check_reading, page_of

    source = Source(SourceId("x"), "صحيفة المثال", "https://x.example/", ("x.example",))
    lines = [f"تعلن بلدية السهل رقم {n} افتتاح الحديقة أمام زوارها صباح الغد، قرب السوق القديم." for n in range(9)]

    def work(data: bytes) -> None:
        pages = [
            page_of(b"<html><h1>%d %s</h1>%s<p>%s" % (n, lines[n].encode(), data, (lines[n] * 2).encode()))
            for n in range(4)
        ]
        templates = learn(pages[:3], source)
        check_reading(read_page(pages[3], source, templates), pages[3])

    return work


def _text(data: bytes) -> str:
    return data.decode("utf-8", "ignore")


def _dates() -> Callable[[bytes], None]:
    from masdar.read.dates import find_moments, read_moment
    from reading_laws import ASKED

    def work(data: bytes) -> None:
        text = _text(data)
        for asked, zone in ((ASKED, "Asia/Damascus"), (None, None)):
            read_moment(text, asked, zone)
            for found in find_moments(text, asked, zone):
                assert text[found.start : found.end] == found.moment.printed

    return work


def _credits() -> Callable[[bytes], None]:
    from masdar.read.credits import find_credits
    from reading_laws import ASKED, check_credits

    def work(data: bytes) -> None:
        byline, dateline, attribution, text, *_ = (_text(data) + "\t\t\t").split("\t", 3)
        found = find_credits(text, byline=byline, dateline=dateline, attribution=[attribution], fetched_at=ASKED)
        check_credits(found, text.split("\n"))

    return work


def _statements() -> Callable[[bytes], None]:
    from masdar.read.statements import find_statements
    from reading_laws import ASKED, check_statements

    def work(data: bytes) -> None:
        paragraphs = tuple(_text(data).split("\n"))
        check_statements(find_statements(paragraphs, ASKED, "Asia/Damascus"), paragraphs)

    return work


def _feed() -> Callable[[bytes], None]:
    from masdar.collect.feeds import read_document

    def work(data: bytes) -> None:
        for body in (data, b"<rss><channel><item>" + data):
            read_document(body, None, "https://x.example/feed")

    return work


def _warc() -> Callable[[bytes], None]:
    import gzip

    from masdar.collect.warc.scan import read_pages
    from masdar.errors import BadArchive

    path = Path(tempfile.mkdtemp()) / "one.warc"

    def work(data: bytes) -> None:
        for body in (data, b"WARC/1.0\r\n" + data, gzip.compress(b"WARC/1.0\r\n" + data) + data):
            path.write_bytes(body)
            try:
                for at in read_pages(path):
                    assert 0 <= at.offset <= at.next_offset <= len(body)
            except BadArchive:
                continue

    return work


TARGETS: dict[str, Callable[[], Callable[[bytes], None]]] = {
    "decode": _decode,
    "page": _page,
    "template": _template,
    "dates": _dates,
    "credits": _credits,
    "statements": _statements,
    "feed": _feed,
    "warc": _warc,
}

if __name__ == "__main__":
    main()
