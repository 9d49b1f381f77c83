"""In: a chain with the address of each node. Out: the same as a W3C PROV document, as PROV-JSON, PROV-N or PROV-JSONLD.

What becomes what: docs/how-to/export-the-chain.md. Terms: https://www.w3.org/TR/prov-dm/ (5.2 derivations, 5.3 agents).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal as OneOf
from typing import TypeAlias

from prov.constants import PROV
from prov.identifier import Namespace, QualifiedName
from prov.model import Literal, ProvDocument

from masdar import __version__
from masdar.model import ChainLink, ChainNode, Clash, LinkKind, Source, SourceKind
from masdar.serve.told_chain import PLACES, ToldChain, is_instant
from masdar.serve.view import machine_time

Form = OneOf["json", "provn", "jsonld"]
Value: TypeAlias = str | int | float | bool | QualifiedName | Literal
Facts: TypeAlias = list[tuple[QualifiedName, Value]]

# Ours on every site, so that documents of two sites speak of the same things. No server has to answer for a name.
MASDAR = Namespace("masdar", "urn:masdar:")
SCHEMA = Namespace("schema", "https://schema.org/")
# A derivation is at least that; what more it is. A translation is none of the three that PROV has names for.
TYPES: Mapping[LinkKind, tuple[str, ...]] = MappingProxyType(
    {
        "reprint": ("Quotation",),
        "republished_from": ("Quotation",),
        "translates": (),
        "updates": ("Revision",),
        "facts_from": (),
        "rests_on": ("PrimarySource",),
        "published_as": ("PrimarySource",),
    }
)
# Whoever runs a channel may be a person; the others are bodies.
_BODIES: frozenset[SourceKind] = frozenset(("outlet", "agency", "official", "aggregator"))
# RFC 5646, as far as PROV-JSON needs it.
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def provenance(told: ToldChain) -> ProvDocument:
    """Every node, link, clash and gap of the chain. Identifiers are addresses of our site and stay the same."""
    return _Writing(told).document


def written(told: ToldChain, form: Form) -> str:
    """The document as text."""
    document = provenance(told)
    if form == "provn":
        return str(document.get_provn()) + "\n"
    return str(document.serialize(format=form, ensure_ascii=False, indent=1)) + "\n"


class _Writing:
    """A document being written."""

    def __init__(self, told: ToldChain) -> None:
        self.told = told
        self.document = ProvDocument()
        self.site = Namespace("site", f"{told.site}/")
        for namespace in (self.site, MASDAR, SCHEMA):
            self.document.add_namespace(namespace)
        self._agents: dict[str, QualifiedName] = {}
        self._story()
        gaps = {gap.key: tuple(gap.cited_by) for gap in told.chain.gaps}
        for node in told.chain.nodes:
            self._node(node, gaps.get(node.key))
        for link in told.links:
            self._link(link)
        for clash in told.chain.clashes:
            self._clash(clash)

    # ------------------------------------------------------------ entities

    def _story(self) -> None:
        """The story is our own work: a collection of the articles."""
        card = self.told.story.card
        story = self.site[f"story/{card.id}"]
        self.document.collection(
            story, [(PROV["label"], _text(card.title, card.lead.language)), (PROV["type"], MASDAR["Story"])]
        )
        masdar = self._agent(MASDAR["software"], "SoftwareAgent", "Masdar", [(MASDAR["version"], __version__)])
        self.document.attribution(story, masdar)
        for node in self.told.chain.nodes:
            if node.kind == "article":
                self.document.membership(story, self._id(node.key))

    def _node(self, node: ChainNode, cited_by: tuple[int, ...] | None) -> None:
        facts: Facts = [(PROV["type"], MASDAR[node.kind.capitalize()])]
        if node.key in self.told.chain.roots:
            facts.append((MASDAR["root"], True))
        if cited_by is not None:
            facts.append((MASDAR["gap"], True))
            facts += [(MASDAR["citedBy"], self.site[f"article/{id}"]) for id in cited_by]
        if (url := self.told.url(node.key)) is not None:
            facts.append((SCHEMA["url"], url))
        facts += self._about(node)
        moment = self.told.published(node.key)
        if moment is not None:
            facts.append((SCHEMA["datePublished" if node.kind == "article" else "dateCreated"], machine_time(moment)))
        entity = self._id(node.key)
        self.document.entity(entity, facts)
        if moment is not None and is_instant(moment):
            self.document.generation(entity, time=moment.instant)
        for agent in self._makers(node):
            self.document.attribution(entity, agent)

    def _about(self, node: ChainNode) -> Facts:
        record = self.told.record(node.key)
        if record is not None:
            card = record.card
            facts: Facts = [(PROV["label"], _text(card.title, card.language))]
            facts.append((MASDAR["firstSeen"], card.first_seen.isoformat()))
            return [*facts, (SCHEMA["inLanguage"], card.language)] if card.language else facts
        facts = [(PROV["label"], _text(node.label, None))]
        facts += [(MASDAR["medium"], node.medium)] if node.medium else []
        return facts + [(MASDAR["quote"], quote) for quote in node.quotes]

    def _makers(self, node: ChainNode) -> list[QualifiedName]:
        """Whom the thing is from: an article's outlet and authors, a statement's speaker and the issuer on whose page
        it stands, an outlet that is named."""
        record = self.told.record(node.key)
        if record is not None:
            authors = record.reading.article.authors
            people = [self._agent(self._place(f"person-{name}"), "Person", name) for name in authors]
            return [self._source(record.card.source), *people]
        pages = (link.older for link in self.told.links if link.newer == node.key and link.kind == "published_as")
        issuers = [self._source(page.card.source) for key in pages if (page := self.told.record(key)) is not None]
        source = self._known(node.label)
        if source is not None:
            issuers.append(self._source(source))
        elif node.label and node.kind == "outlet":
            issuers.append(self._agent(self._place(f"publisher-{node.label}"), "Organization", node.label))
        elif node.label:
            issuers.append(self._agent(self._place(f"speaker-{node.label}"), None, node.label))
        return list(dict.fromkeys(issuers))

    # ------------------------------------------------------------ agents

    def _known(self, name: str) -> Source | None:
        """The source of the story that is called so."""
        sources = (record.card.source for record in self.told.story.articles)
        return next((each for each in sources if name in (each.name, *each.aliases)), None)

    def _source(self, source: Source) -> QualifiedName:
        kind = "Organization" if source.kind in _BODIES else None
        facts: Facts = [(SCHEMA["url"], source.home), (MASDAR["kind"], source.kind)]
        return self._agent(self.site[f"source/{source.id}"], kind, source.name, facts)

    def _agent(self, id: QualifiedName, kind: str | None, name: str, facts: Facts | None = None) -> QualifiedName:
        """An agent of that kind (None: nobody says which), written down once."""
        if id.uri not in self._agents:
            types: Facts = [(PROV["type"], PROV[kind])] if kind else []
            self.document.agent(id, [(PROV["label"], _text(name, None)), *types, *(facts or [])])
            self._agents[id.uri] = id
        return self._agents[id.uri]

    # ------------------------------------------------------------ relations

    def _link(self, link: ChainLink) -> None:
        types = [PROV[name] for name in TYPES[link.kind]]
        if link.why is not None and link.why.code == "statement.quotes":
            types.append(PROV["Quotation"])
        facts: Facts = [(PROV["type"], each) for each in types]
        facts += [
            (MASDAR["link"], link.kind),
            (MASDAR["confidence"], round(float(link.confidence), PLACES)),
            (MASDAR["method"], link.method),
            (MASDAR["reason"], link.reason),
            (MASDAR["evidenceIn"], self.site[f"article/{link.article}"]),
        ]
        facts += _evidence(link)
        name = self._place("-".join((link.kind, self.told.name(link.newer), self.told.name(link.older))))
        self.document.derivation(self._id(link.newer), self._id(link.older), identifier=name, other_attributes=facts)

    def _clash(self, clash: Clash) -> None:
        """A clash is something we say about the chain: an entity of its own, which names what it concerns."""
        facts: Facts = [
            (PROV["type"], MASDAR["Clash"]),
            (PROV["label"], clash.reason),
            (MASDAR["clash"], clash.kind),
            (MASDAR["why"], clash.why.code),
        ]
        facts += [(MASDAR["concerns"], self._id(key)) for key in clash.keys if key in self.told.nodes]
        facts += [(MASDAR["evidenceIn"], self.site[f"article/{id}"]) for id, _ in clash.evidence]
        facts += [(MASDAR["quote"], found.quote) for _, found in clash.evidence if found.quote]
        names = (self.told.name(key) for key in clash.keys if key in self.told.nodes)
        self.document.entity(self._place("-".join(("clash", clash.why.code, *names))), facts)

    # ------------------------------------------------------------ names

    def _id(self, key: str) -> QualifiedName:
        return self.site[self.told.paths[key]]

    def _place(self, name: str) -> QualifiedName:
        return self.site[self.told.place(name)]


def _evidence(link: ChainLink) -> Facts:
    facts: Facts = []
    if link.why is not None:
        facts.append((MASDAR["why"], link.why.code))
        facts += [(MASDAR["share"], round(float(link.why.share), PLACES))] if link.why.share is not None else []
    evidence = link.evidence
    if evidence is None:
        return facts
    facts.append((MASDAR["field"], evidence.field))
    facts += [(MASDAR["quote"], evidence.quote)] if evidence.quote else []
    if evidence.span is not None:
        span = evidence.span
        facts += [(MASDAR["paragraph"], span.paragraph), (MASDAR["start"], span.start), (MASDAR["end"], span.end)]
    return facts


def _text(text: str, language: str | None) -> str | Literal:
    """A text in a language, if that is known."""
    return Literal(text, langtag=language) if language and _LANGUAGE.fullmatch(language) else text
