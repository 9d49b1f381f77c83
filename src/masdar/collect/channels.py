"""The public preview of a Telegram channel (t.me/s/NAME) in, its posts, or a first guess at its source, out. Pure.

A preview is told by its markup, so copies on other hosts work; what it prints is described in `read.telegram`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from masdar.collect.addresses import absolute_url, host_of
from masdar.model import Listing, Page, Source, SourceId
from masdar.read.decode import decode
from masdar.read.language import find_language
from masdar.text.addresses import bare_host, channel_of

_NO_TEXT = ".tgme_widget_message_reply, .tgme_widget_message_link_preview"
_TITLES = (".tgme_channel_info_header_title", ".tgme_widget_message_owner_name", ".tgme_page_title")
_HISTORY = re.compile(rb'class="[^"]{0,200}\btgme_channel_history\b')
_POST = re.compile(r"(?P<name>[A-Za-z]\w{3,31})/\d{1,18}", re.ASCII)
_SPACE = re.compile(r"\s+")
_TITLE_CHARS = 300


@dataclass(frozen=True, slots=True)
class ChannelPost:
    """A post that a preview shows: where to read it alone, how its text begins ("" without text), when it was sent."""

    url: str
    title: str
    at: datetime | None


def preview_address(url: str) -> str | None:
    """Where the channel at an address (t.me/NAME, a post of it, …) shows its posts; None when it is no channel's."""
    channel = channel_of(url)
    return f"https://t.me/s/{channel.name}" if channel else None


def is_preview(page: Page) -> bool:
    """Whether the page shows a channel's posts. t.me leads to a plain page instead where a name is a group's or a
    person's, or nobody's, and where the channel shows no preview."""
    return page.status == 200 and _HISTORY.search(page.body) is not None


def posts_of(page: Page) -> tuple[ChannelPost, ...]:
    """The channel's own posts, the newest first, each at the address that shows it alone. What only tells of the
    channel ("pinned a photo") and posts without text are left out: there is nothing in them to read."""
    posts = _tree(page).css(".tgme_widget_message[data-post]")
    name = (_name(page) or "").lower()
    found: dict[str, ChannelPost] = {}
    for node in reversed(posts):
        post = _POST.fullmatch(node.attributes.get("data-post") or "")
        url = absolute_url(f"/{post.group()}?embed=1&mode=tme", page.url) if post else None
        if post is None or url is None or post["name"].lower() != name or "service_message" in _class(node):
            continue
        if title := _text(node):
            found.setdefault(url, ChannelPost(url, title, _sent(node)))
    return tuple(found.values())


def guess_channel(page: Page) -> Source | None:
    """What a channel's page, or that of a post, says of the channel; None for any other page. Its kind is "channel": a
    ministry's own is better called "official", a newspaper's "outlet" (see docs/how-to/follow-a-telegram-channel.md).
    """
    name = _name(page)
    if name is None:
        return None
    tree = _tree(page)
    titles = (_clean(node.text()) for selector in _TITLES for node in tree.css(selector))
    text = " ".join(node.text(separator=" ") for node in tree.css(".tgme_widget_message_text"))
    home = preview_address(page.url) or absolute_url(f"/s/{name}", page.url) or page.url
    return Source(
        id=SourceId(f"tg-{name.lower()}"),
        name=next(filter(None, titles), name)[:100],
        home=home,
        hosts=(f"t.me/{name.lower()}" if channel_of(page.url) else f"{bare_host(host_of(page.url))}/{name}",),
        kind="channel",
        language=find_language(text) or "ar",
        listings=(Listing(home, "channel"),) if is_preview(page) else (),
    )


def _name(page: Page) -> str | None:
    """The channel's, by the page's address, or by the posts where it stands on another host."""
    channel = channel_of(page.url)
    if channel is not None:
        return channel.name
    if b"tgme_widget_message" not in page.body:
        return None
    posts = _tree(page).css(".tgme_widget_message[data-post]")
    found = (_POST.fullmatch(node.attributes.get("data-post") or "") for node in posts)
    return next((post["name"] for post in found if post), None)


def _text(node: LexborNode) -> str:
    """How a post's own text begins."""
    foreign = {inner.mem_id for box in node.css(_NO_TEXT) for inner in box.css("*")}
    texts = (text for text in node.css(".tgme_widget_message_text") if text.mem_id not in foreign)
    return next((_clean(text.text(separator=" "))[:_TITLE_CHARS] for text in texts), "")


def _sent(node: LexborNode) -> datetime | None:
    time = node.css_first(".tgme_widget_message_date time[datetime]")
    try:
        moment = datetime.fromisoformat((time.attributes.get("datetime") or "") if time is not None else "")
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def _class(node: LexborNode) -> str:
    return node.attributes.get("class") or ""


def _clean(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _tree(page: Page) -> LexborHTMLParser:
    return LexborHTMLParser(decode(page.body, page.header("content-type")).text)
