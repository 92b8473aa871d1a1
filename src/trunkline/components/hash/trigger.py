"""A webhook that lets in only what was signed with a key that both sides know."""

from __future__ import annotations

import base64
import hmac

from trunkline.components.common.values import bytes_of
from trunkline.components.hash.digests import function_field, keyed_digest
from trunkline.sdk import (
    Connection,
    ConnectionValue,
    Context,
    Inputs,
    NotRetryable,
    Response,
    TriggerPayload,
    TriggerResult,
    trigger,
)
from trunkline.sdk.cleaning import CleaningError
from trunkline.sdk.connection import to_connection
from trunkline.sdk.fields import password, string
from trunkline.sdk.inputs import Field, InputSpec
from trunkline.sdk.webhook import AnswerInputs, answer_of


class HmacSecret(Inputs):
    """The key."""

    secret_key = password("Secret key", required=True, comments="The key that sender and receiver both know.")


hmac_secret = Connection(
    key="hmacSecretKey", label="HMAC Secret Key", inputs=HmacSecret, comments="The key that webhooks are signed with."
)


def _secret(value: object) -> bytes:
    """Return the key out of a connection, or written as text."""
    if isinstance(value, str | bytes):
        return bytes_of(value)
    connection: ConnectionValue = to_connection(value)
    secret = connection.text("secretKey") or next((str(one) for one in connection.fields.values() if one), "")
    if not secret:
        raise CleaningError("a connection whose secret key is filled in")
    return secret.encode()


class HmacInputs(AnswerInputs):
    """Where the signature is, how it is made, and the answer to the caller."""

    hmac_header_name = string(
        "HMAC header name", default="x-hmac-hash", comments="The header that carries the HMAC of the body."
    )
    secret_key: Field[bytes] = Field(
        InputSpec(label="Secret key", type="CONNECTION", required=True, comments="The key that the sender signs with."),
        _secret,
        bytes,
    )
    hash_function = function_field()


@trigger("HMAC Webhook Trigger", key="hmacWebhookTrigger", inputs=HmacInputs, inline=True)
def hmac_webhook_trigger(_context: Context, payload: TriggerPayload, inputs: HmacInputs) -> TriggerResult:
    """Lets a request in when its header carries the right HMAC of its body, in hexadecimal digits or Base64.

    Raises:
        NotRetryable: the header is missing or wrong.
    """
    sent = payload.headers.get(inputs.hmac_header_name, "").strip()
    if not sent:
        raise NotRetryable(f"the request has no header {inputs.hmac_header_name}; it must carry the HMAC of the body")
    right = keyed_digest(inputs.hash_function, inputs.secret_key, _body(payload))
    if not _is_right(sent.removeprefix(f"{inputs.hash_function}="), right):
        raise NotRetryable(f"the header {inputs.hmac_header_name} is not the HMAC of the body")
    return TriggerResult(payload, _answer(inputs))


def _answer(inputs: HmacInputs) -> Response | None:
    wants_one = inputs.as_json().keys() & {field.key for field in AnswerInputs.fields}
    return answer_of(inputs) if wants_one else None


def _body(payload: TriggerPayload) -> bytes:
    data = payload.raw_body.data
    return data if isinstance(data, bytes) else b"" if data is None else bytes_of(data)


def _is_right(sent: str, right: bytes) -> bool:
    """Compare in constant time, so that nobody can find the signature by measuring."""
    given = sent.encode()
    in_hex = hmac.compare_digest(given.lower(), right.hex().encode())
    return hmac.compare_digest(given, base64.b64encode(right)) or in_hex
