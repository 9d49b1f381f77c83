"""A page's markup and a template → the markup of only what its reports are made of, by lexbor, in a moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from masdar.model import Template
from masdar.read.tree import is_crowded

# A part of a cut page stands in a <div> with this attribute, which says what it is.
PART, TITLE, BODY, LINE = "data-masdar-part", "title", "body", "line"
_KEPT = ("lang", "dir", "class", "id")
_DECLARED = 'head > title, head > meta, head > link[rel], script[type*="ld+json"]'


def cuts(markup: str, templates: Sequence[Template]) -> Iterator[tuple[Template, str]]:
    """For each template whose headline and text are there: a page that holds what the page declares and the
    template's parts (or its whole root)."""
    if not templates or is_crowded(markup):
        return
    tree: LexborHTMLParser | None = None
    for template in templates:
        tree = tree or LexborHTMLParser(markup)
        root = tree.css_first(template.root)
        wanted = [selector for role, selector in template.parts if role != LINE]
        if root is not None and all(root.css_first(selector) is not None for selector in wanted):
            yield template, _cut(tree, root, template)
            tree = None  # cutting took pieces out of it


def _cut(tree: LexborHTMLParser, root: LexborNode, template: Template) -> str:
    declared = "".join(node.html or "" for node in tree.css(_DECLARED))
    for node in root.css(", ".join(template.drop)) if template.drop else ():
        if node.mem_id != root.mem_id:
            node.decompose()
    body = "".join(_parts(root, template)) if template.parts else root.html or ""
    html, around = _opening(tree, "html"), _opening(tree, "body")
    return f"{html}<head>{declared}</head>{around}{body}</body></html>"


def _opening(tree: LexborHTMLParser, tag: str) -> str:
    """The start tag with what says language and kind of the page."""
    node = tree.css_first(tag)
    given = {name: (node.attributes.get(name) if node is not None else None) or "" for name in _KEPT}
    return f"<{tag}" + "".join(f' {name}="{escape(value)}"' for name, value in given.items() if value) + ">"


def _parts(root: LexborNode, template: Template) -> Iterator[str]:
    """Each part that is there, in a box that says which it is."""
    for role, selector in template.parts:
        node = root.css_first(selector)
        if node is not None:
            yield f'<div {PART}="{role}">{node.html}</div>'
