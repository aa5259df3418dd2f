"""Which paragraphs are about a question: dense and lexical search, fused, and a second look."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from typing import Literal, Protocol, get_args

from index import Library
from index.errors import InputError
from index.filters import Filter
from index.tokens import Tokens
from index.view import Selection, View
from qa.bm25 import BM25, WordCounts, count_words
from qa.known_questions import KnownQuestions
from qa.late_interaction import Evidence, SecondLook, gather, look_again
from qa.model import Hit

__all__ = [
    "RETRIEVERS",
    "Found",
    "FusionSettings",
    "RetrieverName",
    "Sight",
    "find",
    "fuse",
    "in_order",
    "preferring",
    "score",
    "search",
]

RetrieverName = Literal["hybrid", "fusion", "dense", "lexical"]
RETRIEVERS: tuple[RetrieverName, ...] = get_args(RetrieverName)

Scores = Mapping[int, float]

_NEAR = 0.1  # what the documents that a conversation was about score more


@dataclass(frozen=True, slots=True)
class FusionSettings:
    """How the two searches are put together.

    Attributes:
        dense_weight: Share of the dense search in the fused score, in [0, 1].
        depth: How many paragraphs of each search are put together; more only follow these.
        bm25: Parameters of the lexical score, of those paragraphs; None for tantivy's.
        second_look: How the best are looked at again; None for not at all.
        known_weight: What it counts that a paragraph answered a question like this one.
    """

    dense_weight: float = 0.4
    depth: int = 100
    bm25: BM25 | None = None
    second_look: SecondLook | None = field(default_factory=SecondLook)
    known_weight: float = 0.0

    def words(self) -> str:
        """The settings by name, those of the second look and of BM25 among them."""
        shown = {"dense_weight": self.dense_weight, "depth": self.depth}
        shown |= {"known_weight": self.known_weight} if self.known_weight else {}
        for part in (self.second_look, self.bm25):
            shown |= {} if part is None else asdict(part)
        return ", ".join(f"{name} {value:.4g}" for name, value in shown.items())


@dataclass(frozen=True, slots=True)
class Found:
    """What the searches give for a query.

    Attributes:
        dense: Paragraph key to cosine, best first.
        lexical: Paragraph key to BM25 score, best first.
        tokens: Those of the query, for a second look; None where there will be none.
        known: Paragraph key to how near a question is that the paragraph is known to answer.
    """

    dense: Scores
    lexical: Scores
    tokens: Tokens | None
    known: Scores = field(default_factory=dict)

    def best(self, n: int) -> "Found":
        """What the searches would have given of `n` paragraphs each."""
        return replace(
            self,
            dense=dict(islice(self.dense.items(), n)),
            lexical=dict(islice(self.lexical.items(), n)),
        )


class Sight(Protocol):
    """What can be seen of the paragraphs found, if it is asked for."""

    def word_counts(self, keys: Sequence[int]) -> WordCounts:
        """How often the words of the query stand in paragraphs."""

    def evidence(self, keys: Sequence[int]) -> Evidence | None:
        """What a second look sees of paragraphs; None for nothing."""


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


def find(
    library: Library,
    view: View,
    query: str,
    *,
    depth: int,
    retriever: RetrieverName = "hybrid",
    within: Selection | None = None,
    known: KnownQuestions | None = None,
) -> Found:
    """Ask the two searches, or one of them.

    Args:
        library: Encodes the query.
        view: The state of the library to search.
        query: A question or keywords.
        depth: How many paragraphs each search gives at most.
        retriever: Which searches, and whether a second look will need the query's tokens.
        within: What they are narrowed to; None for everything.
        known: Questions whose paragraphs are known; None for none.
    """
    dense: Scores = {}
    lexical: Scores = {}
    tokens = vector = None
    if retriever == "hybrid":
        vector, tokens = library.encoder.encode_query_tokens(query)
    elif retriever != "lexical":
        vector = library.encoder.encode_query(query)
    if vector is not None:
        dense = dict(view.nearest(vector, depth, within))
    if retriever != "dense":
        lexical = dict(view.matching(query, depth, within))
    if known is None or vector is None or retriever == "dense":
        return Found(dense, lexical, tokens)
    near = known.near(vector)
    keys = {key: near[place] for place, key in view.keys_of(near).items()}
    if within is not None:
        keys = {key: keys[key] for key in within.paragraphs if key in keys}
    return Found(dense, lexical, tokens, keys)


def score(found: Found, sight: Sight, settings: FusionSettings) -> dict[int, float]:
    """Score in [0, 1] of every paragraph that the searches give.

    Args:
        found: What they give.
        sight: What else can be seen of it.
        settings: How it is put together.
    """
    lexical = found.lexical
    if settings.bm25 is not None and lexical:
        keys = tuple(lexical)
        scores = settings.bm25.scores(sight.word_counts(keys)).tolist()
        lexical = dict(zip(keys, scores, strict=True))
    fused = fuse(found.dense, lexical, settings.dense_weight)
    if settings.second_look is not None:
        fused = look_again(fused, sight.evidence, settings.second_look)
    return _with_known(fused, found.known, settings.known_weight)


def _with_known(scores: dict[int, float], known: Scores, weight: float) -> dict[int, float]:
    """Scores in [0, 1] with what known questions say; what no search gave counts as the worst."""
    if not known or not weight:
        return scores
    worst = min(scores.values(), default=0.0)
    return {
        key: (scores.get(key, worst) + weight * known.get(key, 0.0)) / (1 + weight)
        for key in scores | dict(known)
    }


@dataclass(frozen=True, slots=True)
class _Looking:
    """Looks at paragraphs of a library when it is asked to."""

    view: View
    query: str
    tokens: Tokens | None

    def word_counts(self, keys: Sequence[int]) -> WordCounts:
        return count_words(self.view, self.query, keys)

    def evidence(self, keys: Sequence[int]) -> Evidence | None:
        return None if self.tokens is None else gather(self.view, self.query, self.tokens, keys)


def _with_deeper(
    scores: dict[int, float], found: Found, settings: FusionSettings
) -> dict[int, float]:
    """Scores with those of paragraphs from deeper down, which come after all others.

    They change nothing above them: however many paragraphs are asked for, the first are the same.
    """
    fused = fuse(found.dense, found.lexical, settings.dense_weight)
    deeper = {key: 0.49 * value for key, value in fused.items() if key not in scores}
    if not deeper:
        return scores
    return {key: 0.5 + value / 2 for key, value in scores.items()} | deeper


def in_order(scores: Scores) -> list[int]:
    """Keys of paragraphs, best first; of equal ones the one indexed first comes first."""
    return sorted(scores, key=lambda key: (-scores[key], key))


def preferring(hits: Sequence[Hit], doc_ids: Collection[str]) -> tuple[Hit, ...]:
    """Hits in the order that they have if those of some documents score a little more.

    Args:
        hits: What was found, best first.
        doc_ids: The documents: those that a conversation was about.
    """

    def counted(hit: Hit) -> float:
        return hit.score + _NEAR * (hit.paragraph.doc_id in doc_ids)

    ordered = sorted(hits, key=lambda hit: -counted(hit))
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(ordered, start=1))


def search(
    library: Library,
    view: View,
    query: str,
    *,
    k: int,
    retriever: RetrieverName = "hybrid",
    filters: Sequence[Filter] = (),
    settings: FusionSettings | None = None,
    known: KnownQuestions | None = None,
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
        known: Questions whose paragraphs are known, if `settings` weighs them; None for none.

    Returns:
        Hits, best first; of equal ones the paragraph indexed first comes first.

    Raises:
        InputError: There is no such retriever, or no document that the filters admit.
    """
    if retriever not in RETRIEVERS:
        raise InputError(f"unknown retriever {retriever!r}: use one of {', '.join(RETRIEVERS)}")
    settings = settings or FusionSettings()
    within = view.select(filters)
    found = find(
        library,
        view,
        query,
        depth=max(k, settings.depth),
        retriever=retriever,
        within=within,
        known=known if settings.known_weight else None,
    )
    best = found.best(settings.depth)
    scores = score(best, _Looking(view, query, found.tokens), settings)
    scores = _with_deeper(scores, found, settings)
    order = in_order(scores)
    # A writer that is about to commit has told the word index already of what it removes.
    paragraphs = view.paragraphs(order[: 2 * k])
    there = [key for key in order if key in paragraphs][:k]
    return tuple(
        Hit(
            paragraph=paragraphs[key],
            score=scores[key],
            rank=rank,
            dense_score=found.dense.get(key),
            lexical_score=found.lexical.get(key),
        )
        for rank, key in enumerate(there, start=1)
    )
