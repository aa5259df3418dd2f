"""The Model Context Protocol: language models' programs search, ask and read through it.

https://modelcontextprotocol.io. The tools are the endpoints of `ui.api`.
"""

import base64
import binascii
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import wraps
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from index.errors import ModelError, PinciteError
from qa import Assistant
from ui.accounts import Accounts
from ui.api import Endpoint, endpoints

if TYPE_CHECKING:
    from fastapi import FastAPI
    from mcp.server import MCPServer
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["mcp_server", "mount", "require_installed"]

PATH = "/mcp"
_INSTRUCTIONS = (
    "Pincite answers questions from a library of documents with numbered paragraphs. Quote its "
    "words as they are, with the label of the paragraph that each is from, such as "
    "`09ASTANA1161 ¶7`. Where `answered` is false the documents do not say it."
)


def require_installed() -> None:
    """Make sure that the protocol can be served.

    Raises:
        ModelError: What speaks it is not installed.
    """
    if find_spec("mcp") is None:
        raise ModelError(
            "the Model Context Protocol needs a package that is not installed; run "
            "`pip install 'pincite[mcp]'`"
        )


def mcp_server(assistant: Assistant) -> "MCPServer[Any]":
    """A server with the tools `search`, `ask` and `show`.

    Args:
        assistant: What is asked.
    """
    from mcp.server import MCPServer
    from mcp.types import ToolAnnotations

    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    server: MCPServer[Any] = MCPServer("pincite", instructions=_INSTRUCTIONS, log_level="WARNING")
    for endpoint in endpoints(assistant):
        server.add_tool(_telling(endpoint), annotations=reads, structured_output=False)
    return server


def _telling(endpoint: Endpoint) -> Endpoint:
    """The endpoint, whose caller is told what Pincite finds wrong."""
    from mcp.server.mcpserver.exceptions import ToolError

    @wraps(endpoint)
    def told(**named: object) -> dict[str, Any]:
        try:
            return endpoint(**named)
        except PinciteError as error:
            raise ToolError(str(error)) from error

    return told


def mount(app: "FastAPI", server: "MCPServer[Any]", accounts: Accounts | None) -> None:
    """Serve the protocol at `/mcp` of an application, beside what it serves.

    Args:
        app: The application; its other paths must be mounted later.
        server: What `mcp_server` returned.
        accounts: Who may use it, by HTTP Basic authentication; None for everybody who reaches it.
    """
    # The application looks at the names of hosts itself.
    from mcp.server.transport_security import TransportSecuritySettings
    from starlette.routing import Route

    served = server.streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    app.router.routes.append(Route(PATH, served if accounts is None else _Closed(served, accounts)))
    around = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: "FastAPI") -> AsyncIterator[Any]:
        async with around(app) as state, server.session_manager.run():
            yield state

    app.router.lifespan_context = lifespan


class _Closed:
    """ASGI middleware that asks for a name and a password."""

    def __init__(self, app: "ASGIApp", accounts: Accounts) -> None:
        self._app, self._accounts = app, accounts

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        from starlette.datastructures import Headers
        from starlette.responses import PlainTextResponse

        given = _credentials(Headers(scope=scope).get("authorization", ""))
        if given is not None and await self._accounts.admit(*given):
            await self._app(scope, receive, send)
            return
        wanted = {"www-authenticate": 'Basic realm="Pincite", charset="UTF-8"'}
        refusal = PlainTextResponse("sign in with a name and a password", 401, wanted)
        await refusal(scope, receive, send)


def _credentials(header: str) -> tuple[str, str] | None:
    """Name and password of an `Authorization` header; None where it gives none."""
    kind, _, encoded = header.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (name, password) if colon else None
