"""Keys of endpoints: all are compared, whichever fits, so that time tells nothing."""

from __future__ import annotations

import hmac

import pytest

from trunkline import sdk
from trunkline.engine.kinds import EndpointSecurity
from trunkline.errors import Conflict, NotSignedIn, PermissionDenied
from trunkline.triggers import endpoints
from trunkline.triggers.endpoints import Endpoint, _needs_key

KEYS = (b"first", b"second", b"third")


def endpoint(*, keys: tuple[bytes, ...] = KEYS, enabled: bool = True) -> Endpoint:
    """Return an endpoint that asks for a key; what a request would run does not matter here."""
    trigger = sdk.Trigger(key="t", label="T", description="", inputs=sdk.Inputs)
    return Endpoint(None, None, trigger, {}, None, enabled, keys, True, 0.0)  # type: ignore[arg-type] # not looked at


@pytest.mark.parametrize("given", ["first", "second", "third", "none of them"])
def test_every_key_is_compared_whichever_fits(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bytes] = []
    monkeypatch.setattr(endpoints, "hmac", Comparing(compared))
    try:
        endpoint().admit(given, rate_per_s=0)
    except PermissionDenied:
        assert given == "none of them"

    assert compared == list(KEYS)


class Comparing:
    """Compares as the library does, and notes what."""

    def __init__(self, compared: list[bytes]) -> None:
        self._compared = compared

    def compare_digest(self, mine: bytes, known: bytes) -> bool:
        self._compared.append(known)
        return hmac.compare_digest(mine, known)


@pytest.mark.parametrize("given", [None, ""])
def test_no_key_is_another_refusal_than_a_wrong_one(given: str | None) -> None:
    with pytest.raises(NotSignedIn):
        endpoint().admit(given, rate_per_s=0)
    with pytest.raises(PermissionDenied):
        endpoint().admit("wrong", rate_per_s=0)


def test_who_has_no_key_does_not_learn_that_the_instance_is_paused() -> None:
    paused = endpoint(enabled=False)

    with pytest.raises(PermissionDenied):
        paused.admit("wrong", rate_per_s=0)
    with pytest.raises(Conflict):
        paused.admit("second", rate_per_s=0)


@pytest.mark.parametrize(
    ("security", "keys", "needs"),
    [
        (EndpointSecurity.UNSECURED, KEYS, False),
        (EndpointSecurity.UNSECURED, (), False),
        (EndpointSecurity.CUSTOMER_OPTIONAL, KEYS, True),
        (EndpointSecurity.CUSTOMER_OPTIONAL, (), False),
        (EndpointSecurity.CUSTOMER_REQUIRED, (), True),
        (EndpointSecurity.ORGANIZATION, (), True),
    ],
)
def test_whether_a_key_is_asked_for(security: EndpointSecurity, keys: tuple[bytes, ...], needs: bool) -> None:
    assert _needs_key(security, keys) is needs
