"""Open connections to checked addresses only: a name is resolved once, and what was checked is called."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence

import httpcore

from trunkline import log as logs
from trunkline.runtime.addresses import Network, refusal
from trunkline.runtime.stream import open_stream
from trunkline.sdk import Refused, Unreachable

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
Option = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
_CONNECT_S = 10.0  # for one address, so that another may be tried

log = logs.get(__name__)


async def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Return the addresses of ``host``, best first.

    Raises:
        Unreachable: there is no such name.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as wrong:
        reason = wrong.strerror if isinstance(wrong, OSError) else "it is no host name"
        raise Unreachable(f"the name {host!r} cannot be resolved: {reason}") from None
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class CheckedDialer(httpcore.AsyncNetworkBackend):
    """Connects to a host only where every rule about addresses allows it."""

    def __init__(self, allowed: tuple[Network, ...], resolve: Resolve = resolve_by_system) -> None:
        self._allowed = allowed
        self._resolve = resolve

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the signature is httpcore's
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Option] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first allowed address of ``host`` that answers.

        Raises:
            Refused: it has no address that components may call.
            Unreachable: the name is unknown, or nobody answers.
        """
        *others, last = self._allowed_of(host, await self._resolve(host, port))
        for address in others:
            try:
                async with asyncio.timeout(_CONNECT_S):
                    return await open_stream(address, port)
            except (httpcore.ConnectError, TimeoutError):
                log.debug("egress.address_skipped", host=host, address=address)
        return await open_stream(last, port)

    def _allowed_of(self, host: str, addresses: Sequence[str]) -> Sequence[str]:
        reasons = {address: refusal(address, self._allowed) for address in addresses}
        allowed = [address for address, reason in reasons.items() if reason is None]
        if not allowed:
            reason = next(iter(reasons.values()), None) or "no address at all"
            log.warning("egress.refused", host=host, addresses=list(addresses), reason=reason)
            raise Refused(
                f"{host!r} has {reason}, which components may not call;"
                " the operator can allow its network by TRUNKLINE_ALLOW_PRIVATE_NETWORKS"
            )
        return allowed
