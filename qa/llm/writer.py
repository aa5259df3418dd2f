"""Answers in a language model's words, with the documents' own words beside them.

Only what the documents answer is asked of the model. Every sentence is checked before it is given
to anybody; one that fails stays, marked. Where nothing is left, or the model fails, the quotes are
the answer.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from threading import Event
from time import perf_counter
from typing import TYPE_CHECKING

from index.errors import LanguageModelFailed
from qa.llm.checks import Checked, Checker
from qa.llm.client import LanguageModel
from qa.llm.entailment import Entailment
from qa.llm.facts import addresses_models
from qa.llm.prompt import NO_ANSWER, Prompt, make_prompt
from qa.llm.sentences import cut_claims
from qa.model import Answer, Citation, Statement, quotes_with_markers, require_verbatim
from qa.surroundings import cite, stands_under

if TYPE_CHECKING:
    from index import Library
    from index.model import Paragraph

__all__ = ["Writer"]

_NO_ROOM = (
    "none of the paragraphs found has room in the language model's context, so it was not asked; "
    "--llm-context gives it more, where the model can read more"
)
_KEPT_BACK = (
    "a paragraph that tells language models what to do was found; the language model was not "
    "given it"
)
_NO_ANSWER = "the language model finds no answer in the paragraphs found; the quotes are theirs"
_NOTHING_LEFT = (
    "nothing that the language model wrote is supported by what it cites; the quotes are the answer"
)
_CUT = "the language model's answer is longer than it may be; the end of it is missing"
_LEFT_OUT = "what it had written is left out, and the quotes are the answer"
_STOPPED = "Stopped before the language model had finished; only what was checked is shown"
_EMPTY = "the language model wrote nothing; the quotes are the answer"
_HALF_A_MARKER = re.compile(r"\s*\[[^\]]*\Z")


class Writer:
    """Has a language model write answers. An instance may be used by several threads."""

    def __init__(self, model: LanguageModel, *, entailment: Entailment | None = None) -> None:
        """A writer.

        Args:
            model: What writes.
            entailment: What tells whether a sentence follows from what it cites; None for the
                library's encoder.
        """
        self._model, self._entailment = model, entailment

    def answers(
        self, library: "Library", quoted: Answer, *, stop: Event | None = None
    ) -> Iterator[Answer]:
        """Have an answer written, and give it as it grows.

        Args:
            library: What is cited, and whose encoder the sentences are checked with.
            quoted: The quoting answer; one that says that the documents do not answer stays alone.
            stop: Once it is set, by whatever thread, the model writes no more.

        Yields:
            The quoting answer; the same with each sentence more that was checked; and the whole.
            Each of them may be shown as it is. Where the model fails, the last is the quoting
            answer with a warning; where it was stopped, what was given before, with one.

        Raises:
            ModelError: The encoder or the entailment model cannot be loaded.
        """
        yield quoted
        if not quoted.answered:
            return
        begun = perf_counter()
        found = _paragraphs(library, quoted)
        given = [paragraph for paragraph in found if not addresses_models(paragraph.text)]
        if len(given) < len(found):
            quoted = _warned(quoted, _KEPT_BACK)
        prompt = make_prompt(quoted.question, given, context=self._model.settings.context)
        if not prompt.passages:
            yield _warned(quoted, _NO_ROOM) if given else quoted
            return
        begun_to_write = False
        try:
            for answer in self._written(library, quoted, prompt, stop or Event()):
                begun_to_write = bool(answer.statements)
                took = round((perf_counter() - begun) * 1000, 1)
                yield replace(
                    answer,
                    timings_ms={**quoted.timings_ms, "write": took},
                    written_by=self._model.settings.model if answer.statements else "",
                )
        except LanguageModelFailed as error:
            yield _warned(quoted, f"{error}; {_LEFT_OUT}" if begun_to_write else str(error))

    def _written(
        self, library: "Library", quoted: Answer, prompt: Prompt, stop: Event
    ) -> Iterator[Answer]:
        if self._entailment is not None:  # what is wrong with it is told before anything is sent
            self._entailment.load()
        passages = prompt.passages
        documents = {
            doc_id: library.paragraphs(doc_id)
            for doc_id in {each.doc_id for each in passages.values()}
        }
        under = {
            marker: stands_under(each, documents[each.doc_id], 0)
            for marker, each in passages.items()
        }
        checker = Checker(passages, library.encoder, self._entailment, under=under)
        text, cut, n_shown, shown = "", False, 0, quoted
        stream = self._model.stream(prompt.messages, max_tokens=prompt.max_tokens, stop=stop)
        with closing(stream):
            for piece, is_cut in stream:
                text, cut = text + piece, cut or is_cut
                # The last sentence, or the marker after the last but one, may not be whole yet.
                claims = cut_claims(_HALF_A_MARKER.sub("", text))[:-1]
                if len(claims) > n_shown and not _declines(text):
                    n_shown = len(claims)
                    shown = _answer(documents, quoted, [checker.check(claim) for claim in claims])
                    yield shown
        if stop.is_set():  # the last sentence may not be whole
            yield _warned(shown, _STOPPED)
            return
        claims = () if _declines(text) else cut_claims(text)
        checked = [checker.check(claim) for claim in claims]
        answer = _answer(documents, quoted, checked)
        for warning in _warnings(text, checked, cut=cut, prompt=prompt):
            answer = _warned(answer, warning)
        yield answer


def _paragraphs(library: "Library", answer: Answer) -> "list[Paragraph]":
    """What may be cited: the paragraphs that are quoted, then the others that were found."""
    found = {(hit.paragraph.doc_id, hit.paragraph.paragraph): hit.paragraph for hit in answer.hits}
    cited = dict.fromkeys((each.doc_id, each.paragraph) for each in answer.citations)
    quoted = {key: found.get(key) or library.paragraph(*key) for key in cited}
    return list({**quoted, **found}.values())


def _declines(text: str) -> bool:
    """Whether a model says that it finds no answer, and nothing else."""
    return {claim.text.strip(" .*\"'“”").upper() for claim in cut_claims(text)} == {NO_ANSWER}


def _warnings(text: str, checked: Sequence[Checked], *, cut: bool, prompt: Prompt) -> Iterator[str]:
    n = len(prompt.passages)
    if prompt.n_left_out:
        yield (
            f"the language model was given {n} of {n + prompt.n_left_out} paragraphs, since its "
            f"context has no room for more; --llm-context gives it more, where it can read more"
        )
    if cut:
        yield _CUT
    if _declines(text):
        yield _NO_ANSWER
    elif not checked:
        yield _EMPTY
    elif not any(each.supported for each in checked):
        yield _NOTHING_LEFT


def _warned(answer: Answer, warning: str) -> Answer:
    return replace(answer, warnings=(*answer.warnings, warning))


def _answer(
    documents: "Mapping[str, Sequence[Paragraph]]", quoted: Answer, checked: Sequence[Checked]
) -> Answer:
    """The quoting answer with what a language model wrote, each sentence beside its quotes.

    A struck sentence has them, too, so that its reader sees what the paragraph says in its place.
    """
    citations: dict[tuple[Paragraph, int, int], Citation] = {}
    statements: list[Statement] = []
    survives = any(each.supported for each in checked)
    for each in checked:
        markers = _quote_nearest(documents, each, citations) if survives else ()
        statements.append(Statement(each.claim.text, markers, each.supported, each.reason))
    require_verbatim(
        citations.values(), (near.paragraph for each in checked for near in each.nearest)
    )
    if not citations:  # the quotes that were chosen for the question remain
        return replace(quoted, statements=tuple(statements))
    return replace(
        quoted,
        text=_text(statements, tuple(citations.values())),
        citations=tuple(citations.values()),
        statements=tuple(statements),
    )


def _quote_nearest(
    documents: "Mapping[str, Sequence[Paragraph]]",
    checked: Checked,
    citations: "dict[tuple[Paragraph, int, int], Citation]",
) -> tuple[int, ...]:
    """Quote what supports a claim, each once, and give the markers."""
    markers = []
    for near in checked.nearest:
        marker = len(citations) + 1
        place = (near.paragraph, near.start, near.end)
        if place not in citations:
            (citation,) = cite([place], documents)
            citations[place] = replace(citation, marker=marker)
        markers.append(citations[place].marker)
    return tuple(markers)


def _text(statements: Sequence[Statement], citations: Sequence[Citation]) -> str:
    return "\n".join([*map(str, statements), "", quotes_with_markers(citations)])
