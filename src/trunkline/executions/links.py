"""Signed addresses of what executions were given and gave."""

from __future__ import annotations

from uuid import UUID

from trunkline.blobs.signing import UrlSigner

PREFIX = "/results/"
REQUEST = "request"
RESPONSE = "response"


def result_url(base_url: str, signer: UrlSigner, execution_id: UUID, what: int | str) -> str:
    """Return the address of a step result (by position), or of an execution's request or response."""
    return f"{base_url}{PREFIX}{execution_id}/{what}?token={signer.sign(subject_of(execution_id, what))}"


def subject_of(execution_id: UUID, what: int | str) -> str:
    """Return what the token of an address is made for."""
    return f"result:{execution_id}:{what}"
