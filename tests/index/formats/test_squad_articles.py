"""The articles of a question set like SQuAD, read as documents."""

import json
from pathlib import Path

import pytest

from eval.evaluate import evaluate
from eval.questions import read_questions
from index import Library
from qa import Assistant

DIKE, MILLS = "A polder is low land behind a dike.", "Windmills drain it into the canal."
ASKED = {"id": "q1", "question": "Where do windmills drain it?", "answers": []}
ARTICLE = {
    "title": "Low_land",
    "paragraphs": [{"context": DIKE, "qas": []}, {"context": MILLS, "qas": [ASKED]}],
}
AGAIN = {"title": "Low_land", "paragraphs": [{"context": "Eels live in it.", "qas": []}]}


def set_of(path: Path, *articles: object) -> Path:
    path.write_text(json.dumps({"version": "1.1", "data": articles}), encoding="utf-8")
    return path


def test_a_set_is_indexed_and_its_questions_find_their_paragraphs(
    tmp_path: Path, library: Library
) -> None:
    file = set_of(tmp_path / "dev.json", ARTICLE, AGAIN)
    assert not library.add([file]).failed
    held = library.paragraphs("Low_land")
    assert [(each.paragraph, each.text) for each in held] == [
        ("1", DIKE),
        ("2", MILLS),
        ("3", "Eels live in it."),
    ]
    document = library.document("Low_land")
    assert (document.title, document.format) == ("Low land", "squad")
    evaluation = evaluate(Assistant(library), read_questions(file), measures="R@1")
    assert evaluation.missing == ()
    assert evaluation.measures["R@1"] == 1


def test_other_json_is_told_from_a_set(tmp_path: Path, library: Library) -> None:
    for n, text in enumerate(
        ('{"rows": [{"data": 1, "paragraphs": ["x"]}]}', '{"data": {"paragraphs": []}}')
    ):
        file = tmp_path / f"{n}.json"
        file.write_text(text, encoding="utf-8")
        (failure,) = library.add([file]).failed
        assert "save it as JSON Lines" in failure.error


@pytest.mark.parametrize(
    ("article", "message"),
    [
        ({**ARTICLE, "title": ""}, "article 1: needs 'title'"),
        ({**ARTICLE, "paragraphs": [{"qas": []}]}, "article 1, paragraph 1: needs 'context'"),
        ({**ARTICLE, "paragraphs": {"context": 1}}, "article 1: 'paragraphs' must be a list"),
        ({"title": "Low_land", "paragraphs": []}, "holds no document"),
    ],
)
def test_what_is_wrong_with_an_article_is_named_and_nothing_is_kept(
    tmp_path: Path, library: Library, article: object, message: str
) -> None:
    (failure,) = library.add([set_of(tmp_path / "dev.json", article)]).failed
    assert message in failure.error
    assert library.n_documents == 0
