"""Cutting a body into blocks: headings, lines of the file, what stands outside numbers."""

import pytest

from index.model import citation_label
from tests.index.formats.texts import cable, labels, text, words, words_kept


def test_lines_of_the_file() -> None:
    paragraphs = text(
        "Title\n\n1. One\ngoes on.\n\nHeading\n\n2. Two.\n\n\n3. Three\n\nends here.\n"
    )
    assert [(p.paragraph, p.first_line, p.last_line) for p in paragraphs] == [
        ("1", 3, 4),
        ("2", 8, 8),
        ("3", 11, 13),
    ]
    assert [p.ordinal for p in paragraphs] == [0, 1, 2]


@pytest.mark.parametrize("empty", ["3.", "3. ---------", "3.\n----------", "3. (C)"])
def test_no_paragraph_is_empty(empty: str) -> None:
    for paragraphs in (
        cable(f"1. One.\n\n2. Two.\n\n{empty}\n\n4. Four."),
        text(f"1. One.\n\n2. Two.\n\n{empty}\n\n4. Four."),
    ):
        assert all(p.text.strip() for p in paragraphs)
        assert "Four." in paragraphs[-1].text


def test_a_number_without_words_at_the_end() -> None:
    paragraphs = text("1. One.\n\n2. Two.\n\n3.\n")
    assert words_kept(paragraphs) == words("1 One 2 Two 3")


def test_what_stands_before_the_first_number() -> None:
    paragraphs = text("Title\n\nA preamble that is a sentence.\n\nPart One\n\n1. One.\n\n2. Two.\n")
    assert [(p.paragraph, p.heading) for p in paragraphs] == [
        ("u1", ""),
        ("1", "Part One"),
        ("2", ""),
    ]


def test_several_headings_in_a_row() -> None:
    paragraphs = text("T\n\n1. One.\n\nDiscussion\n\nWhen time began\n\n2. Two.\n")
    assert paragraphs[1].heading == "Discussion · When time began"


def test_a_heading_of_several_lines_that_is_underlined() -> None:
    body = "T\n\n1. One.\n\nA heading that goes\nover two lines\n-------\n\n2. Two.\n\n3. Three.\n"
    assert text(body)[1].heading == "A heading that goes over two lines"


@pytest.mark.parametrize("end", ["END SUMMARY", "(END NOTE)", "End comment"])
def test_a_closing_word_belongs_to_what_it_closes(end: str) -> None:
    first, second = cable(f"1. SUMMARY: One thing.\n\n{end}\n\n2. Two.")
    assert first.text.endswith(end)
    assert second.heading == ""


def test_a_signature_of_a_text_is_a_block_of_its_own() -> None:
    paragraphs = text("T\n\n1. One.\n\n2. Two.\n\nDikeos\n")
    assert labels(paragraphs) == ["1", "2", "u1"]
    assert paragraphs[-1].text == "Dikeos"


def test_a_short_line_where_a_page_broke_is_no_heading() -> None:
    (first, _) = cable("1. He spoke of the\n\nHuman Rights Bureau\n\nand went.\n\n2. Two.")
    assert first.text == "He spoke of the Human Rights Bureau and went."


def test_labels_of_the_model() -> None:
    numbered, unnumbered = text("T\n\nA sentence before it.\n\n1. One.\n\n2. Two.")[1::-1]
    assert (numbered.numbered, numbered.label) == (True, "file ¶1")
    assert (unnumbered.numbered, unnumbered.label) == (False, "file unnumbered ¶1")


@pytest.mark.parametrize(
    ("paragraph", "label"),
    [
        *(("7", "d ¶7"), ("14.2.3.(1)", "d ¶14.2.3.(1)"), ("IV", "d ¶IV"), ("I.2", "d ¶I.2")),
        *(("App2.A2.8", "d ¶App2.A2.8"), ("12#2", "d ¶12#2"), ("¶ 3", "d ¶ 3")),
        *(("§ 12a", "d § 12a"), ("Art. 5", "d Art. 5"), ("ARTICLE 5(2)", "d ARTICLE 5(2)")),
        *(
            ("No. 1", "d No. 1"),
            ("§§ 4-6", "d §§ 4-6"),
            ("Section 3", "d Section 3"),
            ("Sec. 3", "d Sec. 3"),
            ("Rule 7#2", "d Rule 7#2"),
        ),
    ],
)
def test_labels_with_a_sign_or_a_word_take_no_pilcrow(paragraph: str, label: str) -> None:
    assert citation_label("d", paragraph) == label
