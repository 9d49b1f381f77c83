"""In: why a link is on the chain, as a code with its parts. Out: the sentence in the reader's language, or nothing."""

from __future__ import annotations

from markupsafe import Markup

from masdar.model import ChainLink, Why
from masdar.serve.drawing import LineKind
from masdar.serve.view import View


def told(why: Why | None, view: View) -> Markup | None:
    """None for a link of before there were codes, and for a code or parts that the locale file has no words for: the
    reader is told nothing rather than something in another language."""
    if why is None:
        return None
    parts: dict[str, object] = {"name": isolated(why.name or view.say("story.unknown_speaker"))}
    if why.share is not None:
        parts["share"] = isolated(view.share(why.share))
    if why.medium:
        parts["medium"] = isolated(why.medium)
    try:
        return view.say("why." + why.code + ("_medium" if why.medium else ""), **parts)
    except KeyError:
        return None


def isolated(text: str) -> Markup:
    """Keeps the direction of a name or number to itself."""
    return Markup("<bdi>{}</bdi>").format(text)


def line_kind(link: ChainLink) -> LineKind:
    """What a link is called and how it is drawn: a reprint in other words has a name and a line of its own."""
    reworked = link.kind == "reprint" and link.why is not None and link.why.code.startswith("reworked.")
    return "reworked" if reworked else link.kind
