"""The environment and the command line's options in, one frozen `Config` out. Read once, at the start."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal, TypeVar, get_args
from zoneinfo import ZoneInfo

from masdar import __version__
from masdar.errors import BadConfig

Metrics = Literal["local", "open"]
Log = Literal["text", "json", "quiet"]
Linting = Literal["paste", "fetch", "off"]
Choice = TypeVar("Choice", bound=str)

_SPAN = re.compile(r"([0-9]{1,4})([dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
PORT = 8800  # free in IANA's registry of well-known services; only a default


@dataclass(frozen=True, slots=True)
class Config:
    """`data` holds the database and the archive of pages. `contact` (a web page or mail address) goes into the
    user agent, so that publishers can reach whoever runs this copy. `proxy` is an HTTP proxy for collecting;
    `allow_hosts` are names that may resolve to private addresses (an intranet, tests); nothing else may. `zone` is the
    clock the site prints in (tz name); Damascus is at UTC+3 all year, as are Amman, Baghdad and Riyadh. `keep_rejected`
    and `keep_pages`: how long the archive keeps pages after they were last met, rejected ones and all (None: for ever).
    `metrics`: who may read /metrics, this machine or everybody; `log`: how each fetch is logged. `lint`: what strangers
    may have checked on the site: pages they paste, also addresses that we fetch for them, or nothing.
    """

    data: Path = Path("masdar-data")
    database: str | None = None
    contact: str | None = None
    proxy: str | None = None
    allow_hosts: tuple[str, ...] = ()
    host: str = "127.0.0.1"
    port: int = PORT
    title: str = "مصدر"
    zone: str = "Asia/Damascus"
    keep_rejected: timedelta | None = None
    keep_pages: timedelta | None = None
    metrics: Metrics = "local"
    log: Log = "text"
    lint: Linting = "paste"

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'masdar.sqlite'}"

    @property
    def archive(self) -> Path:
        return self.data / "pages"

    @property
    def user_agent(self) -> str:
        return f"Masdar/{__version__} (+{self.contact})" if self.contact else f"Masdar/{__version__} (news aggregator)"


def load_config(environ: Mapping[str, str], data: Path | None = None, proxy: str | None = None) -> Config:
    """Settings from MASDAR_DATA, MASDAR_DATABASE, MASDAR_CONTACT, MASDAR_PROXY, MASDAR_ALLOW_HOSTS (comma
    separated), MASDAR_HOST, MASDAR_PORT, MASDAR_TITLE, MASDAR_ZONE, MASDAR_KEEP_REJECTED, MASDAR_KEEP_PAGES (30d, 2y),
    MASDAR_METRICS, MASDAR_LOG, MASDAR_LINT; the arguments win over them.
    """
    default = Config()
    port = environ.get("MASDAR_PORT", str(default.port))
    if not (port.isdigit() and int(port) < 65536):
        raise BadConfig(f"MASDAR_PORT is {port!r}: give a number from 0 to 65535")
    return Config(
        data=data or Path(environ.get("MASDAR_DATA", str(default.data))),
        database=environ.get("MASDAR_DATABASE") or None,
        contact=environ.get("MASDAR_CONTACT") or None,
        proxy=proxy or environ.get("MASDAR_PROXY") or None,
        allow_hosts=tuple(name.strip() for name in environ.get("MASDAR_ALLOW_HOSTS", "").split(",") if name.strip()),
        host=environ.get("MASDAR_HOST", default.host),
        port=int(port),
        title=environ.get("MASDAR_TITLE", default.title),
        zone=_zone(environ.get("MASDAR_ZONE", default.zone)),
        keep_rejected=_span(environ, "MASDAR_KEEP_REJECTED"),
        keep_pages=_span(environ, "MASDAR_KEEP_PAGES"),
        metrics=_one_of("MASDAR_METRICS", get_args(Metrics), environ.get("MASDAR_METRICS", default.metrics)),
        log=_one_of("MASDAR_LOG", get_args(Log), environ.get("MASDAR_LOG", default.log)),
        lint=_one_of("MASDAR_LINT", get_args(Linting), environ.get("MASDAR_LINT", default.lint)),
    )


def _one_of(name: str, choices: tuple[Choice, ...], value: str) -> Choice:
    for choice in choices:
        if value == choice:
            return choice
    raise BadConfig(f"{name} is {value!r}: give one of {', '.join(choices)}")


def read_span(text: str) -> timedelta | None:
    """ "30d", "8w", "6m", "2y": days, weeks, months of 30 days, years of 365; None for anything else."""
    found = _SPAN.fullmatch(text.strip().lower())
    return timedelta(days=int(found[1]) * _DAYS[found[2]]) if found else None


def _span(environ: Mapping[str, str], name: str) -> timedelta | None:
    text = environ.get(name, "")
    span = read_span(text)
    if text and span is None:
        raise BadConfig(f"{name} is {text!r}: give a time such as 30d, 8w, 6m or 2y")
    return span


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise BadConfig(f"MASDAR_ZONE is {name!r}: give a name of the tz database, such as Africa/Cairo") from None
    return name
