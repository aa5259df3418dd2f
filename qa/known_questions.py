"""Questions whose paragraphs are known: what answered one like it may answer the next.

Archives are asked alike again and again. Where a question set, or marks from use, say which
paragraphs answered a question, these count for questions near to it, as past queries and what was
chosen for them do in web search.
"""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from index.errors import LibraryDamaged
from index.shared_encoder import SharedEncoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

__all__ = ["KnownQuestions", "Place", "StoredQuestions"]

Place = tuple[str, str]
"""A document's id and the label of a paragraph of it."""

_N_NEAREST = 500


@dataclass(frozen=True, slots=True)
class StoredQuestions:
    """Known questions as a library keeps them.

    Attributes:
        texts: The questions.
        places: The paragraphs that answer each.
        vectors: Base64 of their vectors by the library's encoder: little-endian float16, one
            question after the other.
    """

    texts: tuple[str, ...]
    places: tuple[tuple[Place, ...], ...]
    vectors: str


@dataclass(frozen=True, slots=True)
class KnownQuestions:
    """Questions, the paragraphs that answer them, and their vectors.

    Attributes:
        texts: The questions.
        places: The paragraphs that answer each.
        vectors: Of length 1, shape (n, d).
    """

    texts: tuple[str, ...]
    places: tuple[tuple[Place, ...], ...]
    vectors: "Vectors"

    @classmethod
    def of(cls, questions: Iterable[tuple[str, tuple[Place, ...]]], encoder: SharedEncoder) -> Self:
        """Encode questions, each with the paragraphs that answer it; at least one.

        Raises:
            ModelError: The encoder cannot be loaded.
        """
        import numpy as np

        known = tuple(questions)
        vectors = np.stack([encoder.encode_query(text) for text, _ in known])
        return cls(tuple(text for text, _ in known), tuple(at for _, at in known), vectors)

    @classmethod
    def read(cls, stored: StoredQuestions) -> Self:
        """Those that a library keeps.

        Raises:
            LibraryDamaged: The vectors are not those of so many questions.
        """
        import numpy as np

        try:
            numbers = np.frombuffer(base64.b64decode(stored.vectors), "<f2").astype(np.float32)
            vectors = numbers.reshape(len(stored.texts), -1)
        except ValueError as error:
            raise LibraryDamaged(
                f"the known questions cannot be read ({error}); remove them with "
                f"`pincite eval tune --reset`, or tune again"
            ) from error
        return cls(stored.texts, stored.places, vectors)

    def stored(self) -> StoredQuestions:
        """The same as a library keeps them."""
        numbers = self.vectors.astype("<f2").tobytes()
        return StoredQuestions(self.texts, self.places, base64.b64encode(numbers).decode())

    def only(self, rows: Iterable[int]) -> Self:
        """Some of them, by their numbers from 0."""
        chosen = list(rows)
        return type(self)(
            tuple(self.texts[row] for row in chosen),
            tuple(self.places[row] for row in chosen),
            self.vectors[chosen],
        )

    def near(self, vector: "Vectors") -> Mapping[Place, float]:
        """The paragraphs that answer questions like one.

        Args:
            vector: The question's, of length 1, shape (d,).

        Returns:
            Of each the cosine of the nearest question that it answers, in [0, 1].
        """
        import numpy as np

        cosines = self.vectors @ vector
        nearest = np.argsort(-cosines, kind="stable")[:_N_NEAREST].tolist()
        found: dict[Place, float] = {}
        for row in nearest:
            for place in self.places[row]:
                found.setdefault(place, max(0.0, float(cosines[row])))
        return found
