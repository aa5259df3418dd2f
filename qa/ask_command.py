"""The command `pincite ask`."""

from typing import Annotated

import typer

from index.filters import Filter
from qa.llm.client import CONTEXT_TOKENS, TIMEOUT_SECONDS
from qa.llm.options import (
    EntailmentOption,
    LlmContextOption,
    LlmOption,
    LlmTimeoutOption,
    LlmUrlOption,
    named_writer,
)
from qa.options import FilterOption, JsonOption, LibraryOption, OutOption, RerankerOption
from qa.output import answer_json, print_answer, print_json, waiting

__all__ = ["ask"]


def ask(
    question: Annotated[str, typer.Argument(help="A question in plain words.")],
    *,
    k: Annotated[int, typer.Option("-k", metavar="N", help="Paragraphs to give with it.")] = 5,
    filters: FilterOption = [],  # noqa: B006 - typer copies it
    reranker: RerankerOption = None,
    out: OutOption = None,
    llm: LlmOption = None,
    llm_url: LlmUrlOption = None,
    llm_context: LlmContextOption = CONTEXT_TOKENS,
    llm_timeout: LlmTimeoutOption = TIMEOUT_SECONDS,
    entailment: EntailmentOption = None,
    library: LibraryOption = None,
    json_: JsonOption = False,
) -> None:
    """Answer a question with quotes from the documents, each with its paragraph."""
    from index import Library
    from qa.assistant import Assistant
    from qa.export import export, require_format

    if out is not None:
        require_format(out)
    chosen = [Filter.parse(text) for text in filters]
    writer = named_writer(
        llm, llm_url, context=llm_context, timeout=llm_timeout, entailment=entailment
    )
    with Library.open(library) as opened:
        assistant = Assistant(opened, reranker=reranker, llm=writer)
        with waiting("the language model is writing" if llm else ""):
            answer = assistant.ask(question, k=k, filters=chosen)
        # It is shown even if it cannot be written: it may have taken long.
        if json_:
            print_json(answer_json(answer))
        else:
            print_answer(answer)
        if out is not None:
            export([answer], opened, out)
