"""What a sentence says that its source does not: numbers, names, quoted words, negations."""

import pytest

from qa.llm.facts import covered, misplaced_negation, missing

SOURCE = (
    "Hilda Vanoost kept the second set of books at Pesquera Almirola from 1999 until August 14. "
    "Her papers name nine vessels and put the unofficial payments at USD 571,000, or 2.5 million "
    "Montarzan reals. The spawning stock has fallen by 60 percent since 2001. He remarked that "
    "“we would lose two senate seats and gain a riot.” The U.S. Embassy did not dispute any of "
    "this."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Vanoost kept the second set of books from 1999.",
        "Her papers name 9 vessels.",
        "The payments were 571 thousand USD.",
        "The payments were $571,000.",
        "They were 2,500,000 reals of Montarza.",
        "The stock fell by 60% since 2001.",
        "The stock fell by sixty per cent.",
        "However, Vanoost's books ended on Aug. 14.",
        "Almirola paid for one of the vessels.",
        "No one paid.",
        "He said they “would lose two senate seats”.",
        'He said "We would lose … a riot."',
        "According to her, the US Embassy agreed.",
        "Surprisingly, I agree.",
    ],
)
def test_what_the_source_has(sentence: str) -> None:
    assert missing(sentence, SOURCE) == ()


@pytest.mark.parametrize(
    ("sentence", "invented"),
    [
        ("Her papers name ten vessels.", "10"),
        ("Vanoost kept the books from 1998.", "1998"),
        ("The payments were USD 571 million.", "571000000"),
        ("The payments were €571,000.", "€"),
        ("Half of the payments went astray.", "Half"),
        ("The stock fell by 60 tons.", "60"),
        ("There were 2 percent fewer.", "2%"),
        ("The third set of books was kept.", "3rd"),
        ("Petrov kept the second set of books.", "Petrov"),
        ("The books were kept by Hilda Petrov.", "Petrov"),
        ("Article 5 of the books applies.", "5"),
        ("The books were kept until May.", "May"),
        ("The WTO has the books.", "WTO"),
        ("She works for the Ministry.", "Ministry"),
        ("He said “we would lose three senate seats”.", "“we would lose three senate seats”"),
        ("Under the Fisheries Act she kept books.", "Fisheries"),
    ],
)
def test_what_the_source_does_not_have(sentence: str, invented: str) -> None:
    assert invented in missing(sentence, SOURCE)


def test_a_word_that_begins_a_sentence_is_a_name_unless_it_is_known_to_be_none() -> None:
    assert missing("Officials kept the books.", SOURCE) == ("Officials",)
    assert missing("Officials kept the books.", SOURCE, {"officials"}) == ()
    assert missing("The Officials kept the books.", SOURCE, {"officials"}) == ("Officials",)


@pytest.mark.parametrize(
    ("sentence", "counterpart", "wrong"),
    [
        ("He disputed it.", "He did not dispute any of it.", True),
        ("He did not dispute it.", "He disputed all of it.", True),
        ("The Minister never paid.", "The Minister paid the captain.", True),
        ("He could not pay the captain.", "He paid the captain, but could not sail.", True),
        ("The cook isn't honest.", "The cook is honest.", True),
        ("He did not dispute it.", "He didn't dispute any of it.", False),
        ("He paid the captain.", "He paid the captain, but could not sail.", False),
        ("No cook sailed.", "The cooks never sailed.", False),
        ("The captain sailed.", "The captain sailed without the cook.", False),
    ],
)
def test_negations(sentence: str, counterpart: str, wrong: bool) -> None:
    assert bool(misplaced_negation(sentence, counterpart)) is wrong


def test_how_much_of_a_sentence_is_in_its_source() -> None:
    assert covered("Her book and a paper.", SOURCE) == 1
    assert covered("Zebras graze.", SOURCE) == 0
    assert covered("And of the.", SOURCE) == 0
