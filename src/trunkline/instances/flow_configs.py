"""Settings of an instance's flows: API keys of their endpoints, and the payload that tests send."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from trunkline.db.models import Flow, Instance, InstanceFlowConfig, Integration
from trunkline.errors import Invalid, NotFound
from trunkline.instances import queries
from trunkline.secrets import Keyring

FIELD = "flowConfigs"
API_KEYS = "api_keys"
"""The name under which the keys are encrypted."""

MAX_KEYS = 10
MAX_KEY_CHARACTERS = 512


@dataclass(frozen=True, slots=True)
class FlowSettings:
    """What to change of one flow; None leaves as it is. ``flow_id`` is the flow's id in any version."""

    flow_id: UUID
    api_keys: tuple[str, ...] | None = None
    test_payload: str | None = None
    test_content_type: str | None = None
    test_headers: str | None = None


async def ensure_flow_configs(session: AsyncSession, instance: Instance) -> None:
    """Add settings for every flow of the instance's version that has none yet.

    Settings of flows that the version lacks stay, so that their address is the same when the flow comes back.
    """
    rows = await queries.flow_configs_of(session, instance.id)
    for flow in await queries.flows_of(session, instance.integration_id):
        if flow.stable_key not in rows:
            session.add(
                InstanceFlowConfig(org_id=instance.org_id, instance_id=instance.id, flow_stable_key=flow.stable_key)
            )
    await session.flush()


async def set_flow_settings(
    session: AsyncSession, keyring: Keyring, instance: Instance, settings: Sequence[FlowSettings]
) -> None:
    """Store ``settings``; new API keys count at once, without a deploy.

    Raises:
        NotFound: a flow is not one of the instance's integration.
        Invalid: a key cannot be sent in a header, or the test headers are no JSON object.
    """
    if not settings:
        return
    rows = await queries.flow_configs_of(session, instance.id)
    stable_keys = await _stable_keys(session, instance, [one.flow_id for one in settings])
    wrapped_key = await queries.wrapped_key_of(session, instance.org_id)
    for one in settings:
        row = rows.get(stable_keys.get(one.flow_id, ""))
        if row is None:
            raise NotFound("there is no such flow in the instance's integration", field=FIELD)
        if one.api_keys is not None:
            row.api_keys = _sealed(keyring, wrapped_key, row, one.api_keys)
        _store_test(row, one)
    await session.flush()


def read_api_keys(keyring: Keyring, wrapped_key: bytes, row: InstanceFlowConfig) -> list[str]:
    """Return the API keys that the endpoint of a flow asks for; none: it asks for none.

    Raises:
        SetupError: the stored keys do not open with this installation's key file.
    """
    if row.api_keys is None:
        return []
    opened = keyring.decrypt(row.org_id, wrapped_key, row.api_keys, object_id=row.id, field=API_KEYS)
    return [str(key) for key in json.loads(opened)]


async def _stable_keys(session: AsyncSession, instance: Instance, flow_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the stable keys of flows, of whatever version of the instance's integration they are."""
    sequence = sa.select(Integration.sequence_id).where(Integration.id == instance.integration_id)
    rows = await session.execute(
        sa.select(Flow.id, Flow.stable_key)
        .join(Integration, Integration.id == Flow.integration_id)
        .where(Flow.org_id == instance.org_id, Flow.id.in_(flow_ids))
        .where(Integration.sequence_id == sequence.scalar_subquery())
    )
    return {row.id: row.stable_key for row in rows}


def _sealed(keyring: Keyring, wrapped_key: bytes, row: InstanceFlowConfig, keys: tuple[str, ...]) -> bytes | None:
    if len(keys) > MAX_KEYS:
        raise Invalid(f"a flow takes at most {MAX_KEYS} API keys, not {len(keys)}", field=FIELD)
    if not all(map(_can_be_key, keys)):
        rule = f"1 to {MAX_KEY_CHARACTERS} printable ASCII characters, without blanks at its ends"
        raise Invalid(f"an API key must be {rule}", field=FIELD)
    if not keys:
        return None
    text = json.dumps(list(dict.fromkeys(keys))).encode()
    return keyring.encrypt(row.org_id, wrapped_key, text, object_id=row.id, field=API_KEYS)


def _can_be_key(key: str) -> bool:
    """Say whether ``key`` survives the way through an HTTP header."""
    return 0 < len(key) <= MAX_KEY_CHARACTERS and key.isascii() and key.isprintable() and key == key.strip()


def _store_test(row: InstanceFlowConfig, settings: FlowSettings) -> None:
    if settings.test_headers is not None:
        row.test_headers = _headers(settings.test_headers)
    if settings.test_payload is not None:
        row.test_payload = settings.test_payload or None
    if settings.test_content_type is not None:
        row.test_content_type = settings.test_content_type or None


def _headers(text: str) -> str | None:
    if not text:
        return None
    try:
        headers = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        headers = None
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise Invalid("testHeaders must be a JSON object of text values", field=FIELD)
    return json.dumps(headers)
