"""What a reader sets: who writes the answers, how much they quote, how sure they must be."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, Self, cast

from index.errors import InputError, PinciteError
from qa import Assistant
from qa.llm.client import LanguageModel, ServerSettings
from qa.llm.writer import Writer
from ui.templating import render

__all__ = ["MAX_QUOTES", "Assistants", "Settings", "render_settings", "render_told"]

MAX_QUOTES = 10
_UNREADABLE = "the settings cannot be read; reload the page and choose them again"
Answerer = Literal["quotes", "model"]
_TOO_LONG = 500  # characters of a name or an address


@dataclass(frozen=True, slots=True)
class Settings:
    """What a reader sets. Each is None where it is as the server was started.

    Attributes:
        answerer: `quotes` alone, or what a language `model` writes of them.
        model: Name of the language model.
        url: Address of its server.
        n_quotes: How many passages an answer quotes at most.
        threshold: Least confidence of an answer, in [0, 1].
    """

    answerer: Answerer | None = None
    model: str | None = None
    url: str | None = None
    n_quotes: int | None = None
    threshold: float | None = None

    @classmethod
    def from_browser(cls, data: object) -> Self:
        """Read what a browser sent, which may be anything.

        Args:
            data: The names of the settings with what was typed; empty for what is not set.

        Raises:
            InputError: A value cannot be used; says which.
        """
        if not isinstance(data, Mapping):
            raise InputError(_UNREADABLE)
        typed = {name: data.get(name) or "" for name in cls.__dataclass_fields__}
        if not all(isinstance(each, str) and len(each) <= _TOO_LONG for each in typed.values()):
            raise InputError(_UNREADABLE)
        answerer = typed["answerer"]
        if answerer not in {"", "quotes", "model"}:
            raise InputError(_UNREADABLE)
        n_quotes = _number(typed["n_quotes"], "passages", 1, MAX_QUOTES)
        if n_quotes is not None and n_quotes != int(n_quotes):
            raise InputError("the number of passages must be a whole one")
        return cls(
            cast(Answerer | None, answerer or None),
            typed["model"].strip() or None,
            typed["url"].strip() or None,
            None if n_quotes is None else int(n_quotes),
            _number(typed["threshold"], "threshold", 0, 1),
        )


def _number(typed: str, name: str, least: float, most: float) -> float | None:
    if not typed.strip():
        return None
    try:
        number = float(typed)
    except ValueError:
        number = float("nan")
    if not least <= number <= most:
        raise InputError(f"{name}: {typed!r} is no number from {least:g} to {most:g}")
    return number


class Assistants:
    """The assistants that answer by what readers set, all over one library.

    Args:
        assistant: The one that the server was started with.
        shared: Whether others than the owner of this machine may set something. Then no server of
            a language model can be named, since this machine would ask any.
    """

    def __init__(self, assistant: Assistant, *, shared: bool = False) -> None:
        self.usual = assistant
        self.shared = shared
        self._writers: dict[tuple[str, str], Writer] = {}

    def of(self, settings: Settings) -> Assistant:
        """The assistant that answers by settings.

        Raises:
            InputError: There is no language model, or its address cannot be used.
            ModelError: What speaks to language models is not installed.
        """
        if settings == Settings():
            return self.usual
        return self.usual.adjusted(
            n_quotes=settings.n_quotes,
            threshold=settings.threshold,
            llm=self._writer(settings),
        )

    def plain(self, settings: Settings) -> Settings:
        """The same settings; an answerer that is the usual one is not set."""
        usual = "quotes" if self.usual.llm is None else "model"
        is_usual = settings.answerer == usual and not (settings.model or settings.url)
        return replace(settings, answerer=None) if is_usual else settings

    def _writer(self, settings: Settings) -> Writer | None:
        if settings.answerer == "quotes":
            return None
        if settings.answerer is None or self.shared or not (settings.model or settings.url):
            if settings.answerer == "model" and self.usual.llm is None:
                raise InputError("no language model is named; name one with its server")
            return self.usual.llm
        if not (settings.model and settings.url):
            raise InputError("a language model has a name and a server; name both")
        key = (settings.model, settings.url)
        if key not in self._writers:
            self._writers[key] = Writer(LanguageModel(ServerSettings(*key)))
        return self._writers[key]

    def problem(self, settings: Settings) -> str:
        """Why nothing can be answered by settings; empty where it can."""
        try:
            self.of(settings)
        except PinciteError as error:
            return str(error)
        return ""


def render_settings(assistants: Assistants) -> str:
    """The form of the settings, as HTML; the browser fills it with what it keeps.

    Args:
        assistants: What answers.
    """
    return render(
        "settings.html",
        shared=assistants.shared,
        has_model=assistants.usual.llm is not None,
        usual=assistants.usual.answerer,
        max_quotes=MAX_QUOTES,
    )


def render_told(settings: Settings, *, problem: str = "", at: str = "") -> str:
    """What became of a change, as HTML.

    Args:
        settings: What is set.
        problem: What is wrong with what was typed, in words for the reader.
        at: What the browser sent to know its change by.
    """
    changed = settings != Settings()
    return render("settings_told.html", changed=changed, problem=problem, at=at)
