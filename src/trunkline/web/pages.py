"""The web app: files that the build left in ``static``, and its one page for every other address."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

STATIC = Path(__file__).parent / "static"
_FOREVER = "public, max-age=31536000, immutable"
_ASK_FIRST = "no-cache"
_NOT_PAGES = ("api", "auth", "trigger", "results", "assets")
_NOT_BUILT = """<!doctype html><html lang="en"><title>Trunkline</title>
<h1>The web app is not built</h1><p>The API and webhooks work. Build the web app with <code>make ui</code>.</p></html>
"""


class Pages:
    """Answers GET for everything that is nobody else's."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._folder = folder.resolve()

    async def get(self, request: Request) -> Response:
        """Return a built file, or the page, which finds out by itself what the address means."""
        path = request.url.path.lstrip("/")
        file = self._file(path)
        if file is not None:
            is_asset = path.startswith("assets/")  # their names carry a hash of what is in them
            return FileResponse(file, headers={"Cache-Control": _FOREVER if is_asset else _ASK_FIRST})
        if path.split("/", 1)[0] in _NOT_PAGES:
            raise HTTPException(404)
        page = self._folder / "index.html"
        if page.is_file():
            return FileResponse(page, headers={"Cache-Control": _ASK_FIRST})
        return HTMLResponse(_NOT_BUILT, headers={"Cache-Control": "no-store"})

    def _file(self, path: str) -> Path | None:
        if not path or "\0" in path:
            return None
        file = (self._folder / path).resolve()
        return file if file.is_relative_to(self._folder) and file.is_file() else None
