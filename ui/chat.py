"""What the chat does on each event, without a word of Gradio.

A chat keeps nothing itself: the turns of one browser session come in as an argument and
go out again, so one session can never show another's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from index.errors import PinciteError
from index.model import Document
from qa import Assistant
from qa.model import Answer
from ui import render
from ui.model import Place, Turn

__all__ = ["Chat", "Turns", "View"]

Turns = tuple[Turn, ...]

_FAILED = (
    "Something went wrong inside Pincite; the terminal where it runs shows what. "
    "The question was not answered: you can ask it again."
)


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows after a step.

    Attributes:
        box: What stands in the question box.
        turns: The turns that the session keeps.
        thread: The questions and answers, as HTML.
        source: The source pane as HTML, or None to leave it as it is.
    """

    box: str
    turns: Turns
    thread: str
    source: str | None


class Chat:
    """Answers the events of the page.

    Args:
        assistant: What is asked; its library is what is shown.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._library = assistant.library

    def header(self) -> str:
        """The line above the chat, as HTML."""
        return render.render_header(self._library.n_documents, self._library.n_paragraphs)

    def thread(self, turns: Turns, *, notice: str = "") -> str:
        """The questions and answers of a session, as HTML."""
        n_documents = self._library.n_documents
        return render.render_thread(turns, n_documents=n_documents, notice=notice)

    def ask(self, question: str, turns: Turns) -> Iterator[View]:
        """Show the question at once, then its answer.

        Args:
            question: As it was typed.
            turns: The session's turns so far.

        Yields:
            First a view with the question pending, whose turns are still the ones before
            it; then one with what came of it. An error of Pincite is shown in the chat.
        """
        yield View("", turns, self.thread((*turns, Turn(question))), None)
        try:
            answer = self._assistant.ask(question)
            turn = Turn(question, answer, documents=self._documents_of(answer))
            source = self._first_source(answer)
        except PinciteError as error:
            turn, source = Turn(question, problem=str(error)), None
        turns = (*turns, turn)
        yield View("", turns, self.thread(turns), source)

    def failed(self, turns: Turns) -> str:
        """The thread after an error that nobody foresaw, as HTML."""
        return self.thread(turns, notice=_FAILED)

    def open_source(self, data: object) -> str:
        """Open the place that the browser names, as HTML.

        Args:
            data: What the browser sent. It is only ever used to look up the library.
        """
        try:
            return self._source(Place.from_browser(data))
        except PinciteError as error:
            return render.render_source_problem(str(error))

    def _source(self, place: Place) -> str:
        document = self._library.document(place.doc_id)
        return render.render_source(document, self._library.paragraphs(place.doc_id), place)

    def _first_source(self, answer: Answer) -> str:
        if not answer.citations:
            return render.render_no_source()
        return self._source(Place.of_citation(answer.citations[0]))

    def _documents_of(self, answer: Answer) -> dict[str, Document]:
        shown = [citation.doc_id for citation in answer.citations]
        if not answer.answered:
            shown += [hit.paragraph.doc_id for hit in answer.hits[: render.N_CLOSEST]]
        return {doc_id: self._library.document(doc_id) for doc_id in shown}
