"""What an empty chat suggests."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Library
from qa import Assistant
from tests.conftest import FakeEncoder
from ui.suggestions import suggestions

TEXTS = ("Ida Tarn met Lowell Osk. Lowell Osk was arrested.", "The Harbour Board fined Lowell Osk.")


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Library]:
    with Library.create(tmp_path / "library", encoder=FakeEncoder()) as library:
        yield library


def test_of_very_many_documents_nothing_is_read(
    held: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "n_documents", 250_000)
    monkeypatch.setattr(Library, "documents", lambda _: pytest.fail("all were read"))
    assert suggestions(held) == ()


def test_what_is_suggested_has_an_answer(held: Library, tmp_path: Path) -> None:
    assert suggestions(held) == ()
    rows = [{"doc_id": "one", "paragraph": str(n), "text": text} for n, text in enumerate(TEXTS)]
    rows.append({"doc_id": "two", "paragraph": "1", "text": "nobody is named <b>here</b>"})
    file = tmp_path / "all.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert not held.add([file]).failed
    suggested = suggestions(held)
    assert suggested == ("List the paragraphs about Lowell Osk", "Summarise one")
    for question in suggested:
        answer = Assistant(held).ask(question)
        assert answer.answered
        assert {each.doc_id for each in answer.citations} == {"one"}
