"""What must hold before anything is started, each failure told in one line that names the setting."""

from __future__ import annotations

import errno
import socket
from importlib.resources import files

from trunkline.errors import SetupError

_WORDS = {errno.EADDRINUSE: "is taken", errno.EACCES: "needs more rights than this account has"}


def free_port(host: str, port: int, *, setting: str) -> int:
    """Return ``port`` when it can be listened on; for 0, one that the system chooses.

    Raises:
        SetupError: it cannot; names ``setting``.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as wrong:
            if isinstance(wrong, socket.gaierror) or wrong.errno == errno.EADDRNOTAVAIL:
                raise SetupError(f"TRUNKLINE_HOST={host} is not an address of this machine") from None
            why = _WORDS.get(wrong.errno or 0, f"cannot be used ({wrong.strerror})")
            raise SetupError(f"port {port} on {host} {why}: set {setting} to another one") from None
        return int(probe.getsockname()[1])


def web_app_is_built() -> bool:
    """Tell whether the pages were built into the package."""
    return files("trunkline").joinpath("web", "static", "index.html").is_file()
