"""A request with its answer in; one line that says how it went out: logfmt for people and tools, or JSON."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from masdar.collect.answers import Asked, NotModified, Refusal
from masdar.model import SourceId

Form = Literal["text", "json"]
What = Literal["listing", "page"]

# What logfmt writes without quotation marks; everything else is quoted as a JSON string, so it has no line breaks.
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/?&+%~,;@!*()#$")

log = logging.getLogger("masdar.fetch")


@dataclass(frozen=True, slots=True)
class FetchLine:
    """What one request came to. `status` of the answer, or `reason` why none was taken; `url` as asked and, where
    redirects (`hops`) led elsewhere, `answered` from; `bytes` of the body, `retry_s` how long we are to wait."""

    time: str
    source: str
    what: What
    url: str
    outcome: str
    status: int | None = None
    reason: str | None = None
    answered: str | None = None
    bytes: int | None = None
    took_ms: int = 0
    not_modified: bool = False
    hops: int = 0
    retry_s: float | None = None


def note_fetch(asked: Asked, source_id: SourceId, what: What, outcome: str, now: datetime) -> None:
    """Log the request as one line of the logger "masdar.fetch"; how it is written is the handler's (`Lines`)."""
    if log.isEnabledFor(logging.INFO):
        line = _line(asked, source_id, what, outcome, now)
        log.info("%s", _logfmt(line), extra={"fetch": line})


class Lines(logging.Formatter):
    """Writes fetches with their fields, other records with time, level (as JSON also logger) and message. Whatever
    stands in a fetch, its line holds no line break or control character and parses back.

    As JSON every record is one line; as text a traceback stays as readable as it is.
    """

    def __init__(self, form: Form) -> None:
        super().__init__("%(message)s")
        self.form = form

    def format(self, record: logging.LogRecord) -> str:
        line = getattr(record, "fetch", None)
        if isinstance(line, FetchLine):
            return _logfmt(line) if self.form == "text" else _json(line)
        time = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        message = super().format(record)
        if self.form == "text":
            return f"{time} {record.levelname.lower()} {message}"
        held = {"time": time, "level": record.levelname.lower(), "logger": record.name, "message": message}
        return json.dumps(held)


def _line(asked: Asked, source_id: SourceId, what: What, outcome: str, now: datetime) -> FetchLine:
    answer, url = asked.answer, asked.request.url
    time, took_ms = now.isoformat(timespec="milliseconds"), round(asked.took_s * 1000)
    if isinstance(answer, Refusal):
        return FetchLine(
            time, source_id, what, url, outcome, answer.status, answer.reason, took_ms=took_ms, retry_s=answer.retry_s
        )
    body = None if isinstance(answer, NotModified) else answer.body
    return FetchLine(
        time,
        source_id,
        what,
        url,
        outcome,
        status=304 if isinstance(answer, NotModified) else answer.status,
        answered=answer.url if answer.url != url else None,
        bytes=len(body or b""),
        took_ms=took_ms,
        not_modified=body is None,
        hops=len(answer.hops),
    )


def _fields(line: FetchLine) -> dict[str, object]:
    """What is known, in its order."""
    return {name: value for name, value in asdict(line).items() if value is not None}


def _json(line: FetchLine) -> str:
    return json.dumps(_fields(line))


def _logfmt(line: FetchLine) -> str:
    return " ".join(f"{name}={_quoted(value)}" for name, value in _fields(line).items())


def _quoted(value: object) -> str:
    """ASCII only: neither a terminal nor a line-reading tool can be misled by an address."""
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    return text if text and set(text) <= _PLAIN else json.dumps(text)
