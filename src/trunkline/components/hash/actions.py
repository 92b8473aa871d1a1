"""Actions that compute digests."""

from __future__ import annotations

from trunkline.components.common.fields import content_bytes
from trunkline.components.common.values import bytes_of
from trunkline.components.hash.digests import NAMES, digest, function_field, keyed_digest
from trunkline.sdk import Action, Context, Inputs, Repeat, action
from trunkline.sdk.inputs import Field, InputSpec

# The keys of the actions for one digest each.
KEYS = {
    "blake2b512": "computeBlake2b512",
    "blake2s256": "computeBlake2s256",
    "md5": "computeMd5",
    "md5-sha1": "computeMd5Sha1",
    "ripemd160": "computeRipemd160",
    "sha1": "computeSha1",
    "sha224": "computeSha224",
    "sha256": "computeSha256",
    "sha3-224": "computeSha3224",
    "sha3-256": "computeSha3256",
    "sha3-384": "computeSha3384",
    "sha3-512": "computeSha3512",
    "sha384": "computeSha384",
    "sha512": "computeSha512",
    "sha512-224": "computeSha512224",
    "sha512-256": "computeSha512256",
    "sm3": "computeSm3",
}


class Message(Inputs):
    """A message."""

    message = content_bytes("Message", comments="The text or file to take the digest of.", example="hello")


class ComputeHash(Message):
    """A message and the digest to take of it."""

    hash_function = function_field()


class ComputeHmac(ComputeHash):
    """A message, the digest, and the key."""

    secret_key: Field[bytes] = Field(
        InputSpec(label="Secret key", type="PASSWORD", required=True, comments="The key that both sides know."),
        bytes_of,
        bytes,
    )


@action("Compute Hash", key="computeHash", inputs=ComputeHash, repeat=Repeat.SAFE)
def compute_hash(_context: Context, inputs: ComputeHash) -> str:
    """Return the digest of a message in hexadecimal digits."""
    return digest(inputs.hash_function, inputs.message)


@action("Compute HMAC Hash", key="computeHmac", inputs=ComputeHmac, repeat=Repeat.SAFE)
def compute_hmac(_context: Context, inputs: ComputeHmac) -> str:
    """Return the HMAC of a message in hexadecimal digits."""
    return keyed_digest(inputs.hash_function, inputs.secret_key, inputs.message).hex()


def _compute(function: str) -> Action:
    def compute(_context: Context, inputs: Message) -> str:
        return digest(function, inputs.message)

    name = function.upper()
    compute.__doc__ = f"Returns the {name} digest of a message in hexadecimal digits."
    return action(f"Compute {name} Hash", key=KEYS[function], inputs=Message, repeat=Repeat.SAFE)(compute)


COMPUTE = [_compute(function) for function in NAMES]
