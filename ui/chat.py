"""What the chat does on each event, without a word of Gradio.

A chat keeps no turn itself: those of one browser session come in as an argument and go out again,
so one session can never show another's. It only knows how to stop the answers in the making.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from threading import Event
from time import time_ns

from index.errors import InputError, PinciteError
from index.filters import Filter
from index.model import Document
from qa import Assistant
from qa.conversation import Turn as Asked
from qa.model import Answer
from ui import render
from ui.filters import Choices, choices, chosen_filters
from ui.model import Place, Press, Shown, Turn, documents_shown
from ui.saving import saved
from ui.settings import Assistants, Settings
from ui.source import render_no_source, render_source, render_source_problem
from ui.suggestions import suggestions

__all__ = ["Chat", "Turns", "View"]

Turns = tuple[Turn, ...]

_FAILED = (
    "Something went wrong inside Pincite; the terminal where it runs shows what. "
    "The question was not answered: you can ask it again."
)


_MARK_FAILED = (
    "Something went wrong inside Pincite; the terminal where it runs shows what. "
    "The mark was not changed."
)
_SAVE_FAILED = (
    "Something went wrong inside Pincite; the terminal where it runs shows what. "
    "The conversation was not saved."
)
_SAID = {True: "answers the question", False: "does not answer the question", None: "is not marked"}


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows after a step.

    Attributes:
        box: What stands in the question box: nothing, or a question that ended in an error.
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
        shared: Whether others than the owner of this machine ask.
    """

    def __init__(self, assistant: Assistant, *, shared: bool = False) -> None:
        self.assistants = Assistants(assistant, shared=shared)
        self._library = assistant.library
        self._stops: dict[str, Event] = {}  # by session

    def header(self) -> str:
        """The line above the chat, as HTML."""
        return render.render_header(
            self._library.n_documents, self._library.n_paragraphs, shared=self.assistants.shared
        )

    def thread(self, turns: Turns, *, notice: str = "") -> str:
        """The questions and answers of a session, as HTML."""
        try:
            n_documents, marks = self._library.n_documents, self._marks(turns)
            suggested = () if turns else suggestions(self._library)
        except PinciteError as error:
            # What cannot be read must not keep what went wrong from being shown.
            n_documents, marks, suggested, notice = 0, {}, (), notice or str(error)
        return render.render_thread(
            turns, n_documents=n_documents, marks=marks, notice=notice, suggested=suggested
        )

    def _marks(self, turns: Turns) -> render.Marks:
        """What is kept of the paragraphs that turns show."""
        asked = {turn.asked for turn in turns if turn.shown}
        return {
            (mark.question, mark.doc_id, mark.paragraph): mark.relevant
            for question in asked
            for mark in self._library.marks(question)
        }

    def ask(
        self,
        question: str,
        turns: Turns,
        chosen: Mapping[str, object] | None = None,
        *,
        session: str = "",
        settings: Settings | None = None,
    ) -> Iterator[View]:
        """Show the question at once, then its answer.

        Args:
            question: As it was typed.
            turns: The session's turns so far.
            chosen: The filters, as `ui.filters.chosen_filters` takes them.
            session: What `stop` names the session by.
            settings: What the reader set; None for nothing.

        Yields:
            First a view with the question pending, whose turns are still the ones before
            it; then, where a language model writes, one with each sentence that was checked; then
            one with what came of it. An error of Pincite is shown in the chat.
        """
        stop = self._stops[session] = Event()
        try:
            yield from self._ask(
                question, turns, chosen or {}, settings=settings or Settings(), stop=stop
            )
        finally:
            if self._stops.get(session) is stop:
                del self._stops[session]

    def stop(self, session: str) -> None:
        """Have the language model write no more of what a session waits for, if it does."""
        if stop := self._stops.get(session):
            stop.set()

    def _ask(
        self,
        question: str,
        turns: Turns,
        chosen: Mapping[str, object],
        *,
        settings: Settings,
        stop: Event,
    ) -> Iterator[View]:
        asks_model = settings.answerer == "model" or self.assistants.usual.llm is not None
        writes = asks_model and settings.answerer != "quotes"
        yield View("", turns, self.thread((*turns, Turn(question, writing=writes))), None)
        filters: tuple[Filter, ...] = ()
        try:
            filters = chosen_filters(chosen)
            before = (Asked.of(turn.answer) for turn in turns if turn.answer)
            conversation = self.assistants.of(settings).conversation(before)
            for answer in conversation.answers(question, filters=filters, stop=stop):
                documents = self._documents_of(answer)
                turn = Turn(question, answer, documents=documents)
                if answer.answered and writes:
                    writing = replace(turn, writing=True)
                    yield View("", turns, self.thread((*turns, writing)), None)
            source = self._first_source(answer)
        except PinciteError as error:
            turn, source = Turn(question, problem=str(error), filters=filters), None
        turns = (*turns, turn)
        # A question that was not answered can be mended, and asked again.
        yield View(question if turn.problem else "", turns, self.thread(turns), source)

    def failed(self, turns: Turns) -> str:
        """The thread after an error that nobody foresaw, as HTML."""
        return self.thread(turns, notice=_FAILED)

    def mark(self, data: object, turns: Turns) -> str:
        """Keep what a reader says of a paragraph, or take it back; what became of it, as HTML.

        Args:
            data: What the browser sent. It only names a paragraph that one of the turns shows.
            turns: The session's turns.
        """
        try:
            press = Press.from_browser(data)
        except InputError as error:
            return self._marked(turns, problem=str(error))
        try:
            turn, shown = _pressed(press, turns)
            if press.relevant is None:
                self._library.unmark(turn.asked, shown.doc_id, shown.paragraph)
            else:
                self._library.mark(turn.asked, shown.doc_id, shown.paragraph, press.relevant)
        except PinciteError as error:
            return self._marked(turns, key=press.key, problem=str(error))
        said = f"{shown.label} {_SAID[press.relevant]}"
        return self._marked(turns, key=press.key, said=said)

    def nothing_marked(self) -> str:
        """What becomes of marks before there is any, as HTML."""
        return self._marked(())

    def mark_failed(self, turns: Turns) -> str:
        """What became of a mark after an error that nobody foresaw, as HTML."""
        return self._marked(turns, problem=_MARK_FAILED)

    def _marked(self, turns: Turns, *, key: str = "", said: str = "", problem: str = "") -> str:
        # Taken first: of several presses at once, the latest then tells of all before it.
        at = time_ns()
        try:
            marks = self._marks(turns)
        except PinciteError as error:
            marks, problem = {}, problem or str(error)
        return render.render_marks(turns, marks, key=key, said=said, problem=problem, at=at)

    def save(self, data: object, turns: Turns) -> str:
        """The session's answers as a file, in HTML that carries it to the browser.

        Args:
            data: What the browser sent, as `ui.saving.saved` takes it.
            turns: The session's turns. Questions that ended in an error have no answer to save.
        """
        try:
            file = saved(data, (turn.answer for turn in turns if turn.answer), self._library)
        except PinciteError as error:
            return render.render_saved(problem=str(error), at=time_ns())
        return render.render_saved(file, at=time_ns())

    def save_failed(self) -> str:
        """What became of saving after an error that nobody foresaw, as HTML."""
        return render.render_saved(problem=_SAVE_FAILED, at=time_ns())

    def choices(self) -> dict[str, Choices]:
        """What the filters of the page offer, by key."""
        return choices(self._library)

    def filters(self, chosen: Mapping[str, object]) -> str:
        """What the next question is narrowed to, as HTML.

        Args:
            chosen: As `ask` takes it.
        """
        try:
            return render.render_filters(chosen_filters(chosen))
        except InputError as error:
            return render.render_filters((), problem=str(error))

    def open_source(self, data: object) -> str:
        """Open the place that the browser names, as HTML.

        Args:
            data: What the browser sent. It is only ever used to look up the library.
        """
        try:
            return self._source(Place.from_browser(data))
        except PinciteError as error:
            return render_source_problem(str(error))

    def open_address(self, doc_id: str, paragraph: str) -> str:
        """Open what the address of the page names, as HTML.

        Args:
            doc_id: A document.
            paragraph: The label of a paragraph, as the document or a citation prints it; empty
                for the document from its beginning.
        """
        try:
            if paragraph:
                paragraph = self._library.paragraph(doc_id, paragraph).paragraph
            return self._source(Place(doc_id, paragraph))
        except PinciteError as error:
            return render_source_problem(str(error))

    def _source(self, place: Place) -> str:
        library = self._library
        return render_source(
            library.document(place.doc_id),
            library.paragraphs(place.doc_id),
            place,
            links=library.links(place.doc_id),
            copies=library.other_copies(place.doc_id),
        )

    def _first_source(self, answer: Answer) -> str:
        if not answer.citations:
            return render_no_source()
        return self._source(Place.of_citation(answer.citations[0]))

    def _documents_of(self, answer: Answer) -> dict[str, Document]:
        return {doc_id: self._library.document(doc_id) for doc_id in documents_shown(answer)}


def _pressed(press: Press, turns: Turns) -> tuple[Turn, Shown]:
    """The turn and the paragraph that a press names.

    Raises:
        InputError: The session has no such turn, or it shows no such paragraph.
    """
    if 0 <= press.turn < len(turns):
        turn = turns[press.turn]
        for shown in turn.shown:
            if (shown.doc_id, shown.paragraph) == (press.doc_id, press.paragraph):
                return turn, shown
    raise InputError("this mark is of no paragraph that is shown here; ask the question again")
