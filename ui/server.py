"""Serving the chat on this machine alone, without a request to any other.

Only loopback addresses are listened on, unless there are accounts to sign in to. Every answer
carries a content security policy that keeps the page from asking any other host, and what the
page of another address asks is refused.
"""

import asyncio
import ipaddress
import logging
import os
import socket
from typing import TYPE_CHECKING, Any

from index.errors import InputError
from ui.accounts import Accounts
from ui.app import TITLE
from ui.mcp_server import mount
from ui.panes import style
from ui.visitors import Visitors

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI
    from mcp.server import MCPServer
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = [
    "MAX_UPLOAD_MB",
    "OwnPages",
    "SecurityHeaders",
    "address_for",
    "address_of",
    "listen",
    "serve",
    "web_app",
]

# Gradio's page evaluates its templates and styles itself inline; everything else is barred.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
# Names a request may give for this server; any other comes from a page that made its own
# host name point here.
_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_SANS = ("ui-sans-serif", "system-ui", "Segoe UI", "Roboto", "Helvetica", "Arial", "sans-serif")
_MONO = ("ui-monospace", "Consolas", "monospace")
_BACKLOG = 128
MAX_UPLOAD_MB = 200
_SECONDS_TO_FINISH = 1


class SecurityHeaders:
    """ASGI middleware that adds the policy to each response.

    Args:
        app: What answers.
    """

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""

        async def send_with_headers(message: "Message") -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers)


class OwnPages:
    """ASGI middleware that refuses what a browser sends for the page of another address.

    Gradio alone would let any page ask as whoever has signed in.

    Args:
        app: What answers.
    """

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        from starlette.datastructures import Headers
        from starlette.responses import PlainTextResponse

        app = self._app
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            if origin is not None and origin.partition("://")[2] != headers.get("host"):
                told = f"{origin} may not ask here; a proxy must pass on the Host that it is sent"
                app = PlainTextResponse(told, 403)
        await app(scope, receive, send)


def address_for(host: str, *, closed: bool) -> str:
    """The address to listen on for `host`.

    Args:
        host: `localhost`, or an address.
        closed: Whether one must sign in.

    Returns:
        The address without brackets.

    Raises:
        InputError: `host` is no address, or could be reached from another machine by anybody.
    """
    if host == "localhost":
        return "127.0.0.1"
    try:
        address = ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        address = None
    if address is None:
        raise InputError(f"cannot serve on {host!r}: it is no address; use --host 127.0.0.1")
    if not (address.is_loopback or closed):
        raise InputError(
            f"cannot serve on {host!r}: whoever reaches it could read the library; name who may "
            "sign in with --auth-file, or use --host 127.0.0.1"
        )
    return str(address)


def listen(host: str, port: int) -> socket.socket:
    """Take a port, so that a browser that is told of it can connect.

    Args:
        host: What `address_for` returned.
        port: The port, or 0 for any that is free.

    Returns:
        A listening socket; the caller closes it.

    Raises:
        InputError: The port cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # A port just given up may be taken again; elsewhere this would share a port in use.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise InputError(
            f"cannot listen on {host} port {port}: {error.strerror or error}; choose another "
            "port with --port, or --port 0 for any that is free"
        ) from error
    return listener


def address_of(listener: socket.socket) -> str:
    """The address of the page, such as `http://127.0.0.1:7860/`."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def web_app(
    blocks: "gr.Blocks",
    *,
    address: str = _HOSTS[0],
    accounts: Accounts | None = None,
    max_upload: int = MAX_UPLOAD_MB,
    mcp: "MCPServer[Any] | None" = None,
) -> "FastAPI":
    """The web application around the chat: style, headers, and nothing that phones home.

    Args:
        blocks: What `build_app` returned.
        address: What `address_for` returned.
        accounts: Who may sign in; None for everybody on this machine.
        max_upload: How large an uploaded file may be, in megabytes.
        mcp: What `ui.mcp_server.mcp_server` returned; None to serve no such protocol.
    """
    import gradio as gr
    from fastapi import FastAPI
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    hosts = [*_HOSTS, address] if accounts is None else ["*"]
    # FastAPI's pages about itself would load scripts from another host.
    outer = FastAPI(
        title=TITLE,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
            Middleware(SecurityHeaders),
            Middleware(OwnPages),
            Middleware(Visitors),
        ],
    )
    theme = gr.themes.Base(
        font=[gr.themes.Font(name) for name in _SANS],
        font_mono=[gr.themes.Font(name) for name in _MONO],
    )
    if mcp is not None:
        mount(outer, mcp, accounts)  # before the page, which answers for all other paths
    # Run history would keep questions in the browser after the page is closed.
    gr.mount_gradio_app(
        outer,
        blocks,
        path="/",
        auth=None if accounts is None else accounts.admit,
        # Gradio gives this page no title.
        auth_message=f"<title>{TITLE}</title>Sign in to {TITLE}",
        max_file_size=max_upload * 1_000_000,
        theme=theme,
        css=style(),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        show_error=False,
    )
    return outer


def serve(app: "FastAPI", listener: socket.socket) -> None:
    """Answer requests until the process is interrupted.

    Args:
        app: What `web_app` returned.
        listener: What `listen` returned.
    """
    import uvicorn

    # The page holds a connection open; without a limit, leaving would wait for it.
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
    )
    logging.getLogger("uvicorn.error").addFilter(_is_no_farewell)
    uvicorn.Server(config).run(sockets=[listener])


def _is_no_farewell(record: logging.LogRecord) -> bool:
    """Whether a message of the server tells more than that it ended while a page was open."""
    error = record.exc_info[1] if record.exc_info else None
    is_cut_off = isinstance(error, asyncio.CancelledError)
    return not is_cut_off and "timeout graceful shutdown exceeded" not in record.getMessage()
