"""The assistant: a question in, an answer with its citations out."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from index import Library
from index.errors import BadQuestion
from index.filters import Filter
from qa.answerer import AnswererSettings, Quoted, quote
from qa.model import Answer, Hit
from qa.retriever import FusionSettings, RetrieverName, search
from qa.tuned import tuned_settings

__all__ = ["MAX_QUESTION_CHARACTERS", "Assistant", "checked_question"]

MAX_QUESTION_CHARACTERS = 4_000
MAX_PARAGRAPHS = 10_000
_NOT_ANSWERED = "The documents do not answer this. The closest paragraphs are listed below."
_DEPTH = 10


class Assistant:
    """Answers questions from a library, quoting it.

    An instance may be used by several threads.
    """

    def __init__(
        self,
        library: Library,
        *,
        fusion: FusionSettings | None = None,
        answerer: AnswererSettings | None = None,
    ) -> None:
        """An assistant.

        Args:
            library: What is asked.
            fusion: How searches are put together; None for what was fitted for the library, or
                the usual.
            answerer: How an answer is chosen; None for the usual, with the threshold that was
                fitted for the library.

        Raises:
            LibraryDamaged: The fitted settings cannot be read.
        """
        tuned = tuned_settings(library) if fusion is None or answerer is None else None
        self.library = library
        self.fusion = fusion or (tuned.fusion if tuned else FusionSettings())
        self.answerer = answerer or AnswererSettings()
        if answerer is None and tuned and tuned.threshold is not None:
            self.answerer = replace(self.answerer, threshold=tuned.threshold)

    def warm_up(self) -> None:
        """Load the encoder and open the search indexes, so that the first question is quick."""
        self.search("warm up", k=1)

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        retriever: RetrieverName = "hybrid",
        filters: Sequence[Filter] = (),
    ) -> tuple[Hit, ...]:
        """The paragraphs that are most about a query.

        Args:
            query: A question or keywords.
            k: How many at most, from 1.
            retriever: `hybrid`, or `dense` or `lexical` alone.
            filters: What the documents must state of themselves.

        Raises:
            BadQuestion: The query is empty or too long, or `k` is below 1.
            InputError: The filters admit no document.
            LibraryNotFound: The library holds no documents.
        """
        query = checked_question(query, k)
        with self.library.view() as view:
            return search(
                self.library,
                view,
                query,
                k=k,
                retriever=retriever,
                filters=filters,
                settings=self.fusion,
            )

    def ask(self, question: str, *, k: int = 5, filters: Sequence[Filter] = ()) -> Answer:
        """Answer a question with quotes from the documents, or say that they do not answer it.

        Args:
            question: The question.
            k: How many of the paragraphs found go with the answer, from 1.
            filters: What the documents must state of themselves.

        Raises:
            BadQuestion: The question is empty or too long, or `k` is below 1.
            InputError: The filters admit no document.
            LibraryNotFound: The library holds no documents.
        """
        return self.decide(self.draft(question, k=k, filters=filters))

    def draft(self, question: str, *, k: int = 5, filters: Sequence[Filter] = ()) -> Answer:
        """The answer that `ask` would give if it answered however unsure it is.

        For evaluations, which ask what another threshold would have done. Takes and raises
        what `ask` does.
        """
        question = checked_question(question, k)
        lap = _stopwatch()
        with self.library.view() as view:
            depth = max(k, _DEPTH, self.answerer.n_paragraphs)
            hits = search(
                self.library, view, question, k=depth, filters=filters, settings=self.fusion
            )
            search_ms = lap()
            quoted = quote(self.library, view, question, hits, self.answerer)
            warnings = (view.repaired,) if view.repaired else ()
        return Answer(
            question=question,
            answered=bool(quoted.citations),
            confidence=round(quoted.confidence, 4),
            text=_text(quoted) if quoted.citations else _NOT_ANSWERED,
            citations=quoted.citations,
            hits=hits[:k],
            warnings=warnings,
            timings_ms={"search": search_ms, "answer": lap()},
        )

    def decide(self, draft: Answer) -> Answer:
        """A draft as it is given: without its quotes if it is not sure enough."""
        if draft.confidence >= self.answerer.threshold:
            return draft
        return replace(draft, answered=False, text=_NOT_ANSWERED, citations=())


def _text(quoted: Quoted) -> str:
    """The quotes with their markers, as one text."""
    return "\n".join(f"“{citation.quote}” [{citation.marker}]" for citation in quoted.citations)


def checked_question(question: str, k: int = 1) -> str:
    """A question as it is searched for.

    Raises:
        BadQuestion: It is empty or too long, or `k` is no number of paragraphs.
    """
    question = question.strip()
    if not question:
        raise BadQuestion("the question is empty; ask something, for example “Who signed it?”")
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise BadQuestion(
            f"the question has {len(question):,} characters, and the limit is "
            f"{MAX_QUESTION_CHARACTERS:,}; ask it in a few sentences"
        )
    try:
        question.encode()
    except UnicodeEncodeError as error:
        raise BadQuestion("the question holds half a character; type it again") from error
    if not 1 <= k <= MAX_PARAGRAPHS:
        raise BadQuestion(
            f"cannot return {k} paragraphs; ask for 1 or more, up to {MAX_PARAGRAPHS}"
        )
    return question


def _stopwatch() -> Callable[[], float]:
    """A function that gives the milliseconds since it was called last."""
    last = time.perf_counter()

    def lap() -> float:
        nonlocal last
        now = time.perf_counter()
        elapsed, last = now - last, now
        return round(elapsed * 1000, 1)

    return lap
