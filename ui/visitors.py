"""Who a visitor is: somebody who signed in, or a browser that has our cookie."""

import hashlib
import re
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Visitors", "owner_of"]

_COOKIE = "pincite"
_VALUE = re.compile(r"[0-9a-f]{32}")
_SECONDS = 365 * 24 * 3600


class Visitors:
    """ASGI middleware that gives a browser without our cookie one, by which it is known again.

    Args:
        app: What answers.
    """

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""

        async def send_with_cookie(message: "Message") -> None:
            if message["type"] == "http.response.start" and _asks_for_page(scope):
                # Not Strict: who follows a link from elsewhere would be given another one.
                cookie = (
                    f"{_COOKIE}={secrets.token_hex(16)}; Path=/; Max-Age={_SECONDS}; HttpOnly; "
                    "SameSite=Lax"
                )
                message["headers"] = [*message.get("headers", []), (b"set-cookie", cookie.encode())]
            await send(message)

        await self._app(scope, receive, send_with_cookie)


def _asks_for_page(scope: "Scope") -> bool:
    """Whether a request is a browser's for a page, without our cookie."""
    if scope["type"] != "http":
        return False
    from starlette.requests import Request

    request = Request(scope)
    accepts = "text/html" in request.headers.get("accept", "")
    return accepts and not _VALUE.fullmatch(request.cookies.get(_COOKIE, ""))


def owner_of(request: "gr.Request") -> str:
    """What a visitor's conversations are kept under; empty for a program without a cookie."""
    if request.username:
        return f"user:{request.username}"
    value = request.cookies.get(_COOKIE, "")
    if not _VALUE.fullmatch(value):
        return ""
    return f"visitor:{hashlib.sha256(value.encode()).hexdigest()}"
