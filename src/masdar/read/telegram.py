"""The page of one Telegram post, as t.me shows it for embedding → its reading, or why there is none.

A post has no headline of its own: the first line that says something is the title, as published. Everything else is
read as on any page: who is credited, who said what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from masdar.model import Article, Credit, Embed, Evidence, Moment, Page, Picture, Reading, Rejected, Source, Span
from masdar.read.credits import find_credits
from masdar.read.dates import parse_date
from masdar.read.decode import Decoded
from masdar.read.embeds import post_at
from masdar.read.followed import book_of
from masdar.read.language import find_language
from masdar.read.layout import lay_out
from masdar.read.metadata import web_address
from masdar.read.places import locate
from masdar.read.plain import clean, clip
from masdar.read.rejection import reject_lines
from masdar.read.sheet import TIMELESS
from masdar.read.statements import find_statements
from masdar.read.tree import Block, Element, above, grow, read_blocks, text_under
from masdar.text.addresses import address_key
from masdar.text.direction import direction_of

METHOD = "telegram@1"
# The page of a post, and a channel's preview, by the class of <body>.
_BODIES = frozenset(("body_widget_post", "widget_frame_base"))
# What stands in a post's bubble and is not its own: the post it answers, the page it links to.
_NOT_OWN = frozenset(("tgme_widget_message_reply", "tgme_widget_message_link_preview"))
_BACKGROUND = re.compile(r"background-image\s*:\s*url\(\s*['\"]?([^'\")]+)")
_HASHTAG = re.compile(r"#[^\W\d]\w*")
_NAMELESS_LINE = re.compile(r"(?:[#@]\w+|https?://\S+|[\W_])+")
_SENTENCE = re.compile(r".{12,}?[.؟?!…]+[»”\")]?(?=\s)")
_PAUSE = re.compile(r"[،؛,;:](?=\s)")
_FINISHED = re.compile(r"[.؟?!…،؛:][»”\")\s]*$")
# A longer first line is running text: its first sentence, or what of it fits, is the title.
_TITLE_WORDS, _TITLE_CHARS = 30, 200
_MOST_TAGS, _MOST_QUOTED = 30, 2_000
_FAST_CLOCK = timedelta(minutes=10)  # as in read.published


@dataclass(frozen=True, slots=True)
class _Title:
    """`apart`: the number of the line that is nothing but the title; None: the title repeats how the text begins."""

    text: str
    evidence: Evidence
    apart: int | None


def is_post_page(page: Page) -> bool:
    """Whether its markup may be that of posts; by the bytes, so that it costs other pages nothing."""
    return b"tgme_widget_message" in page.body and any(name.encode() in page.body for name in _BODIES)


def read_post(
    page: Page, text: Decoded, source: Source | None, outlets: tuple[Source, ...]
) -> Reading | Rejected | None:
    """None for a page that only quotes such markup. A channel's list of posts is no article, nor is a post without
    text. Of several posts the one that the page's address names is read."""
    root = grow(text.text)
    body = None if root is None else root.find("body")
    if root is None or body is None or not _BODIES & set(body.get("class", "").split()):
        return None
    found = _post_of(root, page.url)
    if isinstance(found, Rejected):
        return found
    return _Post(found, page, text, source, outlets).read()


def _post_of(root: Element, url: str) -> Element | Rejected:
    if next(_called(root, "tgme_widget_message_error"), None) is not None:
        return Rejected("gone", "the page says that the post is not there")
    posts = [post for post in _called(root, "tgme_widget_message") if post.get("data-post")]
    if len(posts) > 1:
        posts = [post for post in posts if address_key(_address(post)) == address_key(url)]
    if len(posts) != 1:
        return Rejected("not-an-article", "a channel's list of posts")
    if "service_message" in posts[0].get("class", ""):
        return Rejected("not-an-article", "a service message of the channel")
    return posts[0]


def _address(post: Element) -> str:
    return f"https://t.me/{post.get('data-post', '').strip('/')}"


def _called(element: Element, name: str) -> Iterator[Element]:
    """The elements inside (and itself) of that class."""
    return (step for step in element.iter("*") if name in step.get("class", "").split())


def _is_own(element: Element) -> bool:
    return not any(_NOT_OWN & set(step.get("class", "").split()) for step in above(element))


class _Post:
    """One post being read."""

    def __init__(
        self, post: Element, page: Page, text: Decoded, source: Source | None, outlets: tuple[Source, ...]
    ) -> None:
        self._post, self._page, self._text = post, page, text
        self._source, self._outlets = source, outlets
        self._fetched_at = page.fetched_at if page.fetched_at < TIMELESS else None
        self._evidence: list[Evidence] = []

    def read(self) -> Reading | Rejected:
        lines = self._lines()
        if refused := reject_lines(lines):
            return refused
        title = _title_of(lines)
        if title is None:
            return Rejected("no-text", f"a post of {self._holds()} without text")
        self._evidence.append(title.evidence)
        article = self._article(title, [line for number, line in enumerate(lines) if number != title.apart])
        zone = self._source.zone if self._source else None
        written_at = article.published.instant if article.published else self._fetched_at
        statements = find_statements(article.paragraphs, written_at, zone)
        return Reading(article, self._credits(article, zone), statements, tuple(self._evidence))

    def _lines(self) -> tuple[Block, ...]:
        """The post's own text. Where one text element stands in another (albums), the outer one holds it all."""
        texts = [
            element
            for element in _called(self._post, "tgme_widget_message_text")
            if _is_own(element) and "js-message_reply_text" not in element.get("class", "")
        ]
        inner = {step for element in texts for step in element.iterdescendants()}
        for element in texts:
            _mend_links(element)
        return tuple(line for element in texts if element not in inner for line in read_blocks(element))

    def _holds(self) -> str:
        kinds = ("photo", "video", "document", "voice", "sticker", "poll", "location")
        names = " ".join(element.get("class", "") for element in self._post.iter("*"))
        return ", ".join(kind for kind in kinds if f"tgme_widget_message_{kind}" in names) or "nothing we can read"

    def _article(self, title: _Title, lines: Sequence[Block]) -> Article:
        paragraphs = tuple(line.text for line in lines)
        places = locate(self._text.text, title.text, paragraphs, "div")
        layout = lay_out(lines, None, self._page.url)
        pictures = tuple(self._pictures())
        text = "\n".join((title.text, *paragraphs))
        byline = self._fact("byline", "tgme_widget_message_from_author", "post:author")
        return Article(
            url=self._page.url,
            title=title.text,
            paragraphs=paragraphs,
            direction=direction_of(text),
            language=self._noted("language", "text", find_language(text), 0.95),
            canonical=self._noted("canonical", "post:address", _address(self._post), 0.95),
            published=self._published(),
            byline=byline,
            image=next((self._noted("image", "post:picture", picture.url, 0.9) for picture in pictures), None),
            site_name=self._fact("site_name", "tgme_widget_message_owner_name", "post:channel"),
            authors=(byline,) if byline else (),
            tags=self._tags(lines),
            parts=layout.parts,
            links=tuple(link for link in layout.links if "?q=%23" not in link.url),
            embeds=(*self._answered(), *layout.embeds),
            pictures=pictures,
            title_place=places.title,
            places=places.paragraphs,
        )

    # ------------------------------------------------------------ facts

    def _noted(self, about: str, field: str, text: str | None, sure: float) -> str | None:
        if text:
            self._evidence.append(Evidence(about, field, clip(text, 500), METHOD, sure))
        return text

    def _fact(self, about: str, name: str, field: str) -> str | None:
        element = next((each for each in _called(self._post, name) if _is_own(each)), None)
        return self._noted(about, field, text_under(element) or None if element is not None else None, 0.97)

    def _published(self) -> Moment | None:
        dated = (time for link in _called(self._post, "tgme_widget_message_date") for time in link.iter("time"))
        printed = next((time.get("datetime", "") for time in dated), "")
        moment = parse_date(printed, self._fetched_at, None) if printed else None
        if moment is None:
            return None
        if self._fetched_at is not None and moment.instant - self._fetched_at > _FAST_CLOCK:
            self._evidence.append(
                Evidence("published_refused", "post:time", clip(printed, 200), f"{METHOD}.future", 0.0)
            )
            return None
        self._noted("published", "post:time", printed, 0.99)
        return moment

    def _tags(self, lines: Sequence[Block]) -> tuple[str, ...]:
        """Its hashtags, as printed, without the mark."""
        tags = dict.fromkeys(found.group()[1:] for line in lines for found in _HASHTAG.finditer(line.text))
        for tag in list(tags)[:_MOST_TAGS]:
            self._noted("tag", "post:hashtag", tag, 0.95)
        return tuple(tags)[:_MOST_TAGS]

    def _pictures(self) -> Iterator[Picture]:
        """They stand above the text."""
        seen: set[str] = set()
        for element in _called(self._post, "tgme_widget_message_photo_wrap"):
            found = _BACKGROUND.search(element.get("style", ""))
            url = web_address(found[1], self._page.url) if found and _is_own(element) else None
            if url is not None and url not in seen:
                seen.add(url)
                yield Picture(url, -1)

    def _answered(self) -> Iterator[Embed]:
        """The post that this one answers, with the words that are shown of it."""
        for element in list(_called(self._post, "tgme_widget_message_reply"))[:1]:
            post = post_at(element.get("href", ""))
            author = next((text_under(name) for name in _called(element, "tgme_widget_message_author_name")), None)
            shown = next((text_under(text) for text in _called(element, "js-message_reply_text")), "")
            if post is not None:
                yield Embed(post.platform, post.url, -1, author or None, shown[:_MOST_QUOTED].strip() or None)

    # ------------------------------------------------------------ credits

    def _credits(self, article: Article, zone: str | None) -> tuple[Credit, ...]:
        source = self._source
        own = (*((source.name, *source.aliases) if source else ()), *([article.site_name] if article.site_name else ()))
        found = find_credits(
            article.text,
            byline=article.byline,
            own_names=own,
            outlets=self._outlets,
            fetched_at=self._fetched_at,
            zone=zone,
            embeds=[embed for embed in article.embeds if embed.author not in own],
            links=article.links,
        )
        forwarded = (credit for credit in self._forwarded() if credit.name not in own)
        return (*forwarded, *found)

    def _forwarded(self) -> Iterator[Credit]:
        """ "Forwarded from X": the words are X's."""
        for element in list(_called(self._post, "tgme_widget_message_forwarded_from_name"))[:1]:
            name, holder = text_under(element), element.getparent()
            context = text_under(holder) if holder is not None else name
            start = context.find(name)
            if name and start >= 0:
                span = Span(0, start, start + len(name))
                evidence = Evidence("credit", "attribution", name, "telegram.forwarded@1", 0.97, span, context)
                url = web_address(element.get("href", ""), self._page.url) if element.get("href") else None
                yield Credit("text_from", name, evidence, book_of(self._outlets).canonical(name), url)


def _mend_links(element: Element) -> None:
    """t.me/s writes "&amp;amp;" in the addresses that it asks back about (those with an onclick)."""
    for link in element.iter("a"):
        if link.get("onclick") and "&amp;" in link.get("href", ""):
            link.set("href", link.get("href", "").replace("&amp;", "&"))


# ---------------------------------------------------------------- the title


def _title_of(lines: Sequence[Block]) -> _Title | None:
    """The first line that is more than hashtags, names of accounts and addresses: whole where it is a headline, else
    its first sentence."""
    number = next((number for number, line in enumerate(lines) if not _NAMELESS_LINE.fullmatch(line.text)), None)
    if number is None:
        return None
    line = lines[number]
    if line.words <= _TITLE_WORDS:
        goes_on = any(not _NAMELESS_LINE.fullmatch(later.text) for later in lines[number + 1 :])
        is_headline = goes_on and (_is_bold(line) or not _FINISHED.search(line.text))
        return _stated(line.text, 0.9 if is_headline else 0.8, number if is_headline else None)
    return _stated(_first_sentence(line.text), 0.6, None)


def _is_bold(line: Block) -> bool:
    return all(any(step.tag in ("b", "strong") for step in above(piece.element)) for piece in line.pieces)


def _first_sentence(text: str) -> str:
    found = _SENTENCE.match(text)
    if found and len(found.group()) <= _TITLE_CHARS:
        return found.group()
    pauses = [pause.start() for pause in _PAUSE.finditer(text, 40, _TITLE_CHARS)]
    return clean(text[: pauses[-1]] if pauses else text[:_TITLE_CHARS].rpartition(" ")[0] or text[:_TITLE_CHARS])


def _stated(text: str, sure: float, apart: int | None) -> _Title:
    return _Title(text, Evidence("title", "post:first-line", clip(text, 300), METHOD, sure), apart)
