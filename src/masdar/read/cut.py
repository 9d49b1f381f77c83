"""A page's markup and a template → the markup of only what its reports are made of, by lexbor, in a moment."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from masdar.model import Template

_DECLARED = 'head > title, head > meta, head > link[rel], script[type*="ld+json"]'
# lexbor compares each attribute of an element with all before it: a tag so long could hold thousands.
_LONG_TAG, _MOST_ATTRIBUTES = 10_000, 300


def cut(markup: str, template: Template) -> str | None:
    """A page that holds what the page declares and the template's root; None where the root is not found."""
    if _is_hostile(markup):
        return None
    tree = LexborHTMLParser(markup)
    root = tree.css_first(template.root)
    if root is None:
        return None
    declared = "".join(node.html or "" for node in tree.css(_DECLARED))
    for node in root.css(", ".join(template.drop)) if template.drop else ():
        if node.mem_id != root.mem_id:
            node.decompose()
    page = tree.css_first("html")
    language = (page.attributes.get("lang") if page is not None else None) or ""
    lang = "".join(letter for letter in language if letter.isalnum() or letter in "-_")
    return f'<html lang="{lang}"><head>{declared}</head><body>{root.html}</body></html>'


def _is_hostile(markup: str) -> bool:
    """Whether a tag holds hundreds of attributes: the general reader, which cuts them off, may have it."""
    return any(
        len(part) > _LONG_TAG and part.count("=", part.rfind("<")) > _MOST_ATTRIBUTES for part in markup.split(">")
    )
