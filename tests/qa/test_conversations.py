"""Ten conversations about the sample documents, as they are printed, against files read by eye.

A file says what it shows; each line in it that begins with `? ` is asked, one after the other.
`python -m tests.qa.test_conversations` writes the answers anew; read the difference before keeping
it. Both engines that run the encoder must give the same, so that no golden hangs on rounding.
"""

import io
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import wrap

import pytest

from index import Library
from index.encoder import load_encoder, resolve_model
from index.errors import PinciteError
from qa import Assistant
from qa.conversation import Conversation
from qa.output import print_answer
from tests.conftest import EXAMPLES

FOLDER = Path(__file__).parent / "conversations"
FILES = sorted(FOLDER.glob("*.txt"))
ENGINES = ("usual", "sentence-transformers")
_WIDTH = 100
_N_CLOSEST = 3


def held(text: str, assistant: Assistant) -> str:
    """A file's conversation, held anew."""
    about, *questions = text.split("\n? ")
    conversation = assistant.conversation()
    asked = [question.split("\n", maxsplit=1)[0] for question in questions]
    turns = [f"? {question}\n\n{answered(conversation, question)}" for question in asked]
    return "\n\n".join([about.strip(), *turns]) + "\n"


def answered(conversation: Conversation, question: str) -> str:
    """What is printed for a question, in lines that are not too long."""
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        try:
            print_answer(conversation.ask(question, k=_N_CLOSEST))
        except PinciteError as error:
            printed.write(f"error: {error}")
    return "\n".join(map(_wrapped, printed.getvalue().strip().split("\n")))


def _wrapped(line: str) -> str:
    indent = " " * (len(line) - len(line.lstrip()))
    return "\n".join(
        wrap(line, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    )


@pytest.fixture(scope="module", params=ENGINES)
def assistant(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assistant]:
    encoder = None if request.param == ENGINES[0] else load_encoder(resolve_model(None))
    folder = tmp_path_factory.mktemp("conversations") / "library"
    with Library.create(folder, encoder=encoder) as library:
        assert not library.add([EXAMPLES]).failed
        yield Assistant(library)


@pytest.mark.model
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_conversation(path: Path, assistant: Assistant) -> None:
    text = path.read_text(encoding="utf-8")
    assert held(text, assistant) == text


def test_there_are_ten() -> None:
    assert len(FILES) == 10


if __name__ == "__main__":
    with TemporaryDirectory() as made, Library.create(Path(made) / "library") as documents:
        documents.add([EXAMPLES])
        for file in FILES:
            kept = file.read_text(encoding="utf-8")
            file.write_text(held(kept, Assistant(documents)), encoding="utf-8")
