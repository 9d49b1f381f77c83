"""What a test cares about in, pages as t.me prints them out: its markup, invented channels and words.

The markup was checked against public readers of it (RSSHub, tchan and others), November 2026.
"""

from __future__ import annotations

from dataclasses import dataclass

EMBED, PREVIEW = "widget_frame_base tgme_widget body_widget_post emoji_image", "widget_frame_base tgme_webpreview"


@dataclass(frozen=True)
class Post:
    """`inside` is markup put above the text, `below` under it; `kind` more classes of the message."""

    number: int
    text: str = ""
    at: str = "2026-11-03T09:15:00+00:00"
    channel: str = "jisr_ministry"
    title: str = "وزارة الجسور"
    author: str = ""
    forwarded: str = ""
    inside: str = ""
    below: str = ""
    kind: str = ""

    @property
    def markup(self) -> str:
        address = f"https://t.me/{self.channel}/{self.number}"
        text = (
            f'<div class="tgme_widget_message_text js-message_text" dir="auto">{self.text}</div>' if self.text else ""
        )
        forwarded = (
            f'<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;{self.forwarded}</div>'
            if self.forwarded
            else ""
        )
        author = f'<span class="tgme_widget_message_from_author" dir="auto">{self.author}</span>' if self.author else ""
        return f"""<div class="tgme_widget_message text_not_supported_wrap {self.kind} js-widget_message"
 data-post="{self.channel}/{self.number}" data-view="eyJj">
<div class="tgme_widget_message_user"><a href="https://t.me/{self.channel}">
<i class="tgme_widget_message_user_photo"><img src="https://cdn.telegram.example/face.jpg"></i></a></div>
<div class="tgme_widget_message_bubble">
<div class="tgme_widget_message_author accent_color"><a class="tgme_widget_message_owner_name"
 href="https://t.me/{self.channel}"><span dir="auto">{self.title}</span></a></div>
{forwarded}{self.inside}{text}{self.below}
<div class="tgme_widget_message_footer compact js-message_footer"><div class="tgme_widget_message_info">
<span class="tgme_widget_message_views">1.2K</span><span class="copyonly"> views</span>
<span class="tgme_widget_message_meta">{author}<a class="tgme_widget_message_date" href="{address}">
<time datetime="{self.at}" class="time">09:15</time></a></span></div></div></div></div>"""


def post_page(post: Post) -> bytes:
    """t.me/NAME/123?embed=1&mode=tme"""
    return _page("Telegram Widget", EMBED, post.markup)


def missing_post() -> bytes:
    """The same address when the post is gone: also a 200."""
    error = (
        '<div class="tgme_widget_message err_message"><div class="tgme_widget_message_error">Post not found</div></div>'
    )
    return _page("Telegram Widget", EMBED, error)


def channel_page(name: str, title: str, posts: tuple[Post, ...], about: str = "") -> bytes:
    """t.me/s/NAME"""
    wraps = "".join(
        f'<div class="tgme_widget_message_wrap js-widget_message_wrap">{post.markup}</div>' for post in posts
    )
    body = f"""<header class="tgme_header"><div class="tgme_header_info"><a href="/s/{name}">{title}</a></div></header>
<main class="tgme_main" data-url="/{name}"><div class="tgme_container"><div class="tgme_right_column">
<section class="tgme_right_column"><div class="tgme_channel_info"><div class="tgme_channel_info_header">
<div class="tgme_channel_info_header_title"><span dir="auto">{title}</span></div>
<div class="tgme_channel_info_header_username"><a href="https://t.me/{name}">@{name}</a></div></div>
<div class="tgme_channel_info_description">{about}</div></div></section></div>
<section class="tgme_channel_history js-message_history">{wraps}</section></div></main>"""
    head = f'<link rel="canonical" href="/s/{name}"><meta property="og:site_name" content="Telegram">'
    return _page(f"{title} – Telegram", PREVIEW, body, head)


def plain_page(name: str, title: str) -> bytes:
    """t.me/NAME: where t.me/s/NAME leads when there is no preview (a group, a person, previews off)."""
    body = f"""<div class="tgme_page_wrap"><div class="tgme_page"><div class="tgme_page_title">{title}</div>
<div class="tgme_page_extra">42 members</div><a class="tgme_action_button_new" href="tg://resolve?domain={name}">View</a>
</div></div>"""
    return _page(f"Telegram: View @{name}", "no_transition", body)


def _page(title: str, body_class: str, body: str, head: str = "") -> bytes:
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head>
<body class="{body_class}">{body}<script>TWidgetPost.init();</script></body></html>""".encode()
