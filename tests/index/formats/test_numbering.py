"""Which lines begin a paragraph, and that no word is lost where numbers go wrong."""

import pytest

from tests.index.formats.texts import cable, labels, text, words, words_kept

WRAPPED = [
    "1. He read page\n12. It was long.\n\n2. Two.",
    "1. The number of permits came to\n\n12. Of these, five were void.\n\n2. Two.",
    "1. The scale hangs in the Signal House as Table\n2. The warden may warn.\n\n2. Two.",
    "1. It was in the year of\n2009. He came back.\n\n2. Two.",
    "1. He had asked for\n3) things.\n\n2. Two.",
]


@pytest.mark.parametrize("body", WRAPPED)
def test_a_number_inside_a_sentence_begins_no_paragraph(body: str) -> None:
    for paragraphs in (cable(body), text(body)):
        assert labels(paragraphs) == ["1", "2"]
        assert words_kept(paragraphs) == words(body)


def test_a_bracketed_cross_reference_begins_no_paragraph() -> None:
    body = (
        "[1] One.\n\n[2] I return to the consequence of this at\n[3] below, after considering it.\n"
        "\n[3] Three.\n\n[4] As the Court held,\n[2010] 5 QCR 77, time runs.\n\n[5] Five.\n"
    )
    paragraphs = text(body)
    assert labels(paragraphs) == ["1", "2", "3", "4", "5"]
    assert paragraphs[1].text.endswith("of this at [3] below, after considering it.")
    assert "[2010] 5 QCR 77" in paragraphs[3].text


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([1, 2, 3, 5, 6, 7], ["1", "2", "3", "5", "6", "7"]),
        ([1, 2, 3, 3, 4, 5], ["1", "2", "3", "3#2", "4", "5"]),
        ([2, 3, 4, 5], ["2", "3", "4", "5"]),
        ([1, 2, 2, 2, 3, 4], ["1", "2", "2#2", "2#3", "3", "4"]),
        ([1, 2, 4, 4, 5, 8, 9], ["1", "2", "4", "4#2", "5", "8", "9"]),
    ],
    ids=["skip", "repeat", "begins at 2", "twice more", "all at once"],
)
def test_numbering_with_faults(numbers: list[int], expected: list[str]) -> None:
    body = "\n\n".join(f"{number}. (C) Some words stand here." for number in numbers)
    assert labels(cable(body)) == expected


@pytest.mark.parametrize(
    "numbers",
    [[1, 2, 40, 41, 42], [1, 2, 3, 1, 2, 3], [5, 4, 3, 2, 1], [9], [1, 1, 1], [3, 1, 2, 3, 1]],
)
def test_numbering_that_jumps_or_restarts_loses_no_word(numbers: list[int]) -> None:
    body = "\n\n".join(f"{n}. Words w{place} of it." for place, n in enumerate(numbers))
    for paragraphs in (cable(body), text(body)):
        assert words_kept(paragraphs) == words(body)


def test_numbering_that_restarts_under_a_heading() -> None:
    first = "\n\n".join(f"{n}. Some words stand here." for n in range(1, 7))
    second = "\n\n".join(f"{n}. Other words stand here." for n in range(1, 7))
    paragraphs = text(f"Resolution\n\n{first}\n\nANNEX\n\n{second}\n")
    assert labels(paragraphs) == [*map(str, range(1, 7)), *(f"{n}#2" for n in range(1, 7))]
    assert paragraphs[6].heading == "ANNEX"


def test_a_long_jump_is_taken_when_many_paragraphs_follow() -> None:
    body = "\n\n".join(f"{n}. Some words stand here." for n in [1, 2, 3, *range(50, 56)])
    assert labels(text(f"T\n\n{body}")) == ["1", "2", "3", *map(str, range(50, 56))]


@pytest.mark.parametrize("item", ["({}) that", "{}. that", "-- that", "* that"])
def test_a_list_stays_in_its_paragraph(item: str) -> None:
    items = "\n".join(f"{item.format(n)} it is so;" for n in range(1, 4))
    body = (
        "1. (C) One.\n\n2. (C) Two.\n\n3. (C) He said:\n"
        f"{items}\nand went.\n\n4. (C) Four.\n\n5. (C) Five."
    )
    paragraphs = cable(body)
    assert labels(paragraphs) == ["1", "2", "3", "4", "5"]
    assert paragraphs[2].text.count("\n") >= 3
    assert paragraphs[2].text.count("it is so") == 3


@pytest.mark.parametrize(
    "style", ["{}.", "{})", "({})", "[{}]", "¶ {}", "¶{}."], ids=lambda style: style.format("n")
)
def test_styles_of_numbers_in_texts(style: str) -> None:
    body = "\n\n".join(f"{style.format(n)} Some words stand here." for n in range(1, 6))
    assert labels(text(f"Title\n\n{body}")) == ["1", "2", "3", "4", "5"]


def test_compound_numbers() -> None:
    body = """Rules

1. SCOPE

1.1 Citation

1.1.1 These are rules, as 2.1.1
says, and so is
1.1.2 of it.

1.1.2 They apply to:
1.1.2.(a) ships;
1.1.2.(b) barges:
1.1.2.(b)(i) with a crew; and
1.1.2.(b)(ii) without; and
1.1.2.(c) rafts of 2.5
metres.

2. SPEED

2.1.1 Slowly.
"""
    paragraphs = text(body)
    assert [(p.paragraph, p.heading) for p in paragraphs] == [
        ("1.1.1", "1. SCOPE · 1.1 Citation"),
        ("1.1.2", ""),
        ("1.1.2.(a)", ""),
        ("1.1.2.(b)", ""),
        ("1.1.2.(b)(i)", ""),
        ("1.1.2.(b)(ii)", ""),
        ("1.1.2.(c)", ""),
        ("2.1.1", "2. SPEED"),
    ]
    assert paragraphs[0].text == "These are rules, as 2.1.1 says, and so is 1.1.2 of it."
    assert paragraphs[6].text == "rafts of 2.5 metres."
