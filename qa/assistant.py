"""The assistant: a question in, an answer with its citations out."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Self

from index import Library
from index.errors import BadQuestion
from index.filters import Filter
from qa.answerer import AnswererSettings, Quoted, quote
from qa.confidence import ConfidenceModel, Signals, usual_confidence
from qa.conversation import Conversation, Turn
from qa.known_questions import KnownQuestions
from qa.model import NOT_ANSWERED, Answer, Citation, Hit, quotes_with_markers, require_verbatim
from qa.question_kinds import who_is
from qa.requests import answer_request, parse_request
from qa.reranker import Reranker, rerank
from qa.retriever import FusionSettings, RetrieverName, preferring, search
from qa.tuned import TunedSettings, tuned_settings
from qa.words import names_nobody, names_person, says_something, seems_foreign

if TYPE_CHECKING:
    from qa.llm.writer import Writer

__all__ = ["MAX_QUESTION_CHARACTERS", "Assistant", "checked_question"]

MAX_QUESTION_CHARACTERS = 4_000
MAX_PARAGRAPHS = 10_000
_DEPTH = 10
_NAMED = 0.2  # of what an answer lacks to be sure is made up for by naming who is asked about
_NOBODY = "the question does not say who is meant, and nothing before it does; name them"
_FOREIGN = "the question does not look English, and only English ones are understood"


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
        confidence: ConfidenceModel | None = None,
        reranker: Reranker | str | None = None,
        llm: "Writer | None" = None,
    ) -> None:
        """An assistant.

        Args:
            library: What is asked.
            fusion: How searches are put together; None for what was fitted for the library, or
                the usual.
            answerer: How an answer is chosen; None for the usual, with the threshold and the
                confidence that were fitted for the library.
            confidence: How sure an answer is; None for what was fitted for the library where
                `answerer` is None, too, else the usual.
            reranker: A cross-encoder that the best paragraphs are scored by, or its folder or
                name; None for none.
            llm: What has a language model write the answers; None for quotes alone.

        Raises:
            LibraryDamaged: The fitted settings cannot be read.
            ModelError: The reranker's folder is not there or holds no weights.
        """
        tuned = TunedSettings() if fusion and answerer else tuned_settings(library)
        self.library = library
        self.fusion = fusion or (tuned.weights.fusion if tuned.weights else FusionSettings())
        stored = tuned.weights.known if tuned.weights and fusion is None else None
        self.known = KnownQuestions.read(stored) if stored else None
        self.answerer = answerer or AnswererSettings()
        self.confidence = confidence or usual_confidence()
        self.reranker = Reranker(reranker) if isinstance(reranker, str) else reranker
        self.llm = llm
        if answerer is None and tuned.threshold:
            self.answerer = replace(self.answerer, threshold=tuned.threshold.threshold)
            self.confidence = confidence or tuned.threshold.confidence or self.confidence

    def adjusted(
        self, *, n_quotes: int | None, threshold: float | None, llm: "Writer | None"
    ) -> Self:
        """An assistant over the same library that answers otherwise.

        Args:
            n_quotes: How many sentences an answer quotes at most; None for as many as here.
            threshold: Least confidence of an answer; None for the same as here.
            llm: What has a language model write the answers; None for quotes alone.
        """
        other = copy(self)
        other.answerer = replace(
            self.answerer,
            n_quotes=self.answerer.n_quotes if n_quotes is None else n_quotes,
            threshold=self.answerer.threshold if threshold is None else threshold,
        )
        other.llm = llm
        return other

    def warm_up(self) -> None:
        """Load the models and open the search indexes, so that the first question is quick."""
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
            ModelError: The encoder or the reranker cannot be loaded.
        """
        hits, _ = self._find(checked_question(query, k), k, filters, retriever=retriever)
        return hits

    def _find(
        self,
        query: str,
        k: int,
        filters: Sequence[Filter],
        *,
        retriever: RetrieverName = "hybrid",
        question: str | None = None,
        near: Collection[str] = (),
    ) -> tuple[tuple[Hit, ...], str]:
        """What is found, read by the reranker for a question, and what was mended on the way.

        The documents `near` are preferred among twice as many hits.
        """
        reranker = self.reranker
        with self.library.view() as view:
            hits = search(
                self.library,
                view,
                query,
                k=(1 + bool(near)) * (k if reranker is None else max(k, reranker.settings.n)),
                retriever=retriever,
                filters=filters,
                settings=self.fusion,
                known=self.known,
            )
            repaired = view.repaired
        if near:
            hits = preferring(hits, near)
        if reranker is not None:  # which takes long, and needs nothing of the library
            hits = rerank(question or query, hits, reranker)
        return hits[:k], repaired

    def conversation(self, turns: Iterable[Turn] = ()) -> Conversation:
        """Ask one question after the other, each understood after the ones before it.

        Args:
            turns: Earlier questions and their answers, oldest first.
        """
        return Conversation(self, turns)

    def ask(
        self,
        question: str,
        *,
        k: int = 5,
        filters: Sequence[Filter] = (),
        search_for: str | None = None,
    ) -> Answer:
        """Answer a question with quotes from the documents, or say that they do not answer it.

        Args:
            question: The question.
            k: How many of the paragraphs found go with the answer, from 1.
            filters: What the documents must state of themselves.
            search_for: Words to look for paragraphs by; None for the question's own.

        Raises:
            BadQuestion: The question is empty or too long, or `k` is below 1.
            InputError: The filters admit no document.
            LibraryNotFound: The library holds no documents.
            ModelError: The encoder or the reranker cannot be loaded.
        """
        *_, answer = self.answers(question, k=k, filters=filters, search_for=search_for)
        return answer

    def answers(
        self,
        question: str,
        *,
        k: int = 5,
        filters: Sequence[Filter] = (),
        search_for: str | None = None,
        cited: Sequence[Citation] = (),
        stop: Event | None = None,
    ) -> Iterator[Answer]:
        """The answer as it grows, where a language model writes it; the last is the whole.

        Takes and raises what `ask` does, what the answer before quoted, and an event that, once it
        is set by whatever thread, stops the model. Each of the answers may be shown. What is no
        question but a request (`qa.requests`) is done.
        """
        question = checked_question(question, k)
        request = parse_request(question)
        if request is not None:
            done = answer_request(self, request, question, cited=cited, filters=filters)
            if done is not None:
                yield done
                return
        draft = self.draft(question, k=k, filters=filters, search_for=search_for)
        yield from self.write(self.decide(draft), stop=stop)

    def draft(
        self,
        question: str,
        *,
        k: int = 5,
        filters: Sequence[Filter] = (),
        search_for: str | None = None,
        near: Collection[str] = (),
    ) -> Answer:
        """The answer that `ask` would give if it answered however unsure it is.

        For evaluations, which ask what another threshold would have done. Takes and raises
        what `ask` does, and ids of documents whose paragraphs are preferred among those found by
        `search_for`.
        """
        question = checked_question(question, k)
        lap = _stopwatch()
        hits, repaired = self._find_to_quote(question, k, filters, search_for, near)
        search_ms = lap()
        quoted = self._quote(question, hits)
        return Answer(
            question=question,
            answered=bool(quoted.citations),
            confidence=self._confidence(question, quoted),
            text=quotes_with_markers(quoted.citations) if quoted.citations else NOT_ANSWERED,
            citations=quoted.citations,
            hits=hits[:k],
            warnings=tuple(filter(None, (repaired, _NOBODY if names_nobody(question) else ""))),
            timings_ms={"search": search_ms, "answer": lap()},
            filters=tuple(filters),
        )

    def _confidence(self, question: str, quoted: Quoted) -> float:
        """How sure it is that quotes answer a question; one that names nothing, nothing answers."""
        if not says_something(question):
            return 0.0
        told = round(self.confidence.probability(quoted.signals), 4)
        # Who somebody is, a sentence tells that names them, little as it is like the question.
        name = who_is(question)
        if name and any(names_person(citation.quote, name) for citation in quoted.citations):
            told = round(told + _NAMED * (1 - told), 4)
        return told

    def _find_to_quote(
        self,
        question: str,
        k: int,
        filters: Sequence[Filter],
        search_for: str | None,
        near: Collection[str] = (),
    ) -> tuple[tuple[Hit, ...], str]:
        """The paragraphs that sentences are quoted from, and what was mended on the way."""
        depth = max(k, _DEPTH, self.answerer.n_paragraphs)
        hits, repaired = self._find(
            search_for or question, depth, filters, question=question, near=near
        )
        if search_for is not None:
            hits = self._scored_for(question, hits, filters)
        return hits, repaired

    def _scored_for(
        self, question: str, hits: Sequence[Hit], filters: Sequence[Filter]
    ) -> tuple[Hit, ...]:
        """Hits that were found by other words, with what the searches give them for a question.

        Which sentences are quoted, and how sure an answer is, must not depend on the words that
        led to them. What the question's own searches do not find scores 0.
        """
        with self.library.view() as view:
            own = search(
                self.library,
                view,
                question,
                k=self.fusion.depth,
                filters=filters,
                settings=self.fusion,
                known=self.known,
            )
        found = {hit.paragraph: hit for hit in own}
        return tuple(
            replace(found[hit.paragraph], rank=hit.rank)
            if hit.paragraph in found
            else replace(hit, score=0.0, dense_score=None, lexical_score=None)
            for hit in hits
        )

    def signals(self, question: str, *, search_for: str | None = None) -> Signals | None:
        """What speaks for the documents answering a question; None if nothing is found for it.

        For fitting the confidence. Takes and raises what `ask` does.
        """
        question = checked_question(question)
        hits, _ = self._find_to_quote(question, 1, (), search_for)
        return self._quote(question, hits).signals

    def _quote(self, question: str, hits: Sequence[Hit]) -> Quoted:
        with self.library.view() as view:
            quoted = quote(self.library, view, question, hits, self.answerer)
        require_verbatim(quoted.citations, quoted.paragraphs)
        return quoted

    def decide(self, draft: Answer) -> Answer:
        """A draft as it is given: without its quotes if it is not sure enough."""
        if draft.confidence >= self.answerer.threshold:
            return draft
        warnings = (*draft.warnings, _FOREIGN) if seems_foreign(draft.question) else draft.warnings
        return replace(draft, answered=False, text=NOT_ANSWERED, citations=(), warnings=warnings)

    def write(self, answer: Answer, *, stop: Event | None = None) -> Iterator[Answer]:
        """Have the language model, if there is one, write what a decided answer quotes.

        Args:
            answer: The decided answer.
            stop: Once it is set, by whatever thread, the model writes no more.

        Yields:
            The answer; where a model writes, again with each sentence that was checked, and as a
            whole. The last one is what `ask` gives.

        Raises:
            ModelError: The encoder or the entailment model cannot be loaded.
        """
        if self.llm is None:
            yield answer
        else:
            yield from self.llm.answers(self.library, answer, stop=stop)


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
