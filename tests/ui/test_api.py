"""The endpoints of a running chat, called as other programs do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from index import Library
from qa import Assistant
from tests.conftest import EXAMPLES
from tests.ui.pages import serving

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("held") / "library"
    with Library.create(folder) as library:
        assert not library.add([EXAMPLES]).failed
    return folder


@pytest.fixture(scope="module")
def client(held: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with serving(held, tmp_path_factory.mktemp("chat")) as address:
        client = Client(address, verbose=False, analytics_enabled=False)
        yield client
        client.close()


def test_ask_gives_what_the_assistant_does(client: Client, held: Path) -> None:
    question = "How many megawatts will the dam generate?"
    answer = client.predict(question, api_name="/ask")
    with Library.open(held) as library:
        expected = Assistant(library).ask(question)
        for citation in answer["citations"]:
            paragraph = library.paragraph(citation["doc_id"], citation["paragraph"])
            assert paragraph.text[citation["start"] : citation["end"]] == citation["quote"]
    assert [each["quote"] for each in answer["citations"]] == [c.quote for c in expected.citations]
    assert (answer["answered"], answer["confidence"]) == (True, expected.confidence)


def test_search_takes_filters_and_a_number(client: Client) -> None:
    narrow = ["date=2007"]
    found = client.predict("the dam", k=3, filters=narrow, api_name="/search")
    assert found["query"] == "the dam"
    assert len(found["hits"]) == 3
    assert {hit["doc_id"][:2] for hit in found["hits"]} == {"07"}


def test_show_gives_a_document_or_a_paragraph(client: Client) -> None:
    whole = client.predict("07PORTVESPER412", api_name="/show")
    assert {"letter": "A", "doc_id": "06PORTVESPER318", "held": True} in whole["links"]
    one = client.predict("07PORTVESPER412", "¶3", api_name="/show")["paragraphs"]
    assert [each["paragraph"] for each in one] == ["3"]
    assert one[0] in whole["paragraphs"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"question": " ", "api_name": "/ask"}, "the question is empty"),
        ({"doc_id": "nowhere", "api_name": "/show"}, "no document 'nowhere'"),
        ({"query": "x", "filters": ["date=June"], "api_name": "/search"}, "June"),
    ],
)
def test_what_is_wrong_is_told(client: Client, arguments: dict[str, str], message: str) -> None:
    with pytest.raises(AppError, match=message):
        client.predict(**arguments)
