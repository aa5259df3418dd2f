"""What is known of the paragraphs that may be found for a question, whatever the weights.

It is gathered once for a question; after that any settings can be tried without searching.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from eval.evaluate import Progress
from eval.model import Query
from eval.runs import RankedParagraph, rank_paragraphs
from eval.tuning.folds import others, split
from index import Library
from index.errors import BadQuestion
from index.view import View
from qa.assistant import checked_question
from qa.bm25 import WordCounts, count_words
from qa.known_questions import KnownQuestions
from qa.late_interaction import Evidence, gather
from qa.retriever import Found, FusionSettings, find, in_order, score

__all__ = ["Candidates", "gather_candidates", "known_of", "known_of_others"]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The paragraphs that the two searches give for a question.

    Attributes:
        query: The question.
        found: What the searches give.
        names: Document and label of each paragraph, by key.
        places: Where each paragraph is in what follows, by key.
        counts: How often the words of the question stand in them.
        seen: What a second look sees of them; None where the library keeps no token vectors.
    """

    query: Query
    found: Found
    names: Mapping[int, tuple[str, str]]
    places: Mapping[int, int]
    counts: WordCounts
    seen: Evidence | None

    def ranking(self, settings: FusionSettings, k: int) -> tuple[RankedParagraph, ...]:
        """The best `k` of them by some settings: what `qa.retriever.search` would find."""
        scores = score(self.found, self, settings)
        best = in_order(scores)[:k]
        return rank_paragraphs(RankedParagraph(*self.names[key], scores[key]) for key in best)

    def word_counts(self, keys: Sequence[int]) -> WordCounts:
        """Part of what `score` asks for."""
        return self.counts.of([self.places[key] for key in keys])

    def evidence(self, keys: Sequence[int]) -> Evidence | None:
        """Part of what `score` asks for."""
        return self.seen and self.seen.of([self.places[key] for key in keys])


def gather_candidates(
    library: Library,
    queries: Sequence[Query],
    *,
    depth: int,
    known: Sequence[KnownQuestions] = (),
    progress: Progress | None = None,
) -> tuple[Candidates, ...]:
    """Search for questions, and look at all that is found.

    Args:
        library: What is searched.
        queries: The questions.
        depth: How many paragraphs each search gives at most.
        known: For each question those that are known; empty for none.
        progress: Told after each question.

    Raises:
        BadQuestion: A question cannot be searched for; the message names it.
    """
    gathered = []
    for number, query in enumerate(queries):
        with library.view() as view:
            near = known[number] if known else None
            gathered.append(_candidates(library, view, query, depth, near))
        if progress is not None:
            progress(len(gathered), len(queries))
    return tuple(gathered)


def _candidates(
    library: Library, view: View, query: Query, depth: int, known: KnownQuestions | None
) -> Candidates:
    try:
        question = checked_question(query.query)
    except BadQuestion as error:
        raise BadQuestion(f"query_id {query.query_id!r}: {error}") from error
    found = find(library, view, question, depth=depth, known=known)
    paragraphs = view.paragraphs(sorted({*found.dense, *found.lexical, *found.known}))
    # A writer that is about to commit has told the word index already of what it removes.
    lexical = {key: value for key, value in found.lexical.items() if key in paragraphs}
    found, keys = replace(found, lexical=lexical), tuple(paragraphs)
    return Candidates(
        query=query,
        found=found,
        names={key: (each.doc_id, each.paragraph) for key, each in paragraphs.items()},
        places={key: place for place, key in enumerate(keys)},
        counts=count_words(view, question, keys),
        seen=None if found.tokens is None else gather(view, question, found.tokens, keys),
    )


def known_of(library: Library, queries: Sequence[Query]) -> KnownQuestions:
    """Questions with the paragraphs that are judged relevant to them; at least one question."""
    questions = ((q.query, tuple((g.doc_id, g.paragraph) for g in q.gold)) for q in queries)
    return KnownQuestions.of(questions, library.encoder)


def known_of_others(library: Library, queries: Sequence[Query], folds: int) -> list[KnownQuestions]:
    """For each question those of the other folds, so that none knows its own answer."""
    known, parts = known_of(library, queries), split(len(queries), folds)
    of_others = [known.only(others(parts, number).tolist()) for number in range(len(parts))]
    part_of = {place: number for number, part in enumerate(parts) for place in part.tolist()}
    return [of_others[part_of[place]] for place in range(len(queries))]
