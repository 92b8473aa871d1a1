"""Logs as they come: the server says by events which executions changed, and we ask for their new lines."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpx

from trunkline import clock
from trunkline.cli import output
from trunkline.cli.remote import Remote, found, short_id, unreachable
from trunkline.errors import NotSignedIn, SetupError

LINES = """
query newLines($id: ID!, $after: String) {
  executionResult(id: $id) {
    id endedAt
    flow { name } instance { name }
    logs(first: 100, after: $after, orderBy: { field: TIMESTAMP, direction: ASC }) {
      edges { cursor node { timestamp severity message stepName loopPath } }
      pageInfo { hasNextPage }
    }
  }
}
"""
_SILENCE_S = 45.0  # the server sends a comment every 15 s
_GIVE_UP_AFTER_S = 30.0
_PAUSE_S = 1.0
_REMEMBERED = 10_000


class Lines:
    """Prints each log line of each execution once."""

    def __init__(self, remote: Remote, *, named: bool) -> None:
        self._remote = remote
        self._named = named
        self._cursors: dict[str, str] = {}
        self._unended: set[str] = set()

    def show_new(self, execution_id: str) -> bool:
        """Print what is new of an execution and return whether it has ended."""
        while True:
            asked = {"id": execution_id, "after": self._cursors.get(execution_id)}
            node = self._remote.ask(LINES, asked)["executionResult"]
            execution = found(node, "execution", short_id(execution_id))
            for edge in execution["logs"]["edges"]:
                print(self._name(execution) + output.log_line(edge["node"]), flush=True)
                self._remember(execution_id, edge["cursor"])
            if not execution["logs"]["pageInfo"]["hasNextPage"]:
                return self._note_end(execution)

    def show_missed(self) -> None:
        """Print what is new of the executions that had not ended when they were last looked at."""
        for execution_id in sorted(self._unended):
            self.show_new(execution_id)

    def _note_end(self, execution: dict[str, Any]) -> bool:
        ended = execution["endedAt"] is not None
        (self._unended.discard if ended else self._unended.add)(execution["id"])
        return ended

    def _name(self, execution: dict[str, Any]) -> str:
        if not self._named:
            return ""
        names = [execution[part]["name"] for part in ("instance", "flow") if execution[part]]
        return f"{' / '.join(names)}: "

    def _remember(self, execution_id: str, cursor: str) -> None:
        self._cursors[execution_id] = cursor
        while len(self._cursors) > _REMEMBERED:  # the oldest ones ended long ago
            del self._cursors[next(iter(self._cursors))]


def until_ended(remote: Remote, execution_id: str) -> None:
    """Print the lines of one execution until it ends.

    Raises:
        SetupError: the server is gone and does not come back.
    """
    lines = Lines(remote, named=False)
    for changed in _changes(remote):
        if (not changed or execution_id in changed) and lines.show_new(execution_id):
            return


def everything(remote: Remote) -> None:
    """Print the lines of every execution from now on.

    Raises:
        SetupError: the server is gone and does not come back.
    """
    lines, is_new = Lines(remote, named=True), True
    for changed in _changes(remote):
        if is_new:
            print("trunkline: waiting for executions; Ctrl-C ends", file=sys.stderr, flush=True)
            is_new = False
        if not changed:
            lines.show_missed()
        for execution_id in changed:
            lines.show_new(execution_id)


def _changes(remote: Remote) -> Iterator[list[str]]:
    """Yield ids of executions that changed; an empty list when others may have, too: at the start, after a gap."""
    lost_at: float | None = None
    while True:
        try:
            for event, data in _events(remote):
                lost_at = None
                yield json.loads(data)["ids"] if event == "executions" else []
            lost: Exception = httpx.RemoteProtocolError("the server closed the line")
        except httpx.TransportError as wrong:
            lost = wrong
        lost_at = clock.monotonic_s() if lost_at is None else lost_at
        if clock.monotonic_s() - lost_at > _GIVE_UP_AFTER_S:
            raise unreachable(remote.url, lost) from None
        print("trunkline: the line to the server was lost, trying again", file=sys.stderr)
        time.sleep(_PAUSE_S)


def _events(remote: Remote) -> Iterator[tuple[str, str]]:
    """Yield the server-sent events of the organization as (event, data)."""
    timeout = httpx.Timeout(10.0, read=_SILENCE_S)
    with remote.http.stream("GET", "/api/events", timeout=timeout) as response:
        if response.status_code == 401:
            raise NotSignedIn(f"{remote.url} does not know this token")
        if response.status_code != 200:
            raise SetupError(f"{remote.url}/api/events answers {response.status_code}")
        yield from parse_events(response.iter_lines())


def parse_events(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (event, data) of each event in a stream's lines; comments are left out.

    Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
    """
    event, data = "message", list[str]()
    for line in lines:
        name, _, value = line.partition(":")
        match name:
            case "" if not line:
                if data:
                    yield event, "\n".join(data)
                event, data = "message", []
            case "event":
                event = value.removeprefix(" ")
            case "data":
                data.append(value.removeprefix(" "))
