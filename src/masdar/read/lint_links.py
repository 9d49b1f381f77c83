"""In: a page and its credits. Out: the faults of the links that should lead to the originals."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from masdar.model import Credit, Evidence, Finding, Page, Reading
from masdar.read.lint_page import PageText

# Paths that are a site's front, not a report: "/", "/ar", "/index.php".
_FRONTS = frozenset(("", "ar", "en", "fr", "home", "index.html", "index.htm", "index.php", "default.aspx"))


def link_faults(page: Page, reading: Reading, text: PageText) -> Iterator[Finding]:
    """For each text said to be another's: a link to a front page, to the page's own site, or none at all."""
    own = host_of(page.url)
    for credit in reading.credits:
        if credit.kind != "text_from":
            continue
        addresses = [credit.url] if credit.url else list(text.links_in(credit.evidence.context))
        abroad = [address for address in addresses if host_of(address) not in ("", own)]
        if not abroad and addresses:
            yield _to_self(credit, addresses[0])
        elif not abroad:
            yield _missing(credit)
        elif all(is_front(address) for address in abroad):
            yield _to_home(credit, abroad[0])


def host_of(address: str) -> str:
    """The host an address names, without "www."; empty for what is no address of another page."""
    try:
        return (urlsplit(address.strip()).hostname or "").removeprefix("www.")
    except ValueError:  # an address that is none: [::1
        return ""


def is_front(address: str) -> bool:
    """Whether an address leads to a site's front page."""
    parts = urlsplit(address.strip())
    return parts.path.strip("/").lower() in _FRONTS and not parts.query


def _missing(credit: Credit) -> Finding:
    return Finding(
        "credit-without-link",
        "warning",
        f"The text is said to be from «{credit.name}», but no link leads to the original.",
        f"Link the credit to the article of {credit.name} that was used, not to its home page.",
        credit.evidence,
    )


def _to_home(credit: Credit, address: str) -> Finding:
    return Finding(
        "link-to-home-page",
        "warning",
        f"The credit to «{credit.name}» links to {address}, a home page: nobody finds the report from there.",
        "Link the report's own address, and an archived copy in case it moves.",
        _of_link(credit, "link-to-home-page", address),
    )


def _to_self(credit: Credit, address: str) -> Finding:
    return Finding(
        "link-to-self",
        "error",
        f"The link that should lead to «{credit.name}» ({address}) stays on this site.",
        f"Link the article of {credit.name} itself.",
        _of_link(credit, "link-to-self", address),
    )


def _of_link(credit: Credit, rule: str, address: str) -> Evidence:
    return Evidence("fault", "link:href", address, f"lint.{rule}@1", 1.0, context=credit.evidence.context)
