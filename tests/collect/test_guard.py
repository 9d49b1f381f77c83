"""What may be connected to: addresses in every disguise, ports, names on the list."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masdar.collect.addresses import absolute_url
from masdar.collect.guard import is_allowed_host, literal_address, refused_address, refused_url


@pytest.mark.parametrize(
    "address",
    ["127.0.0.2", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
     "255.255.255.255", "192.0.2.1", "::", "::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::7f00:1",
     "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:a00:1::", "2001:db8::1", "nonsense",
     "192.0.0.192", "192.0.0.8", "198.18.0.1", "203.0.113.9", "240.0.0.1", "0.1.2.3", "168.63.129.16", "239.1.2.3",
     "fec0::1", "5f00::1", "3fff::1", "100::1", "::ffff:0:a00:1", "::ffff:0:808:808", "64:ff9b:1:a00:1::",
     "2001:0:a00:1::f5ff:fffe", "2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:127.0.0.1", "fd00:ec2::254", "",
     "1.2.3"],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert refused_address(address) is not None


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_public_addresses_are_not(address: str) -> None:
    assert refused_address(address) is None


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.1", "127.0.0.1"), ("0x7f.1", "127.0.0.1"), ("017700000001", "127.0.0.1"), ("2130706433", "127.0.0.1"),
     ("[::1]", "::1"), ("paper.example", None), ("1.2.3.4.example", None), ("999.1", None), ("1" * 40, None)],
)  # fmt: skip
def test_numbers_that_systems_take_for_addresses(host: str, expected: str | None) -> None:
    assert literal_address(host) == expected


def test_allow_list_patterns() -> None:
    patterns = ("*.localhost", "intranet.example")
    assert is_allowed_host("a.localhost", patterns)
    assert is_allowed_host("INTRANET.example", patterns)
    assert not is_allowed_host("localhost", patterns)
    assert not is_allowed_host("evil-localhost", patterns)
    assert not is_allowed_host("x.intranet.example", patterns)


INSIDE = ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
          "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3")  # fmt: skip


@st.composite
def inside(draw: st.DrawFn) -> ipaddress.IPv4Address:
    network = ipaddress.IPv4Network(draw(st.sampled_from(INSIDE)))
    return network[draw(st.integers(0, network.num_addresses - 1))]


def disguises(address: ipaddress.IPv4Address) -> list[int]:
    """The IPv6 addresses, as numbers, that carry an IPv4 address: mapped, translated, compatible, NAT64 (well known,
    local at the end, local right behind its prefix), 6to4, Teredo, ISATAP (two)."""
    number = int(address)
    return [
        0xFFFF << 32 | number,
        0xFFFF << 48 | number,
        number,
        0x0064_FF9B << 96 | number,
        0x0064_FF9B_0001 << 80 | number,
        0x0064_FF9B_0001 << 80 | (number >> 16) << 64 | (number & 0xFFFF) << 40,
        0x2002 << 112 | number << 80 | 1,
        0x2001_0000 << 96 | 0x0808_0808 << 64 | (number ^ 0xFFFF_FFFF),
        0x2606_4700 << 96 | 0x0000_5EFE << 32 | number,
        0x2606_4700 << 96 | 0x0200_5EFE << 32 | number,
    ]


@given(inside())
def test_no_disguise_gets_an_inside_address_past_the_guard(address: ipaddress.IPv4Address) -> None:
    assert refused_address(str(address)) is not None
    for number in disguises(address):
        assert refused_address(str(ipaddress.IPv6Address(number))) is not None


@given(inside(), st.sampled_from(["{0}.{1}.{2}.{3}", "0{0:o}.0{1:o}.0{2:o}.0{3:o}", "0x{0:x}.{1}.0x{2:X}.{3}", "{n}",
                                  "0x{n:x}", "0{n:o}", "{0}.{r}", "{0}.{1}.{q}", "{0}.{1}.{2}.{3}."]))  # fmt: skip
def test_every_spelling_of_an_inside_address_is_seen_through(address: ipaddress.IPv4Address, spelling: str) -> None:
    number = int(address)
    host = spelling.format(*address.packed, n=number, r=number & 0xFF_FFFF, q=number & 0xFFFF)
    refusal = refused_url(f"http://{host}/", ())
    assert refusal is not None
    assert refusal.reason == "private-address"


@given(inside(), st.sampled_from("\uff10\u2460\u0660"), st.sampled_from(".\u3002\uff0e\uff61"))
def test_digits_and_dots_of_other_scripts_do_not_hide_an_address(
    address: ipaddress.IPv4Address, zero: str, dot: str
) -> None:
    digits = str(address)
    if zero == "\u2460":  # circled digits have no zero in their row
        shown = "".join(chr(0x245F + int(d)) if d.isdigit() and d != "0" else d for d in digits)
    else:
        shown = "".join(chr(ord(zero) + int(d)) if d.isdigit() else d for d in digits)
    url = absolute_url(f"http://{shown.replace('.', dot)}/", "http://x/")
    refusal = refused_url(url, ()) if url is not None else None
    # Either it is no address at all any more, or the guard sees it. Arabic digits stay letters of a name to IDNA.
    assert url is None or refusal is not None or "xn--" in url


@given(st.text(max_size=60))
def test_no_url_crashes_the_guard(text: str) -> None:
    refused_url(f"http://{text}", ())
    refused_url(text, ())
    refused_address(text)
    literal_address(text)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://paper.example:25/", "bad-port"),
        ("http://paper.example:0/", "bad-port"),
        ("http://paper.example:6667/", "bad-port"),
        ("http://paper.example:10080/", "bad-port"),
        ("http://paper.example:8080/", None),
        ("https://paper.example/", None),
        ("ftp://paper.example/", "bad-scheme"),
        ("file:///etc/hostname", "bad-scheme"),
        ("http+unix://%2Fvar%2Frun%2Fx.sock/", "bad-scheme"),
        ("http://localhost./", "private-address"),
        ("http://a.LOCALHOST/", "private-address"),
        ("http://[::1]/", "private-address"),
        ("http://[fe80::1%25eth0]/", "private-address"),
        ("http://user:secret@127.0.0.1/", "private-address"),
        ("http://paper.example#@127.0.0.1/", None),
        ("http://127.0.0.1\\@paper.example/", "bad-address"),
    ],
)
def test_urls_that_show_what_they_are(url: str, reason: str | None) -> None:
    refusal = refused_url(url, ())
    assert (refusal.reason if refusal is not None else None) == reason


def test_a_host_on_the_list_may_be_inside_and_on_any_port() -> None:
    assert refused_url("http://intranet.example:25/", ("intranet.example",)) is None
    assert refused_url("http://10.0.0.1/", ("10.0.0.1",)) is None
    assert refused_url("http://10.0.0.2/", ("10.0.0.1",)) is not None
    assert refused_url("http://[::ffff:10.0.0.1]/", ("10.0.0.1",)) is not None
