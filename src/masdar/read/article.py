"""A page, its source and its site's templates → the whole reading: laid open, surveyed, written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urljoin

from masdar.model import Article, Credit, Evidence, Page, Reading, Rejected, Source, Template
from masdar.read.credits import find_credits
from masdar.read.language import find_language
from masdar.read.layout import lay_out
from masdar.read.metadata import web_address
from masdar.read.naming import Named, name_all
from masdar.read.places import locate
from masdar.read.plain import clip
from masdar.read.rejection import reject_unread
from masdar.read.sheet import Reader, Sheet, decoded, open_sheet
from masdar.read.signing import source_line
from masdar.read.statements import find_statements
from masdar.read.survey import Survey, survey
from masdar.read.telegram import is_post_page, read_post
from masdar.read.templates.cut import cuts
from masdar.read.templates.fit import fits
from masdar.read.templates.known import survey_known
from masdar.read.tree import Block
from masdar.text.direction import direction_of


def read_article(
    page: Page, source: Source | None, templates: Sequence[Template] = (), outlets: tuple[Source, ...] = ()
) -> Reading | Rejected:
    """By the first template that fits the page; by the general rules where none does. A Telegram post by its own."""
    post = _read_post(page, source, outlets)
    if post is not None:
        return post
    found = survey_page(page, Reader(source, outlets), templates)
    if isinstance(found, Rejected):
        return found
    reading = extract(found)
    paragraphs, sheet = reading.article.paragraphs, found.sheet
    return replace(
        reading,
        credits=_credits(found, reading.article),
        statements=find_statements(paragraphs, sheet.fetched_at, sheet.zone),
    )


def _read_post(page: Page, source: Source | None, outlets: tuple[Source, ...]) -> Reading | Rejected | None:
    if not is_post_page(page):
        return None
    return reject_unread(page) or read_post(page, decoded(page), source, outlets)


def survey_page(page: Page, by: Reader, templates: Sequence[Template] = ()) -> Survey | Rejected:
    """What stands where on the page."""
    refused = reject_unread(page)
    if refused:
        return refused
    text = decoded(page)
    for cut in cuts(text.text, templates):
        found = _survey_opened(open_sheet(page, text, by, cut))
        if isinstance(found, Survey) and fits(found, cut[0]):
            return found
    return _survey_opened(open_sheet(page, text, by))


def _survey_opened(sheet: Sheet | Rejected) -> Survey | Rejected:
    return sheet if isinstance(sheet, Rejected) else survey_sheet(sheet)


def survey_sheet(sheet: Sheet) -> Survey | Rejected:
    """By the parts its template names, or by looking for them."""
    template = sheet.template
    return survey_known(sheet, template) if template is not None and template.parts else survey(sheet)


def extract(found: Survey) -> Reading:
    """Title, paragraphs and facts, each with its evidence; no credits and statements yet."""
    named = name_all(found)
    article = _article(found, named)
    evidence = (*_evidence(found, article), *named.evidence)
    template = found.sheet.template
    return Reading(article=article, evidence=evidence, template=template.name if template else None)


def _article(found: Survey, named: Named) -> Article:
    sheet, metadata = found.sheet, found.sheet.metadata
    text = "\n".join(found.paragraphs)
    shown = found.headline.block.element if found.headline.block else None
    places = locate(sheet.decoded.text, found.headline.text, found.paragraphs, "" if shown is None else str(shown.tag))
    cards = found.lines_that("card", "label")
    layout = lay_out(found.edges.text, shown, sheet.page.url, cards)
    return Article(
        url=sheet.page.url,
        title=found.headline.text,
        paragraphs=found.paragraphs,
        direction=direction_of(found.headline.text + "\n" + text),
        language=find_language(text, sheet.root.get("lang")),
        canonical=next((fact.text for fact in metadata.canonicals), None),
        published=found.dating.published,
        modified=found.dating.modified,
        byline=found.byline.text if found.byline else None,
        section=found.section.text if found.section else None,
        image=named.image.text if named.image else None,
        site_name=named.site_name.text if named.site_name else None,
        authors=tuple(fact.text for fact in named.authors),
        tags=tuple(fact.text for fact in named.tags),
        topics=tuple(fact.text for fact in named.topics),
        parts=layout.parts,
        links=layout.links,
        embeds=layout.embeds,
        pictures=layout.pictures,
        title_place=places.title,
        places=places.paragraphs,
    )


def _credits(found: Survey, article: Article) -> tuple[Credit, ...]:
    sheet = found.sheet
    lines = found.lines_that("attribution", "disclaimer")
    told = {block.order for block in (*lines, *found.edges.text, *found.edges.dateline)}
    near = [block for block in (*found.zone.near, *found.zone.after) if block.order not in told]
    sources = {block: line for block in near if (line := source_line(block.text))}
    credits = find_credits(
        "\n".join(found.paragraphs),
        byline=found.byline.text if found.byline else None,
        dateline=" ".join(block.text for block in (*found.edges.dateline, *found.edges.closing)) or None,
        attribution=(*(block.text for block in lines), *sources.values()),
        own_names=sheet.names,
        outlets=sheet.outlets,
        fetched_at=sheet.fetched_at,
        zone=sheet.zone,
        embeds=article.embeds,
        links=article.links,
    )
    link = _original_link(sheet, (*lines, *sources))
    return tuple(_with_link(credit, link) for credit in credits)


def _original_link(sheet: Sheet, lines: Sequence[Block]) -> str | None:
    """The first address that the attribution lines (or what stands in their elements) link to, off this page."""
    for block in lines:
        for link in block.element.iter("a"):
            address = web_address(link.get("href") or "", sheet.page.url)
            if address and address != sheet.page.url and urljoin(sheet.page.url, "/") != address:
                return address
    return None


def _with_link(credit: Credit, link: str | None) -> Credit:
    if credit.evidence.field != "attribution" or credit.kind != "text_from" or link is None:
        return credit
    return replace(credit, url=link)


def _evidence(found: Survey, article: Article) -> tuple[Evidence, ...]:
    sheet, metadata = found.sheet, found.sheet.metadata
    printed = (found.section, found.byline)
    entries = [found.headline.evidence, *(fact.evidence for fact in printed if fact), *found.dating.evidence]
    for fact in metadata.canonicals[:1]:
        entries.append(Evidence("canonical", fact.field, clip(fact.text, 500), "metadata@1", 0.95))
    first = clip(article.paragraphs[0] if article.paragraphs else "", 120)
    entries.append(Evidence("text", "html:body", first, _text_method(found), _certainty(found)))
    how = sheet.decoded.how
    sure = 1.0 if how != "guess" else 0.7
    entries.append(Evidence("encoding", "bytes", sheet.decoded.encoding, f"decode.{how}@1", sure))
    if article.language:
        entries.append(Evidence("language", "text", article.language, "language@1", 0.95))
    return tuple(entries)


def _text_method(found: Survey) -> str:
    template = found.sheet.template
    return found.body.method if template is None else f"template.{template.name}@1"


def _certainty(found: Survey) -> float:
    """How much of the page's running text that is no furniture went into the report."""
    free = found.body.free_words or 1
    return round(min(1.0, sum(block.words for block in found.body.kept) / free), 2)
