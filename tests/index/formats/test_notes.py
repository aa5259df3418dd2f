"""Footnotes between paragraphs: no paragraphs, no headings, and no end of a sentence hidden."""

import pytest

from index.formats.lines import ends_sentence
from index.formats.notes import calls, is_note, raised, with_call
from tests.index.formats.texts import labels, text, words, words_kept

BODY = """\
1. The mole was mended.¹ ²

¹ See the charter of 1911

² Minutes, 3 May 1912

2. It fell again,³ as moles do.

³ Report of the harbour engineer, volume 2

FEES

3. It was mended again.⁴

⁴ Minutes, 7 June 1914
"""


def test_notes_belong_to_the_paragraph_before() -> None:
    paragraphs = text(f"This is no title.\n\n{BODY}")[1:]
    assert labels(paragraphs) == ["1", "2", "3"]
    assert [paragraph.heading for paragraph in paragraphs] == ["", "", "FEES"]
    assert paragraphs[0].text.split("\n")[1:] == [
        "¹ See the charter of 1911",
        "² Minutes, 3 May 1912",
    ]
    assert words_kept(paragraphs) == words(BODY)


@pytest.mark.parametrize(
    ("line", "expected"),
    [("³ See.", True), ("  ¹² See.", True), ("ⁱᵛ See.", True), ("³", False), ("3 See.", False)],
)
def test_is_note(line: str, expected: bool) -> None:
    assert is_note(line) is expected


def test_calls() -> None:
    assert calls("One² and two,³ ⁴ and ⁱᵛ") == ["²", "³", "⁴", "ⁱᵛ"]
    assert with_call("the mole", raised("12")) == "the mole ¹²"
    assert with_call("the mole.", raised("iv")) == "the mole.ⁱᵛ"
    assert with_call("40 km", "²") == "40 km²"
    assert ends_sentence("It fell.³")
    assert ends_sentence("It fell.”³, ⁴")
    assert not ends_sentence("It fell³")
