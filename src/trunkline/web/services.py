"""What the web process is made of; opened and closed by ``lifespan``."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import GraphQLSchema

from trunkline import sdk
from trunkline.blobs.signing import UrlSigner
from trunkline.blobs.store import Blobs
from trunkline.db.session import Database
from trunkline.executions.answers import Answers
from trunkline.executions.brake import Brake
from trunkline.executions.deployments import Deployments
from trunkline.executions.ingest import Ingest
from trunkline.runtime.registry import Registry
from trunkline.secrets import Keyring
from trunkline.settings import Settings
from trunkline.triggers.endpoints import Endpoints


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that requests are answered with."""

    settings: Settings
    database: Database
    keyring: Keyring
    blobs: Blobs
    signer: UrlSigner
    schema: GraphQLSchema
    registry: Registry
    http: sdk.Http
    deployments: Deployments
    endpoints: Endpoints
    ingest: Ingest
    answers: Answers
    brake: Brake
