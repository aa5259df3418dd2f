"""The file of answers: JSON Lines, for each question the object of `pincite ask` with its id."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from eval.answers import JudgedAnswer
from eval.evaluation_file import first_fault
from eval.formats.fields import numbered_lines
from index.errors import NotADocument
from index.files import decode_utf8, read_bytes
from qa.model import Answer, Citation
from qa.output import answer_json
from qa.whole_file import write_whole

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["read_answers", "write_answers"]


@dataclass(frozen=True, slots=True)
class _Line:
    """What is read of a line."""

    query_id: str
    question: str
    answered: bool
    answer: str
    citations: tuple[Citation, ...]
    confidence: float


def write_answers(judged: Iterable[JudgedAnswer], path: Path) -> None:
    """Write answers as they were given, in UTF-8, a question a line.

    Args:
        judged: The questions with their answers.
        path: Where to. A file that is there is replaced once the new one is whole.

    Raises:
        InputError: The file cannot be written.
    """
    text = "".join(
        json.dumps({"query_id": each.query.query_id} | answer_json(each.answer), ensure_ascii=False)
        + "\n"
        for each in judged
    )
    write_whole(path, text, what="the answers")


def read_answers(path: Path) -> dict[str, Answer]:
    """Read a file of answers.

    Returns:
        The answers by the ids of their questions, in their order, without hits.

    Raises:
        UnreadableFile: The file is missing, empty, binary, or not in UTF-8.
        NotADocument: A line is no answer, or its id came before; names the line.
    """
    from pydantic import ValidationError

    answers: dict[str, Answer] = {}
    for number, line in numbered_lines(decode_utf8(read_bytes(path), path)):
        try:
            read = _adapter().validate_json(line)
        except ValidationError as error:
            raise NotADocument(
                f"{path}:{number}: is no line of a file of answers ({first_fault(error)}); make "
                f"one with `pincite eval answers QUESTIONS --answers-out FILE`"
            ) from error
        if read.query_id in answers:
            raise NotADocument(f"{path}:{number}: {read.query_id!r} is answered before; keep one")
        answers[read.query_id] = Answer(
            read.question, read.answered, read.confidence, read.answer, read.citations, hits=()
        )
    return answers


@cache
def _adapter() -> "TypeAdapter[_Line]":
    from pydantic import TypeAdapter

    return TypeAdapter(_Line)
