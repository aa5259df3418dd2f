"""The quoting answerer: the sentences that answer best, verbatim, with their paragraphs.

It writes nothing of its own. Whether the documents answer at all is told by `qa.confidence`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from index import Library
from index.model import Paragraph
from index.sentences import sentence_spans
from index.view import View
from qa.confidence import Signals, signals_of
from qa.judgments import (
    asks_for_argument,
    has_court_hold,
    is_dissent,
    is_of_judge,
    is_open,
    judge_named,
    speaks_of_court,
    speaks_of_dissent,
    where_party_argues,
    whose_view,
    without_court,
)
from qa.lists import introduces, introductions, items_below, list_end
from qa.model import Citation, Hit
from qa.question_kinds import asks_for_several
from qa.sentence_ranking import Ranking, ScoredSentence, rank_sentences
from qa.surroundings import cite, sentences_around, stands_under

ParagraphsOf = Callable[[str], Sequence[Paragraph]]

__all__ = ["AnswererSettings", "Quoted", "quote"]


@dataclass(frozen=True, slots=True)
class AnswererSettings:
    """How sentences are chosen.

    Attributes:
        n_paragraphs: From how many of the best paragraphs sentences are taken.
        n_quotes: How many sentences an answer quotes at most, those aside that say who speaks.
        margin: A further sentence is quoted if its score is at most so much below the best's.
        margin_of_several: The same where the question asks for several things.
        threshold: Least confidence with which the documents are said to answer.
    """

    n_paragraphs: int = 10
    n_quotes: int = 3
    margin: float = 2.75
    margin_of_several: float = 4.5
    threshold: float = 0.5


@dataclass(frozen=True, slots=True)
class Quoted:
    """The quotes for a question.

    Attributes:
        citations: The quotes.
        paragraphs: That of each.
        signals: What speaks for their answering it; None without quotes.
    """

    citations: tuple[Citation, ...]
    paragraphs: tuple[Paragraph, ...]
    signals: Signals | None


def quote(
    library: Library,
    view: View,
    question: str,
    hits: Sequence[Hit],
    settings: AnswererSettings | None = None,
) -> Quoted:
    """Choose the sentences that answer a question best.

    Args:
        library: Encodes the question and the sentences.
        view: The state of the library that was searched.
        question: The question.
        hits: The paragraphs found for it, best first.
        settings: How to choose; None for the defaults.

    Returns:
        At most `n_quotes` whole sentences, whether or not they are good enough. Sentences that
        follow each other are one quote, and one that says who speaks goes with what is said. The
        quote with the best sentence comes first, then the others of its paragraph as they stand
        there, then those of the next best paragraph. A sentence that introduces a list is quoted
        with the list; where its items are paragraphs of their own, only as the best. An item is
        quoted with what introduces it; where that stands in paragraphs above, they come before it.
    """
    settings = settings or AnswererSettings()
    paragraphs_of = cache(view.paragraphs_of)  # reading a long document takes a while
    near = _of_whose_view(question, hits, view, paragraphs_of)[: settings.n_paragraphs]
    asked = without_court(question) or question
    ranking = _court_first(
        question, rank_sentences(library, view, asked, near), paragraphs_of, 2 * settings.margin
    )
    if not ranking.sentences:
        return Quoted((), (), None)
    several = asks_for_several(question)
    least = ranking.sentences[0].score - (
        settings.margin_of_several if several else settings.margin
    )
    best, *others = ranking.sentences[: settings.n_quotes]
    chosen = [best]
    chosen += (each for each in others if each.score >= least and not _breaks_off(each))
    documents = {doc_id: paragraphs_of(doc_id) for doc_id in {s.paragraph.doc_id for s in chosen}}
    passages = tuple(_passages(chosen, documents))
    citations = cite(passages, documents)
    part = stands_under(best.paragraph, documents[best.paragraph.doc_id], best.start)
    said = _said_around(view, best.paragraph, part)
    return Quoted(
        citations,
        tuple(paragraph for paragraph, _, _ in passages),
        signals_of(asked, hits, ranking, around=said),
    )


def _of_whose_view(
    question: str, hits: Sequence[Hit], view: View, paragraphs_of: ParagraphsOf
) -> Sequence[Hit]:
    """The hits that tell what a judge, a court or a dissent held, where a question asks for that.

    All of them where none is left.
    """
    whose, judge = whose_view(question), judge_named(question)
    if whose is None and judge is None:
        return hits
    documents = {doc_id: paragraphs_of(doc_id) for doc_id in {h.paragraph.doc_id for h in hits}}
    part_of = {h: stands_under(h.paragraph, documents[h.paragraph.doc_id], 0) for h in hits}
    own = [h for h in hits if judge and is_of_judge(part_of[h], judge)]
    if own or whose is None:
        return own or hits
    of_view = [h for h in hits if is_dissent(part_of[h]) is (whose == "dissent")]
    if whose == "dissent":
        return of_view or hits
    judgments = {doc_id for doc_id in documents if _is_judgment(view, doc_id)}
    if not judgments:  # then a majority may be that of a parliament
        return of_view or hits

    def of_court(paragraph: Paragraph) -> bool:
        return paragraph.doc_id in judgments or speaks_of_court(paragraph.text)

    return [h for h in of_view if of_court(h.paragraph)] or of_view or hits


def _is_judgment(view: View, doc_id: str) -> bool:
    document = view.document(doc_id)
    return document is not None and bool(document.metadata.get("court"))


def _court_first(
    question: str, ranking: Ranking, paragraphs_of: ParagraphsOf, margin: float
) -> Ranking:
    """The ranking with what the court holds before what it tells of the parties.

    Where a question asks for neither view, what a dissent says is left out if the court has a
    sentence that is not much worse.
    """
    sentences, whose = ranking.sentences, whose_view(question)
    if not sentences or speaks_of_dissent(question):
        return ranking
    best = sentences[0]
    near = [each for each in sentences if each.score >= best.score - margin]
    if whose == "court":
        argued = asks_for_argument(question)
        first = [each for each in near if argued or not _is_argument(each)]
        return replace(ranking, sentences=(*first, *(s for s in sentences if s not in first)))
    document = paragraphs_of(best.paragraph.doc_id)
    headings = (" ".join(each.heading.split()) for each in document)
    if not any(map(is_dissent, headings)):  # as in most documents
        return ranking

    def dissents(sentence: ScoredSentence) -> bool:
        same = sentence.paragraph.doc_id == best.paragraph.doc_id
        return same and is_dissent(stands_under(sentence.paragraph, document, sentence.start))

    others = tuple(each for each in sentences if not dissents(each))
    court = [s for s in near if s in others and s.paragraph.doc_id == best.paragraph.doc_id]
    return replace(ranking, sentences=others) if court else ranking


def _is_argument(sentence: ScoredSentence) -> bool:
    """Whether a sentence, as it is quoted, has what is argued or asked, and not what is held."""
    text = sentence.paragraph.text
    spans = sentence_spans(text)
    around = sentences_around(text, spans, sentence.place)
    quoted = text[spans[around[0]][0] : spans[around[-1]][1]]
    argued = where_party_argues(quoted) is not None or is_open(quoted)
    return argued and not has_court_hold(quoted)


def _said_around(view: View, paragraph: Paragraph, part: str) -> str:
    """What the reader of a paragraph has read: it, the part it is in, and its document's title."""
    document = view.document(paragraph.doc_id)
    title = document.title if document else ""
    return "\n".join((paragraph.doc_id, title, part, paragraph.heading, paragraph.text))


def _breaks_off(sentence: ScoredSentence) -> bool:
    """Whether a sentence introduces what does not follow in its paragraph."""
    text, spans = sentence.paragraph.text, sentence_spans(sentence.paragraph.text)
    return introduces(sentence.quote) and list_end(text, spans, sentence.place) == sentence.place


def _passages(
    chosen: Sequence[ScoredSentence], documents: Mapping[str, Sequence[Paragraph]]
) -> Iterable[tuple[Paragraph, int, int]]:
    """Paragraphs and spans to quote, in the order in which they read well.

    Args:
        chosen: Sentences, best first.
        documents: The paragraphs of their documents, in order, by the documents' ids.
    """
    begun = chosen[0].paragraph
    below = items_below(begun, documents[begun.doc_id]) if _breaks_off(chosen[0]) else ()
    by_paragraph: dict[Paragraph, list[ScoredSentence]] = {}
    for each in chosen:
        if each.paragraph not in below:
            by_paragraph.setdefault(each.paragraph, []).append(each)
    passages: list[tuple[Paragraph, int, int]] = []
    for paragraph, sentences in by_paragraph.items():
        passages += introductions(paragraph, documents[paragraph.doc_id])
        passages += _quoted_of(paragraph, [each.place for each in sentences])
        if sentences[0] is chosen[0]:
            passages += ((item, 0, len(item.text)) for item in below)
    return dict.fromkeys(passages)


def _quoted_of(paragraph: Paragraph, places: Sequence[int]) -> Iterable[tuple[Paragraph, int, int]]:
    """Spans of a paragraph that hold some of its sentences, the first of these first."""
    spans = sentence_spans(paragraph.text)
    quoted = {near for place in places for near in sentences_around(paragraph.text, spans, place)}
    # The quote that holds the best sentence, then the others as they stand.
    for first, last in sorted(
        _runs(sorted(quoted)), key=lambda run: not run[0] <= places[0] <= run[1]
    ):
        yield paragraph, spans[first][0], spans[last][1]


def _runs(places: Sequence[int]) -> Iterable[tuple[int, int]]:
    """First and last of each run of numbers that follow each other."""
    for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        numbers = [place for _, place in run]
        yield numbers[0], numbers[-1]
