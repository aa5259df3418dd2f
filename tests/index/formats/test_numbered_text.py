"""Texts that are no cables: title, date, source note, numbers or none."""

import pytest

from tests.index.formats.texts import labels, parsed, text, words, words_kept

NUMBERED = "1. One stands here.\n\n2. Two stands here.\n\n3. Three stands here.\n"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Made 14 March 2011", "2011-03-14"),
        ("Dated: 14 MARCH 2011", "2011-03-14"),
        ("adopted on march 4, 2011", "2011-03-04"),
        ("Judgment delivered: 2013-06-21", "2013-06-21"),
        ("Heard: 5 March 2013\nJudgment delivered: 21 June 2013", "2013-06-21"),
        ("Made 31 February 2011", None),
        ("Made 2011-99-99", None),
        ("Made in spring", None),
    ],
)
def test_date(line: str, date: str | None) -> None:
    assert parsed(f"Rules\n\n{line}\n\n{NUMBERED}").document.date == date


def test_title() -> None:
    document = parsed(f"HARBOUR RULES\nof the Quay\n\n{NUMBERED}", "rules.txt")
    assert (document.document.doc_id, document.document.title) == (
        "rules",
        "HARBOUR RULES of the Quay",
    )
    assert labels(document.paragraphs) == ["1", "2", "3"]


def test_a_sentence_is_no_title() -> None:
    document = parsed(f"This is a sentence.\n\n{NUMBERED}")
    assert document.document.title == ""
    assert labels(document.paragraphs) == ["u1", "1", "2", "3"]


def test_source_note_and_date_line() -> None:
    body = (
        f"107. Telegram From A to B\nSource: An archive, box 2.\nParis, May 4, 1978\n\n{NUMBERED}"
    )
    document = parsed(body).document
    assert document.title == "107. Telegram From A to B"
    assert document.metadata["source_note"] == "An archive, box 2."
    assert (document.metadata["dateline"], document.date) == ("Paris, May 4, 1978", "1978-05-04")


def test_a_text_without_numbers_is_kept() -> None:
    body = (
        "A memorandum\n\nThe first thing\nis this.\n\nThe second thing is that.\n\n\nThe third.\n"
    )
    paragraphs = text(body)
    assert labels(paragraphs) == ["u1", "u2", "u3", "u4"]
    assert paragraphs[1].text == "The first thing is this."
    assert not any(paragraph.numbered for paragraph in paragraphs)
    assert words_kept(paragraphs) == words(body)


@pytest.mark.parametrize(
    "first",
    ["NO ONE SHALL DIG A WELL", "I left at dawn and saw nothing", "Порт открыт с 1950 года"],
)
def test_a_first_paragraph_that_may_be_a_title_can_be_cited(first: str) -> None:
    document = parsed(f"{first}\n\nThe fine is ten marks.\n")
    assert document.document.title == first
    assert [p.text for p in document.paragraphs] == [first, "The fine is ten marks."]


@pytest.mark.parametrize(
    "first", ["第一段是关于港口的。", "他问：“港口开放吗？”", "「港は開いている。」"]
)
def test_a_sentence_with_a_full_stop_of_another_script_is_no_title(first: str) -> None:
    document = parsed(f"{first}\n\nThe fine is ten marks.\n")
    assert document.document.title == ""


def test_one_number_makes_no_numbering() -> None:
    assert labels(text("Title\n\nSome words stand here.\n\n1. One point only.\n")) == [
        *("u1", "u2", "u3")
    ]


def test_a_title_alone_is_a_paragraph() -> None:
    (paragraph,) = text("Only a title\n")
    assert (paragraph.paragraph, paragraph.text) == ("u1", "Only a title")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("7. The council met at noon.\n\n8. It rose at six.\n", ["7", "8"]),
        ("[12] The first.\n\n[13] The second.\n", ["12", "13"]),
        ("RULES\n\n1. Only one paragraph is here.\n", ["1"]),
        ("2009. It was a year.\n\nAnd more.\n", ["u1", "u2"]),
    ],
)
def test_an_excerpt_of_few_numbers(body: str, expected: list[str]) -> None:
    assert labels(text(body)) == expected


@pytest.mark.parametrize("end", ["", ";", "; and", ";\nand", "; or", "\n\nand\n", " month"])
def test_an_item_is_its_own_paragraph_however_the_one_before_ends(end: str) -> None:
    body = f"3.4.1 Kept.\n\n3.4.2.(a) flash;\n3.4.2.(b) turning the pages{end}\n3.4.2.(c) light.\n"
    paragraphs = text(body)
    assert labels(paragraphs) == ["3.4.1", "3.4.2.(a)", "3.4.2.(b)", "3.4.2.(c)"]


@pytest.mark.parametrize("end", [";", "; and", ", and"])
def test_plain_numbers_count_on_after_a_clause(end: str) -> None:
    body = f"RULES\n\n1. These are forbidden:\n2. flash{end}\n3. light.\n\n4. Keys are kept.\n"
    assert labels(text(body)) == ["1", "2", "3", "4"]


def test_a_regulation_with_recitals_and_articles() -> None:
    document = parsed(
        "REGULATION ON EELS\nof 14 March 2011\n\nWhereas:\n\n(1) Eels are few.\n\n"
        "(2) Traps are many.\n\nArticle 1\nScope\n\n"
        "1. This applies to eels.\n\n2. It does not apply to lampreys.\n\n"
        "Article 2\nEntry into force\n\nThis enters into force at once.\n\nThe Warden\n"
    )
    assert document.document.title == "REGULATION ON EELS of 14 March 2011"
    assert document.document.date == "2011-03-14"
    assert labels(document.paragraphs) == [
        *("1", "2", "Article 1(1)", "Article 1(2)", "Article 2", "u1"),
    ]
    assert document.document.metadata["signed"] == "The Warden"


def test_paragraphs_of_a_resolution_end_with_semicolons() -> None:
    paragraphs = text(
        "RESOLUTION 12\n\nThe Council,\n\nRecalling its rules,\n\n1. Decides to meet;\n\n"
        "2. Requests the Warden:\n\n(a) to report; and\n\n(b) to pay;\n\n3. Remains seized.\n"
    )
    assert labels(paragraphs) == ["u1", "u2", "1", "2", "3"]
    assert paragraphs[3].text == "Requests the Warden:\n(a) to report; and\n(b) to pay;"


def test_parts_that_number_anew_keep_their_numbers() -> None:
    body = "PART I\n\n1. One a.\n\n2. Two a.\n\nPART II\n\n1. One b.\n\n2. Two b.\n"
    assert labels(text(f"A memorandum\n\n{body}")) == ["1", "2", "1#2", "2#2"]


def test_an_abbreviation_does_not_end_the_sentence_before_a_number() -> None:
    body = "Memo\n\n1. See Resolution No.\n2. It was adopted.\n\n2. Second.\n\n3. Third.\n"
    assert labels(text(body)) == ["1", "2", "3"]


def test_figures_that_begin_paragraphs_are_no_numbers() -> None:
    body = "2.7 million people left.\n\n1.9 million stayed.\n\n4.4 more came.\n"
    assert labels(text(f"People\n\n{body}")) == ["u1", "u2", "u3", "u4"]
