"""`pincite ask --llm` as a user runs it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Library
from tests.conftest import EXAMPLES
from tests.qa.conftest import Run
from tests.qa.llm.conftest import KEY, Serve
from tests.qa.llm.scripted_server import Script

pytestmark = pytest.mark.model

BOOKS = "Who kept the second set of books at Pesquera Almirola?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("ask") / "library"
    with Library.create(folder) as library:
        library.add([EXAMPLES / "06LAGUNABRAVA647.txt"])
    yield folder


def write(passages: dict[str, str]) -> str:
    marker = next(marker for marker, text in passages.items() if "second set of books" in text)
    return f"Hilda Vanoost kept the second set of books {marker}. Petrov \x1b[Hpaid her {marker}."


def test_sentences_stand_before_their_quotes_and_failed_ones_are_struck(
    run: Run, folder: Path, serve: Serve
) -> None:
    url = serve(Script(write)).url
    code, out, err = run("ask", BOOKS, "--library", folder, "--llm", "m", "--llm-url", url)
    told = " ".join(out.split())
    assert (code, err) == (0, "")
    assert told.startswith("Written by the language model m; each sentence was checked against")
    assert "cites. Hilda Vanoost kept the second set of books. [1] ~~Petrov " in told
    assert "~~ [2] (not supported by the cited paragraph: not in 06LAGUNABRAVA647 ¶2: P" in told
    assert out.count("second set of books. [1]") == 1, "each sentence is told once"
    assert "[1] “Hilda Vanoost kept the second set of books at Pesquera Almirola from" in told
    assert "\x1b[H" not in out


def test_the_object_has_statements_only_with_a_language_model(
    run: Run, folder: Path, serve: Serve
) -> None:
    url = serve(Script(write)).url
    given = ("ask", BOOKS, "--library", folder, "--json")
    _, out, _ = run(*given, "--llm", "m", "--llm-url", url)
    answer = json.loads(out)
    assert KEY not in out
    assert answer["statements"][0] == {
        "text": "Hilda Vanoost kept the second set of books.",
        "markers": [1],
        "supported": True,
        "reason": "",
    }
    assert [each["supported"] for each in answer["statements"]] == [True, False]
    assert answer["citations"][0]["quote"] in answer["answer"]
    _, out, _ = run(*given)
    assert set(json.loads(out)) == set(answer) - {"statements", "written_by"}


def test_a_server_that_is_down_is_a_note_and_no_error(run: Run, folder: Path) -> None:
    down = ("--llm", "m", "--llm-url", "http://127.0.0.1:9/v1", "--llm-timeout", "5")
    code, out, err = run("ask", BOOKS, "--library", folder, *down)
    assert code == 0
    assert "Hilda Vanoost kept the second set of books" in " ".join(out.split())
    (note,) = err.strip().splitlines()
    assert note.startswith("note: the language model m at 127.0.0.1 gave no whole answer: ")


@pytest.mark.parametrize(
    ("given", "code", "message"),
    [
        (["--llm", "m"], 2, "--llm-url URL"),
        (["--llm-url", "http://127.0.0.1:9/v1"], 2, "--llm MODEL"),
        (["--entailment", "x"], 2, "--llm MODEL"),
        (["--llm", "m", "--llm-url", "nowhere"], 1, "is no address of a language model's server"),
        (["--llm", "m", "--llm-url", "http://h/v1", "--entailment", "./none"], 1, "no such folder"),
    ],
)
def test_options_that_cannot_be(
    run: Run, folder: Path, given: list[str], code: int, message: str
) -> None:
    got, out, err = run("ask", BOOKS, "--library", folder, *given)
    assert (got, out) == (code, "")
    assert message in " ".join(err.split())
