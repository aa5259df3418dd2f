"""The options by which commands name a language model."""

from typing import Annotated

import typer

from qa.llm.client import CONTEXT_TOKENS, TIMEOUT_SECONDS, LanguageModel, ServerSettings
from qa.llm.entailment import Entailment
from qa.llm.writer import Writer

__all__ = [
    "EntailmentOption",
    "LlmContextOption",
    "LlmOption",
    "LlmTimeoutOption",
    "LlmUrlOption",
    "named_writer",
]

_PANEL = "Language model"

LlmOption = Annotated[
    str | None,
    typer.Option(
        "--llm",
        metavar="MODEL",
        help="Have a language model write the answer: its name, as its server knows it. Each "
        "sentence is checked against the paragraph that it cites.",
        rich_help_panel=_PANEL,
    ),
]
LlmUrlOption = Annotated[
    str | None,
    typer.Option(
        "--llm-url",
        metavar="URL",
        help="Server of the language model, by the protocol of OpenAI, such as "
        "http://127.0.0.1:11434/v1. The question and the paragraphs found are sent there, with the "
        "key in $PINCITE_LLM_KEY, else $OPENAI_API_KEY.",
        rich_help_panel=_PANEL,
    ),
]
LlmContextOption = Annotated[
    int,
    typer.Option(
        "--llm-context",
        metavar="N",
        min=512,
        help="How many tokens the language model reads and writes at most.",
        rich_help_panel=_PANEL,
    ),
]
LlmTimeoutOption = Annotated[
    float,
    typer.Option(
        "--llm-timeout",
        metavar="S",
        min=0.1,
        help="Seconds after which the quotes are shown without the language model's answer.",
        rich_help_panel=_PANEL,
    ),
]
EntailmentOption = Annotated[
    str | None,
    typer.Option(
        "--entailment",
        metavar="MODEL",
        help="Check the sentences' meaning by a cross-encoder for natural language inference, a "
        "folder or hub name, in place of the encoder.",
        rich_help_panel=_PANEL,
    ),
]


def named_writer(
    model: str | None,
    url: str | None,
    *,
    context: int = CONTEXT_TOKENS,
    timeout: float = TIMEOUT_SECONDS,
    entailment: str | None = None,
) -> Writer | None:
    """What the options name, or None where they name no language model.

    Raises:
        BadParameter: An option is missing.
        InputError: The address cannot be used.
        ModelError: The extra is not installed, or the entailment model is not there.
    """
    if model is None:
        if url is not None or entailment is not None:
            raise typer.BadParameter("name the language model, too: --llm MODEL")
        return None
    if url is None:
        raise typer.BadParameter("name the server of the language model, too: --llm-url URL")
    return Writer(
        LanguageModel(ServerSettings(model, url, context, timeout)),
        entailment=None if entailment is None else Entailment(entailment),
    )
