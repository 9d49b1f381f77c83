"""The options that several commands share, and the settings they lead to."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from masdar.config import Config, load_config
from masdar.errors import BadConfig

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Folder of the database and the archive. [default: masdar-data, or $MASDAR_DATA]"),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Proxy = Annotated[
    str | None,
    typer.Option(
        "--proxy", help="HTTP proxy to collect through; it resolves names, so it must guard addresses itself."
    ),
]
Out = Annotated[Path | None, typer.Option("--out", "-o", help="File to write. [default: standard output]")]
Site = Annotated[
    str | None,
    typer.Option("--site", help="Address of your site: what a chain's nodes are called by. [default: this machine's]"),
]


def settings(data: Path | None = None, proxy: str | None = None) -> Config:
    """The environment and these options as one Config."""
    return load_config(os.environ, data=data, proxy=proxy)


def asked_of(data: Path | None) -> Config:
    """The settings of a command that only asks what is held: BadConfig where nothing ever was, since a folder's name
    is soon mistyped and "nothing found" would be told as if there were something to search."""
    config = settings(data)
    if config.database is None and not config.data.is_dir():
        raise BadConfig(f"{config.data}: no data folder is there; name that of `masdar run` with --data or MASDAR_DATA")
    return config


def site_of(config: Config, site: str | None) -> str:
    """The address of the web site without a slash at its end: as given, else where the settings let it listen."""
    if site is not None:
        if not site.startswith(("http://", "https://")):
            raise typer.BadParameter(f"{site!r} is no web address: write https://news.example.org", param_hint="--site")
        return site.rstrip("/")
    host = f"[{config.host}]" if ":" in config.host else config.host
    return f"http://{host}:{config.port}"


def instant(text: str) -> datetime:
    """An ISO date or instant; without a zone it is UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date: write 2026-11-14 or 2026-11-14T09:30+03:00") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
