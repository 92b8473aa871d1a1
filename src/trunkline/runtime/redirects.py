"""The next hop of a redirect.

Source: https://www.rfc-editor.org/rfc/rfc9110#section-15.4
"""

from __future__ import annotations

import httpx

from trunkline.sdk import NotRetryable

MOST_REDIRECTS = 10
_STATUS_CODES = frozenset({301, 302, 303, 307, 308})
_KEEPS_METHOD = frozenset({307, 308})
_SEE_OTHER = 303
_OF_BODY = frozenset({"content-length", "content-type", "transfer-encoding", "content-encoding"})
# Any other header may be a secret of the first service (keys travel in many), so a stranger does not get it.
_FOR_STRANGERS = frozenset(
    {"accept", "accept-encoding", "accept-language", "cache-control", "range", "user-agent", *_OF_BODY}
)


def is_redirect(response: httpx.Response) -> bool:
    """Return whether the answer lies elsewhere."""
    return response.status_code in _STATUS_CODES and "location" in response.headers


def redirected(request: httpx.Request, response: httpx.Response) -> httpx.Request:
    """Return the request for the address that ``response`` names.

    Raises:
        NotRetryable: it cannot be read.
    """
    try:
        url = request.url.join(response.headers["location"])
    except (httpx.InvalidURL, ValueError) as wrong:
        raise NotRetryable(f"it redirected to an address that cannot be read: {wrong}") from None
    method = _method(request.method, response.status_code)
    keeps_body = method == request.method
    headers = [
        (name, value)
        for name, value in request.headers.items()
        if name != "host"
        and (keeps_body or name not in _OF_BODY)
        and (name in _FOR_STRANGERS or _is_same_origin(request.url, url))
    ]
    headers.append(("host", url.netloc.decode("ascii")))
    return httpx.Request(
        method,
        url,
        headers=headers,
        stream=request.stream if keeps_body else None,
        extensions=request.extensions,
    )


def _method(method: str, status_code: int) -> str:
    """Return the method of the next hop; like browsers, a POST becomes a GET unless the status forbids it."""
    if status_code in _KEEPS_METHOD or method in {"GET", "HEAD"}:
        return method
    return "GET" if status_code == _SEE_OTHER or method == "POST" else method


def _is_same_origin(one: httpx.URL, other: httpx.URL) -> bool:
    return (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)
