"""The first bytes of a body in, whether it can be a text page, feed or sitemap at all out. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from masdar.collect.coding import gunzip

SNIFFED_BYTES = 1445  # the "resource header" length of the WHATWG MIME Sniffing Standard
_BINARY_FAMILIES = ("image/", "audio/", "video/", "font/", "application/")
_TEXT_IN_FAMILIES = (
    "application/xhtml", "application/xml", "application/rss", "application/atom", "application/rdf",
    "application/json", "application/feed", "application/ld+json", "application/vnd.wap.xhtml",
    "application/x-rss", "application/javascript",
)  # fmt: skip
_BOMS_16_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
# Signatures from the WHATWG standard, section 6, and common news attachments.
_SIGNATURES = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"RIFF", b"%PDF-", b"PK\x03\x04", b"OggS",
    b"ID3", b"\x1aE\xdf\xa3", b"Rar!", b"7z\xbc\xaf", b"wOFF", b"wOF2", b"\x7fELF", b"MZ", b"\xd0\xcf\x11\xe0",
)  # fmt: skip
# Control bytes that no text holds: MIME Sniffing Standard, "binary data byte" (escape, used by ISO-2022, left out).
_BINARY_BYTES = bytes(code for code in range(0x20) if code not in (0x09, 0x0A, 0x0C, 0x0D, 0x1B))


def is_wrong_type(content_type: str, url: str, head: bytes) -> bool:
    """Is this an image, a film, an archive, a document…? What the bytes show goes before what the header says, except
    that HTML declared to be binary is refused, as browsers do; feeds pass under any label, being so often mislabelled.

    Packed sitemaps (sitemap.xml.gz) pass when what is inside looks like markup.
    """
    head = head[: 4 * SNIFFED_BYTES]
    if head.startswith(b"\x1f\x8b"):
        return not _is_packed_markup(url, head)
    if _is_xml(head):
        return False
    if not looks_like_markup(head) and _is_binary(head[:SNIFFED_BYTES]):
        return True
    declared = content_type.split(";", 1)[0].strip().lower()
    return declared.startswith(_BINARY_FAMILIES) and not declared.startswith(_TEXT_IN_FAMILIES)


def _is_xml(head: bytes) -> bool:
    start = head[:256].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    return start.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf", b"<urlset", b"<sitemapindex"))


def looks_like_markup(head: bytes) -> bool:
    """Does it begin as HTML, XML or JSON would, in UTF-8 or UTF-16?"""
    start = head[:64].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start[:1] in (b"<", b"{")


def _is_packed_markup(url: str, head: bytes) -> bool:
    inside = gunzip(head, SNIFFED_BYTES)
    return looks_like_markup(inside) or (not inside and urlsplit(url).path.endswith(".gz"))


def _is_binary(head: bytes) -> bool:
    if head.startswith(_SIGNATURES) or head[4:8] == b"ftyp":
        return True
    if head.startswith(_BOMS_16_32):
        return False
    return len(head.translate(None, _BINARY_BYTES)) < len(head)
