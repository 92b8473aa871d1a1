"""Run one command, and stop it when standard input ends: which it does when whoever started us is gone.

Started as a script of its own, without the packages of this environment, so that it is small and quick:
``python -I -S watchdog.py UID GID FOLDER COMMAND…``; ``-`` for the ids keeps ours. A pipe ends even when its
other side is killed with -9, which no signal handler and no ``atexit`` would survive.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator

# PostgreSQL: SIGINT rolls open transactions back and writes everything; SIGQUIT leaves the rest to recovery.
STOPS = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, None))
CANNOT_RUN = 126


def main(uid: str, gid: str, folder: str, *command: str) -> int:
    """Run ``command`` in ``folder``; return its exit code."""
    os.setsid()  # Ctrl-C is for the one who started us
    woken = _wake_on_signals()
    try:
        child = _start(uid, gid, folder, command)
    except OSError as wrong:
        sys.stderr.write(f"cannot run {command[0]}: {wrong.strerror}\n")
        return CANNOT_RUN
    _wait(child, woken)
    return child.returncode if child.returncode >= 0 else 128 - child.returncode  # as shells tell signals


def _start(uid: str, gid: str, folder: str, command: tuple[str, ...]) -> subprocess.Popen[bytes]:
    if uid == "-":
        return subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL)  # noqa: S603 - our own command
    # The folder is entered before the account is changed: that account may lack the right to walk there.
    return subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=folder, stdin=subprocess.DEVNULL, user=int(uid), group=int(gid), extra_groups=()
    )


def _wait(child: subprocess.Popen[bytes], woken: int) -> None:
    watched, timeout_s = [sys.stdin.fileno(), woken], None
    stops: Iterator[tuple[signal.Signals, float | None]] = iter(STOPS)
    while child.poll() is None:
        ready, _, _ = select.select(watched, [], [], timeout_s)
        if woken in ready:
            os.read(woken, 512)
        ended = sys.stdin.fileno() in ready and not os.read(sys.stdin.fileno(), 512)
        if ended or not ready:
            watched = [woken]
            number, timeout_s = next(stops)
            child.send_signal(number)


def _wake_on_signals() -> int:
    """Turn signals into bytes to wait for; handlers, unlike ignoring, are not handed down to the child."""
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    return read_end


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
