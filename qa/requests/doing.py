"""Doing what a request asks for: each is answered with quotes, as questions are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from index.errors import UnknownDocument
from index.filters import Filter
from index.lexical import text_stems, word_stems
from index.model import Paragraph, so_numbered
from index.sentences import sentence_spans
from qa.lists import items_below
from qa.model import Answer, Citation, Hit, quotes_with_markers, require_verbatim
from qa.requests.forms import ALL_CITED, CALLED, LAST_CITED, ORDINALS, Request
from qa.requests.naming import document_named, plain_name
from qa.surroundings import cite, sentences_around
from qa.words import names as names_of

if TYPE_CHECKING:
    from qa.assistant import Assistant

__all__ = ["answer_request"]

_NOT_POSSIBLE = (
    "This cannot be done with a document here. It can be asked, summarised, compared with another, "
    "and its paragraphs can be shown and listed."
)
_THE_LAST = re.compile(r"(?:the|this|that)\s+(?:cable|document|telegram|text)", re.IGNORECASE)
_NOTHING_BEFORE = "No answer right before this quotes anything; ask a question first."
_NO_QUESTION = "This asks nothing; ask a question about the documents."
_NOT_NARROWED = "What questions are narrowed to does not hold for a document that is named."
_OF_DOCUMENTS = {"summary", "paragraph", "compare"}
_SUMMARY = re.compile(r"\W*(?:executive\s+)?summary\b", re.IGNORECASE)
_N_LISTED = 10
_N_COMPARED = 2
_N_RANKED = 100  # paragraphs that are ranked by meaning, too; others follow by their words
_N_HELD = 10_000


def answer_request(
    assistant: "Assistant",
    request: Request,
    question: str,
    *,
    cited: Sequence[Citation] = (),
    filters: Sequence[Filter] = (),
) -> Answer | None:
    """Do what is asked for.

    Args:
        assistant: Searches, and has the library.
        request: What is asked for.
        question: How it was asked.
        cited: What the answer before quoted.
        filters: What the documents of a listing must state.

    Returns:
        Quotes, or a sentence about what is not possible; None where it names no document, and
        so is a question after all.

    Raises:
        UnknownDocument: There is no such paragraph, or no document of a cable's id, or only one of
            two, or several of a name; or what was quoted before does not stand there now.
    """
    if request.kind == "list":
        request = _within(assistant, request)
    doing = _Doing(assistant, request, cited, tuple(filters))
    doc_ids = doing.documents()
    if doc_ids is None or doing.asks_of_elsewhere(doc_ids):
        return None
    if refusal := doing.refusal(doc_ids):
        return _refused(question, refusal)
    if request.kind == "list":
        doing = replace(doing, request=replace(request, doc_ids=doc_ids))
    passages, note = doing.passages(doc_ids)
    if not passages:
        return replace(_refused(question, note), filters=doing.narrowed_by)
    paragraphs = [paragraph for paragraph, _, _ in passages]
    citations = cite(
        passages, {each.doc_id: assistant.library.paragraphs(each.doc_id) for each in paragraphs}
    )
    require_verbatim(citations, paragraphs)
    shown = tuple(dict.fromkeys(paragraphs))
    return Answer(
        question=question,
        answered=True,
        confidence=1.0,
        text=quotes_with_markers(citations),
        citations=citations,
        hits=tuple(Hit(each, 1.0, rank, None, None) for rank, each in enumerate(shown, start=1)),
        warnings=tuple(filter(None, (doing.chosen(), doing.not_narrowed(), note))),
        filters=doing.narrowed_by,
        compared=doc_ids if request.kind == "compare" and len(doc_ids) > 1 else (),
    )


def _within(assistant: "Assistant", request: Request) -> Request:
    """A listing narrowed to the document that it ends in, as in “… about tolls in 07GATE1”."""
    form = rf"(.+?)\s+(?:in|of|from)\s+({CALLED}|\S+)"
    match = re.fullmatch(form, request.about, re.DOTALL | re.IGNORECASE)
    if match is None or request.doc_ids:
        return request
    if " " in match[2] and len(set(word_stems(match[2]))) < 2:  # `… of the law` is a subject
        return request
    try:
        doc_id = document_named(assistant.library, match[2])
    except UnknownDocument:  # several are called so, or it is the id of none
        return request
    return request if doc_id is None else replace(request, about=match[1], doc_ids=(doc_id,))


def _refused(question: str, text: str) -> Answer:
    return Answer(question, False, 0.0, text, (), ())


_Passage = tuple[Paragraph, int, int]


@dataclass(frozen=True, slots=True)
class _Doing:
    """A request that is being done."""

    assistant: "Assistant"
    request: Request
    cited: Sequence[Citation]
    filters: tuple[Filter, ...]

    @property
    def narrowed_by(self) -> tuple[Filter, ...]:
        """The filters, where they count: what is asked for by its name is given as it is."""
        within = tuple(Filter("doc_id", doc_id) for doc_id in self.request.doc_ids)
        return (*self.filters, *within) if self.request.kind == "list" else ()

    def documents(self) -> tuple[str, ...] | None:
        """Ids of the documents that are meant; None where a name is no document's."""
        named, cited = self.request.doc_ids, [citation.doc_id for citation in self.cited]
        if not named and self.request.kind not in {"paragraph", "summary"}:
            return ()
        if self.request.kind == "summary" and self.request.label:
            distinct, place = list(dict.fromkeys(cited)), ORDINALS[self.request.label.lower()]
            return (distinct[place],) if -len(distinct) <= place < len(distinct) else ()
        found: list[str] = []
        unknown: list[str] = []
        for name in named or ("it",):
            if name.lower() in ALL_CITED:
                found += cited
            elif name.lower() in LAST_CITED or (cited and _THE_LAST.fullmatch(name)):
                found += cited[:1]
            elif doc_id := document_named(self.assistant.library, name, cited=cited):
                found.append(doc_id)
            else:
                unknown.append(name)
        if unknown and found:
            raise UnknownDocument(f"no document is called {plain_name(unknown[0])!r}")
        return None if unknown else tuple(dict.fromkeys(found))

    def chosen(self) -> str:
        """A note where one of several documents that were quoted before is taken to be meant."""
        named = self.request.doc_ids
        points_back = any(
            name.lower() in LAST_CITED or _THE_LAST.fullmatch(name) for name in named or ("it",)
        )
        said = self.request.kind == "summary" and self.request.label  # which of them
        if self.request.kind not in _OF_DOCUMENTS or not points_back or not self.cited or said:
            return ""
        if self._n_documents == 1:
            return ""
        return (
            f"Several documents were quoted before this; {self.cited[0].doc_id}, the first, "
            f"is taken to be meant. For another, name it by its id."
        )

    def not_narrowed(self) -> str:
        """A note where questions are narrowed, and this is of a document that it names itself."""
        named = self.request.doc_ids and self.request.kind in _OF_DOCUMENTS
        return _NOT_NARROWED if named and self.filters and not self.narrowed_by else ""

    def asks_of_elsewhere(self, doc_ids: Sequence[str]) -> bool:
        """Whether an article or section is meant that no document is named for.

        A cable may tell what “Article 31” of some law says.
        """
        if not self.request.sign or self.request.doc_ids:
            return False
        try:
            return not doc_ids or not self._named(doc_ids[0])
        except UnknownDocument:
            return True

    def _named(self, doc_id: str) -> Paragraph:
        """The paragraph that is asked for, by its label with the sign before it or without."""
        label = plain_name(self.request.label)
        if sign := self.request.sign:
            labels = [each.paragraph for each in self.assistant.library.paragraphs(doc_id)]
            for printed in (f"{sign} {label}", f"{sign}{label}"):
                label = next((own for own in labels if own.lower() == printed.lower()), label)
        return self.assistant.library.paragraph(doc_id, label)

    def refusal(self, doc_ids: Sequence[str]) -> str:
        """Why it is not done, told from what it names; empty where it may be."""
        request = self.request
        if request.kind == "remark":
            return _NO_QUESTION
        if request.kind == "other":
            return _NOT_POSSIBLE
        if not doc_ids and self.cited and request.of_a_quote and request.kind == "summary":
            return f"The answer before quotes no such document; it quotes {self._n_documents}."
        if not doc_ids and (request.kind in _OF_DOCUMENTS or request.doc_ids):
            return "Nothing was quoted before this: name the document, by its id."
        if request.kind == "compare" and len(doc_ids) != 2:
            return "A comparison is of two documents: name them, by their ids."
        return ""

    @property
    def _n_documents(self) -> int:
        """How many documents were quoted before."""
        return len({citation.doc_id for citation in self.cited})

    def _so_numbered(self, paragraph: Paragraph) -> str:
        """A note where the document prints the paragraph's number again; else empty."""
        document = self.assistant.library.paragraphs(paragraph.doc_id)
        others = [each.label for each in so_numbered(paragraph.paragraph, document)]
        return f"Another paragraph has this number: {', '.join(others)}." if others else ""

    def passages(self, doc_ids: Sequence[str]) -> tuple[list[_Passage], str]:
        """What is quoted, and what the reader must know of it, or why nothing is."""
        request = self.request
        if request.kind == "paragraph":
            named = self._named(doc_ids[0])
            return self._with_items(named), self._so_numbered(named)
        if request.kind == "summary":
            return self._of_each(doc_ids)
        if request.kind == "list":
            return self._listed()
        if request.kind == "compare":
            return self._of_each(doc_ids)
        if request.kind == "more":
            return self._more()
        quoted = [self._again(citation) for citation in self.cited]
        return quoted, "" if quoted else _NOTHING_BEFORE

    def _again(self, citation: Citation) -> _Passage:
        """What was quoted before, if it still stands there."""
        paragraph = self.assistant.library.paragraph(citation.doc_id, citation.paragraph)
        if paragraph.text[citation.start : citation.end] != citation.quote:
            raise UnknownDocument(
                f"{citation.label} has other words now than those that were quoted; ask the "
                f"question again"
            )
        return paragraph, citation.start, citation.end

    def _listed(self) -> tuple[list[_Passage], str]:
        wanted, filters = set(word_stems(self.request.about)), self.narrowed_by
        if not wanted:
            return [], f"“{self.request.about}” has no word that can be looked for."
        candidates = self._found(filters)
        whole = (p for p in candidates if wanted <= _stems(p))
        found = list(islice(map(self._best_sentence, whole), _N_LISTED + 1))
        notes = []
        if called := self._called_shortly([each[0] for each in found], filters):
            found += [self._best_sentence(p) for p in called]
            notes.append("The last ones have the last word of the name alone.")
        if not found and len(wanted) > 1:
            found = list(islice(self._about(filters), _N_LISTED + 1))
            notes.append("No paragraph has all words of this; these have some.")
        if not found:
            return [], f"No paragraph has “{self.request.about}”."
        if len(found) > _N_LISTED:
            notes.append(f"There are more; these are the {_N_LISTED} that fit best.")
        return self._with_lists(found[:_N_LISTED]), " ".join(notes)

    def _called_shortly(
        self, whole: Sequence[Paragraph], filters: Sequence[Filter]
    ) -> list[Paragraph]:
        """Paragraphs that say `Pym`, of the documents in which others say `Dorcas Pym`."""
        short = _short_name(self.request.about)
        if short is None or not whole or len(whole) > _N_LISTED:
            return []
        doc_ids = {each.doc_id for each in whole}
        return [
            each
            for each in islice(self._found(filters), _N_RANKED)
            if each.doc_id in doc_ids and each not in whole and short.search(each.text)
        ]

    def _more(self) -> tuple[list[_Passage], str]:
        """The whole paragraph of one of the quotes before."""
        label = self.request.label.lower() or "first"
        if not self.cited:
            return [], _NOTHING_BEFORE
        numbers = {str(number): number - 1 for number in range(1, len(self.cited) + 1)}
        place = (ORDINALS | numbers).get(label, len(self.cited))
        if place < len(self.cited):
            meant = self.cited[place]
            found = self.assistant.library.paragraph(meant.doc_id, meant.paragraph)
            return self._with_items(found), ""
        if label in ORDINALS:
            return [], f"The answer before has no such quote; it has {len(self.cited)}."
        # `[18]` is no number of a quote, and may be one that the document prints.
        return self._with_items(self._named(self.cited[0].doc_id)), ""

    def _with_items(self, paragraph: Paragraph) -> list[_Passage]:
        """A paragraph, and those below it that hold the items of a list that it introduces."""
        document = self.assistant.library.paragraphs(paragraph.doc_id)
        return [_whole(each) for each in (paragraph, *items_below(paragraph, document))]

    def _with_lists(self, passages: Sequence[_Passage]) -> list[_Passage]:
        """Passages, each that ends in what introduces other paragraphs with those, each once."""
        whole: dict[Paragraph, _Passage] = {}
        for paragraph, start, end in passages:
            whole.setdefault(paragraph, (paragraph, start, end))
            if end == len(paragraph.text):
                for item in self._with_items(paragraph)[1:]:
                    whole.setdefault(item[0], item)
        return list(whole.values())

    def _summary(self, doc_id: str) -> tuple[list[_Passage], str]:
        paragraphs = self.assistant.library.paragraphs(doc_id)
        own = [p for p in paragraphs if _SUMMARY.match(p.heading) or _SUMMARY.match(p.text)]
        if own:
            return [_whole(own[0])], ""
        note = f"{doc_id} has no summary of its own; its first paragraph is quoted."
        # What comes before the first number is mostly the title.
        numbered = [each for each in paragraphs if each.numbered] or paragraphs
        return [_whole(each) for each in numbered[:1]], note

    def _of_each(self, doc_ids: Sequence[str]) -> tuple[list[_Passage], str]:
        """Of each document its summary, or what is about the subject."""
        passages: list[_Passage] = []
        notes: list[str] = []
        for doc_id in doc_ids:
            if not self.request.about:
                quoted, note = self._summary(doc_id)
            else:
                about = self._about((Filter("doc_id", doc_id),))
                quoted = self._with_lists(list(islice(about, _N_COMPARED)))
                note = "" if quoted else f"No paragraph of {doc_id} has “{self.request.about}”."
            passages += quoted
            notes += [note] if note else []
        return passages, " ".join(notes)

    def _about(self, filters: Sequence[Filter]) -> Iterator[_Passage]:
        """The best sentence of every paragraph that has a word of what it is to be about."""
        wanted = set(word_stems(self.request.about))
        for paragraph in self._found(filters):
            if not wanted.isdisjoint(_stems(paragraph)):
                yield self._best_sentence(paragraph)

    def _best_sentence(self, paragraph: Paragraph) -> _Passage:
        """The sentence that has most words of what it is to be about, and what belongs to it."""
        wanted, text = set(word_stems(self.request.about)), paragraph.text

        def n_held(span: tuple[int, int]) -> int:
            return len(wanted & set(text_stems(text[slice(*span)])))

        spans = sentence_spans(text)
        place = max(range(len(spans)), key=lambda place: n_held(spans[place]))
        around = sentences_around(text, spans, place)
        return paragraph, spans[around[0]][0], spans[around[-1]][1]

    def _found(self, filters: Sequence[Filter]) -> Iterator[Paragraph]:
        """The paragraphs that fit best, then all others that have one of the words."""
        search, about = self.assistant.search, self.request.about
        best = [hit.paragraph for hit in search(about, k=_N_RANKED, filters=filters)]
        yield from best
        rest = search(about, k=_N_HELD, retriever="lexical", filters=filters)
        yield from (hit.paragraph for hit in rest if hit.paragraph not in best)


def _stems(paragraph: Paragraph) -> set[str]:
    """The stems of what a paragraph says, and of its heading."""
    return set(text_stems(f"{paragraph.heading}\n{paragraph.text}"))


def _short_name(about: str) -> re.Pattern[str] | None:
    """What else mentions `Dorcas Pym`: the last word of a person's name, with its capital."""
    called = [name for name in names_of(about) if name.text == about and name.person > 0]
    words = about.split()
    return re.compile(rf"\b{re.escape(words[-1])}\b") if called and len(words) > 1 else None


def _whole(paragraph: Paragraph) -> _Passage:
    return paragraph, 0, len(paragraph.text)
