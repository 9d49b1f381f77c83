"""In: a machine's question. Out: /healthz (is this copy at work?) and /metrics (how much of what?), never cached."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from masdar.errors import MasdarError
from masdar.serve.desk import Desk
from masdar.serve.metrics import metrics_text
from masdar.store import status

# Listings are asked every 15 minutes or less often: one that is an hour late has no driver, and where none of all
# answered for an hour, it is us who are cut off.
LATE = timedelta(hours=1)
FRESH = {"cache-control": "no-store"}
# What a proxy adds when it passes on somebody else's request.
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def routes(desk: Desk) -> list[Route]:
    """The two probes, the same in every language."""

    async def healthz(_: Request) -> Response:
        return await run_in_threadpool(_healthz, desk)

    async def metrics(request: Request) -> Response:
        if desk.settings.metrics != "open" and not is_local(request):
            raise HTTPException(404)
        return await run_in_threadpool(_metrics, desk)

    return [Route("/healthz", healthz), Route("/metrics", metrics)]


def _healthz(desk: Desk) -> Response:
    """200 while the store answers and, where a driver is expected, it asks in time and gets answers; else 503."""
    now = desk.clock()
    try:
        with desk.store.reading() as db:
            behind, unanswered = _age(status.behind_since(db, now), now), _age(status.unanswered_since(db), now)
    except MasdarError as trouble:
        return JSONResponse({"status": "no-store", "detail": str(trouble)}, 503, FRESH)
    word = "ok"
    if desk.settings.collecting:
        word = "behind" if behind > LATE else "degraded" if unanswered > LATE else "ok"
    told = {
        "status": word,
        "collecting": desk.settings.collecting,
        "behind_s": behind.total_seconds(),
        "unanswered_s": unanswered.total_seconds(),
    }
    return JSONResponse(told, 200 if word == "ok" else 503, FRESH)


def _age(since: datetime | None, now: datetime) -> timedelta:
    return now - since if since is not None else timedelta()


def _metrics(desk: Desk) -> Response:
    now = desk.clock()
    with desk.store.reading() as db:
        text = metrics_text(db, desk.watch.health(db, now), desk.settings.archive, now)
    return Response(text, headers=FRESH, media_type="text/plain; version=0.0.4; charset=utf-8")


def is_local(request: Request) -> bool:
    """Asked from this machine, and not through a proxy on it."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
