"""A URL or a network address in, whether we may connect to it out. Pure.

A crawler follows addresses that strangers write; without this rule a link could make it read services inside the
network it runs in (server-side request forgery). The check is made on the address of the connection itself, not on
names, so that neither a redirect nor a name that resolves twice gets round it.
"""

from __future__ import annotations

import ipaddress
import re

from yarl import URL

from masdar.collect.answers import Refusal

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052; its local twin 64:ff9b:1::/48 (RFC 8215) is not public
_GLOBAL_IPV6 = ipaddress.ip_network("2000::/3")  # RFC 4291 2.4, IANA: all that is routed between networks
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)  # RFC 5214 6.1: the interface id of an address that carries an IPv4 one
# What Python 3.11 takes for public, and is not.
_ALSO_INSIDE = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.0.0.0/24",  # RFC 6890; a cloud's metadata service answers at 192.0.0.192
            "168.63.129.16/32",  # another cloud's host services, seen from inside it alone
            "3fff::/20",  # RFC 9637, documentation
        ),
    )
)
# Forms that inet_aton takes for an IPv4 address: 127.1, 0x7f.2, 2130706433.
_LOOSE_IPV4 = re.compile(r"(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+)){0,3}\.?", re.IGNORECASE)
_WEB_PORTS = (80, 443)
_FIRST_FREE_PORT = 1024  # below lie mail, file and other services that a crafted link could talk to
# The "bad ports" of the Fetch Standard (2.9) above those: services that take an HTTP request for their own language.
_BAD_PORTS = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, *range(6665, 6670), 6679, 6697, 10080}
)


def refused_url(url: str, allow_hosts: tuple[str, ...]) -> Refusal | None:
    """Why a URL may not be asked for, as far as it shows itself: scheme, port, an address spelled out as host.

    yarl takes it apart, as the HTTP client does: two parsers that disagree on the host would be a way round this.
    """
    try:
        parts = URL(url, encoded=True)
        name = parts.host or ""
    except ValueError:
        return Refusal("bad-address", url)
    if parts.scheme not in ("http", "https"):
        return Refusal("bad-scheme", url)
    if is_allowed_host(name, allow_hosts):
        return None
    literal = "127.0.0.1" if is_local_name(name) else literal_address(name)
    why = refused_address(literal) if literal else None
    if why is not None:
        return Refusal("private-address", f"{url}: {why}")
    port = parts.port or 0
    is_odd = port not in _WEB_PORTS and (port < _FIRST_FREE_PORT or port in _BAD_PORTS)
    return Refusal("bad-port", url) if is_odd else None


def refused_address(text: str) -> str | None:
    """Why the address (as a socket gives it, "%zone" allowed) must not be connected to; None when it may."""
    try:
        address = ipaddress.ip_address(text.split("%", 1)[0])
    except ValueError:
        return f"{text!r} is no IP address"
    for inner in _unwrapped(address):
        if not _is_public(inner):
            shown = str(address) if inner == address else f"{address} (wraps {inner})"
            return f"{shown} is not a public address"
    return None


def literal_address(host: str) -> str | None:
    """The IP address that a host name spells out, in any form an operating system accepts; None for a real name."""
    name = host.strip("[]")
    try:
        return str(ipaddress.ip_address(name.split("%", 1)[0]))
    except ValueError:
        return _loose_ipv4(name) if _LOOSE_IPV4.fullmatch(name) else None


def is_allowed_host(name: str, patterns: tuple[str, ...]) -> bool:
    """Is the host name (without port) on the list? "*.example" stands for every name below "example"."""
    lowered = name.lower().strip("[]")
    return any(lowered.endswith(p[1:]) if p.startswith("*.") else lowered == p.strip("[]") for p in patterns)


def is_local_name(name: str) -> bool:
    """RFC 6761 6.3: "localhost" and all below it mean this machine, whatever a name server says."""
    lowered = name.lower().rstrip(".")
    return lowered == "localhost" or lowered.endswith(".localhost")


def _is_public(address: Address) -> bool:
    if address.is_multicast or not address.is_global or any(address in network for network in _ALSO_INSIDE):
        return False
    return address.version == 4 or address in _GLOBAL_IPV6


def _unwrapped(address: Address) -> tuple[Address, ...]:
    """The address and the IPv4 address it carries: mapped, NAT64, 6to4, Teredo or ISATAP."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    last = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    if address.ipv4_mapped is not None or address in _NAT64:  # what counts is where it leads
        return (last,)
    carried: list[Address] = [address]
    if address.sixtofour is not None:
        carried.append(address.sixtofour)
    if address.teredo is not None:
        carried.extend(address.teredo)
    if int(address) >> 32 & 0xFFFF_FFFF in _ISATAP:
        carried.append(last)
    return tuple(carried)


def _loose_ipv4(name: str) -> str | None:
    """The rule of inet_aton: the last number fills all bytes that are left."""
    numbers = [_number(part) for part in name.rstrip(".").split(".")]
    *heads, last = numbers
    value = last
    if any(head > 255 for head in heads) or last >= 256 ** (4 - len(heads)):
        return None
    for place, head in enumerate(heads):
        value += head << (8 * (3 - place))
    return str(ipaddress.IPv4Address(value))


def _number(text: str) -> int:
    if text.lower().startswith("0x"):
        return int(text[2:] or "0", 16)
    digits = text[:32]  # longer numbers pass every bound anyway
    return int(digits, 8 if digits.startswith("0") and digits.strip("01234567") == "" else 10)
