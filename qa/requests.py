"""Requests that are no questions: summarise, list, show, compare, “the second one”.

They are told by their form, and name a document or a paragraph. Each is answered with quotes, as
questions are; what is not possible is said in a sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Literal

from index.errors import UnknownDocument
from index.filters import Filter
from index.lexical import text_stems, word_stems
from index.model import Paragraph
from index.sentences import sentence_spans
from qa.attribution import attributed_from
from qa.lists import items_below
from qa.model import Answer, Citation, Hit, quotes_with_markers, require_verbatim

if TYPE_CHECKING:
    from qa.assistant import Assistant

__all__ = ["Request", "answer_request", "parse_request"]

Kind = Literal["summary", "paragraph", "list", "compare", "where", "more", "other"]
_ORDINALS = {
    "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1,
    "1st": 0, "2nd": 1, "3rd": 2, "4th": 3, "5th": 4,
}  # fmt: skip
_NTH = "|".join(_ORDINALS)
_FORMS: tuple[tuple[Kind, str], ...] = (
    (
        "summary",
        r"(?:summari[sz]e|(?:give\s+(?:me\s+)?)?(?:(?:a|the)\s+)?summary\s+of)\s+"
        r"(?:(?:the\s+)?(?:cable|document)\s+)?(?P<first>\S+?)"
        r"|(?:give\s+me\s+)?(?:(?:a|the)\s+)?summary|summari[sz]e|what(?:\s+is|['’]s)\s+(?P<second>\S+)\s+about",
    ),
    (
        "paragraph",
        r"(?:what\s+does|what(?:\s+is|['’]s)\s+in|what\s+about|show(?:\s+me)?|quote|read)\s+"
        r"(?:¶\s*|para(?:graph)?\.?\s+|(?P<sign>§\s*|(?:art(?:icle|\.)|section)\s+))(?P<label>\S+?)"
        r"(?:\s+(?:of|in)\s+(?P<first>\S+?))?(?:\s+says?)?|¶\s*(?P<alone>\S+)",
    ),
    (
        "list",
        r"(?:list|show(?:\s+me)?|find)\s+(?:all\s+)?(?:the\s+)?paragraphs\s+"
        r"(?:about|on|mentioning|that\s+mention)\s+(?P<about>\S.*?)",
    ),
    (
        "compare",
        r"compare\s+(?P<first>\S+)\s+(?:and|with|to|vs\.?|versus)\s+(?P<second>\S+?)"
        r"(?:\s+(?:on|about)\s+(?P<about>\S.*?))?",
    ),
    (
        "more",
        r"(?:(?:tell|show)\s+me\s+)?(?:more\s+(?:about|on)|what\s+about)\s+(?:the\s+)?"
        rf"(?P<ordinal>{_NTH})(?:\s+(?:one|quote|citation))?"
        rf"|(?:show\s+me\s+)?the\s+(?P<alone>{_NTH})\s+(?:one|quote|citation)"
        r"|(?:(?:tell|show)\s+me\s+)?more",
    ),
    (
        "where",
        r"(?:(?:in\s+)?(?:which|what)\s+paragraphs?(?:\s+(?:is|was)\s+(?:that|this|it))?"
        r"|(?:where\s+does\s+it|which\s+paragraph)\s+says?\s+(?:that|so|this|it))",
    ),
    (
        "other",
        r"(?:translate|rewrite|paraphrase|shorten|correct|edit|change|delete|remove|print|send|e-?mail"
        r"|draw|write)\s+(?P<first>\S+)(?:\s.*)?"
        r"|compare\s+(?:them|these|those|both|the\s+(?:two|three|documents|cables))(?:\s.*)?"
        r"|(?:summari[sz]e|compare)\s+(?P<second>[^\s,]*[\d-][^\s,]*),?\s.+",
    ),
)
_NOT_POSSIBLE = (
    "This cannot be done with a document here. It can be asked, summarised, compared with another, "
    "and its paragraphs can be shown and listed."
)
# What goes before a request and asks for nothing.
_POLITE = re.compile(
    r"\W*(?:(?:please|and|now|then|(?:can|could|would)\s+you)\b[\s,]*)*(?=[\w¶§])", re.IGNORECASE
)
_POLITE_AFTER = re.compile(r"(?:[\s,]+(?:please|for\s+me|thanks|thank\s+you))+\Z", re.IGNORECASE)
# An id that nothing but a document has: that of a cable.
_CABLE_ID = re.compile(r"\d\d[^\W\d_]+\d+(?:#\d+)?")
_LAST = {"it", "this", "that"}
_OF_DOCUMENTS = {"summary", "paragraph", "compare"}
_SUMMARY = re.compile(r"\W*(?:executive\s+)?summary\b", re.IGNORECASE)
_N_LISTED = 10
_N_COMPARED = 2
_N_RANKED = 100  # paragraphs that are ranked by meaning, too; others follow by their words
_N_HELD = 10_000


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    Attributes:
        kind: Which of the six; `other` for what is not possible.
        doc_ids: The documents that it names; `it` stands for the one that was quoted last.
        label: The paragraph that it names, or which of the quotes it means; empty for neither.
        about: What it is to be about; empty for anything.
        sign: What stands before the label, such as `§` or `Article`; empty for a paragraph's.
    """

    kind: Kind
    doc_ids: tuple[str, ...] = ()
    label: str = ""
    about: str = ""
    sign: str = ""

    @property
    def goes_on(self) -> bool:
        """Whether it is about what was quoted before, and names nothing new."""
        return not self.about and all(name.lower() in _LAST for name in self.doc_ids)


def parse_request(question: str) -> Request | None:
    """Read a request; None for what is a question."""
    polite = _POLITE.match(question)
    plain = question[polite.end() if polite else 0 :].rstrip(" \t\n?.!")
    plain = _POLITE_AFTER.sub("", plain).rstrip(" \t\n?.!")
    for kind, form in _FORMS:
        if match := re.fullmatch(form, plain, re.IGNORECASE | re.DOTALL):
            named = match.groupdict()
            return Request(
                kind,
                tuple(doc for doc in (named.get("first"), named.get("second")) if doc),
                label=named.get("label") or named.get("ordinal") or named.get("alone") or "",
                about=named.get("about") or "",
                sign=(named.get("sign") or "").strip(),
            )
    return None


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
            two; or what was quoted before does not stand there now.
    """
    if request.kind == "list":
        request = _within(assistant, request)
    doing = _Doing(assistant, request, cited, tuple(filters))
    doc_ids = doing.documents()
    if doc_ids is None or doing.asks_of_elsewhere(doc_ids):
        return None
    if request.kind == "other":
        return _refused(question, _NOT_POSSIBLE)
    if not doc_ids and request.kind in _OF_DOCUMENTS:
        return _refused(question, "Nothing was quoted before this: name the document, by its id.")
    passages, note = doing.passages(doc_ids)
    if not passages:
        return replace(_refused(question, note), filters=doing.narrowed_by)
    paragraphs = [paragraph for paragraph, _, _ in passages]
    citations = tuple(
        Citation.of(paragraph, marker=marker, start=start, end=end)
        for marker, (paragraph, start, end) in enumerate(passages, start=1)
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
        warnings=tuple(filter(None, (doing.chosen(), note))),
        filters=doing.narrowed_by,
        compared=doc_ids if request.kind == "compare" and len(doc_ids) > 1 else (),
    )


def _within(assistant: "Assistant", request: Request) -> Request:
    """A listing narrowed to the document that it ends in, as in “… about tolls in 07GATE1”."""
    match = re.fullmatch(r"(.+?)\s+(?:in|of|from)\s+(\S+)", request.about, re.DOTALL)
    if match is None:
        return request
    try:
        document = assistant.library.document(match[2])
    except UnknownDocument:
        return request
    return replace(request, about=match[1], doc_ids=(document.doc_id,))


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
        named = self.request.doc_ids
        if not named and self.request.kind not in {"paragraph", "summary"}:
            return ()
        found: list[str] = []
        unknown: list[UnknownDocument] = []
        ids = [name.strip("“”\"'‘’,;:") for name in named or ("it",)]
        for doc_id in ids:
            if doc_id.lower() in _LAST:
                found += [self.cited[0].doc_id] if self.cited else []
                continue
            try:
                found.append(self.assistant.library.document(doc_id).doc_id)
            except UnknownDocument as error:
                unknown.append(error)
        if unknown and (found or any(map(_CABLE_ID.fullmatch, ids))):
            raise unknown[0]
        return None if unknown else tuple(dict.fromkeys(found))

    def chosen(self) -> str:
        """A note where one of several documents that were quoted before is taken to be meant."""
        named = self.request.doc_ids
        points_back = not named or any(name.lower() in _LAST for name in named)
        if self.request.kind not in _OF_DOCUMENTS or not points_back or not self.cited:
            return ""
        if len({citation.doc_id for citation in self.cited}) == 1:
            return ""
        return (
            f"Several documents were quoted before this; {self.cited[0].doc_id}, the first, "
            f"is taken to be meant. For another, name it by its id."
        )

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
        label = self.request.label.strip("“”\"'‘’,;:")
        if sign := self.request.sign:
            labels = [each.paragraph for each in self.assistant.library.paragraphs(doc_id)]
            for printed in (f"{sign} {label}", f"{sign}{label}"):
                label = next((own for own in labels if own.lower() == printed.lower()), label)
        return self.assistant.library.paragraph(doc_id, label)

    def passages(self, doc_ids: Sequence[str]) -> tuple[list[_Passage], str]:
        """What is quoted, and what the reader must know of it, or why nothing is."""
        request = self.request
        if request.kind == "paragraph":
            return self._with_items(self._named(doc_ids[0])), ""
        if request.kind == "summary":
            return self._summary(doc_ids[0])
        if request.kind == "list":
            return self._listed()
        if request.kind == "compare":
            return self._compared(doc_ids)
        if request.kind == "more":
            return self._more()
        quoted = [self._again(citation) for citation in self.cited]
        return quoted, "" if quoted else "Nothing was quoted before this; ask a question first."

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
        candidates = self._found(filters) if wanted else ()
        whole = (p for p in candidates if wanted <= set(text_stems(p.text)))
        found = [self._best_sentence(p) for p in islice(whole, _N_LISTED + 1)]
        notes = []
        if not found and len(wanted) > 1:
            found = list(islice(self._about(filters), _N_LISTED + 1))
            notes.append("No paragraph has all words of this; these have some.")
        if not found:
            return [], "No paragraph has a word of this."
        if len(found) > _N_LISTED:
            notes.append(f"There are more; these are the {_N_LISTED} that fit best.")
        return found[:_N_LISTED], " ".join(notes)

    def _more(self) -> tuple[list[_Passage], str]:
        """The whole paragraph of one of the quotes before."""
        place = _ORDINALS[self.request.label.lower() or "first"]
        if not -1 <= place < len(self.cited) or not self.cited:
            return [], f"The answer before has no such quote; it has {len(self.cited)}."
        meant = self.cited[place]
        return self._with_items(self.assistant.library.paragraph(meant.doc_id, meant.paragraph)), ""

    def _with_items(self, paragraph: Paragraph) -> list[_Passage]:
        """A paragraph, and those below it that hold the items of a list that it introduces."""
        document = self.assistant.library.paragraphs(paragraph.doc_id)
        return [_whole(each) for each in (paragraph, *items_below(paragraph, document))]

    def _summary(self, doc_id: str) -> tuple[list[_Passage], str]:
        paragraphs = self.assistant.library.paragraphs(doc_id)
        own = [p for p in paragraphs if _SUMMARY.match(p.heading) or _SUMMARY.match(p.text)]
        if own:
            return [_whole(own[0])], ""
        note = f"{doc_id} has no summary of its own; its first paragraph is quoted."
        return [_whole(each) for each in paragraphs[:1]], note

    def _compared(self, doc_ids: Sequence[str]) -> tuple[list[_Passage], str]:
        passages: list[_Passage] = []
        notes: list[str] = []
        for doc_id in doc_ids:
            if not self.request.about:
                quoted, note = self._summary(doc_id)
            else:
                about = self._about((Filter("doc_id", doc_id),))
                quoted = list(islice(about, _N_COMPARED))
                note = "" if quoted else f"{doc_id} has no word of this."
            passages += quoted
            notes += [note] if note else []
        return passages, " ".join(notes)

    def _about(self, filters: Sequence[Filter]) -> Iterator[_Passage]:
        """The best sentence of every paragraph that has a word of what it is to be about."""
        wanted = set(word_stems(self.request.about))
        for paragraph in self._found(filters):
            if not wanted.isdisjoint(text_stems(paragraph.text)):
                yield self._best_sentence(paragraph)

    def _best_sentence(self, paragraph: Paragraph) -> _Passage:
        """The sentence that has most words of what it is to be about, and who speaks in it."""
        wanted, text = set(word_stems(self.request.about)), paragraph.text

        def n_held(span: tuple[int, int]) -> int:
            return len(wanted & set(text_stems(text[slice(*span)])))

        spans = sentence_spans(text)
        place = max(range(len(spans)), key=lambda place: n_held(spans[place]))
        return paragraph, spans[attributed_from(text, spans, place)][0], spans[place][1]

    def _found(self, filters: Sequence[Filter]) -> Iterator[Paragraph]:
        """The paragraphs that fit best, then all others that have one of the words."""
        search, about = self.assistant.search, self.request.about
        best = [hit.paragraph for hit in search(about, k=_N_RANKED, filters=filters)]
        yield from best
        rest = search(about, k=_N_HELD, retriever="lexical", filters=filters)
        yield from (hit.paragraph for hit in rest if hit.paragraph not in best)


def _whole(paragraph: Paragraph) -> _Passage:
    return paragraph, 0, len(paragraph.text)
