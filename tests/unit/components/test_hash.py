"""Digests are right, and a webhook is let in only with the right signature."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from tests.unit.components.calling import result_of
from trunkline.components.hash import component
from trunkline.components.hash.digests import NAMES
from trunkline.sdk import Body, Headers, InputError, NotRetryable, Response, TriggerPayload, TriggerResult
from trunkline.sdk.testing import Harness, connection_value

BODY = '{"foo":"bar","baz":123,"buz":false}'
SECRET = "not-so-secret"
SIGNATURE = hmac.digest(SECRET.encode(), BODY.encode(), "sha256")


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("md5", "5d41402abc4b2a76b9719d911017c592"),
        ("sha1", "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"),
        ("sha256", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"),
        ("ripemd160", "108f07b8382412612c048d07d13f814118445acd"),
        ("md5-sha1", "5d41402abc4b2a76b9719d911017c592aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"),
    ],
)
async def test_a_digest_is_the_one_that_everybody_gets(function: str, expected: str):
    assert await result_of(component, "computeHash", {"message": "hello", "hashFunction": function}) == expected


@pytest.mark.parametrize(("function", "openssl_name"), NAMES.items())
async def test_each_function_has_its_action(function: str, openssl_name: str):
    key = next(one.key for one in component.actions if one.label == f"Compute {function.upper()} Hash")
    expected = hashlib.new(openssl_name, b"\x00\xff").hexdigest()
    assert await result_of(component, key, {"message": b"\x00\xff"}) == expected


async def test_nothing_has_a_digest_too():
    assert await result_of(component, "computeSha256", {}) == hashlib.sha256().hexdigest()


async def test_an_hmac_is_computed():
    inputs = {"message": BODY, "secretKey": SECRET}
    assert await result_of(component, "computeHmac", inputs) == SIGNATURE.hex()


async def test_an_unknown_function_is_refused():
    with pytest.raises(InputError, match=r"input 'hashFunction' .* needs one of blake2b512"):
        await result_of(component, "computeHash", {"message": "a", "hashFunction": "crc32"})


async def test_a_secret_is_not_shown_in_an_error():
    with pytest.raises(InputError) as error:
        await result_of(component, "computeHmac", {"message": "a", "secretKey": b"hush" * 10_000_000})
    assert "hush" not in error.value.message


async def received(
    header: str | None, *, body: object = BODY, name: str = "X-Hmac-Hash", **inputs: object
) -> TriggerResult:
    headers = Headers({} if header is None else {name: header})
    payload = TriggerPayload(headers=headers, body=Body({"parsed": True}), raw_body=Body(body, "application/json"))
    return await Harness(component).trigger("hmacWebhookTrigger", payload, {"secretKey": SECRET, **inputs})


@pytest.mark.parametrize(
    "header",
    [
        SIGNATURE.hex(),
        SIGNATURE.hex().upper(),
        f"sha256={SIGNATURE.hex()}",
        base64.b64encode(SIGNATURE).decode(),
        f" {SIGNATURE.hex()} ",
    ],
)
async def test_the_right_signature_lets_a_request_in_as_it_is(header: str):
    result = await received(header)
    assert result.payload.body.data == {"parsed": True}
    assert result.response is None


async def test_header_and_function_can_be_chosen():
    right = hmac.new(SECRET.encode(), b"\xff", "sha512").hexdigest()
    inputs = {"hmacHeaderName": "X-Signature", "hashFunction": "sha512"}
    result = await received(right, body=b"\xff", name="x-signature", **inputs)
    assert result.payload.raw_body.data == b"\xff"


async def test_an_empty_body_has_a_signature_too():
    right = hmac.new(SECRET.encode(), b"", "sha256").hexdigest()
    assert (await received(right, body=None)).payload.raw_body.data is None


async def test_the_key_may_lie_in_a_connection():
    connection = connection_value(component, "hmacSecretKey", {"secretKey": SECRET})
    wire = {"key": connection.key, "fields": dict(connection.fields)}
    for given in (connection, wire):
        assert (await received(SIGNATURE.hex(), secretKey=given)).response is None


async def test_the_answer_to_the_caller_can_be_set():
    result = await received(SIGNATURE.hex(), statusCode="202", contentType="text/plain")
    assert result.response == Response(status_code=202, content_type="text/plain")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (None, "has no header x-hmac-hash"),
        ("", "has no header x-hmac-hash"),
        ("0" * 64, "is not the HMAC of the body"),
        (SIGNATURE.hex()[:-1], "is not the HMAC of the body"),
        (hashlib.sha256(BODY.encode()).hexdigest(), "is not the HMAC of the body"),
        (hmac.new(b"other", BODY.encode(), "sha256").hexdigest(), "is not the HMAC of the body"),
        (f"sha1={SIGNATURE.hex()}", "is not the HMAC of the body"),
        ("é", "is not the HMAC of the body"),
    ],
)
async def test_any_other_signature_is_refused(header: str | None, words: str):
    with pytest.raises(NotRetryable, match=words) as error:
        await received(header)
    assert SECRET not in error.value.message
    assert SIGNATURE.hex() not in error.value.message


async def test_a_body_that_was_changed_is_refused():
    with pytest.raises(NotRetryable, match="is not the HMAC"):
        await received(SIGNATURE.hex(), body=BODY + " ")


@pytest.mark.parametrize("secret", ["", None, {"key": "hmacSecretKey", "fields": {"secretKey": ""}}, {"fields": 1}])
async def test_without_a_key_nothing_is_let_in(secret: object):
    with pytest.raises(InputError, match="input 'secretKey'"):
        await received(hmac.new(b"", BODY.encode(), "sha256").hexdigest(), secretKey=secret)
