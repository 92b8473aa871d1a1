from __future__ import annotations

import pytest

from trunkline.accounts import passwords, tokens
from trunkline.accounts.attempts import PER_ADDRESS, PER_PERSON, WINDOW_S, Attempts
from trunkline.errors import Invalid, TooMany


def test_tokens_are_long_random_and_recognisable() -> None:
    made = {tokens.new() for _ in range(100)}
    assert len(made) == 100
    assert all(token.startswith("tl_") and len(token) == 46 for token in made)


def test_a_digest_does_not_give_the_token_away() -> None:
    token = tokens.new()
    assert tokens.digest(token) == tokens.digest(token)
    assert tokens.digest(token) != tokens.digest(token + "x")
    assert token not in str(tokens.digest(token))
    assert token.startswith(tokens.preview(token))
    assert len(tokens.preview(token)) == 8


async def test_only_the_right_password_fits() -> None:
    stored = await passwords.hash_of("correct horse battery")
    assert stored.startswith("$argon2id$")
    assert await passwords.matches("correct horse battery", stored)
    assert not await passwords.matches("correct horse battery ", stored)
    assert not await passwords.matches("correct horse battery", None)
    assert not await passwords.matches("a password that nobody has", None)
    assert not await passwords.matches("x", "not a hash")


@pytest.mark.parametrize("password", ["", "123456789", "x" * 2000])
def test_a_password_has_a_sensible_length(password: str) -> None:
    with pytest.raises(Invalid) as told:
        passwords.check_new(password)
    assert told.value.field == "password"


def test_failures_are_forgotten_after_a_while_or_on_success(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("trunkline.clock.monotonic_s", lambda: now)
    attempts = Attempts()
    for _ in range(PER_PERSON):
        attempts.check("a", "1")
        attempts.failed("a", "1")
    with pytest.raises(TooMany) as told:
        attempts.check("a", "1")
    assert told.value.retry_after_s == WINDOW_S
    attempts.check("b", "1")
    attempts.check("a", "2")
    now += WINDOW_S
    attempts.check("a", "1")
    attempts.failed("a", "1")
    attempts.succeeded("a", "1")
    attempts.check("a", "1")


def test_an_address_that_tries_many_people_is_stopped_too() -> None:
    attempts = Attempts()
    for number in range(PER_ADDRESS):
        attempts.failed(f"person {number}", "1")
    with pytest.raises(TooMany):
        attempts.check("somebody else", "1")
    attempts.check("somebody else", "2")
