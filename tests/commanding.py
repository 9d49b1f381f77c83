"""A command as a user types it in; how it ended out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass
class Done:
    """How a command ended: its exit status, its results, what it told people."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The results as one JSON value."""
        return json.loads(self.out)


Masdar = Callable[..., Done]
