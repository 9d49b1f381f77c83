"""A command as a user types it in; how it ended out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Done:
    """How a command ended: its exit status, its results, what it told people."""

    status: int
    out: str
    err: str


Masdar = Callable[..., Done]
