"""What a file is refused for, and what the message says to do."""

import io
from pathlib import Path

import pytest

from index.errors import InputError
from index.inputs import Input
from index.parsers import Reading, read


def refusal(name: str, content: bytes, reading: Reading | None = None) -> str:
    stream = io.BytesIO(content)
    source = Input(name, Path(name), len(content), lambda: stream)
    with pytest.raises(InputError) as raised:
        list(read(stream, source, reading or Reading()))
    return str(raised.value)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.rtf", rb"{\rtf1\ansi One.\par Two.}", "RTF"),
        ("a.txt", rb"{\rtf1\ansi One.\par Two.}", "RTF"),
        ("a.xml", b'<?xml version="1.0"?>\n<law><p>One.</p></law>', "XML"),
        ("a.xml", b"\n<law><p>One.</p></law>", "XML"),
        ("a.json", b'[{"text": "One."}]', "JSON"),
        ("a.json", b'{"text": "One."}', "JSON"),
    ],
)
def test_markup_that_cannot_be_read(name: str, content: bytes, kind: str) -> None:
    assert refusal(name, content).startswith(f"{name}: is {kind}, which cannot be read; save it as")
    stream = io.BytesIO(content)
    source = Input(name, Path(name), len(content), lambda: stream)
    assert list(read(stream, source, Reading("text")))  # whoever wants it so


def test_the_columns_of_what_is_no_table() -> None:
    message = refusal("a.txt", b"1. One.\n", Reading(columns={"text": "Body"}))
    assert "a.txt: is no table, and --columns names columns" in message
    assert "leave --columns out" in message


def test_a_cable_without_a_header() -> None:
    message = refusal("a.txt", b"1. One.\n\n2. Two.\n", Reading("cable"))
    assert "a.txt: has no header of a cable; leave out --format cable" in message


@pytest.mark.parametrize(
    ("text", "encoding", "advice"),
    [
        ("Капитан ведёт судовой журнал.", "cp1251", "iconv -f CP1251 -t UTF-8"),
        ("Le café est fermé.", "cp1252", "iconv -f CP1252 -t UTF-8"),
    ],
)
def test_how_a_text_is_made_utf_8(text: str, encoding: str, advice: str) -> None:
    row = f'{{"doc_id": "a", "paragraph": "1", "text": "{text}"}}'.encode(encoding)
    assert advice in refusal("a.jsonl", row)
    table = f"Case,Body\nk1,{text}\n".encode(encoding)
    assert advice in refusal("a.csv", table, Reading(columns={"text": "Body", "doc_id": "Case"}))


def test_utf_8_with_a_wrong_byte_needs_no_other_encoding() -> None:
    row = '{"doc_id": "a", "paragraph": "1", "text": "Déjà été là'.encode() + b'\xff"}'
    assert "save it as UTF-8 again" in refusal("a.jsonl", row)
