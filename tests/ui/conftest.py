"""A library of two documents in memory with an assistant, and a page of a running chat."""

import json
import re
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, cast

import pytest

from index.errors import (
    BadQuestion,
    InputError,
    LibraryError,
    UnknownConversation,
    UnknownDocument,
)
from index.facets import Facet
from index.filters import Filter
from index.links import Link
from index.model import Document, KeptConversation, Mark, Paragraph
from index.storage import Storage
from index.store.documents import DocumentSummary
from qa import Assistant
from qa.answerer import AnswererSettings
from qa.conversation import Conversation, Turn
from qa.model import Answer, Citation, Hit, Statement
from tests.conftest import ROOT
from tests.ui.pages import (
    HOSTILE_TEXT,
    PATIENCE_MS,
    OpenPage,
    is_own,
    pincite,
    serving,
)
from ui.chat import Chat

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# What Gradio's own client says when the progress of an upload ends, and when a page is loaded anew
# while its stream of answers is open.
OF_GRADIO = re.compile(
    r"Method not implemented\.|.*(AbortError|[Cc]onnection errored out)", re.DOTALL
)
NASTY_TEXT = (
    "<script>window.bad = 1</script> <img src=x onerror='window.bad = 1'> &amp; **bold** "
    '{{ value }} ${value} {% raw %}\n(a) it\'s "quoted".'
)


def paragraph(doc_id: str, label: str, ordinal: int, text: str, **more: str) -> Paragraph:
    return Paragraph(
        doc_id=doc_id,
        paragraph=label,
        ordinal=ordinal,
        heading=more.get("heading", ""),
        marking=more.get("marking", ""),
        text=text,
        first_line=1,
        last_line=2,
    )


CABLE = Document(
    doc_id="09ASTANA1161",
    title="MEETING WITH CIVIL SOCIETY",
    date="2009-07-13",
    source="cable.txt",
    format="cable",
    metadata={"origin": "Embassy Astana", "classification": "UNCLASSIFIED", "tags": "PHUM"},
)
CABLE_PARAGRAPHS = (
    paragraph(CABLE.doc_id, "1", 0, "Sensitive but unclassified.", marking="U"),
    paragraph(CABLE.doc_id, "2", 1, "SUMMARY: Burns met activists. He praised them. END."),
    paragraph(CABLE.doc_id, "7", 2, "The judiciary is weak.", heading="THE COURTS"),
    paragraph(CABLE.doc_id, "8", 3, "Lozovoy agreed.", marking="SBU"),
)
NASTY = Document("nasty", "<i>Title</i> & more", None, "nasty.txt", "text")
NASTY_PARAGRAPHS = (paragraph("nasty", "u1", 0, NASTY_TEXT, heading="<b>Heading</b>"),)


@dataclass
class MemoryConversations:
    """Has the methods of a library's conversations."""

    kept: dict[tuple[str, str], tuple[KeptConversation, str, str]] = field(default_factory=dict)
    read_only: bool = False

    def of(self, owner: str, *, containing: str = "") -> tuple[KeptConversation, ...]:
        mine = [each for (whose, _), each in self.kept.items() if whose == owner]
        return tuple(kept for kept, words, _ in reversed(mine) if containing in words)

    def content(self, owner: str, id_: str) -> str:
        if (owner, id_) not in self.kept:
            raise UnknownConversation("this conversation is not kept (any more)")
        return self.kept[owner, id_][2]

    def keep(self, owner: str, id_: str, *, title: str, words: str, content: str) -> None:
        if self.read_only:
            raise LibraryError("the library may only be read")
        kept = KeptConversation(id_, title, datetime.now(UTC))
        self.kept[owner, id_] = (kept, words, content)

    def rename(self, owner: str, id_: str, title: str) -> None:
        content = self.content(owner, id_)
        kept, words, _ = self.kept[owner, id_]
        self.kept[owner, id_] = (replace(kept, title=title), words, content)

    def delete(self, owner: str, id_: str) -> None:
        self.content(owner, id_)
        del self.kept[owner, id_]


@dataclass
class MemoryLibrary:
    """Has the methods of a library that the page calls."""

    held: Mapping[str, tuple[Document, tuple[Paragraph, ...]]]
    folder: Path = Path("memory")
    model: str = "a model"
    conversations: MemoryConversations = field(default_factory=MemoryConversations)
    kept: dict[tuple[str, str, str], Mark] = field(default_factory=dict)
    read_only: bool = False

    @property
    def n_documents(self) -> int:
        return len(self.held)

    @property
    def n_paragraphs(self) -> int:
        return sum(len(paragraphs) for _, paragraphs in self.held.values())

    def document(self, doc_id: str) -> Document:
        return self._entry(doc_id)[0]

    def paragraphs(self, doc_id: str) -> tuple[Paragraph, ...]:
        return self._entry(doc_id)[1]

    def links(self, doc_id: str) -> tuple[Link, ...]:
        return ()

    def other_copies(self, doc_id: str) -> tuple[Document, ...]:
        return ()

    def paragraph(self, doc_id: str, label: str) -> Paragraph:
        for each in self.paragraphs(doc_id):
            if each.paragraph == label:
                return each
        raise UnknownDocument(f"{doc_id} has no paragraph {label}")

    def documents(self) -> tuple[DocumentSummary, ...]:
        return tuple(
            DocumentSummary(d.doc_id, d.title, d.date, len(paragraphs), (), "")
            for d, paragraphs in self.held.values()
        )

    def documents_page(
        self, *, containing: str, by: str, descending: bool, first: int, n: int
    ) -> tuple[int, tuple[DocumentSummary, ...]]:
        return self.n_documents, self.documents()[first : first + n]

    def storage(self) -> Storage:
        return Storage(database=1_000, derived=200, encoders=30, uploads=4)

    def facets(self, keys: Sequence[str]) -> dict[str, tuple[Facet, ...]]:
        stated = [document.metadata for document, _ in self.held.values()]
        return {key: tuple(Facet(d[key], 1) for d in stated if key in d) for key in keys}

    def marks(self, question: str | None = None) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.kept.values() if question in {None, mark.question})

    def mark(self, question: str, doc_id: str, paragraph: str, relevant: bool) -> Mark:
        if self.read_only:
            raise LibraryError("the library may only be read")
        mark = Mark(question, doc_id, paragraph, relevant, datetime.now(UTC))
        self.kept[question, doc_id, paragraph] = mark
        return mark

    def unmark(self, question: str, doc_id: str, paragraph: str) -> bool:
        return self.kept.pop((question, doc_id, paragraph), None) is not None

    def _entry(self, doc_id: str) -> tuple[Document, tuple[Paragraph, ...]]:
        if doc_id not in self.held:
            raise UnknownDocument(f"no document {doc_id} in the library")
        return self.held[doc_id]


@dataclass
class MemoryAssistant:
    """Answers each question by what is in it."""

    library: MemoryLibrary
    n_warmed: int = 0
    asked: list[str] = field(default_factory=list)
    filtered: list[tuple[Filter, ...]] = field(default_factory=list)
    llm: object = None
    answerer: AnswererSettings = field(default_factory=AnswererSettings)

    def adjusted(
        self, *, n_quotes: int | None, threshold: float | None, llm: object
    ) -> "MemoryAssistant":
        settings = AnswererSettings(n_quotes=n_quotes or 3, threshold=threshold or 0.5)
        return replace(self, answerer=settings, llm=llm)

    def warm_up(self) -> None:
        self.n_warmed += 1

    def conversation(self, turns: Iterable[Turn] = ()) -> Conversation:
        return Conversation(cast(Assistant, self), turns)

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
        return replace(self.ask(question, k=k, filters=filters), filters=tuple(filters))

    def decide(self, draft: Answer) -> Answer:
        return draft

    def write(self, answer: Answer, *, stop: Event | None = None) -> Iterator[Answer]:
        yield answer
        if self.llm is not None:
            first = Statement("Burns met <b>activists</b>.", (1,), True)
            yield replace(answer, statements=(first,))
            if stop is not None and stop.is_set():
                yield replace(answer, statements=(first,), warnings=("it was stopped",))
                return
            struck = Statement("<i>Petrov</i> paid.", (), False, "not in d ¶2: <i>Petrov</i>")
            yield replace(answer, statements=(first, struck))

    def ask(self, question: str, *, k: int = 5, filters: Sequence[Filter] = ()) -> Answer:
        self.asked.append(question)
        self.filtered.append(tuple(filters))
        if any("Nowhere" in each.value for each in filters):
            raise InputError(
                "no document has origin=Nowhere; there is, for example, Embassy Astana"
            )
        hits = tuple(Hit(p, 1.0, rank, 0.5, 1.0) for rank, p in enumerate(CABLE_PARAGRAPHS, 1))
        if not question.strip():
            raise BadQuestion("the question is empty: type one")
        if "bug" in question:
            raise RuntimeError("a mistake of the programmer")
        if "moon" in question:
            return Answer(question, False, 0.1, "The documents do not say.", (), hits)
        if "nasty" in question:
            citation = Citation.of(NASTY_PARAGRAPHS[0], marker=1, start=0, end=len(NASTY_TEXT))
            return Answer(question, True, 0.9, "", (citation,), hits)
        citations = (
            Citation.of(CABLE_PARAGRAPHS[1], marker=1, start=9, end=29),
            Citation.of(CABLE_PARAGRAPHS[2], marker=2, start=0, end=22),
        )
        return Answer(question, True, 0.9, "", citations, hits, warnings=("index rebuilt",))


@pytest.fixture
def memory_assistant() -> MemoryAssistant:
    held = {CABLE.doc_id: (CABLE, CABLE_PARAGRAPHS), NASTY.doc_id: (NASTY, NASTY_PARAGRAPHS)}
    return MemoryAssistant(MemoryLibrary(held))


@pytest.fixture
def assistant(memory_assistant: MemoryAssistant) -> Assistant:
    return cast(Assistant, memory_assistant)


@pytest.fixture
def chat(assistant: Assistant) -> Chat:
    return Chat(assistant)


@pytest.fixture(scope="module")
def library(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the example documents and one that tries to run a script."""
    folder = tmp_path_factory.mktemp("library")
    nasty = folder / "nasty.jsonl"
    line = {"doc_id": "nasty", "paragraph": "1", "text": HOSTILE_TEXT, "title": "<i>A title</i>"}
    nasty.write_text(json.dumps(line) + "\n", encoding="utf-8")
    paths = [ROOT / "examples" / "documents", nasty]
    command = pincite("index", *paths, "--library", folder / "kept")
    subprocess.run(command, check=True, cwd=ROOT, timeout=300)
    return folder / "kept"


@pytest.fixture(scope="module")
def address(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running `pincite chat`; a module may have its own."""
    with serving(library, tmp_path_factory.mktemp("chat")) as address:
        yield address


@pytest.fixture
def open_page(browser: "Browser", address: str) -> Iterator[OpenPage]:
    """Opens the chat in a session of its own; fails if a page was noisy or looked elsewhere."""
    requests: list[str] = []
    complaints: list[str] = []
    contexts = []

    def open_page(*, width: int = 1280, height: int = 800, dark: bool = False) -> "Page":
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda request: requests.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type in {"error", "warning"} and not OF_GRADIO.match(message.text)
                else None
            ),
        )
        page.goto(address)
        page.get_by_role("heading", name="Ask a question").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    elsewhere = {url for url in requests if not is_own(url, address)}
    assert elsewhere == set()
    assert complaints == []
    assert requests
