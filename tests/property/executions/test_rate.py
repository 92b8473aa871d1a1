"""The allowance of an endpoint: never more than two seconds' worth at once, and the rate in the long run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline import clock, sdk
from trunkline.errors import TooMany
from trunkline.triggers.endpoints import Endpoint

BURST_S = 2


def endpoint() -> Endpoint:
    """Return an endpoint that asks for no key; what a request would run does not matter here."""
    trigger = sdk.Trigger(key="t", label="T", description="", inputs=sdk.Inputs)
    return Endpoint(None, None, trigger, {}, None, True, (), False, 0.0)  # type: ignore[arg-type] # not looked at


@given(
    rate=st.integers(1, 50),
    gaps=st.lists(st.floats(0, 3, allow_subnormal=False), min_size=1, max_size=200),
    start=st.floats(1, 1e6, allow_subnormal=False),
)
def test_no_stretch_of_time_lets_in_more_than_its_share(rate: int, gaps: list[float], start: float) -> None:
    one, now, admitted = endpoint(), start, []
    with pytest.MonkeyPatch.context() as patched:
        for gap in gaps:
            now += gap
            patched.setattr(clock, "monotonic_s", lambda at=now: at)
            try:
                one.admit(None, rate_per_s=rate)
            except TooMany:
                continue
            admitted.append(now)

    for first, begin in enumerate(admitted):
        for last in range(first, len(admitted)):
            assert last - first + 1 <= rate * (BURST_S + admitted[last] - begin) + 1e-3


@given(rate=st.integers(1, 50), start=st.floats(1, 1e6, allow_subnormal=False))
def test_who_keeps_to_the_rate_is_never_refused(rate: int, start: float) -> None:
    one = endpoint()
    with pytest.MonkeyPatch.context() as patched:
        for number in range(200):
            patched.setattr(clock, "monotonic_s", lambda at=start + number / rate: at)
            one.admit(None, rate_per_s=rate)


def test_without_a_rate_all_are_let_in() -> None:
    one = endpoint()
    for _ in range(10_000):
        one.admit(None, rate_per_s=0)
