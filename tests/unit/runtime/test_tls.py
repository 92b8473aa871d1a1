"""Certificates are checked against the name, unless the flow says otherwise."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from tests.unit.runtime.fake_server import response, serving
from tests.unit.runtime.test_egress import LOOPBACK, names, sent
from trunkline.runtime.egress import Egress
from trunkline.sdk import Unreachable


def shop() -> Egress:
    return Egress(LOOPBACK, resolve=names(shop_example=["127.0.0.1"], other_example=["127.0.0.1"]))


async def test_a_certificate_that_no_authority_signed_is_refused(certified: ssl.SSLContext):
    async with serving(lambda _: response(body=b"x"), tls=certified) as server:
        with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
            await sent(shop(), "GET", f"https://shop.example:{server.port}/")
        assert server.received == []


async def test_a_flow_may_accept_any_certificate(certified: ssl.SSLContext):
    async with serving(lambda _: response(body=b"x"), tls=certified) as server:
        answer = await sent(shop(), "GET", f"https://shop.example:{server.port}/", verify_tls=False)
    assert answer.content == b"x"


async def test_the_certificate_must_be_of_the_name_that_was_called(
    certified: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The connection goes to an address, and yet the name is what the certificate is checked against."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    asked: list[str | None] = []
    certified.sni_callback = lambda _socket, name, _context: asked.append(name)
    async with serving(lambda _: response(body=b"x"), tls=certified) as server:
        assert (await sent(shop(), "GET", f"https://shop.example:{server.port}/")).content == b"x"
        with pytest.raises(Unreachable, match="Hostname mismatch"):
            await sent(shop(), "GET", f"https://other.example:{server.port}/")
    assert asked == ["shop.example", "other.example"]
