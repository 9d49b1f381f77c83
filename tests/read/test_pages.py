"""Pages of invented outlets (tests/pages) are read as a person expects, and every span cuts what it says."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from masdar.model import Credit, Page, Reading, Rejected, Source, SourceId
from masdar.read import read_page

PAGES = Path(__file__).parent.parent / "pages"
NAMES = sorted(str(path.relative_to(PAGES).with_suffix("")) for path in PAGES.glob("*/*.toml"))


def load(name: str) -> tuple[Reading | Rejected, dict[str, Any]]:
    golden = tomllib.loads((PAGES / f"{name}.toml").read_text("utf-8"))
    page, source = golden["page"], golden["source"]
    return read_page(
        Page(
            url=page["url"],
            fetched_at=datetime.fromisoformat(page["fetched_at"]),
            status=200,
            headers=(("content-type", "text/html; charset=utf-8"),),
            body=(PAGES / f"{name}.html").read_bytes(),
        ),
        Source(
            id=SourceId(name.split("/", 1)[0]),
            name=source["name"],
            home="https://home.example/",
            hosts=(),
            zone=source["zone"],
            aliases=tuple(source["aliases"]),
        ),
    ), golden["expect"]


def credit_facts(credit: Credit) -> dict[str, str]:
    facts = {"kind": credit.kind, "name": credit.name, "title": credit.title, "url": credit.url}
    if credit.fetched is not None:
        facts["fetched"] = credit.fetched.instant.isoformat()
    return {name: text for name, text in facts.items() if text is not None}


@pytest.mark.parametrize("name", NAMES)
def test_page_is_read_as_expected(name: str) -> None:
    reading, expected = load(name)
    if isinstance(reading, Rejected):
        assert {"rejected": reading.reason} == expected
        return
    article = reading.article
    got: dict[str, Any] = {
        "title": article.title,
        "paragraphs": list(article.paragraphs),
        "byline": article.byline,
        "section": article.section,
        "canonical": article.canonical,
        "language": article.language,
        "published": article.published.instant.isoformat() if article.published else None,
    }
    assert {key: value for key, value in got.items() if value is not None} == {
        key: value for key, value in expected.items() if key != "credits"
    }


@pytest.mark.parametrize("name", NAMES)
def test_credits_are_those_of_the_page(name: str) -> None:
    reading, expected = load(name)
    if isinstance(reading, Reading):
        assert [credit_facts(credit) for credit in reading.credits] == expected["credits"]


@pytest.mark.parametrize("name", NAMES)
def test_credit_spans_cut_the_name(name: str) -> None:
    reading, _ = load(name)
    for credit in reading.credits if isinstance(reading, Reading) else ():
        span, field = credit.evidence.span, credit.evidence.field
        assert span is not None
        assert isinstance(reading, Reading)
        text = reading.article.paragraphs[span.paragraph] if field == "text" else credit.evidence.context
        assert text[span.start : span.end] == credit.name


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_has_evidence(name: str) -> None:
    reading, _ = load(name)
    if isinstance(reading, Rejected):
        return
    shown = {"title", "text"} | {
        fact
        for fact in ("byline", "section", "canonical", "published", "modified", "image", "site_name", "language")
        if getattr(reading.article, fact) is not None
    }
    assert shown <= {evidence.about for evidence in reading.evidence}
