"""The command `pincite chat`."""

import contextlib
import threading
import webbrowser
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from index.errors import PinciteError
from qa.llm.client import CONTEXT_TOKENS, TIMEOUT_SECONDS
from qa.llm.options import (
    EntailmentOption,
    LlmContextOption,
    LlmOption,
    LlmTimeoutOption,
    LlmUrlOption,
    named_writer,
)
from qa.options import LibraryOption, RerankerOption
from ui.accounts import Accounts
from ui.server import MAX_UPLOAD_MB

if TYPE_CHECKING:
    from qa import Assistant
    from ui.workbench import Workbench

__all__ = ["chat"]


def chat(
    *,
    host: Annotated[
        str,
        typer.Option(
            metavar="HOST",
            help="Address to listen on; another than this machine's own (loopback) needs "
            "--auth-file.",
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(
            min=0, max=65535, metavar="PORT", help="Port to listen on; 0 for any that is free."
        ),
    ] = 7860,
    auth_file: Annotated[
        Path | None,
        typer.Option(
            "--auth-file",
            metavar="FILE",
            help="Have people sign in: names and hashed passwords, as `pincite user add` keeps.",
        ),
    ] = None,
    max_upload: Annotated[
        int, typer.Option(min=1, metavar="MB", help="How large an uploaded file may be.")
    ] = MAX_UPLOAD_MB,
    mcp: Annotated[
        bool,
        typer.Option(
            "--mcp", help="Serve the Model Context Protocol, too, at /mcp: search, ask, show."
        ),
    ] = False,
    reranker: RerankerOption = None,
    llm: LlmOption = None,
    llm_url: LlmUrlOption = None,
    llm_context: LlmContextOption = CONTEXT_TOKENS,
    llm_timeout: LlmTimeoutOption = TIMEOUT_SECONDS,
    entailment: EntailmentOption = None,
    library: LibraryOption = None,
    open_page: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the page in a browser.")
    ] = False,
) -> None:
    """Serve the chat: each answer opens the cited paragraph in its document."""
    from index import Library
    from qa import Assistant
    from ui.app import build_app
    from ui.mcp_server import mcp_server, require_installed
    from ui.server import address_for, address_of, listen, serve, web_app

    accounts = None if auth_file is None else Accounts(auth_file)
    if mcp:
        require_installed()

    writer = named_writer(
        llm, llm_url, context=llm_context, timeout=llm_timeout, entailment=entailment
    )
    address = address_for(host, closed=accounts is not None)
    with (
        listen(address, port) as listener,
        Library.create(library) as opened,
    ):
        if opened.n_documents == 0:
            typer.echo(
                f"note: {opened.folder} holds no documents yet; add some in Library", err=True
            )
        assistant = Assistant(opened, reranker=reranker, llm=writer)
        if reranker is not None:
            assistant.warm_up()  # a model that cannot be loaded is told of before the page is there
        else:
            # The page is there at once; the encoder is ready by the time a question is typed.
            threading.Thread(target=_warm_up, args=[assistant], daemon=True).start()
        app = web_app(
            build_app(assistant, workbench=_workbench(assistant), shared=accounts is not None),
            address=address,
            accounts=accounts,
            max_upload=max_upload,
            mcp=mcp_server(assistant) if mcp else None,
        )
        page = address_of(listener)
        typer.echo(f"Pincite answers at {page} (Ctrl+C ends it)", err=True)
        if open_page:
            # A text browser would hold the server up, so it gets a thread of its own.
            threading.Thread(target=webbrowser.open, args=[page], daemon=True).start()
        with contextlib.suppress(KeyboardInterrupt):
            serve(app, listener)


def _workbench(assistant: "Assistant") -> "Workbench | None":
    """What evaluates, where the package that does is installed."""
    for entry in entry_points(group="pincite.workbench"):
        return cast("Workbench", entry.load()(assistant))
    return None


def _warm_up(assistant: "Assistant") -> None:
    # What goes wrong here goes wrong again with the first question, which shows it.
    with contextlib.suppress(PinciteError):
        assistant.warm_up()
