"""In: pasted markup or an address, and the checking function that app.py passes in. Out: the page of its faults.

Nothing is stored. One check runs at a time, each reader may ask only so often, and what is pasted has a greatest size.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import parse_qs, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from masdar.errors import MasdarError
from masdar.model import Fault, LintReport, Rule
from masdar.serve.desk import Desk
from masdar.serve.marking import Mark, Piece, cut
from masdar.serve.settings import Language
from masdar.serve.view import prefix_of

# Characters of markup: the largest of 48 invented designs has 60,000, front pages of big papers some 500,000.
LONGEST_MARKUP = 1_500_000
# A form's bytes: one Arabic letter is sent as six.
LONGEST_FORM = 6 * LONGEST_MARKUP
LONGEST_ADDRESS = 2000
# A page every ten seconds is somebody who mends one; more is a program, and programs have `masdar lint`.
MOST_A_MINUTE, MOST_ASKERS = 6, 10_000
# Findings on the page; a page with more has one fault many times over.
MOST_SHOWN = 100
FRESH = {"cache-control": "no-store"}
# Answers of servers that have words of their own.
_TOLD = frozenset(("http-401", "http-403", "http-404", "http-410", "http-451"))


@dataclass(frozen=True, slots=True)
class Linter:
    """What app.py lends the site. `check_markup` takes markup and the address it is from ("" when not known);
    `check_address` fetches a page itself (None: the operator does not allow it). Either raises MasdarError.
    `compares`: they set the page beside the articles held."""

    rules: Callable[[Language], tuple[Rule, ...]]
    check_markup: Callable[[str, str, Language], LintReport]
    check_address: Callable[[str, Language], LintReport] | None = None
    compares: bool = False


@dataclass(slots=True)
class Gate:
    """Lets one in at a time, and each asker so many times a minute."""

    clock: Callable[[], float] = monotonic
    busy: threading.Lock = field(default_factory=threading.Lock)
    asked: dict[str, deque[float]] = field(default_factory=dict)

    def is_open_to(self, who: str) -> bool:
        """Whether this asker may ask now; if so it is counted."""
        now = self.clock()
        if len(self.asked) >= MOST_ASKERS:
            self.asked = {each: times for each, times in self.asked.items() if times and now - times[-1] < 60}
        times = self.asked.setdefault(who, deque())
        while times and now - times[0] >= 60:
            times.popleft()
        if len(times) >= MOST_A_MINUTE or len(self.asked) > MOST_ASKERS:
            return False
        times.append(now)
        return True


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form asks for."""

    markup: str = ""
    address: str = ""
    fetch: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A fault with its text cut at the evidence; `other`: the address of the held article that it is about."""

    fault: Fault
    pieces: tuple[Piece, ...]
    other: str = ""


class _Refused(Exception):
    """The wish cannot be met: `key` of the sentence that says why, and the status that says it to programs. `reason`:
    the code of what went wrong; `detail`: the same in English."""

    def __init__(self, key: str, status: int, reason: str = "", detail: str = "") -> None:
        super().__init__(key)
        self.key, self.status, self.detail = key, status, detail
        self.reason = "http-status" if reason.startswith("http-") and reason not in _TOLD else reason


def routes(desk: Desk, linter: Linter, language: Language, gate: Gate) -> list[Route]:
    """The form, and what it answers."""
    path = f"{prefix_of(language, desk.settings)}/lint"

    def form(request: Request) -> Response:
        return _page(desk, linter, request, language)

    async def ask(request: Request) -> Response:
        wish = Wish()
        try:
            wish = _wish(await _body(request))
            report = await run_in_threadpool(_check, linter, gate, request, wish, language)
        except _Refused as refused:
            return _page(desk, linter, request, language, wish, refused=refused)
        return _page(desk, linter, request, language, wish, report)

    return [Route(path, form), Route(path, ask, methods=["POST"])]


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_FORM:
            raise _Refused("too_long", 413)
    return bytes(body)


def _wish(body: bytes) -> Wish:
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=8)
    except ValueError:
        raise _Refused("nothing", 400) from None
    first = {name: values[0] for name, values in fields.items()}
    markup, address = first.get("html", ""), first.get("address", "").strip()
    if len(markup) > LONGEST_MARKUP:
        raise _Refused("too_long", 413)
    if len(address) > LONGEST_ADDRESS or (address and not _is_address(address)):
        raise _Refused("no_address", 400)
    return Wish(markup, address, fetch=not markup.strip())


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _check(linter: Linter, gate: Gate, request: Request, wish: Wish, language: Language) -> LintReport:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise _Refused("from_elsewhere", 403)
    if wish.fetch and (linter.check_address is None or not wish.address):
        raise _Refused("nothing", 400)
    if not gate.is_open_to(request.client.host if request.client else ""):
        raise _Refused("too_often", 429)
    if not gate.busy.acquire(blocking=False):
        raise _Refused("busy", 503)
    try:
        if wish.fetch and linter.check_address is not None:
            return linter.check_address(wish.address, language)
        return linter.check_markup(wish.markup, wish.address, language)
    except MasdarError as trouble:
        raise _Refused("failed", 422, trouble.reason, str(trouble)) from None
    finally:
        gate.busy.release()


def _page(
    desk: Desk,
    linter: Linter,
    request: Request,
    language: Language,
    wish: Wish | None = None,
    report: LintReport | None = None,
    refused: _Refused | None = None,
) -> Response:
    page = desk.render(
        "lint.html",
        desk.view(request, language),
        wish=wish or Wish(),
        report=report,
        shown=[_shown(fault) for fault in report.faults[:MOST_SHOWN]] if report else [],
        refused=refused,
        rules=linter.rules(language),
        fetches=linter.check_address is not None,
        compares=linter.compares,
        longest=LONGEST_MARKUP,
    )
    retry = {"retry-after": "20"} if refused and refused.status in (429, 503) else {}
    return HTMLResponse(page, refused.status if refused else 200, {**FRESH, **retry})


def _shown(fault: Fault) -> Shown:
    address = dict(fault.finding.parts).get("address", "") if fault.rule.is_held else ""
    pieces = cut(fault.text, [Mark(start, end, "fault") for start, end in fault.marks])
    return Shown(fault, pieces, address if address.startswith(("http://", "https://")) else "")
