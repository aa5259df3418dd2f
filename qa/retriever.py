"""Which paragraphs are about a question: dense and lexical search, fused, and a second look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from index import Library
from index.errors import InputError
from index.filters import Filter
from index.view import View
from qa.late_interaction import rescored, token_weights
from qa.model import Hit

__all__ = ["RETRIEVERS", "FusionSettings", "RetrieverName", "fuse", "search"]

RetrieverName = Literal["hybrid", "fusion", "dense", "lexical"]
RETRIEVERS: tuple[RetrieverName, ...] = get_args(RetrieverName)

Scores = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class FusionSettings:
    """How the two searches are put together.

    Attributes:
        dense_weight: Share of the dense search in the fused score, in [0, 1].
        depth: How many paragraphs each search gives, at least.
        late_weight: Share of the second look in the score of what it looks at, in [0, 1].
        n_rescored: How many of the best paragraphs it looks at.
        late_power: Of its cosines; the higher, the more close meetings count.
    """

    dense_weight: float = 0.4
    depth: int = 100
    late_weight: float = 0.6
    n_rescored: int = 60
    late_power: float = 3.0


def fuse(dense: Scores, lexical: Scores, dense_weight: float) -> dict[int, float]:
    """Weighted sum of min-max normalised scores.

    Each search's scores are mapped to [0, 1], its worst to 0 and its best to 1; a paragraph
    that a search did not return counts 0 there. A search that found nothing leaves the
    other's scores as they are. (Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions
    for Hybrid Retrieval", ACM TOIS 42(1).)

    Args:
        dense: Paragraph key to cosine.
        lexical: Paragraph key to BM25 score.
        dense_weight: Share of the dense score, in [0, 1].

    Returns:
        Key to fused score in [0, 1], for every key of either.
    """
    if not lexical or not dense:
        return _normalised(dense or lexical)
    first, second = _normalised(dense), _normalised(lexical)
    return {
        key: dense_weight * first.get(key, 0.0) + (1 - dense_weight) * second.get(key, 0.0)
        for key in first | second
    }


def _normalised(scores: Scores) -> dict[int, float]:
    if not scores:
        return {}
    worst, best = min(scores.values()), max(scores.values())
    if worst == best:
        return dict.fromkeys(scores, 1.0)
    return {key: (score - worst) / (best - worst) for key, score in scores.items()}


def search(
    library: Library,
    view: View,
    query: str,
    *,
    k: int,
    retriever: RetrieverName = "hybrid",
    filters: Sequence[Filter] = (),
    settings: FusionSettings | None = None,
) -> tuple[Hit, ...]:
    """The best paragraphs for a query.

    Args:
        library: Encodes the query.
        view: The state of the library to search.
        query: A question or keywords.
        k: How many hits at most.
        retriever: `hybrid` for both searches and the second look, `fusion` for both searches,
            or one alone.
        filters: What the documents must state of themselves.
        settings: How the two are put together; None for the defaults.

    Returns:
        Hits, best first; of equal ones the paragraph indexed first comes first.

    Raises:
        InputError: There is no such retriever, or no document that the filters admit.
    """
    if retriever not in RETRIEVERS:
        raise InputError(f"unknown retriever {retriever!r}: use one of {', '.join(RETRIEVERS)}")
    settings = settings or FusionSettings()
    depth = max(k, settings.depth)
    within = view.select(filters)
    dense: Scores = {}
    lexical: Scores = {}
    tokens = None
    if retriever == "hybrid":
        vector, tokens = library.encode_query_tokens(query)
        dense = dict(view.nearest(vector, depth, within))
    elif retriever != "lexical":
        dense = dict(view.nearest(library.encode_query(query), depth, within))
    if retriever != "dense":
        lexical = dict(view.matching(query, depth, within))
    fused = fuse(dense, lexical, settings.dense_weight)
    if tokens is not None:
        fused = rescored(
            view,
            tokens.vectors,
            token_weights(view, query, tokens.spans),
            fused,
            share=settings.late_weight,
            n=settings.n_rescored,
            power=settings.late_power,
        )
    best = sorted(fused, key=lambda key: (-fused[key], key))
    # A writer that is about to commit has told the word index already of what it removes.
    paragraphs = view.paragraphs(best[: 2 * k])
    there = [key for key in best if key in paragraphs][:k]
    return tuple(
        Hit(
            paragraph=paragraphs[key],
            score=fused[key],
            rank=rank,
            dense_score=dense.get(key),
            lexical_score=lexical.get(key),
        )
        for rank, key in enumerate(there, start=1)
    )
