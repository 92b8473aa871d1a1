"""No form of an address gets past the rule that its plain form meets."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

from hypothesis import given
from hypothesis import strategies as st

from trunkline.runtime.addresses import refusal


@given(st.ip_addresses(v=4))
def test_what_python_calls_private_is_refused(address: IPv4Address):
    if address.is_private or address.is_multicast or not address.is_global:
        assert refusal(str(address), ()) is not None


@given(st.ip_addresses(v=6))
def test_what_python_calls_private_is_refused_in_ipv6_too(address: IPv6Address):
    if address.ipv4_mapped is None and (address.is_private or address.is_multicast or address.is_link_local):
        assert refusal(str(address), ()) is not None


@given(st.ip_addresses(v=4), st.integers(0, 2**16 - 1))
def test_a_wrapped_address_is_judged_like_the_plain_one(address: IPv4Address, subnet: int):
    plain = refusal(str(address), ())
    mapped = IPv6Address(0xFFFF << 32 | int(address))
    nat64 = IPv6Address(0x64FF9B << 96 | int(address))
    six_to_four = IPv6Address(0x2002 << 112 | int(address) << 80 | subnet << 64 | 1)
    assert refusal(str(mapped), ()) == refusal(str(nat64), ()) == plain
    assert (refusal(str(six_to_four), ()) is None) == (plain is None)
