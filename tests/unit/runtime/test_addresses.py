"""Which addresses may be called."""

from __future__ import annotations

import pytest

from trunkline.runtime.addresses import networks_of, refusal


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101", "2002:101:101::1"]
)
def test_public_addresses_may_be_called(address: str):
    assert refusal(address, ()) is None


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("0.0.0.0", "unspecified"),  # noqa: S104 - judged, not bound
        ("0.1.2.3", "unspecified"),
        ("10.0.0.1", "private"),
        ("100.64.0.1", "shared"),
        ("100.100.100.200", "shared"),
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("169.254.169.254", "link-local"),
        ("168.63.129.16", "metadata"),
        ("172.31.255.255", "private"),
        ("192.0.0.192", "reserved"),
        ("192.168.1.1", "private"),
        ("198.18.0.1", "benchmarks"),
        ("224.0.0.1", "multicast"),
        ("255.255.255.255", "reserved"),
        ("::", "not a public address"),
        ("::1", "not a public address"),
        ("::127.0.0.1", "not a public address"),
        ("fe80::1", "not a public address"),
        ("fe80::1%eth0", "not a public address"),
        ("fc00::1", "not a public address"),
        ("fd00:ec2::254", "not a public address"),
        ("ff02::1", "not a public address"),
        ("64:ff9b:1::a00:1", "not a public address"),
        ("2001:db8::1", "documentation"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:a9fe:a9fe", "link-local"),
        ("64:ff9b::10.0.0.1", "private"),
        ("2002:7f00:1::", "loopback"),
        ("2002:a9fe:a9fe::1", "link-local"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "Teredo"),
        ("2606:4700::5efe:10.0.0.1", "private"),
        ("2606:4700::200:5efe:10.0.0.1", "private"),
    ],
)
def test_others_are_refused_in_words(address: str, reason: str):
    assert reason in (refusal(address, ()) or "")


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3", "fd00::7"])
def test_a_network_that_the_operator_allows_may_be_called(address: str):
    assert refusal(address, networks_of(["10.1.0.0/16", "fd00::/8"])) is None


@pytest.mark.parametrize("address", ["10.2.0.1", "127.0.0.1", "fe80::1"])
def test_allowing_one_network_allows_no_other(address: str):
    assert refusal(address, networks_of(["10.1.0.0/16", "fd00::/8"])) is not None
