"""Settings that were fitted on a question set, as a library keeps them.

They are one JSON object: the settings, and how they came about. `pincite eval tune` writes
them; an `Assistant` of the library takes them up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Self

from index import Library
from index.errors import LibraryDamaged
from qa.confidence import ConfidenceModel
from qa.known_questions import StoredQuestions
from qa.retriever import FusionSettings

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = [
    "Gain",
    "Provenance",
    "TunedSettings",
    "TunedThreshold",
    "TunedWeights",
    "digest",
    "forget_tuned",
    "keep_tuned",
    "now",
    "tuned_settings",
]


def now() -> str:
    """The time in ISO 8601, to the second, with the offset of UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def digest(question: str) -> str:
    """What a question is known by again: digits of the SHA-256 of its words."""
    return sha256(" ".join(question.split()).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Gain:
    """What a measure was with the settings before, and is on questions held out of the fit."""

    before: float
    held_out: float


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a setting came about.

    Attributes:
        created: When, in ISO 8601 with the offset of UTC.
        pincite: The version of Pincite.
        model: Identity of the library's encoder; with another the setting means nothing.
        questions: Absolute paths of the question sets.
        n_queries: How many questions it was fitted on.
        folds: In how many parts they were held out in turn.
        by: What was to be as high as can be.
        gains: What it brought, by measure.
        asked: What the questions are known by again (`digest`), whatever file they stand in; none
            in settings of before this was kept.
    """

    created: str
    pincite: str
    model: str
    questions: tuple[str, ...]
    n_queries: int
    folds: int
    by: str
    gains: dict[str, Gain]
    asked: tuple[str, ...] = ()

    @classmethod
    def of_today(
        cls,
        *,
        model: str,
        questions: Sequence[str],
        asked: Sequence[str],
        folds: int,
        by: str,
        gains: dict[str, Gain],
    ) -> Self:
        """That of a setting which this version of Pincite has fitted now.

        Args:
            model: As the attribute, like what is not told of here.
            questions: Paths of the question sets.
            asked: The questions themselves.
            folds: In how many parts they were held out.
            by: What was to be as high as can be.
            gains: What it brought.
        """
        return cls(
            created=now(),
            pincite=version("pincite"),
            model=model,
            questions=tuple(str(Path(each).resolve()) for each in questions),
            n_queries=len(asked),
            folds=folds,
            by=by,
            gains=gains,
            asked=tuple(map(digest, asked)),
        )

    def n_of(self, asked: Iterable[str]) -> int:
        """How many of some questions it was fitted on."""
        known = set(self.asked)
        return sum(digest(question) in known for question in asked)


@dataclass(frozen=True, slots=True)
class TunedWeights:
    """How searches are put together, and how that came about.

    Attributes:
        fusion: How they are.
        provenance: How it came about.
        known: The questions that it was fitted on, if it weighs such as are known; else None.
    """

    fusion: FusionSettings
    provenance: Provenance
    known: StoredQuestions | None = None


@dataclass(frozen=True, slots=True)
class TunedThreshold:
    """Least confidence with which the documents are said to answer, and how that came about.

    Attributes:
        threshold: The confidence.
        provenance: How it came about.
        confidence: How sure an answer is, where that was fitted too; None for the usual.
    """

    threshold: float
    provenance: Provenance
    confidence: ConfidenceModel | None = None


@dataclass(frozen=True, slots=True)
class TunedSettings:
    """What was fitted for a library; None for what was not."""

    weights: TunedWeights | None = None
    threshold: TunedThreshold | None = None


def tuned_settings(library: Library) -> TunedSettings:
    """The settings that were fitted for a library with the encoder that it has.

    Raises:
        LibraryDamaged: They cannot be read.
    """
    from pydantic import ValidationError

    kept = library.tuned
    if kept is None:
        return TunedSettings()
    try:
        tuned = _adapter().validate_json(kept)
    except ValidationError as error:
        raise LibraryDamaged(
            f"{library.folder}: the tuned settings cannot be read ({error.error_count()} faults); "
            f"remove them with `pincite eval tune --reset`, or tune again"
        ) from error
    here = library.model_identity
    return TunedSettings(
        weights=tuned.weights if tuned.weights and tuned.weights.provenance.model == here else None,
        threshold=tuned.threshold
        if tuned.threshold and tuned.threshold.provenance.model == here
        else None,
    )


def keep_tuned(library: Library, tuned: TunedSettings) -> None:
    """Write settings into a library, in place of those that were there; what is None stays.

    Raises:
        LibraryDamaged: What was there cannot be read.
        LibraryError: The library may not be written.
    """
    before = tuned_settings(library)
    kept = TunedSettings(tuned.weights or before.weights, tuned.threshold or before.threshold)
    library.keep_tuned(_adapter().dump_json(kept).decode())


def forget_tuned(library: Library) -> None:
    """Take the settings out of a library; its assistants have the usual ones from then on.

    Raises:
        LibraryError: It may not be written.
    """
    library.keep_tuned(None)


def _adapter() -> "TypeAdapter[TunedSettings]":
    from pydantic import TypeAdapter

    return TypeAdapter(TunedSettings)
