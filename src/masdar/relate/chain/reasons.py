"""In: a reason as a code with its parts. Out: the same as an English sentence, for every code that chains use.

Codes of links: `reprint.G`, `reworked.G`, `translates.G` (G: the direction's ground), `updates.text|linked|marked`,
`credit.text|facts`, `cited`, `statement.quotes|reports`, `issuer.page`.
Codes of clashes: `circle`, `direction.G` (the ground that speaks against the link), `origin`, `speaker`, `time`.
"""

from __future__ import annotations

from types import MappingProxyType

from masdar.model import Why

_GROUNDS = {
    "credit": "it credits the other",
    "agency": "the other is an agency's or an issuer's",
    "dateline": "an agency signs the other",
    "published": "the other states an earlier time",
    "seen": "we saw the other earlier",
}
_AGAINST = {
    "credit": "the text taken for the original credits the other",
    "agency": "the text taken for the later one is an agency's or an issuer's",
    "dateline": "an agency signs the text taken for the later one",
    "published": "the text taken for the later one states an earlier time",
    "seen": "we saw the text taken for the later one earlier",
}
_LINKS = {
    "updates.marked": "the page calls itself an update{words}, and an earlier report of this outlet tells the same",
    "updates.linked": "the report leads its reader to an earlier one of the same outlet{words}",
    "updates.text": "a later text of the same outlet, made from its own: {share}% of the shorter text stands in both",
    "credit.text": "the page says that its text is from {name}",
    "credit.facts": "the page cites {name}",
    "cited": "the page cites {name}",
    "statement.quotes": "the text quotes {name}{medium}",
    "statement.reports": "the text reports {name}{medium}: {said}",
    "issuer.page": "the words stand on a page of {name}",
}
_CLASHES = {
    "circle": "they rest on one another",
    "origin": "the page says that its text is from {name}, but the words that we hold are another's",
    "speaker": "the same words are given to different speakers{words}",
    "time": "it states an earlier time than what it rests on",
}
_DERIVED = {
    "reprint": "it is a copy: {share}% of the shorter text stands in both, and ",
    "reworked": "it is reworked: {share}% of the shorter text stands in both, and ",
    "translates": "it says the same in another language, and ",
}
SENTENCES = MappingProxyType(
    _LINKS
    | _CLASHES
    | {f"{how}.{ground}": _DERIVED[how] + told for how in _DERIVED for ground, told in _GROUNDS.items()}
    | {f"direction.{ground}": told for ground, told in _AGAINST.items()}
)
"""Every code and its sentence; `{name}` and the rest are parts of the reason."""


def in_english(why: Why) -> str:
    """The reason in one sentence, without a capital and a full stop. An unknown code stands for itself."""
    return SENTENCES.get(why.code, why.code).format(
        name=why.name or "somebody",
        medium=f", {why.medium}" if why.medium else "",
        words=f" («{why.words}»)" if why.words else "",
        said=why.words or "",
        share=round(100 * (why.share or 0)),
    )
