"""Which addresses components may call: public ones, and private networks that the operator allowed."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from trunkline.errors import SetupError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Source: https://www.iana.org/assignments/iana-ipv4-special-registry, iana-ipv6-special-registry
_REFUSED_V4 = tuple(
    (IPv4Network(network), reason)
    for network, reason in (
        ("0.0.0.0/8", "an unspecified address"),
        ("10.0.0.0/8", "a private address"),
        ("100.64.0.0/10", "an address shared behind a provider's gateway"),
        ("127.0.0.0/8", "a loopback address"),
        ("168.63.129.16/32", "a cloud's metadata address"),
        ("169.254.0.0/16", "a link-local address"),
        ("172.16.0.0/12", "a private address"),
        ("192.0.0.0/24", "a reserved address"),
        ("192.0.2.0/24", "an address for documentation"),
        ("192.88.99.0/24", "a reserved address"),
        ("192.168.0.0/16", "a private address"),
        ("198.18.0.0/15", "an address for benchmarks"),
        ("198.51.100.0/24", "an address for documentation"),
        ("203.0.113.0/24", "an address for documentation"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")  # all that is routed; everything else is refused
_REFUSED_V6 = tuple(
    (IPv6Network(network), reason)
    for network, reason in (
        ("2001::/32", "an address that tunnels to another (Teredo)"),
        ("2001::/23", "a reserved address"),
        ("2001:db8::/32", "an address for documentation"),
        ("3fff::/20", "an address for documentation"),
    )
)
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_6TO4 = IPv6Network("2002::/16")
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})


def networks_of(texts: Iterable[str]) -> tuple[Network, ...]:
    """Return networks from their CIDR forms.

    Raises:
        SetupError: one cannot be read.
    """
    try:
        return tuple(ip_network(text, strict=False) for text in texts)
    except ValueError as wrong:
        raise SetupError(f"TRUNKLINE_ALLOW_PRIVATE_NETWORKS: {wrong}; write networks as 10.0.0.0/8,fd00::/8") from None


def refusal(text: str, allowed: tuple[Network, ...]) -> str | None:
    """Return what is wrong with calling this address, as "a private address"; ``None`` if nothing is."""
    address = _unwrapped(ip_address(text))
    if any(address in network for network in allowed):
        return None
    if isinstance(address, IPv4Address):
        return _reason(address, _REFUSED_V4)
    if address not in _GLOBAL_V6:
        return "not a public address"
    return _reason(address, _REFUSED_V6) or _refusal_of_tunnelled(address)


def _unwrapped(address: Address) -> Address:
    """Return the IPv4 address that the network would reach by this one, where it is one in disguise."""
    if isinstance(address, IPv6Address) and (address in _MAPPED or address in _NAT64):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def _refusal_of_tunnelled(address: IPv6Address) -> str | None:
    if address in _6TO4:
        return _reason(IPv4Address(int(address) >> 80 & 0xFFFF_FFFF), _REFUSED_V4)
    if int(address) >> 32 & 0xFFFF_FFFF in _ISATAP:
        return _reason(IPv4Address(int(address) & 0xFFFF_FFFF), _REFUSED_V4)
    return None


def _reason(address: Address, refused: tuple[tuple[Network, str], ...]) -> str | None:
    return next((reason for network, reason in refused if address in network), None)
