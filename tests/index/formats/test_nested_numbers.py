"""Numbers that begin anew in each article or chapter, and those that count on."""

import pytest

from tests.index.formats.texts import labels, text, words, words_kept

CONVENTION = """CONVENTION ON EELS

Whereas:

(1) Eels are few.

(2) Traps are many.

CHAPTER I
General provisions
Article 1
Scope

1. This Convention applies to eels.

2. It does not apply to lampreys, as laid down in
Article 5 of the Charter.

Article 2
Definitions

In this Convention an eel is a fish.

CHAPTER II

Article 3 — Penalties

This article has words of its own.

1. Whoever traps in winter pays.

2. Article 2 applies to boats.

Article 4

1. Only one paragraph is here.
"""


def test_paragraphs_of_articles() -> None:
    paragraphs = text(CONVENTION)
    assert [(p.paragraph, p.heading) for p in paragraphs] == [
        ("1", "Whereas:"),
        ("2", ""),
        ("Article 1(1)", "CHAPTER I General provisions · Article 1 Scope"),
        ("Article 1(2)", ""),
        ("Article 2", "Definitions"),
        ("Article 3", "CHAPTER II · Penalties"),
        ("Article 3(1)", ""),
        ("Article 3(2)", ""),
        ("Article 4(1)", "Article 4"),
    ]
    assert [p.label for p in paragraphs][3] == "file Article 1(2)"
    assert paragraphs[3].text.endswith("as laid down in Article 5 of the Charter.")
    assert not words(CONVENTION) - words_kept(paragraphs) - words("CONVENTION ON EELS")


STATUTE = """§ 1 Geltung

(1) Das Gesetz gilt für Aale.
(2) Es gilt nicht für Neunaugen.

§ 2
Begriffe

(1) Aal ist ein Fisch.
(2) Reuse ist eine Falle.

§ 2a (1) Neu ist dieser Absatz.
(2) Noch einer folgt.

§ 3 Die Behörde entscheidet.
"""


def test_paragraphs_of_sections_with_a_sign() -> None:
    assert labels(text(STATUTE)) == [
        *("§ 1(1)", "§ 1(2)", "§ 2(1)", "§ 2(2)", "§ 2a(1)", "§ 2a(2)", "§ 3"),
    ]


def chapters(*numbers: list[int]) -> str:
    names = ["I. FACTS", "II. LAW", "III. COSTS"]
    return "Title.\n\n" + "\n\n".join(
        f"{name}\n\n" + "\n\n".join(f"{n}. Some words stand here." for n in own)
        for name, own in zip(names, numbers, strict=False)
    )


def test_numbers_that_count_on_through_chapters() -> None:
    paragraphs = text(chapters([1, 2, 3], [4, 5], [6, 7]))
    assert labels(paragraphs) == ["u1", *map(str, range(1, 8))]
    assert [p.heading for p in paragraphs if p.heading] == ["I. FACTS", "II. LAW", "III. COSTS"]


def test_numbers_that_begin_anew_in_each_chapter() -> None:
    paragraphs = text(chapters([1, 2, 3], [1, 2], [1, 2]))
    assert labels(paragraphs) == ["u1", "I.1", "I.2", "I.3", "II.1", "II.2", "III.1", "III.2"]
    assert paragraphs[4].heading == "II LAW"


@pytest.mark.parametrize("word", ["Section", "Article", "Clause"])
@pytest.mark.parametrize("sizes", [[3, 2], [10, 10, 10], [1, 1, 1, 1, 1]])
def test_numbers_that_count_on_through_articles(word: str, sizes: list[int]) -> None:
    body, number = "", 0
    for place, size in enumerate(sizes, 1):
        body += f"{word} {place}\n\n"
        for _ in range(size):
            number += 1
            body += f"{number}. Some words stand here.\n\n"
    paragraphs = text(f"Title\n\n{body}")
    assert labels(paragraphs) == [str(n) for n in range(1, number + 1)]
    assert paragraphs[sizes[0]].heading == f"{word} 2"


def test_articles_that_a_judgment_quotes_number_nothing() -> None:
    body = "\n\n".join(
        [
            *(f"{n}. Some words stand here." for n in range(1, 5)),
            *(f"Article {n}\n\n1. Quoted words.\n\n2. Other words." for n in range(1, 4)),
            *(f"{n}. Some words stand here." for n in range(5, 20)),
        ]
    )
    assert labels(text(f"Title\n\n{body}")) == [str(n) for n in range(1, 20)]


def test_an_annex_of_articles() -> None:
    body = "\n\n".join(
        [
            *(f"{n}. Some words stand here." for n in range(1, 20)),
            "ANNEX",
            *(f"Article {n}\n\nWords of it." for n in range(1, 4)),
        ]
    )
    assert labels(text(f"Title\n\n{body}"))[18:] == ["19", "Article 1", "Article 2", "Article 3"]


def test_compound_numbers_under_clauses() -> None:
    body = (
        "Clause 1\n1.1 The seller sells.\n1.2 The buyer buys.\n\nClause 2. Payment\n\n"
        "2.1 The buyer pays.\n2.2 The seller is paid.\n\nClause 3\nThe contract ends.\n"
    )
    paragraphs = text(f"Contract\n\n{body}")
    assert [(p.paragraph, p.heading) for p in paragraphs] == [
        ("1.1", "Clause 1"),
        ("1.2", ""),
        ("2.1", "Clause 2 Payment"),
        ("2.2", ""),
        ("Clause 3", ""),
    ]
