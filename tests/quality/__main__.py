"""`python -m tests.quality`: how well the reader does on the invented sites.

python -m tests.quality                     the table by site
python -m tests.quality --failures [SITE]   what differs, page by page
python -m tests.quality --show SITE/N       one page: expected and got (add --html for the page itself)
python -m tests.quality --json              the figures for programs
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from .editions import read_site, site_names
from .gold import SitePage
from .measure import measure
from .table import draw, measure_all, measure_learned, read_alone, summarise, tell


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--failures", nargs="?", const="", metavar="SITE")
    parser.add_argument("--show", metavar="SITE/N")
    parser.add_argument("--html", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--learned", action="store_true")
    options = parser.parse_args()
    take = measure_learned if options.learned else measure_all
    if options.show:
        show(find(options.show), options.html)
    elif options.json:
        print(json.dumps(asdict(summarise(take())), ensure_ascii=False, indent=1))
    elif options.failures is not None:
        for result in take():
            if options.failures in ("", result.site):
                print("\n".join(tell(result)) or f"{result.page.id}  all right")
    else:
        print(draw(take()))


def find(page_id: str) -> SitePage:
    site = page_id.split("/")[0]
    if site not in site_names():
        sys.exit(f"no site {site!r}; there are {', '.join(site_names())}")
    pages = {page.id: page for page in read_site(site)}
    return pages.get(page_id) or sys.exit(f"no page {page_id!r}; there are {', '.join(pages)}")


def show(page: SitePage, html: bool) -> None:
    if html:
        sys.stdout.buffer.write(page.data)
        return
    result = measure(page, read_alone)
    print(page.url, f"F1 {result.f1:.3f}", *tell(result), "", "EXPECTED BODY", sep="\n")
    print(*(f"[{line.kind}] {line.text}" for line in page.gold.body), "", "GOT BODY", sep="\n")
    if result.reading:
        article = result.reading.article
        kinds = [part.kind for part in article.parts] or ["paragraph"] * len(article.paragraphs)
        print(*(f"[{kind}] {text}" for kind, text in zip(kinds, article.paragraphs, strict=True)), sep="\n")
        print("", "EVIDENCE", *(f"{e.about}: {e.field}: {e.quote[:90]}" for e in result.reading.evidence), sep="\n")


if __name__ == "__main__":
    main()
