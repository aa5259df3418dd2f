"""Texts from before Unicode: how many are read as they were written."""

import time

import pytest

from index.encodings import guess_encoding
from tests.index.snippets import HARD, TEXTS, UNSEEN, snippets


def is_read(text: str, encoding: str) -> bool:
    data = text.encode(encoding)
    return data.decode(guess_encoding(data)) == text


def test_every_snippet_is_read() -> None:
    wrong = [one for one in snippets(TEXTS) if not is_read(one[2], one[1])]
    assert wrong == []
    assert len(list(snippets(TEXTS))) == 102


def test_most_texts_of_a_few_words_are_read() -> None:
    """Texts that the scores were not made with; many have one letter outside ASCII."""
    hard = list(snippets(HARD))
    wrong = [one for one in hard if not is_read(one[2], one[1])]
    assert len(hard) == 114
    assert len(wrong) <= 16
    assert not [one for one in wrong if one[1] == "cp1252"]


def test_most_sentences_are_read() -> None:
    unseen = list(snippets(UNSEEN))
    wrong = [one for one in unseen if not is_read(one[2], one[1])]
    assert len(unseen) == 109
    assert len(wrong) <= 11
    assert not [one for one in wrong if one[1] in {"cp1252", "iso8859-1", "cp1250", "cp1251"}]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "é",
            "à é",
            "café",
            "naïve",
            "“yes”",
            "it’s",
            "12 £",
            "5 €",
            "§ 3",
            "5 °C",
            "½",
            "Müller",
        ),
        *(
            "Ærø",
            "the master—and the mate",
            "• one",
            "Señor",
            "São",
            "più",
            "Þór",
            "Straße",
            "ÉCOLE",
        ),
        "FERMÉ",
    ],
)
def test_a_few_western_signs_are_windows_1252(text: str) -> None:
    assert text.encode("cp1252").decode(guess_encoding(text.encode("cp1252"))) == text


def test_line_ends_of_the_old_macintosh_count() -> None:
    assert guess_encoding("na\x95ve\rtwo\r".encode("latin-1")) == "mac-roman"


def test_a_language_that_only_the_library_knows() -> None:
    text = "นายเรือต้องเก็บสมุดบันทึกของเรือและส่งให้เจ้าท่าทุกวัน ตลอดทั้งปีโดยไม่มีข้อยกเว้น"
    assert is_read(text, "cp874")


def test_every_byte_can_be_read() -> None:
    data = bytes(range(32, 256))
    assert len(data.decode(guess_encoding(data))) > 100


def test_a_long_text_is_judged_by_its_beginning() -> None:
    data = ("1. Le café est fermé à midi, même l'été.\n" * 100_000).encode("cp1252")
    begun = time.monotonic()
    assert guess_encoding(data) == "cp1252"
    assert time.monotonic() - begun < 10
