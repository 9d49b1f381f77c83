"""In: a store, the site's settings and a clock. Out: the site, as an application that any ASGI server can run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from masdar import __version__
from masdar.serve import chain_pages, compare_pages, edit_pages, feed_pages, ledger_pages, linting, pages, probes
from masdar.serve.answers import SAFETY, SafetyHeaders, answer, is_current, tag_of, unchanged
from masdar.serve.desk import Clock, Desk, open_desk, static_folder
from masdar.serve.linting import Gate, Linter
from masdar.serve.pages import Ask, BadRequest, Gone
from masdar.serve.settings import COOKIE, LANGUAGES, Language, SiteSettings, taste_from
from masdar.serve.view import View, prefix_of
from masdar.store import Connection, Store, status

Handler = Callable[[Desk, Connection, View, Ask], str | bytes | None]
Endpoint = Callable[[Request], Awaitable[Response]]

HTML = "text/html"
PAGES: tuple[tuple[str, Handler, str], ...] = (
    ("/", pages.front, HTML),
    ("/story/{name}", pages.story, HTML),
    ("/story/{name}/compare", compare_pages.overview, HTML),
    ("/story/{name}/compare/{beside}", compare_pages.report, HTML),
    ("/article/{name}", pages.article, HTML),
    ("/statement/{name}", ledger_pages.statement, HTML),
    ("/quotation/{name}", ledger_pages.quotation, HTML),
    ("/article/{name}/versions", edit_pages.comparison, HTML),
    ("/edits", edit_pages.all_edits, HTML),
    ("/sources", pages.all_sources, HTML),
    ("/source/{name}", pages.source, HTML),
    ("/search", pages.find, HTML),
    ("/about", pages.about, HTML),
    ("/status", pages.state, HTML),
    ("/health", pages.health, HTML),
    ("/removed", pages.removals, HTML),
    ("/settings", pages.settings, HTML),
    ("/feed.atom", feed_pages.front_atom, "application/atom+xml"),
    ("/feed.rss", feed_pages.front_rss, "application/rss+xml"),
    ("/feed.json", feed_pages.front_json, "application/feed+json"),
    ("/story/{name}/feed.atom", feed_pages.story_atom, "application/atom+xml"),
    ("/story/{name}/prov.json", chain_pages.prov_json, "application/json"),
    ("/story/{name}/prov.provn", chain_pages.prov_n, "text/provenance-notation"),
    ("/story/{name}/chain.jsonld", chain_pages.json_ld, "application/ld+json"),
    ("/story/{name}/chain.json", chain_pages.json, "application/json"),
    ("/story/{name}/chain.csv", chain_pages.csv, "text/csv"),
    ("/source/{name}/feed.atom", feed_pages.source_atom, "application/atom+xml"),
    ("/edits.atom", edit_pages.edits_atom, "application/atom+xml"),
    ("/edits.json", edit_pages.edits_json, "application/feed+json"),
    ("/source/{name}/edits.atom", edit_pages.source_atom, "application/atom+xml"),
    ("/source/{name}/edits.json", edit_pages.source_json, "application/feed+json"),
)
# Relative times ("ten minutes ago") may be this much behind in a cached page.
STALE_S = 300
# Answers shorter than this gain nothing by gzip; level 6 is zlib's own choice between time and size.
SHORT, SQUEEZE = 800, 6
# A settings form is under a hundred bytes.
LONGEST_FORM = 2048
YEAR_S = 365 * 24 * 3600


def site(store: Store, settings: SiteSettings, clock: Clock, linter: Linter | None = None) -> Starlette:
    """The whole site. It only reads from the store, and opens no connection of its own.

    `linter` checks what readers paste; without it there is no such page."""
    gate = Gate()
    desk = open_desk(store, settings, clock, lints=linter is not None)
    routes: list[BaseRoute] = [
        Mount("/static", StaticFiles(directory=static_folder())),
        Route("/robots.txt", _robots),
        Route("/favicon.ico", _icon),
        *probes.routes(desk),
    ]
    for language in sorted(LANGUAGES, key=lambda each: each == settings.default_language):
        routes += linting.routes(desk, linter, language, gate) if linter else []
        routes += _routes(desk, language)
    return Starlette(
        routes=routes,
        middleware=[Middleware(SafetyHeaders), Middleware(GZipMiddleware, minimum_size=SHORT, compresslevel=SQUEEZE)],
        exception_handlers={HTTPException: _fault(desk), BadRequest: _fault(desk), Exception: _fault(desk)},
    )


def _routes(desk: Desk, language: Language) -> list[BaseRoute]:
    """Every page under the language's prefix; the default language has none."""
    prefix = prefix_of(language, desk.settings)
    routes: list[BaseRoute] = [Route(f"{prefix}/settings", _save_taste(language, desk), methods=["POST"])]
    for path, handler, media_type in PAGES:
        routes.append(Route(prefix + path, _endpoint(desk, language, handler, media_type)))
    if prefix:
        routes.append(Route(prefix, _to_front(prefix)))
    return routes


def _endpoint(desk: Desk, language: Language, handler: Handler, media_type: str) -> Endpoint:
    def work(request: Request) -> Response:
        view = desk.view(request, language)
        path = request.path_params
        ask = Ask(path.get("name", ""), request.query_params, path.get("beside", ""))
        with desk.store.reading() as db:
            tag = _tag(desk, view, status.content_version(db), str(request.url))
            if is_current(request, tag):
                return unchanged(tag)
            try:
                body = handler(desk, db, view, ask)
            except Gone as gone:
                return HTMLResponse(gone.page, 410)
        if body is None:
            raise HTTPException(404)
        return answer(request, body, media_type, tag)

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(work, request)

    return endpoint


def _tag(desk: Desk, view: View, content: str, address: str) -> str:
    minutes = int(view.now.timestamp() // STALE_S)
    return tag_of(__version__, desk.style_digest, desk.settings, content, view.language, view.taste, minutes, address)


def _fault(desk: Desk) -> Callable[[Request, Exception], Response]:
    """Turns a fault into a page in the reader's language."""

    def handler(request: Request, error: Exception) -> Response:
        code = 400 if isinstance(error, BadRequest) else error.status_code if isinstance(error, HTTPException) else 500
        other = next(each for each in LANGUAGES if each != desk.settings.default_language)
        prefix = prefix_of(other, desk.settings)
        path = request.scope["path"]
        language = other if path == prefix or path.startswith(f"{prefix}/") else desk.settings.default_language
        view = View(desk.settings, language, taste_from(request.cookies.get(COOKIE, "")), desk.clock())
        response = HTMLResponse(pages.fault(desk, view, code), code)
        if code == 500:
            # Starlette answers this one outside of all middleware.
            response.raw_headers += SAFETY
        return response

    return handler


def _save_taste(language: Language, desk: Desk) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        fields = parse_qs((await _form(request)).decode("utf-8", "replace"))
        first = {name: values[0] for name, values in fields.items()}
        taste = taste_from(f"{first.get('digits', '')}.{first.get('months', '')}")
        response = RedirectResponse(f"{prefix_of(language, desk.settings)}/settings?saved=1", 303)
        response.set_cookie(COOKIE, taste.cookie, max_age=YEAR_S, httponly=True, samesite="lax", path="/")
        return response

    return endpoint


async def _form(request: Request) -> bytes:
    """The body of a small form; BadRequest for anything larger."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_FORM:
            raise BadRequest("the form is too long")
    return body


def _to_front(prefix: str) -> Endpoint:
    async def endpoint(_: Request) -> Response:
        return RedirectResponse(f"{prefix}/", 308)

    return endpoint


async def _robots(_: Request) -> Response:
    # A search page has no end of addresses.
    return PlainTextResponse("User-agent: *\nDisallow: /search\nDisallow: /ar/search\nDisallow: /en/search\n")


async def _icon(_: Request) -> Response:
    return RedirectResponse("/static/favicon.svg", 308)
