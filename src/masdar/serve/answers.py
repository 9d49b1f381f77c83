"""In: what a handler made. Out: the HTTP answer with its validators and safety headers."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Nothing but our own style sheet, fonts and drawings; no scripts (JSON-LD is a data block, which CSP does not govern).
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SAFETY = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
# A year: the address of the style sheet and the names of the fonts change with their content.
FOREVER = b"public, max-age=31536000, immutable"


class SafetyHeaders:
    """Adds the safety headers to whatever the site answers, faults too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *safety_for(scope)]
            await send(message)

        await self.app(scope, receive, send_safely if scope["type"] == "http" else send)


def safety_for(scope: Scope) -> list[tuple[bytes, bytes]]:
    static = str(scope.get("path", "")).startswith("/static/")
    return [*SAFETY, (b"cache-control", FOREVER)] if static else list(SAFETY)


def tag_of(*parts: object) -> str:
    """A weak ETag over everything that the answer depends on."""
    joined = "\0".join(str(part) for part in parts)
    return f'W/"{hashlib.sha256(joined.encode()).hexdigest()[:24]}"'


def is_current(request: Request, tag: str) -> bool:
    """Does the reader hold this very answer already? (RFC 9110, If-None-Match, weak comparison)"""
    asked = request.headers.get("if-none-match", "")
    held = {part.strip().removeprefix("W/") for part in asked.split(",")}
    return "*" in held or tag.removeprefix("W/") in held


def answer(request: Request, body: str | bytes, media_type: str, tag: str) -> Response:
    """200 with validators. A HEAD gets the same headers and no body."""
    data = body.encode() if isinstance(body, str) else body
    headers = {**validators(tag), "content-length": str(len(data))}
    return Response(b"" if request.method == "HEAD" else data, 200, headers, media_type)


def unchanged(tag: str) -> Response:
    return Response(status_code=304, headers=validators(tag))


def validators(tag: str) -> dict[str, str]:
    return {"etag": tag, "cache-control": "no-cache", "vary": "Cookie"}
