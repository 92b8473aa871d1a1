"""Makes the context of each GraphQL request from what the process has."""

from __future__ import annotations

from collections.abc import Iterable

from trunkline.actor import Actor
from trunkline.api.context import RequestContext, StartFlow
from trunkline.db.session import Database
from trunkline.secrets import Keyring
from trunkline.settings import Settings


class Contexts:
    """What all requests share. Resolvers find ``services`` by their type: ``context.service(Blobs)``."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        keyring: Keyring,
        *,
        services: Iterable[object] = (),
        start_flow: StartFlow | None = None,
    ) -> None:
        self.settings = settings
        self._database = database
        self._keyring = keyring
        self._services = tuple(services)
        self._start_flow = start_flow

    def make(self, actor: Actor) -> RequestContext:
        """Return the context of a request of ``actor``."""
        return RequestContext(
            self._database,
            actor,
            self.settings,
            self._keyring,
            services=self._services,
            start_flow=self._start_flow,
        )
