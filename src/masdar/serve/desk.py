"""In: the store, the settings and a clock. Out: the desk that request handlers work at: it reads, words and renders."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request

from masdar.serve import wording
from masdar.serve.addresses import printed
from masdar.serve.marking import clip
from masdar.serve.settings import COOKIE, Language, SiteSettings, taste_from
from masdar.serve.view import View
from masdar.serve.watch import Watch
from masdar.store import Store

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Desk:
    store: Store
    settings: SiteSettings
    clock: Clock
    style_digest: str
    lints: bool
    watch: Watch = field(default_factory=Watch)

    def view(self, request: Request, language: Language) -> View:
        """Who looks at what: language from the address, taste from the cookie."""
        path = request.scope["path"]
        prefix = f"/{language}" if language != self.settings.default_language else ""
        path = path[len(prefix) :] or "/"
        taste = taste_from(request.cookies.get(COOKIE, ""))
        return View(self.settings, language, taste, self.clock(), path, tuple(request.query_params.items()))

    def render(self, template: str, view: View, **things: object) -> str:
        return _templates().get_template(template).render(
            v=view, say=view.say, count=view.count, url=view.url, site=self.settings, style=self.style_digest,
            lints=self.lints, **things,
        )  # fmt: skip


def open_desk(store: Store, settings: SiteSettings, clock: Clock, lints: bool) -> Desk:
    return Desk(store, settings, clock, style_digest(), lints)


@cache
def _templates() -> Environment:
    """Compiled once, whatever number of sites a process has."""
    templates = Environment(
        loader=FileSystemLoader(static_folder().parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.filters["short"] = clip
    templates.filters["weblink"] = weblink
    templates.filters["printed"] = printed
    for name, group in (
        ("facts", "about_fact."), ("reasons", "reason."), ("places", "place."), ("rules", "rule."),
        ("signal_names", "signal."), ("refusals", "refused_date."),
    ):  # fmt: skip
        templates.globals[name] = frozenset(k.removeprefix(group) for k in wording.entries("ar") if k.startswith(group))
    return templates


def weblink(url: str) -> str:
    """An address from a page is only a link when it is a web address (no script, no data)."""
    return url if url.lower().startswith(("https://", "http://")) else "#"


def static_folder() -> Path:
    """Fonts, style sheet and icon as files of the installed package."""
    return Path(str(files("masdar.serve") / "static"))


@cache
def style_digest() -> str:
    """Changes when the style sheet or a template does: part of its address and of every page's ETag."""
    folder = static_folder()
    held = [
        folder / "site.css",
        *sorted((folder.parent / "templates").iterdir()),
        *(folder.parent / "locale").iterdir(),
    ]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in held if path.is_file())).hexdigest()[:12]
