"""What each paragraph is, and which links, posts and pictures stand among the paragraphs."""

from __future__ import annotations

import time

import pytest
from lxml import html

import masdar
from masdar.model import Embed, Part, Picture
from masdar.read.layout import MOST_EMBEDS, MOST_LINKS, MOST_PICTURES, Layout, lay_out
from masdar.read.pictures import split_credit
from masdar.read.tree import Block, grow, read_blocks

PAGE = "https://paper.example/news/17"
FIRST = "<p>قالت بلدية المرفأ إن الجسر القديم يفتح صباح الأحد أمام المشاة بعد ترميم دام سنة.</p>"
LAST = "<p>وأضافت أن العربات تعبر من الجسر الجديد حتى نهاية الشتاء، وتقف الحافلات عند الساحة.</p>"


def laid(body: str, only: str = "main") -> tuple[Layout, tuple[Block, ...]]:
    """The layout of a page whose text is all lines of one of its elements but the headline and captions."""
    root = grow(f"<body>{body}</body>")
    assert root is not None
    around = next(root.iter(only))
    inside = [
        block for block in read_blocks(root) if around in block.element.iterancestors() or block.element is around
    ]
    unread = ("h1", "figcaption", "caption")
    kept = tuple(block for block in inside if block.element.tag not in unread and "caption" not in _named(block))
    return lay_out(kept, next(root.iter("h1"), None), PAGE), kept


def _named(block: Block) -> str:
    return " ".join(step.get("class", "") for step in [block.element, *block.element.iterancestors()])


# ---------------------------------------------------------------- parts


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("<h2>خلفية</h2><p>نص</p><h4><a href=/x>فرع</a></h4>", [Part("heading", 2), Part(), Part("heading", 4)]),
        ("<div role=heading aria-level=3>خلفية</div><p>نص</p>", [Part("heading", 3), Part()]),
        (
            "<ul><li>أول<ul><li>فرع</li></ul></li><li>ثان</li></ul><p>نص</p><ol><li><p>واحد</p></li><li>اثنان</li></ol>",
            [
                *(Part("item", 1, 1), Part("item", 2, 1), Part("item", 1, 1), Part()),
                *(Part("item", 1, 2, 1), Part("item", 1, 2, 2)),
            ],
        ),
        (
            "<blockquote><p>قول</p><blockquote>في قول</blockquote></blockquote><p>نص</p><div class=pull-quote></div>"
            "<figure class=wp-block-pullquote><p>قول آخر</p></figure>",
            [Part("quotation", 1, 1), Part("quotation", 2, 1), Part(), Part("quotation", 1, 2)],
        ),
        (
            "<table><tr><th>الحي<th>العدد<tr><td>المرفأ<td><p>12</p><tr><td colspan=2>المجموع<td>20</table>",
            [
                *(
                    Part("cell", 1, 1, 1, 1),
                    Part("cell", 1, 1, 1, 2),
                    Part("cell", 0, 1, 2, 1),
                    Part("cell", 0, 1, 2, 2),
                ),
                *(Part("cell", 0, 1, 3, 1), Part("cell", 0, 1, 3, 3)),
            ],
        ),
    ],
)
def test_each_paragraph_says_what_it_is(body: str, parts: list[Part]) -> None:
    assert list(laid(f"<main>{body}</main>")[0].parts) == parts


@pytest.mark.parametrize(
    "body",
    [
        f"<table><tr><td>قائمة</td><td>أخرى</td></tr><tr><td>{(FIRST + LAST) * 8}</td><td>هامش</td></tr></table>",
        f"<table role=presentation><tr><td>أ<td>ب<tr><td>ج<td>د</table>{FIRST}",
        f"<ul><li>{(FIRST + LAST) * 8}</li></ul>",
        f"<blockquote>{(FIRST + LAST) * 8}</blockquote>",
        FIRST + LAST,
    ],
)
def test_what_holds_the_whole_page_is_no_table_list_or_quotation(body: str) -> None:
    assert laid(f"<main>{body}</main>")[0].parts == ()


# ---------------------------------------------------------------- links


def test_links_cut_the_words_they_cover() -> None:
    body = (
        "<p>قال <a href='/a?b=1&amp;c=2#d'>الوزير <b>الأول</b></a>، و<a href='https://other.example/x'>غيره</a>. "
        "<a href='#top'>أعلى</a> <a href='javascript:x()'>زر</a> <a>لا شيء</a> <a href='mailto:a@b.example'>بريد</a>"
    )
    found, blocks = laid(f"<main>{FIRST}{body}</main>")
    words = [(blocks[x.span.paragraph].text[x.span.start : x.span.end], x.url) for x in found.links]
    assert words == [("الوزير الأول", "https://paper.example/a?b=1&c=2"), ("غيره", "https://other.example/x")]


# ---------------------------------------------------------------- posts

X_POST = """<blockquote class="twitter-tweet" data-lang="ar"><p lang="ar" dir="rtl">الجسر مفتوح<br>أهلاً
 <a href="https://t.co/abc">pic.twitter.com/abc</a></p>&mdash; بلدية المرفأ (@marfa_city)
 <a href="https://twitter.com/marfa_city/status/1850000000000000001?ref_src=twsrc%5Etfw">November 15, 2026</a>
 </blockquote>
 <script async src="https://platform.twitter.com/widgets.js" charset="utf-8"></script>"""
INSTAGRAM_POST = """<blockquote class="instagram-media" data-instgrm-captioned
 data-instgrm-permalink="https://www.instagram.com/p/Cabc_12-x/?utm_source=ig_embed" data-instgrm-version="14"><div>
 <a href="https://www.instagram.com/p/Cabc_12-x/"><div><svg></svg></div><div>View this post on Instagram</div></a>
 <p><a href="https://www.instagram.com/p/Cabc_12-x/">A post shared by ميناء المرفأ (@marfa.port)</a></p></div>
 </blockquote>"""
TIKTOK_POST = """<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@marfa.city/video/7400000000000000001"
 data-video-id="7400000000000000001"><section>
 <a title="@marfa.city" href="https://www.tiktok.com/@marfa.city?refer=embed">@marfa.city</a>
 <p>عبور الجسر <a href="https://www.tiktok.com/tag/x">#جسر</a></p>
 <a href="https://www.tiktok.com/music/1">♬ صوت</a></section></blockquote>"""
FACEBOOK_POST = """<div class="fb-post" data-href="https://www.facebook.com/marfa.city/posts/pfbid0Ab"><blockquote
 cite="https://www.facebook.com/marfa.city/posts/pfbid0Ab" class="fb-xfbml-parse-ignore"><p>يفتح الجسر غداً</p>Posted by
 <a href="https://www.facebook.com/marfa.city">بلدية المرفأ</a> on
 <a href="https://www.facebook.com/marfa.city/posts/pfbid0Ab">Sunday</a></blockquote></div>"""
BLUESKY_POST = """<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:abc123/app.bsky.feed.post/3kxyz">
 <p lang="ar">الجسر مفتوح</p>&mdash; بلدية المرفأ (<a href="https://bsky.app/profile/did:plc:abc123?ref_src=embed">@marfa.bsky.social</a>)
 <a href="https://bsky.app/profile/did:plc:abc123/post/3kxyz?ref_src=embed">Nov 15</a></blockquote>"""
X_URL = "https://twitter.com/marfa_city/status/1850000000000000001"
FACEBOOK_FRAME = (
    "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fmarfa%2Fposts%2F123&amp;width=500"
)


@pytest.mark.parametrize(
    ("markup", "embed"),
    [
        (X_POST, Embed("X", X_URL, 0, "بلدية المرفأ (@marfa_city)", "الجسر مفتوح أهلاً pic.twitter.com/abc")),
        (
            "<blockquote><p>الجسر مفتوح</p>— بلدية (@marfa) <a href='https://x.com/marfa/status/99'>15 نوفمبر</a>"
            "</blockquote>",
            Embed("X", "https://x.com/marfa/status/99", 0, "بلدية (@marfa)", "الجسر مفتوح"),
        ),
        (
            '<iframe data-src="https://platform.twitter.com/embed/Tweet.html?dnt=true&amp;id=77" src="about:blank">'
            "</iframe>",
            Embed("X", "https://twitter.com/i/status/77", 0),
        ),
        ("<amp-twitter data-tweetid='77'></amp-twitter>", Embed("X", "https://x.com/i/status/77", 0)),
        (
            '<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="marfanews/512"'
            ' data-width="100%"></script>',
            Embed("Telegram", "https://t.me/marfanews/512", 0, "@marfanews"),
        ),
        (
            '<iframe src="https://t.me/marfanews/512?embed=1&amp;mode=tme"></iframe>',
            Embed("Telegram", "https://t.me/marfanews/512", 0, "@marfanews"),
        ),
        (
            INSTAGRAM_POST,
            Embed("Instagram", "https://www.instagram.com/p/Cabc_12-x/", 0, "ميناء المرفأ (@marfa.port)"),
        ),
        (
            "<iframe src='//www.instagram.com/reel/Cabc/embed/captioned/'></iframe>",
            Embed("Instagram", "https://www.instagram.com/reel/Cabc/", 0),
        ),
        (
            TIKTOK_POST,
            Embed(
                *("TikTok", "https://www.tiktok.com/@marfa.city/video/7400000000000000001", 0, "@marfa.city"),
                "عبور الجسر #جسر",
            ),
        ),
        (
            FACEBOOK_POST,
            Embed(
                "Facebook", "https://www.facebook.com/marfa.city/posts/pfbid0Ab", 0, "بلدية المرفأ", "يفتح الجسر غداً"
            ),
        ),
        (
            f'<iframe src="{FACEBOOK_FRAME}"></iframe>',
            Embed("Facebook", "https://www.facebook.com/marfa/posts/123", 0, "marfa"),
        ),
        (
            '<div class="fb-video" data-href="https://www.facebook.com/watch/?v=123456"></div>',
            Embed("Facebook", "https://www.facebook.com/watch/?v=123456", 0),
        ),
        (
            '<iframe src="https://www.youtube-nocookie.com/embed/AbC_12-xyz9?rel=0"></iframe>',
            Embed("YouTube", "https://www.youtube.com/watch?v=AbC_12-xyz9", 0),
        ),
        (
            '<lite-youtube videoid="AbC_12-xyz9"></lite-youtube>',
            Embed("YouTube", "https://www.youtube.com/watch?v=AbC_12-xyz9", 0),
        ),
        (
            "<figure class=wp-block-embed><div class=wp-block-embed__wrapper>\nhttps://youtu.be/AbC_12-xyz9\n</div></figure>",
            Embed("YouTube", "https://www.youtube.com/watch?v=AbC_12-xyz9", 0),
        ),
        (
            '<iframe src="https://player.vimeo.com/video/123456789?h=1"></iframe>',
            Embed("Vimeo", "https://vimeo.com/123456789", 0),
        ),
        (
            '<iframe src="https://geo.dailymotion.com/player/x1.html?video=x8abc"></iframe>',
            Embed("Dailymotion", "https://www.dailymotion.com/video/x8abc", 0),
        ),
        (
            '<blockquote class="text-post-media" data-text-post-permalink="https://www.threads.net/@marfa/post/C1a-b">'
            '<a href="https://www.threads.net/@marfa/post/C1a-b"><div>View on Threads</div></a></blockquote>',
            Embed("Threads", "https://www.threads.net/@marfa/post/C1a-b", 0, "@marfa"),
        ),
        (
            BLUESKY_POST,
            Embed(
                *("Bluesky", "https://bsky.app/profile/did:plc:abc123/post/3kxyz", 0),
                *("بلدية المرفأ (@marfa.bsky.social)", "الجسر مفتوح"),
            ),
        ),
        (f"<p><a href='{X_URL}?s=20'>{X_URL}</a></p>", Embed("X", X_URL, 0, "@marfa_city")),
        (f"<p>{X_URL}</p>", Embed("X", X_URL, 0, "@marfa_city")),
    ],
)
def test_a_post_is_known_by_its_address(markup: str, embed: Embed) -> None:
    found, _ = laid(f"<main>{FIRST}{markup}{LAST}</main>")
    assert [(e.platform, e.url, e.after, e.author, e.text) for e in found.embeds] == [
        (embed.platform, embed.url, embed.after, embed.author, embed.text)
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "<blockquote><p>قول قديم</p> <a href='https://paper.example/2'>هنا</a></blockquote>",
        "<p>تابع <a href='https://x.com/paper'>حسابنا</a></p>",
        "<p>كتب <a href='https://x.com/a/status/1'>على منصته</a> أمس</p>",
        "<iframe src='https://ads.example/frame?id=1'></iframe>",
        "<iframe src='https://www.googletagmanager.com/ns.html?id=GTM-1'></iframe>",
        "<iframe></iframe><iframe src='http://[x'></iframe><div class=twitter-tweet></div>",
    ],
)
def test_what_shows_no_post_is_none(markup: str) -> None:
    assert laid(f"<main>{FIRST}{markup}{LAST}</main>")[0].embeds == ()


def test_the_lines_of_a_post_belong_to_it() -> None:
    found, blocks = laid(f"<main>{FIRST}<iframe src='https://youtu.be/AbC_12-xyz9'></iframe>{X_POST}{LAST}</main>")
    posts = [block.text for block, part in zip(blocks, found.parts, strict=True) if part == Part("post", group=2)]
    assert posts[0] == "الجسر مفتوح"
    assert [embed.after for embed in found.embeds] == [0, 0]
    assert found.parts[-1] == Part()


def test_a_post_that_stands_twice_is_one() -> None:
    frame = f"<iframe src='https://platform.twitter.com/embed/index.html?id={X_URL[-19:]}'></iframe>"
    found, _ = laid(f"<main>{FIRST}{frame}<noscript>{frame}</noscript>{X_POST}{LAST}</main>")
    assert len(found.embeds) == 1
    assert found.embeds[0].author == "بلدية المرفأ (@marfa_city)"


def test_lines_in_one_element_have_their_posts_between_them() -> None:
    frame = "<iframe src='https://www.youtube.com/embed/AbC_12-xyz{}'></iframe>"
    body = f"<main>{frame.format(0)}سطر أول.<br>سطر ثان.<br>{frame.format(1)}<br>سطر ثالث.{frame.format(2)}</main>"
    assert [embed.after for embed in laid(body)[0].embeds] == [-1, 1, 2]


def test_posts_beside_the_report_are_not_its_own() -> None:
    frame = "<iframe src='https://www.youtube.com/embed/AbC_12-xyz{}'></iframe>"
    body = (
        f"<header>{frame.format(0)}</header><article><h1>عنوان</h1>{frame.format(1)}<main>{FIRST}{LAST}{frame.format(2)}"
        f"<aside>{frame.format(3)}</aside></main>{frame.format(4)}</article><footer>{frame.format(5)}</footer>"
    )
    found, _ = laid(body)
    assert [(str(embed.url)[-1], embed.after) for embed in found.embeds] == [("1", -1), ("2", 1)]


# ---------------------------------------------------------------- pictures


@pytest.mark.parametrize(
    ("markup", "picture"),
    [
        (
            "<figure><img src=/a.jpg alt='الجسر'><figcaption>الجسر بعد ترميمه (تصوير: سامي الخطيب)</figcaption>"
            "</figure>",
            Picture("https://paper.example/a.jpg", 0, "الجسر بعد ترميمه", "سامي الخطيب", "الجسر"),
        ),
        (
            "<figure><img src='data:image/gif;base64,R0' data-src='/b.jpg'><figcaption>الجسر <span class=photo-credit>"
            "(رويترز)</span></figcaption></figure>",
            Picture("https://paper.example/b.jpg", 0, "الجسر", "رويترز"),
        ),
        (
            "<div class='wp-caption'><a href='/full/c.jpg'><img src=/small/c.jpg width=600></a>"
            "<p class=wp-caption-text>الجسر. © وكالة مرسال</p></div>",
            Picture("https://paper.example/small/c.jpg", 0, "الجسر.", "وكالة مرسال"),
        ),
        (
            "<picture><source srcset='/d-400.webp 400w, /d-1200.webp 1200w'><img src='/img/placeholder.gif'></picture>",
            Picture("https://paper.example/d-1200.webp", 0),
        ),
        (
            "<p><img src='/spacer.gif' data-srcset='/e-1.jpg 1x, /e-2.jpg 2x'></p>",
            Picture("https://paper.example/e-2.jpg", 0),
        ),
        (
            "<amp-img src='https://cdn.example/f.jpg' width=800 height=600></amp-img>",
            Picture("https://cdn.example/f.jpg", 0),
        ),
        (
            "<img src=lazy.png data-lazy-src=/g.jpg><noscript><img src=/g.jpg></noscript>",
            Picture("https://paper.example/g.jpg", 0),
        ),
    ],
)
def test_a_picture_has_its_address_caption_and_credit(markup: str, picture: Picture) -> None:
    assert laid(f"<main>{FIRST}{markup}{LAST}</main>")[0].pictures == (picture,)


@pytest.mark.parametrize(
    "markup",
    [
        "<img src=/p.gif width=1 height=1>",
        "<img src=/face.jpg class=avatar>",
        "<img src=https://s.w.org/images/core/emoji/14/72x72/1f600.png class=wp-smiley>",
        "<img src=/wp-content/themes/paper/line.png>",
        "<img src=/logo.png>",
        "<img src=/drawing.svg>",
        "<img src=/images/print.gif>",
        "<img src=data:image/png;base64,AAAA>",
        "<img>",
        "<img src='http://[0' width=600>",
        "<a href=/news/18><img src=/other.jpg></a>",
        "<div class=related><img src=/other.jpg></div>",
        f"{X_POST.replace('</blockquote>', '<img src=/avatar-of-them.jpg></blockquote>')}",
    ],
)
def test_ornaments_are_no_pictures(markup: str) -> None:
    assert laid(f"<main>{FIRST}{markup}{LAST}</main>")[0].pictures == ()


def test_pictures_stand_after_the_paragraph_before_them() -> None:
    body = (
        f"<img src=/top.jpg><article><h1>عنوان</h1><figure><img src=/lead.jpg></figure><main>{FIRST}<img src=/one.jpg>"
        f"{LAST}<figure><img src=/end.jpg></figure><div><a href=/9><h3>آخر</h3></a><img src=/nine.jpg></div></main>"
    )
    root = laid(body)[0]
    assert [(picture.url[22:], picture.after) for picture in root.pictures[:3]] == [
        ("lead.jpg", -1),
        ("one.jpg", 0),
        ("end.jpg", 1),
    ]


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("الجسر القديم - عدسة: ليان القصيبة", "الجسر القديم", "ليان القصيبة"),
        ("الجسر القديم (رويترز)", "الجسر القديم", "رويترز"),
        ("الجسر القديم (أ ف ب)", "الجسر القديم", "أ ف ب"),
        ("الجسر القديم (أرشيف)", "الجسر القديم (أرشيف)", None),
        ("The old bridge. Photo: Sami Khatib / Mursal", "The old bridge.", "Sami Khatib / Mursal"),
        ("The old bridge (AFP)", "The old bridge", "AFP"),
        ("The old bridge. (Delta News Agency)", "The old bridge.", "Delta News Agency"),
        ("الجسر القديم - وكالة أنباء الوادي", "الجسر القديم", "وكالة أنباء الوادي"),
        ("الجسر القديم - حي المرفأ", "الجسر القديم - حي المرفأ", None),
        ("Photo by Sami Khatib", None, "Sami Khatib"),
        ("© Mursal", None, "Mursal"),
        ("قال المصور إن الجسر: جميل", "قال المصور إن الجسر: جميل", None),
        ("", None, None),
    ],
)
def test_a_caption_is_parted_from_its_credit(text: str, caption: str | None, credit: str | None) -> None:
    assert split_credit(text) == (caption, credit)


# ---------------------------------------------------------------- limits


def test_what_is_endless_is_cut() -> None:
    body = "".join(
        f"<p>نص <a href=/{n}>رابط</a></p><img src=/{n}.jpg><iframe src=https://youtu.be/AbC_12-{n:04}></iframe>"
        for n in range(400)
    )
    found, _ = laid(f"<main>{body}</main>")
    assert (len(found.links), len(found.embeds), len(found.pictures)) == (MOST_LINKS, MOST_EMBEDS, MOST_PICTURES)


def test_no_text_has_no_layout() -> None:
    assert lay_out((), html.fromstring("<h1>x</h1>"), PAGE) == Layout((), (), (), ())


def test_hostile_markup_takes_no_longer() -> None:
    """Each caption, post and list is looked for nearby, not through the whole page again and again."""
    body = "<div class=x>" * 100 + "<figure><img src=/a.jpg></figure><blockquote class=twitter-tweet>" * 1_500 + FIRST
    begun = time.process_time()
    laid(f"<main>{FIRST}{body}{LAST}</main>")
    assert time.process_time() - begun < 10


def test_the_pictures_of_other_reports_among_the_paragraphs_are_not_the_reports() -> None:
    story = "<p>افتتحت البلدية صباح اليوم سوقا جديدا للخضار في الحي الشرقي بعد عامين من أعمال البناء المتواصلة.</p>"
    card = '<div class="c"><a href="/n/{0}"><img src="/i/other-{0}.jpg"></a><a href="/n/{0}">خبر آخر رقم {0}</a></div>'
    cards = "<div class='grid'>" + "".join(card.format(number) for number in range(4)) + "</div>"
    page = (
        "<h1>سوق جديد يفتح أبوابه</h1><img src='/i/market.jpg' width=600 alt='سوق &amp;quot;الشرق&amp;quot;'>"
        f"<div class=text>{story}{cards}{story.replace('صباح', 'مساء')}</div>"
    )
    article = masdar.read_html(f"<html lang=ar><body>{page}</body></html>", PAGE).article
    assert [picture.url.rpartition("/")[2] for picture in article.pictures] == ["market.jpg"]
    assert article.pictures[0].alternative == 'سوق "الشرق"'
