"""A block → the kind of element it stands in, as a template remembers it."""

from __future__ import annotations

from masdar.read.tree import Block


def build(block: Block) -> str:
    """Its tag, below its parent's."""
    parent = block.element.getparent()
    return f"{parent.tag if parent is not None else ''} > {block.element.tag}"
