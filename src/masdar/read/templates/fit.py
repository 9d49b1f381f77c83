"""A page read by a template → whether the page is of that design still, or the site has moved on (drift)."""

from __future__ import annotations

from masdar.model import Template
from masdar.read.survey import Survey
from masdar.read.templates.build import build
from masdar.read.templates.selectors import matches, parse_selector

# Of the words read, the share that may stand in elements of a kind the template never saw text in.
_MOST_STRANGE = 0.5


def fits(found: Survey, template: Template) -> bool:
    """Headline and text stand where they did, the text in elements of known kinds, and no fact is missing that every
    page stated when the template was learned."""
    headline, container = found.headline.block, found.body.container
    if headline is None or not matches(headline.element, parse_selector(template.title)):
        return False
    if container is None or not matches(container, parse_selector(template.body)):
        return False
    known = set(template.builds)
    strange = sum(block.words for block in found.edges.text if build(block) not in known)
    if strange > _MOST_STRANGE * sum(block.words for block in found.edges.text):
        return False
    return set(template.facts) <= set(stated(found))


def stated(found: Survey) -> tuple[str, ...]:
    """Which facts the page states."""
    facts = {
        "published": found.dating.published is not None,
        "section": found.section is not None,
        "canonical": bool(found.sheet.metadata.canonicals),
    }
    return tuple(name for name, there in facts.items() if there)
