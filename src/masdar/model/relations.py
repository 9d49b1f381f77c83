"""What relating yields: reprints, chains, versions and their changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from masdar.model.collected import Source
from masdar.model.evidence import Evidence, Span
from masdar.model.ids import ArticleId, PageId, SourceId
from masdar.model.readings import Reading


@dataclass(frozen=True, slots=True)
class FiledArticle:
    """An article in the archive, as relating sees it."""

    id: ArticleId
    source: Source
    first_seen: datetime
    reading: Reading

    @property
    def earliest(self) -> datetime:
        """The published instant when the page states it to the hour or better, else when we first saw it.

        A time without a known zone states no instant; one later than our own first sight is not believed.
        """
        published = self.reading.article.published
        if published is None or published.zone is None or published.precision in ("day", "week", "month", "year"):
            return self.first_seen
        return min(published.instant, self.first_seen)


@dataclass(frozen=True, slots=True)
class BandHolders:
    """Which articles have each band of a fingerprint (`relate.fingerprint`; bands that none has may be left out), and
    of each of them its source and when it was first seen."""

    articles: Mapping[int, Sequence[ArticleId]]
    origins: Mapping[ArticleId, tuple[SourceId, datetime]]


@dataclass(frozen=True, slots=True)
class SharedPassage:
    """The same words in two texts: `here` in the later article, `there` in the earlier one."""

    here: Span
    there: Span


@dataclass(frozen=True, slots=True)
class ChangedWords:
    """Other words at one place of two texts that agree around it: `here` in the later article, `there` in the earlier.

    `what`: a "number" or a "name" (of a speaker, a credited outlet or a place) differs, else just "words".
    """

    here: Span
    there: Span
    what: Literal["number", "name", "words"] = "words"


DirectionFrom = Literal["credit", "agency", "dateline", "published", "seen"]


@dataclass(frozen=True, slots=True)
class Reprint:
    """`article` derives from `of`. `containment`: the share (0..1) of the shorter text's shingles that both have.

    `direction_from` says why `of` is taken for the earlier one, `against` which other grounds say the opposite.
    A "reworked" text shares less than a "copy", but more than reports written independently do.
    Every word of `of` is in a passage or in the same place in both, or in `changed`, in `cut` (left out of a paragraph
    that was otherwise taken) or in one of the paragraphs `dropped`; every word of `article` likewise, with `inserted`
    and `added`. `is_retitled`: the headlines have other words. Standing paragraphs of a source count as the same.
    """

    article: ArticleId
    of: ArticleId
    containment: float
    passages: tuple[SharedPassage, ...]
    direction_from: DirectionFrom
    confidence: float
    dropped: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    kind: Literal["copy", "reworked"] = "copy"
    cut: tuple[Span, ...] = ()
    inserted: tuple[Span, ...] = ()
    changed: tuple[ChangedWords, ...] = ()
    is_retitled: bool = False
    against: tuple[DirectionFrom, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """`article` says in another language what `of` says. `pairs`: the paragraphs that answer each other (`here` in the
    later article, `there` in the earlier one, whole paragraphs); `anchors`: what is the same whatever the language, as
    printed here and there (a name, a number)."""

    article: ArticleId
    of: ArticleId
    pairs: tuple[SharedPassage, ...]
    anchors: tuple[tuple[str, str], ...]
    direction_from: DirectionFrom
    confidence: float
    against: tuple[DirectionFrom, ...] = ()


NodeKind = Literal["article", "outlet", "statement"]
LinkKind = Literal["reprint", "translates", "updates", "republished_from", "facts_from", "rests_on", "published_as"]


@dataclass(frozen=True, slots=True)
class Why:
    """A reason as a code with its parts, so that each language can say it: `relate/chain/reasons.py` has the codes.

    `name`, `medium`, `words` are as printed; `share` is 0..1."""

    code: str
    name: str | None = None
    medium: str | None = None
    words: str | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class ChainNode:
    """A stop on a chain: an article we hold, an outlet that is named but of which we hold no article, or a
    statement (a primary source). `key` is unique within the chain: "article:17", "outlet:رويترز", "statement:1"."""

    key: str
    kind: NodeKind
    label: str
    at: datetime | None = None
    article: ArticleId | None = None
    source: SourceId | None = None
    medium: str | None = None
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChainLink:
    """`newer` rests on `older` (both node keys). `article` is the article whose text holds the evidence.

    Kinds: `reprint` shared passages found by us; `translates` the same told in another language; `updates` a later
    report of the same outlet on the same event, made from its own earlier one; `republished_from` the page says its
    words are another's; `facts_from` the page cites it for facts; `rests_on` the text reports this statement;
    `published_as` the statement stands on its issuer's own page. `reason` is `why` in English.
    """

    newer: str
    older: str
    kind: LinkKind
    reason: str
    method: str
    confidence: float
    article: ArticleId
    evidence: Evidence | None = None
    why: Why | None = None


ClashKind = Literal["circle", "direction", "origin", "speaker", "time"]


@dataclass(frozen=True, slots=True)
class Clash:
    """What cannot all be true of one chain. It is kept and shown; nothing is decided by it.

    Kinds: `circle` the nodes rest on one another; `direction` the grounds disagree which of two texts is the older;
    `origin` the page names another origin of its text than the one whose words it has; `speaker` the same words are
    given to different speakers; `time` a page states an earlier time than what it rests on. `keys` are the nodes it is
    about, `evidence` what was found in which article's text. `reason` is `why` in English.
    """

    kind: ClashKind
    keys: tuple[str, ...]
    reason: str
    why: Why
    evidence: tuple[tuple[ArticleId, Evidence], ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A node that articles name as their source and that we could not locate: an outlet of which we hold nothing here,
    a statement whose issuer's page we do not hold. `cited_by`: the articles that name it, copies included."""

    key: str
    cited_by: tuple[ArticleId, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """The links of one story's articles. `roots` are the keys of the nodes where independent origin lies
    (`relate/chain/roots.py` says which, docs/how-to/read-the-chain.md in plain words)."""

    nodes: tuple[ChainNode, ...]
    links: tuple[ChainLink, ...]
    roots: tuple[str, ...]
    clashes: tuple[Clash, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One state of an article over time (1-based number), and the page that shows it. `names` are those that reading
    found in it: of speakers, authors and credits."""

    number: int
    page: PageId
    seen_at: datetime
    title: str
    paragraphs: tuple[str, ...]
    names: tuple[str, ...] = ()


EventKind = Literal["gone", "moved", "back"]


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to an article at its address besides new text: it was "gone" (404, 410), it had "moved" to `url`,
    it was "back". `page` is the evidence, `status` what the server said."""

    kind: EventKind
    at: datetime
    page: PageId
    status: int
    url: str | None = None
