"""The file of answers: JSON Lines, for each question the object of `pincite ask` with its id."""

import json
from collections.abc import Iterable
from pathlib import Path

from eval.answers import JudgedAnswer
from index.errors import InputError
from qa.output import answer_json

__all__ = ["write_answers"]


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
    try:
        _write(path, text)
    except OSError as error:
        raise InputError(
            f"{path}: the answers cannot be written ({error.strerror}); choose another file"
        ) from error


def _write(path: Path, text: str) -> None:
    if path.exists() and not path.is_file():
        # A pipe or a terminal cannot be replaced.
        path.write_text(text, encoding="utf-8", newline="\n")
        return
    # What a link leads to is replaced, not the link.
    path = path.resolve()
    making = path.with_name(f"{path.name}.making")
    try:
        making.write_text(text, encoding="utf-8", newline="\n")
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)
