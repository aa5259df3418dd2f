"""Settings that were fitted on a question set, as a library keeps them.

They are one JSON object: the settings, and how they came about. `pincite eval tune` writes
them; an `Assistant` of the library takes them up.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index import Library
from index.errors import LibraryDamaged
from qa.retriever import FusionSettings

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["Gain", "Provenance", "TunedSettings", "forget_tuned", "keep_tuned", "tuned_settings"]


@dataclass(frozen=True, slots=True)
class Gain:
    """What a measure was with the settings before, and is on questions held out of the fit."""

    before: float
    held_out: float


@dataclass(frozen=True, slots=True)
class Provenance:
    """How settings came about.

    Attributes:
        created: When, in ISO 8601 with the offset of UTC.
        pincite: The version of Pincite.
        model: Identity of the library's encoder; with another they mean nothing.
        questions: Paths of the question sets.
        n_queries: How many questions the weights were fitted on; 0 if they were not.
        n_threshold: How many questions the threshold was fitted on; 0 if it was not.
        folds: In how many parts the questions were held out in turn.
        gains: What it brought, by measure.
    """

    created: str
    pincite: str
    model: str
    questions: tuple[str, ...]
    n_queries: int
    n_threshold: int
    folds: int
    gains: dict[str, Gain]


@dataclass(frozen=True, slots=True)
class TunedSettings:
    """Settings of a library, and where they are from.

    Attributes:
        fusion: How searches are put together.
        threshold: Least confidence with which the documents are said to answer; None for the
            usual one.
        provenance: How they came about.
    """

    fusion: FusionSettings
    threshold: float | None
    provenance: Provenance


def tuned_settings(library: Library) -> TunedSettings | None:
    """The settings that were fitted for a library; None where there are none for its encoder.

    Raises:
        LibraryDamaged: They cannot be read.
    """
    from pydantic import ValidationError

    kept = library.tuned
    if kept is None:
        return None
    try:
        tuned = _adapter().validate_json(kept)
    except ValidationError as error:
        raise LibraryDamaged(
            f"{library.folder}: the tuned settings cannot be read ({error.error_count()} faults); "
            f"remove them with `pincite eval tune --reset`, or tune again"
        ) from error
    return tuned if tuned.provenance.model == library.model_identity else None


def keep_tuned(library: Library, tuned: TunedSettings) -> None:
    """Write settings into a library, in place of those that were there.

    Raises:
        LibraryError: It may not be written.
    """
    library.keep_tuned(_adapter().dump_json(tuned).decode())


def forget_tuned(library: Library) -> None:
    """Take the settings out of a library; its assistants have the usual ones from then on.

    Raises:
        LibraryError: It may not be written.
    """
    library.keep_tuned(None)


def _adapter() -> "TypeAdapter[TunedSettings]":
    from pydantic import TypeAdapter

    return TypeAdapter(TunedSettings)
