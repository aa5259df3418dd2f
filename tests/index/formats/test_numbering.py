"""Which lines begin a paragraph, and that no word is lost where numbers go wrong."""

import random
import time

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
    "style",
    ["{}.", "{})", "({})", "[{}]", "¶ {}", "¶{}.", "    {}."],
    ids=lambda style: style.format("n"),
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


def test_whole_numbers_among_compound_ones() -> None:
    body = (
        "1. Definitions\n\n1.1 A seller sells.\n\n1.2 A buyer buys:\n\n1. fish.\n\n2. eels.\n\n"
        "2. The seller delivers at once.\n\n3. Payment\n\n3.1 The buyer pays.\n\n3.2 He is on time."
        "\n\n4. This contract ends in May.\n\n5. Repealed\n\n"
        "6. The parties may:\n\n6.1 go; and\n\n6.2 stay.\n"
    )
    paragraphs = text(f"Contract\n\n{body}")
    assert labels(paragraphs) == ["1.1", "1.2", "2", "3.1", "3.2", "4", "5", "6", "6.1", "6.2"]
    assert [p.heading for p in paragraphs][:4] == ["1. Definitions", "", "", "3. Payment"]
    assert words_kept(paragraphs) == words(body)


SIGNED = [
    *("§ {}", "§{}", "Art. {}", "Art {}", "Article {}", "ARTICLE {}", "Artikel {}", "Section {}"),
    *("Sec. {}", "Clause {}", "Rule {}", "Regulation {}", "Principle {}"),
]


@pytest.mark.parametrize("end", ["", ".", ":", " –", " The words"])
@pytest.mark.parametrize("style", SIGNED)
def test_numbers_with_a_word_or_a_sign_keep_it(style: str, end: str) -> None:
    numbers = ["1", "2", "2a", "3", "4"]
    body = "\n\n".join(f"{style.format(n)}{end} Some words stand here." for n in numbers)
    paragraphs = text(f"Title\n\n{body}")
    assert labels(paragraphs) == [style.format(n) for n in numbers]
    assert [p.label for p in paragraphs][2] == f"file {style.format('2a')}"
    assert paragraphs[0].text.endswith("Some words stand here.")


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (["I.", "II.", "III.", "IV.", "V.", "VI."], ["I", "II", "III", "IV", "V", "VI"]),
        (["(i)", "(ii)", "(iii)", "(iv)"], ["i", "ii", "iii", "iv"]),
        (["i)", "ii)", "iii)"], ["i", "ii", "iii"]),
        (["A.", "B.", "C.", "D."], ["A", "B", "C", "D"]),
        (["(a)", "(b)", "(c)"], ["a", "b", "c"]),
        (["1.", "2.", "2a.", "2b.", "3."], ["1", "2", "2a", "2b", "3"]),
        (["[1]", "[2]", "[2A]", "[3]"], ["1", "2", "2A", "3"]),
        (["Article I", "Article II", "Article III"], ["Article I", "Article II", "Article III"]),
        (["Article 1", "Article 1bis", "Article 2"], ["Article 1", "Article 1bis", "Article 2"]),
        (
            ["Article 5(1)", "Article 5(2)", "Article 6", "Article 7(1)(a)"],
            ["Article 5(1)", "Article 5(2)", "Article 6", "Article 7(1)(a)"],
        ),
        (["§ 14.25", "§ 14.26", "§ 14.30", "§ 15.1"], ["§ 14.25", "§ 14.26", "§ 14.30", "§ 15.1"]),
        (["(12)", "(13)", "(14)", "(15)", "(16)"], ["12", "13", "14", "15", "16"]),
    ],
    ids=lambda numbers: numbers[-1],
)
def test_numbers_that_are_no_plain_digits(numbers: list[str], expected: list[str]) -> None:
    body = "\n\n".join(f"{number} Some words stand here." for number in numbers)
    assert labels(text(f"Title\n\n{body}")) == expected


@pytest.mark.parametrize(
    "inside",
    [
        "as laid down in\nArticle 2 of the Charter",
        "as laid down in\n\nArticle 2 of the Charter",
        "as the Charter says in\nArticle 2\nof its text",
        "It is so.\n\nArticle 2 of the Charter says it",
        "It is so.\n\nArticle 2, paragraph 1, says it",
        "It is so.\n\nArticle 2 § 1 of the Charter says it",
        "It is so.\n\nArticle 2(1) and Article 3 say it",
        "It is so.\n\nArticle 2 (1) and others say it",
        "It is so.\n\nArticles 2 and 3 say it",
        "It is so.\n\nArticle 2's words say it",
        "It is so.\n\nArticle 2/3 says it",
        "It is so.\n\nSection C says it",
    ],
)
def test_an_article_inside_a_sentence_begins_no_paragraph(inside: str) -> None:
    body = (
        f"Article 1\n\nFirst, {inside}.\n\nArticle 2\n\nSecond words.\n\nArticle 3\n\nThird words."
    )
    paragraphs = text(f"Title.\n\n{body}")
    assert labels(paragraphs) == ["u1", "Article 1", "Article 2", "Article 3"]
    assert words_kept(paragraphs) == words("Title.", body)


@pytest.mark.parametrize(
    "body",
    [
        "He said:\n(a) one;\n(b) two;\n(c) three.",
        "He said:\n\n(a) one;\n\n(b) two;\n\n(c) three.",
        "A. Smith came.\n\nB. Jones went.",
        "C. Smith came.\n\nD. Jones went.\n\nE. Brown stayed.",
        "I. FACTS\n\nSome words.\n\nOthers.\n\nII. LAW\n\nMore words.",
        "MIX. The words.\n\nDILL. The words.",
    ],
    ids=lambda body: body[:12],
)
def test_letters_and_chapters_are_no_paragraph_numbers(body: str) -> None:
    assert all(label.startswith("u") for label in labels(text(f"Some words come first.\n\n{body}")))


def test_a_roman_list_stays_in_its_paragraph() -> None:
    items = "\n".join(f"({n}) It is so." for n in ("i", "ii", "iii", "iv", "v", "vi"))
    assert labels(text(f"1. One.\n\n2. Two.\n{items}\n\n3. Three.")) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("layout", "heading", "words"),
    [
        ("Time limits\n\nThe operator waits.", "Time limits", "The operator waits."),
        ("\nTime limits\n\nThe operator waits.", "Time limits", "The operator waits."),
        ("Time limits\nThe operator waits for " + "long " * 9, "Time limits", "The operator waits"),
        (
            "The Operator of the Ferry\nCompany waits.",
            "",
            "The Operator of the Ferry Company waits.",
        ),
        ("The operator waits.", "", "The operator waits."),
        ("Repealed", "", "Repealed"),
    ],
)
def test_the_title_of_an_article(layout: str, heading: str, words: str) -> None:
    paragraphs = text(f"Article 1\n{layout}\n\nArticle 2\nOther words.\n\nArticle 3\nMore.")
    assert labels(paragraphs) == ["Article 1", "Article 2", "Article 3"]
    assert paragraphs[0].heading == heading
    assert paragraphs[0].text.startswith(words)


_FORMS = [
    "{}. W.",
    "({}) W.",
    "[{}] W",
    "§ {} W.",
    "Article {}",
    "{0}.{0} W.",
    "I. W.",
    "(a) W.",
    "",
]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "forms", [["{}. Words."], ["Article {}\n1. W.\n2. W."], ["HEADING"], _FORMS]
)
def test_time_is_linear_in_the_size_of_a_text(forms: list[str], gap: str) -> None:
    chosen = random.Random(7)
    body = gap.join(chosen.choice(forms).format(n % 5000) for n in range(1, 20_001))
    body = "\n".join(body.split("\n")[:20_000])
    begun = time.monotonic()
    assert text("1. One." + "\n" * 100_000 + body)
    assert time.monotonic() - begun < 12
