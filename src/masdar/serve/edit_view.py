"""In: an edit from the list of edits, with the two versions. Out: what a page, a feed or a comparison tells of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from masdar.model import Edited, Facet
from masdar.serve.marking import clip
from masdar.serve.policy import words_allowed
from masdar.serve.timeline import EDIT_WORDS, Revised, told_of
from masdar.serve.view import View
from masdar.serve.worddiff import Edit, Stretch
from masdar.store import Connection, cards
from masdar.store import edits as filed
from masdar.store.records import ArticleCard

# An entry of a list shows the first places; the comparison shows the rest.
MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """An edit in a list, with its article and as much of it as the display policy lets us tell."""

    edited: Edited
    card: ArticleCard
    revised: Revised

    @property
    def path(self) -> str:
        """The permanent address of the comparison: pages keep their numbers, whatever else is found later."""
        return comparison_path(self.edited)


def comparison_path(edited: Edited) -> str:
    """Where the two versions of an edit stand beside each other, without language prefix."""
    return f"/article/{edited.article}/versions?old={edited.since}&new={edited.page}"


def listed(db: Connection, found: Sequence[Edited]) -> tuple[Listed, ...]:
    """The edits with their articles and words, in the same order."""
    known = {card.id: card for card in cards.article_cards(db, list(dict.fromkeys(each.article for each in found)))}
    versions = filed.versions_of(db, found)
    told = []
    for each in found:
        old, new = versions.get((each.article, each.since)), versions.get((each.article, each.page))
        if each.article in known and old is not None and new is not None:
            card = known[each.article]
            told.append(Listed(each, card, told_of(card, old, new, MOST_TOLD, EDIT_WORDS)))
    return tuple(told)


# ---------------------------------------------------------------- words


def about_words(about: Sequence[Facet], view: View) -> str:
    """What changed, in the reader's words: "headline, numbers, a paragraph removed"."""
    return view.say("edits.comma").join(str(view.say("edits.about_" + facet)) for facet in about)


def notice_words(found: Revised, card: ArticleCard) -> str:
    """The words in which the text announces its change, as far as the policy allows."""
    most = words_allowed(card)
    if found.notice is None or most == 0:
        return ""
    return found.notice.words if most is None else clip(found.notice.words, most)


def lines_of(each: Listed, view: View) -> Iterator[str]:
    """An edit in plain words, for a feed: what changed, then each place before and after."""
    yield str(view.say("edits.changed", what=about_words(each.revised.about, view)))
    if each.edited.notice is None:
        yield str(view.say("edits.unannounced"))
    else:
        yield str(view.say("edits.announced", words=notice_words(each.revised, each.card)))
    for edit in each.revised.edits:
        yield f"{view.say('article.edit_' + edit.kind)}: {_place_words(edit, view)}"
    if each.revised.more:
        yield str(view.count("counts.more_edits", each.revised.more))


def _place_words(edit: Edit, view: View) -> str:
    before, after = _plain(edit.before), _plain(edit.after)
    if edit.kind == "removed":
        return str(view.say("edits.line_removed", before=before))
    if edit.kind in ("added", "moved"):
        return str(view.say("edits.line_added", after=after))
    return str(view.say("edits.line", before=before, after=after))


def _plain(parts: Sequence[Stretch]) -> str:
    return " ".join("".join(part.text for part in parts).split())
