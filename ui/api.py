"""What other programs may call on a running chat, by `gradio_client`, HTTP or MCP.

All give the JSON of the commands of the same names, and keep nothing between calls.
"""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

from pydantic import Field

from index.errors import PinciteError
from index.filters import Filter
from qa import Assistant
from qa.output import answer_json, document_json, hit_json

__all__ = ["Endpoint", "add_endpoints", "endpoints"]

Endpoint = Callable[..., dict[str, Any]]
Filters = Annotated[
    list[str] | None,
    Field(description="What the documents must state, such as `date=2006..2007`."),
]


def endpoints(assistant: Assistant) -> tuple[Endpoint, Endpoint, Endpoint]:
    """The functions `search`, `ask` and `show`, which raise errors of Pincite.

    Their names, signatures and docstrings are what the callers of a protocol see.

    Args:
        assistant: What is asked.
    """

    def search(
        query: Annotated[str, Field(description="A question or keywords.")],
        k: Annotated[int, Field(description="How many paragraphs at most.")] = 10,
        filters: Filters = None,
    ) -> dict[str, Any]:
        """The paragraphs that are most about a query, as `pincite search --json` gives them."""
        hits = assistant.search(query, k=k, filters=_filters(filters))
        return {"query": query, "hits": [hit_json(hit) for hit in hits]}

    def ask(
        question: Annotated[str, Field(description="A question, understood by itself.")],
        k: Annotated[int, Field(description="How many of the paragraphs found go with it.")] = 5,
        filters: Filters = None,
    ) -> dict[str, Any]:
        """An answer in quotes with their paragraphs, as `pincite ask --json` gives it."""
        return answer_json(assistant.ask(question, k=k, filters=_filters(filters)))

    def show(
        doc_id: Annotated[str, Field(description="The document's id.")],
        paragraph: Annotated[str, Field(description="A paragraph's label; empty for all.")] = "",
    ) -> dict[str, Any]:
        """A document, or one paragraph of it, as `pincite show --json` gives it."""
        library = assistant.library
        return document_json(
            library.document(doc_id),
            [library.paragraph(doc_id, paragraph)] if paragraph else library.paragraphs(doc_id),
            library.links(doc_id),
            library.other_copies(doc_id),
        )

    return search, ask, show


def _filters(texts: list[str] | None) -> list[Filter]:
    return [Filter.parse(text) for text in texts or ()]


def _telling(endpoint: Endpoint) -> Endpoint:
    """The endpoint, whose caller is told what Pincite finds wrong."""
    import gradio as gr

    @wraps(endpoint)
    def told(*arguments: object, **named: object) -> dict[str, Any]:
        try:
            return endpoint(*arguments, **named)
        except PinciteError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return told


def add_endpoints(assistant: Assistant) -> None:
    """Add `/search`, `/ask` and `/show` to the application that is being built.

    Args:
        assistant: What is asked.
    """
    import gradio as gr

    for endpoint in endpoints(assistant):
        gr.api(  # type: ignore[attr-defined]  # which Gradio does not list
            _telling(endpoint), api_name=endpoint.__name__, queue=False
        )
