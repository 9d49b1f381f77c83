"""The sample newsroom: what each site serves at which simulated instant."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import fastfeedparser
import pytest
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from masdar.collect import pace
from masdar.demo.newsroom import END, TICKS, load_newsroom, sources
from masdar.demo.reports import Report, Site, report_at
from masdar.store.schedule import FIRST_EVERY_S

from .asking import PORT, REPORTS, SITES, STAYING, address, ask, listed, page, values, words_of

MOMENT = timedelta(seconds=1)

every_report = pytest.mark.parametrize("report", STAYING.values(), ids=[*STAYING])
every_site = pytest.mark.parametrize("site", SITES.values(), ids=[*SITES])


@every_report
def test_a_report_is_missing_before_it_appears_and_there_from_then_on(report: Report) -> None:
    site = SITES[report.site]
    assert ask(site, address(report), report.at - MOMENT).status == 404
    assert ask(site, address(report), report.at).status == 200
    assert ask(site, address(report), END).status == 200


def test_a_report_that_is_taken_down_answers_410_and_is_listed_no_more() -> None:
    report = REPORTS["mijdaf-promenade"]
    site, gone_at = SITES[report.site], report.gone_at
    assert gone_at is not None
    assert [ask(site, address(report), at).status for at in (gone_at - MOMENT, gone_at)] == [200, 410]
    url = f"http://{site.host}:{PORT}{address(report)}"
    assert (url in listed(site, gone_at - MOMENT), url in listed(site, gone_at)) == (True, False)


def test_the_old_address_of_a_report_that_moved_leads_to_the_new_one() -> None:
    report = REPORTS["nuran-boats"]
    site, moved_at = SITES[report.site], report.moved_at
    assert moved_at is not None
    new = f"http://{site.host}:{PORT}{report.moved_to}"
    before, after = (ask(site, address(report), at) for at in (moved_at - MOMENT, moved_at))
    assert (before.status, after.status, after.header("Location")) == (200, 301, new)
    assert report.title in words_of(ask(site, report.moved_to, moved_at).body.decode(site.encoding))
    assert ask(site, report.moved_to, moved_at - MOMENT).status == 404
    assert new in listed(site, moved_at)


@every_report
def test_a_page_holds_its_title_and_every_paragraph_in_order(report: Report) -> None:
    shown = report_at(report, END)
    assert shown is not None
    text = words_of(page(report))
    places = [text.find(each) for each in (shown.title, *shown.paragraphs)]
    assert -1 not in places
    assert places[1:] == sorted(places[1:])


@every_report
def test_a_report_is_listed_when_it_appears_and_not_before(report: Report) -> None:
    site = SITES[report.site]
    url = f"http://{site.host}:{PORT}{address(report)}"
    assert url not in listed(site, report.at - MOMENT)
    assert url in listed(site, report.at)
    assert url in listed(site, END)


@every_report
def test_a_report_is_listed_in_its_section(report: Report) -> None:
    site = SITES[report.site]
    body = ask(site, site.section_path.format(section=report.section)).body.decode(site.encoding)
    assert address(report) in values(body, "href")


@every_site
def test_feeds_list_newest_first_with_true_dates(site: Site) -> None:
    if site.feed_path is None:
        pytest.skip("this site has no feed")
    entries = fastfeedparser.parse(ask(site, site.feed_path).body)["entries"]
    there = (each for each in REPORTS.values() if not each.gone_at)
    mine = sorted((each for each in there if each.site == site.id), key=lambda each: each.at, reverse=True)
    assert [entry["title"] for entry in entries] == [each.title for each in mine]
    assert [datetime.fromisoformat(entry["published"]) for entry in entries] == [each.at for each in mine]


@every_site
def test_bytes_are_in_the_encoding_that_the_answer_and_the_page_declare(site: Site) -> None:
    answer = ask(site, "/")
    declared = str(answer.header("Content-Type")).partition("charset=")[2]
    assert declared == site.encoding
    text = answer.body.decode(declared)
    assert site.slogan in text
    assert f"charset={declared}" in text.lower().replace('"', "")
    assert "&#1" not in text  # an Arabic letter that the encoding could not hold


@pytest.mark.parametrize("site", [site for site in SITES.values() if site.feed_path], ids=lambda site: site.id)
def test_feeds_are_well_formed(site: Site) -> None:
    etree.fromstring(ask(site, str(site.feed_path)).body)


@every_site
@pytest.mark.parametrize("now", [TICKS[0] - timedelta(days=1), *TICKS, END], ids=lambda now: f"{now:%d-%H%M}")
def test_every_inner_link_leads_somewhere(site: Site, now: datetime) -> None:
    for link in values(ask(site, "/", now).body.decode(site.encoding), "href", "src"):
        assert ask(site, link, now).status == 200, link


@every_report
def test_pages_ask_nothing_of_hosts_outside_the_newsroom(report: Report) -> None:
    markup = page(report)
    addresses = [*values(markup, "href", "src", "action"), *re.findall(r"url\(([^)]*)", markup)]
    hosts = {urlsplit(each).hostname for each in addresses if not each.startswith("data:")}
    assert hosts <= {None, *(site.host for site in SITES.values())}


@pytest.mark.parametrize("report", [each for each in REPORTS.values() if each.origin], ids=lambda each: each.id)
def test_an_aggregators_link_leads_to_the_report_it_took(report: Report) -> None:
    original = REPORTS[report.origin]
    link = f"http://{SITES[original.site].host}:{PORT}{address(original)}"
    assert link in values(page(report), "href")


def test_the_sites_look_different() -> None:
    styles = {
        re.findall(r"<style.*?</style>", ask(site, "/").body.decode(site.encoding), re.DOTALL)[0]
        for site in SITES.values()
    }
    assert len(styles) == len(SITES) == 7


def test_dates_are_printed_in_the_manner_of_each_site() -> None:
    printed = {
        "timana-gulf": "15 تشرين الثاني/نوفمبر 2026 - 10:40",
        "timana-gulf-en": "15 November 2026, 15:10",
        "wizara-gulf": "الأحد 5 جمادى الآخرة 1448 هـ الموافق 15 نوفمبر 2026 م",
        "denwar-gulf": "الأحد، ١٥ تشرين الثاني ٢٠٢٦، ١١:٢٥ صباحاً",
        "mijdaf-gulf": "15 نوفمبر 2026 02:20 م",
        "armud-gulf": "الأحد 15 نونبر 2026 على الساعة 12:10",
        "hasad-gulf": "بتاريخ ١٥ تشرين الثاني ٢٠٢٦",
    }
    for name, date in printed.items():
        assert date in words_of(page(REPORTS[name]))


@pytest.mark.parametrize(
    ("minutes", "printed"),
    [
        (0, "منذ دقيقة"),
        (2, "منذ دقيقتين"),
        (9, "منذ 9 دقائق"),
        (45, "منذ 45 دقيقة"),
        (60, "منذ ساعة"),
        (125, "منذ ساعتين"),
        (300, "منذ 5 ساعات"),
        (720, "منذ 12 ساعة"),
        (1440, "منذ يوم"),
        (2880, "منذ يومين"),
    ],
)
def test_the_young_platform_prints_distances_beside_a_machine_date(minutes: int, printed: str) -> None:
    report = REPORTS["nuran-tram"]
    shown = LexborHTMLParser(page(report, report.at + timedelta(minutes=minutes))).css_first("article.story time")
    assert shown is not None
    assert (shown.text(), shown.attributes["datetime"]) == (printed, "2026-11-14T10:15:00+03:00")


@every_site
def test_an_unknown_address_is_a_404_page_of_that_site(site: Site) -> None:
    answer = ask(site, "/no/such/page")
    assert answer.status == 404
    assert site.name in answer.body.decode(site.encoding)


def test_an_unknown_host_is_404() -> None:
    assert load_newsroom().respond("other.localhost", "/", END, PORT).status == 404


@pytest.mark.parametrize("path", ["", "*", "//", "/%ff%00", "/\x00", "/?" + "a" * 9000, "/../../etc/passwd"])
def test_no_path_breaks_a_site(path: str) -> None:
    assert {ask(site, path).status for site in SITES.values()} == {404}


def test_robots_txt_forbids_a_page_and_another_asks_for_a_pause() -> None:
    assert b"Disallow: /Premium/" in ask(SITES["mijdaf"], "/robots.txt").body
    assert address(REPORTS["mijdaf-letter"]).startswith("/Premium/")
    assert b"Crawl-delay: 0.2" in ask(SITES["wizara"], "/robots.txt").body


@every_report
def test_the_date_header_is_the_simulated_clock_and_nothing_is_newer(report: Report) -> None:
    answer = ask(SITES[report.site], address(report))
    assert parsedate_to_datetime(str(answer.header("Date"))) == END
    modified = answer.header("Last-Modified")
    assert modified is None or report.at <= parsedate_to_datetime(modified) <= END


@every_report
def test_conditional_requests_are_answered_304_where_the_site_sends_validators(report: Report) -> None:
    site = SITES[report.site]
    answer = ask(site, address(report))
    asked = {"if_none_match": answer.header("ETag"), "if_modified_since": answer.header("Last-Modified")}
    again = ask(site, address(report), END, **{name: value for name, value in asked.items() if value})
    assert again.status == (304 if site.validators else 200)
    assert (again.body == b"") == bool(site.validators)


def test_validators_of_before_an_edit_bring_the_new_text() -> None:
    for name in ("nuran-gulf", "denwar-tram"):
        report = REPORTS[name]
        site, edit = SITES[report.site], report.edits[0]
        tag = str(ask(site, address(report), edit.at - MOMENT).header("ETag"))
        assert ask(site, address(report), edit.at - MOMENT, if_none_match=tag).status == 304
        assert ask(site, address(report), edit.at, if_none_match=tag).status == 200


@pytest.mark.parametrize("value", ["", "yesterday", "Sun, 99 Nov 2026 10:00:00 GMT", "-1", "Sun, 15 Nov 2026 10:00:00"])
def test_an_unreadable_condition_is_ignored(value: str) -> None:
    report = REPORTS["timana-gulf"]
    assert ask(SITES["timana"], address(report), if_modified_since=value).status == 200


def test_the_same_question_gets_the_same_bytes() -> None:
    first, again = (load_newsroom().respond("hasad.localhost", "/news/871", END, PORT) for _ in range(2))
    assert first == again


def test_sources_name_each_site_with_its_listing() -> None:
    found = {str(source.id): source for source in sources(9001)}
    assert list(found) == list(SITES)
    assert {source.kind for source in found.values()} == {"agency", "official", "outlet", "aggregator"}
    assert found["armud"].listings[0].kind == "page"
    for source in found.values():
        assert source.home == f"http://{source.id}.localhost:9001/"
        assert source.hosts == (f"{source.id}.localhost:9001",)
        listing = urlsplit(source.listings[0].url)
        assert load_newsroom().respond(listing.netloc, listing.path, END, 9001).status == 200


def test_a_look_lies_between_every_original_and_its_copies_or_both_print_their_time() -> None:
    for copy in (each for each in REPORTS.values() if each.copy_of):
        original = REPORTS[copy.copy_of]
        seen_apart = any(original.at <= tick < copy.at for tick in TICKS)
        timed = {copy.site, original.site}.isdisjoint({"wizara", "hasad"})
        assert seen_apart or timed, (original.id, copy.id)


def test_looks_follow_each_other_and_see_everything() -> None:
    assert list(TICKS) == sorted(set(TICKS))
    assert max(report.at for report in REPORTS.values()) < TICKS[-1] < END
    assert all(edit.at < TICKS[-1] for report in REPORTS.values() for edit in report.edits)


@pytest.mark.parametrize("jitter", [number / 20 for number in range(21)])
@every_site
def test_a_site_is_due_by_its_own_pace_at_the_look_after_each_report(site: Site, jitter: float) -> None:
    """Whatever its address, which holds the port that happens to be free, draws."""
    every_s, due, before = FIRST_EVERY_S, TICKS[0], TICKS[0] - timedelta(days=1)
    seen: dict[str, datetime] = {}
    for look in TICKS:
        if look < due:
            continue
        new = [each.id for each in REPORTS.values() if each.site == site.id and before < each.at <= look]
        seen |= dict.fromkeys(new, look)
        before, every_s = look, pace.listing_interval_s(every_s, len(new))
        due = look + timedelta(seconds=pace.listing_wait_s(every_s, jitter=jitter))
    mine = {each.id: each.at for each in REPORTS.values() if each.site == site.id}
    assert seen == {name: next(look for look in TICKS if look >= at) for name, at in mine.items()}
