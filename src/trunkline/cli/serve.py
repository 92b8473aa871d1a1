"""``trunkline serve`` and ``trunkline worker``: the two processes, to be run as often as wanted."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

import typer

from trunkline.cli.start import begin

if TYPE_CHECKING:  # reading settings takes pydantic, which takes its time to load
    from trunkline.settings import Settings


WithParent = typer.Option(False, "--with-parent", hidden=True, help="stop when standard input closes")


def serve(with_parent: bool = WithParent) -> None:
    """Serve web app, API and webhooks; several may run against one database."""
    from trunkline.web.serve import serve as serve_web

    serve_web(_ready(with_parent))


def worker(with_parent: bool = WithParent) -> None:
    """Run executions and schedules; several may run against one database."""
    from trunkline.worker.serve import serve as serve_worker

    serve_worker(_ready(with_parent))


def demo_erp(with_parent: bool = WithParent) -> None:
    """Serve the demo's fake ERP."""
    from trunkline.cli.demo.erp import serve as serve_erp

    serve_erp(_ready(with_parent).demo_erp_port)


def _ready(with_parent: bool) -> Settings:
    if with_parent:
        threading.Thread(target=_stop_after_parent, daemon=True, name="watch-parent").start()
    return begin(is_watched=False)


def _stop_after_parent() -> None:
    """Ask this process to stop when its parent is gone: the system closes the pipe even after kill -9."""
    while os.read(sys.stdin.fileno(), 1024):  # not the buffered reader: its lock outlives a daemon thread
        pass
    os.kill(os.getpid(), signal.SIGTERM)
