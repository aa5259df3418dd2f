"""A conversation: each question is understood after the ones before it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

from index.filters import Filter
from index.lexical import text_stems, word_stems
from qa.confidence import Signals
from qa.conversation.model import Turn, Understood
from qa.conversation.resolution import understand
from qa.model import NOT_ANSWERED, Answer, Citation, quotes_with_markers
from qa.question_kinds import gives_reason, holds_kind, kind_of
from qa.requests import Request, parse_request

if TYPE_CHECKING:
    from qa.assistant import Assistant

__all__ = ["Conversation"]

_N_ANSWERS = 2  # whose documents are preferred


class Conversation:
    """Asks an assistant one question after the other, and keeps the turns.

    Args:
        assistant: What is asked.
        turns: The turns before, oldest first; the question of each is understood after the ones
            before it, as it would have been here, unless `follows` tells that it was.
    """

    def __init__(self, assistant: "Assistant", turns: Iterable[Turn] = ()) -> None:
        self._assistant = assistant
        self._turns: tuple[Turn, ...] = ()
        for turn in turns:
            self._turns += (turn if turn.follows is not None else self._understood(turn),)

    def _understood(self, turn: Turn) -> Turn:
        meant = self.understand(turn.question)
        return replace(turn, question=meant.question, follows=meant.follows)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns so far, oldest first, their questions as they were understood."""
        return self._turns

    def understand(self, question: str) -> Understood:
        """What a question means now; nothing is asked or kept. A request is left as it is."""
        request = parse_request(question)
        if request is not None:
            return Understood(question, question, follows=request.goes_on)
        asked = (
            replace(turn, question="") if parse_request(turn.question) else turn
            for turn in self._turns
        )
        return understand(question, tuple(asked))

    def ask(self, question: str, *, k: int = 5, filters: Sequence[Filter] = ()) -> Answer:
        """Answer a question, and keep it as a turn.

        Takes and raises what `Assistant.ask` does.

        Returns:
            An answer to the question as it is understood, which `understood_as` tells where that
            is not as it was asked.
        """
        *_, answer = self.answers(question, k=k, filters=filters)
        return answer

    def answers(
        self,
        question: str,
        *,
        k: int = 5,
        filters: Sequence[Filter] = (),
        stop: Event | None = None,
    ) -> Iterator[Answer]:
        """The answer as it grows, as `Assistant.answers`; the turn is kept once it is whole."""
        if (request := parse_request(question)) is None:
            understood, draft = self._drafted(question, k, filters)
            written = self._assistant.write(self._assistant.decide(draft), stop=stop)
            answers = (_told(answer, question, understood) for answer in written)
        else:
            cited = self._cited(request)
            told = self._assistant.answers(question, k=k, filters=filters, cited=cited, stop=stop)
            answers = (replace(answer, follows=request.goes_on) for answer in told)
        for answer in answers:
            yield answer
        self._turns += (Turn.of(answer),)

    def _cited(self, request: Request) -> tuple[Citation, ...]:
        """What a request may mean of what was quoted before.

        “The second one” is one of the last answer, and none where that quotes nothing; “it” is the
        document that was quoted last. What showed one of the quotes again is not counted.
        """
        last_only = request.of_a_quote or request.kind == "where"
        for turn in reversed(self._turns):
            before = parse_request(turn.question)
            if before is not None and before.of_a_quote and request.of_a_quote:
                continue
            refused = not turn.citations and before is not None
            if turn.citations or (last_only and not refused):
                return turn.citations
        return ()

    def draft(self, question: str, *, k: int = 5, filters: Sequence[Filter] = ()) -> Answer:
        """As `Assistant.draft`, of the question as it is understood; it is not kept as a turn.

        Where its words do not tell whether a question goes on with the turns before it, the
        documents do: it does if they answer it more surely so.
        """
        understood, draft = self._drafted(question, k, filters)
        return _told(draft, question, understood)

    def _drafted(
        self, question: str, k: int, filters: Sequence[Filter]
    ) -> tuple[Understood, Answer]:
        """How a question is understood, and the draft of an answer; unsure if it is to another."""
        understood, draft = self._decided(question, k, filters)
        if understood.bare:
            return understood, _with_new(draft, question, self._turns[-1].citations)
        named, assistant = understood.about, self._assistant
        goes_on = self._has_what_is_new(draft, named)
        if goes_on and (not named or assistant.decide(draft).answered):
            return understood, draft
        # “and the unions?” is not always what was asked before, of something else.
        alone = assistant.draft(named, k=k, filters=filters, near=self._documents())
        if self._has_what_is_new(alone, named) and assistant.decide(alone).answered:
            return replace(understood, question=f"{named}?", search_for=named), alone
        return understood, draft if goes_on else replace(draft, confidence=0.0)

    def _has_what_is_new(self, draft: Answer, about: str) -> bool:
        """Whether most words of an ellipsis stand in the first paragraph, its heading or its title.

        The rest of the question is that of the turn before, and so is the answer to it.
        """
        wanted = set(word_stems(about))
        library = self._assistant.library
        for citation in draft.citations[:1] if wanted else ():
            paragraph = library.paragraph(citation.doc_id, citation.paragraph)
            title = library.document(citation.doc_id).title
            held = text_stems("\n".join((title, paragraph.heading, paragraph.text)))
            if 2 * len(wanted.intersection(held)) > len(wanted):
                return True
        return not wanted

    def _decided(
        self, question: str, k: int, filters: Sequence[Filter]
    ) -> tuple[Understood, Answer]:
        """How a question is understood after all, and the draft of an answer to that."""
        assistant, understood = self._assistant, self.understand(question)
        draft = assistant.draft(
            understood.question,
            k=k,
            filters=filters,
            search_for=understood.other_words,
            near=self._documents() if understood.follows else (),
        )
        if not understood.doubtful:
            return understood, draft
        alone = assistant.draft(question, k=k, filters=filters)
        if assistant.decide(draft).answered and draft.confidence >= alone.confidence:
            return understood, draft
        # A question that is not answered either way leaves the subject what it was.
        silent = not assistant.decide(alone).answered
        return Understood(question, question, follows=silent), alone

    def _documents(self) -> frozenset[str]:
        """The documents that the last answers quoted."""
        last = self._turns[-_N_ANSWERS:]
        return frozenset(citation.doc_id for turn in last for citation in turn.citations)

    def signals(self, question: str) -> Signals | None:
        """As `Assistant.signals`, of the question as it is understood after the turns before it."""
        understood, _ = self._decided(question, 1, ())
        return self._assistant.signals(understood.question, search_for=understood.other_words)


def _with_new(draft: Answer, question: str, before: Sequence[Citation]) -> Answer:
    """A draft with what answers a bare “why?” or “when?”, and is not what was just quoted.

    What was quoted counts again where it has what is asked for now: a date, a reason.
    """
    kind = kind_of(question)

    def answers(citation: Citation) -> bool:
        if kind == "reason":
            return gives_reason(citation.quote)
        if kind is not None:
            return holds_kind(kind, question, citation.quote)
        return not any(_overlap(citation, other) for other in before)

    kept = [citation for citation in draft.citations if answers(citation)]
    if not kept:
        return replace(draft, answered=False, confidence=0.0, text=NOT_ANSWERED, citations=())
    citations = tuple(replace(each, marker=marker) for marker, each in enumerate(kept, start=1))
    return replace(draft, citations=citations, text=quotes_with_markers(citations))


def _overlap(one: Citation, other: Citation) -> bool:
    same = (one.doc_id, one.paragraph) == (other.doc_id, other.paragraph)
    return same and one.start < other.end and other.start < one.end


def _told(answer: Answer, question: str, understood: Understood) -> Answer:
    """An answer to a question as it was asked, with how it was understood if that is another."""
    answer = replace(answer, follows=understood.follows)
    if understood.question == question:
        return answer
    return replace(answer, question=question.strip(), understood_as=understood.question)
