"""The text of a robots.txt in, packed; what it lets us ask for out. Parsed rules take twenty times their text and more,
so they are made when needed and few are held."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from zlib import compress, decompress

from protego import Protego

MOST_PARSED = 200  # a driver talks to some 128 hosts at a time; the typical rules take 2-40 KB when parsed
# The largest robots.txt we read (500 KiB) takes 26 MB and 0.4 s to parse: two of those are held at the most.
MOST_PARSED_CHARS = 1024 * 1024
# RFC 9309 2.2.1: a name has no version. Where one is written all the same, the name is meant.
_AGENT_VERSION = re.compile(r"^([ \t]*user-?agent[ \t]*:[ \t]*[a-z_-]+)/[^\s#]*", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rules:
    """A robots.txt that came, as small as it gets: `packed` is its text."""

    packed: bytes

    @classmethod
    def of(cls, text: str) -> Rules:
        return cls(compress(text.encode("utf-8", "replace")))

    @property
    def text(self) -> str:
        return decompress(self.packed).decode()

    @property
    def sitemaps(self) -> tuple[str, ...]:
        return tuple(_PARSED.of(self).sitemaps)

    def delay_s(self, agent: str) -> float:
        """Its crawl-delay for us, as it stands there; 0 when it has none."""
        return _PARSED.of(self).crawl_delay(agent) or 0.0

    def allows(self, url: str, agent: str) -> bool:
        return bool(_PARSED.of(self).can_fetch(url, agent))


class Parsed:
    """Rules as they were parsed; those that nobody asked for longest are dropped. Any thread may ask."""

    def __init__(self, most: int = MOST_PARSED, most_chars: int = MOST_PARSED_CHARS) -> None:
        self._most, self._most_chars = most, most_chars
        self._held: dict[bytes, tuple[Protego, int]] = {}
        self._chars = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._held)

    def of(self, rules: Rules) -> Protego:
        """The parsed rules; one file that many sites share is parsed once."""
        with self._lock:
            held = self._held.pop(rules.packed, None)
            if held is None:
                text = rules.text
                held = Protego.parse(_AGENT_VERSION.sub(r"\1", text)), len(text)
                self._chars += held[1]
            self._held[rules.packed] = held
            while len(self._held) > 1 and (len(self._held) > self._most or self._chars > self._most_chars):
                self._chars -= self._held.pop(next(iter(self._held)))[1]
            return held[0]


_PARSED = Parsed()
