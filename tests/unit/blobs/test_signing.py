from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from trunkline import clock
from trunkline.blobs.signing import Expired, UrlSigner
from trunkline.errors import PermissionDenied

SUBJECT = "results/01a20751/3"


@pytest.fixture
def signer() -> UrlSigner:
    return UrlSigner(bytes(32))


@pytest.fixture(autouse=True)
def _present() -> Iterator[None]:
    yield
    clock.shift(timedelta(0))


def test_a_token_holds_for_its_subject_until_it_expires(signer: UrlSigner) -> None:
    token = signer.sign(SUBJECT, lifetime=timedelta(minutes=5))
    signer.check(SUBJECT, token)
    clock.shift(timedelta(minutes=4))
    signer.check(SUBJECT, token)
    clock.shift(timedelta(minutes=6))
    with pytest.raises(Expired):
        signer.check(SUBJECT, token)


def test_a_token_holds_for_nothing_else(signer: UrlSigner) -> None:
    token = signer.sign(SUBJECT)
    until, _, mac = token.partition(".")
    later = f"{int(until) + 1000}.{mac}"
    for subject, forged in [
        (SUBJECT + "0", token),
        (SUBJECT, later),
        (SUBJECT, until),
        (SUBJECT, "." + mac),
        (SUBJECT, ""),
    ]:
        with pytest.raises(PermissionDenied):
            signer.check(subject, forged)
    with pytest.raises(PermissionDenied):
        UrlSigner(b"\x01" * 32).check(SUBJECT, token)


@pytest.mark.parametrize("token", ["x", "é.é", "-1.x", "1" * 5000 + ".x", "\u0661.x"])
def test_what_is_no_token_is_refused(signer: UrlSigner, token: str) -> None:
    with pytest.raises(PermissionDenied):
        signer.check(SUBJECT, token)


def test_tokens_are_fit_for_addresses(signer: UrlSigner) -> None:
    assert set(signer.sign(SUBJECT)) <= set("0123456789.-_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
