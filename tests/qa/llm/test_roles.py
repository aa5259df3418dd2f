"""Who is said to do, say or hold something must be the one who does in what is cited."""

import pytest

from qa.llm.roles import leaves_out_speaker, misnamed, not_the_courts, said_by_another

TENDER = (
    "Tolvane offered USD 312 million for the terminal. Haskett-Orme offered less. "
    "Finance Minister Lucan Threll dismissed the letter, and Oriel Vantongeren signed the "
    "annulment."
)
THRELL = (
    "Lucan Threll gave econoff a different account. The guarantee had been renewed, he said. "
    "According to Oriel Vantongeren it had lapsed."
)


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Threll dismissed the letter.", ()),
        ("Vantongeren dismissed the letter.", ("Vantongeren",)),
        ("Minister Threll signed the annulment.", ("Minister Threll",)),
        ("The letter was dismissed by Threll.", ()),
        ("The annulment was signed by Vantongeren.", ()),
        ("In May Threll dismissed the letter.", ()),
    ],
)
def test_names_that_change_places_are_told(sentence: str, names: tuple[str, ...]) -> None:
    assert misnamed(sentence, TENDER, TENDER, {"in", "the"}) == names


def test_a_name_of_the_paragraph_in_place_of_that_of_the_sentence_is_told() -> None:
    counterpart = TENDER.split(". ", maxsplit=1)[0]
    assert misnamed("Haskett-Orme offered USD 312 million.", counterpart, TENDER, ()) == (
        "Haskett-Orme",
    )


def test_two_names_of_one_person_are_the_same() -> None:
    source = "Port Minister Oriel Vantongeren came. Vantongeren signed the annulment in March."
    counterpart = "Vantongeren signed the annulment in March."
    assert not misnamed("The Port Minister signed the annulment.", counterpart, source, {"the"})
    assert misnamed("The Port Minister signed the annulment.", counterpart, "", {"the"})


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Threll said that the guarantee had been renewed.", ""),
        ("Vantongeren said that the guarantee had been renewed.", "Vantongeren"),
        ("According to Vantongeren, the guarantee had been renewed.", "Vantongeren"),
        ("He said that the guarantee had been renewed.", ""),
        ("The guarantee had been renewed.", ""),
    ],
)
def test_another_speaker_is_told(sentence: str, name: str) -> None:
    counterpart = THRELL.partition(" According")[0]
    assert said_by_another(sentence, counterpart, THRELL, {"the", "he"}) == name


@pytest.mark.parametrize(
    ("sentence", "counterpart", "under", "doubted"),
    [
        ("The court held that time ran from two.", "Ms Dunn submitted that it ran.", "", True),
        ("The court held that time ran from two.", "I accept what Ms Dunn submitted.", "", False),
        ("The court held that time ran from two.", "Time ran from two.", "", False),
        ("The majority found that time ran from two.", "Time ran from two.", "DISSENT OF B", True),
        ("Time ran from two.", "Time ran from two.", "DISSENT OF BELL J", True),
        ("Bell J would have time run from two.", "Time ran from two.", "DISSENT OF BELL J", False),
        ("The dissent has time run from two.", "Time ran from two.", "DISSENT OF BELL J", False),
        ("Time ran from two.", "On his primary case time ran from two.", "", True),
        ("The court found that it ran.", "The minister said that it ran.", "", True),
        ("The court found for her.", "On his primary case time ran.", "", True),
        ("Ms Dunn submitted that time ran from two.", "Ms Dunn submitted that it.", "", False),
    ],
)
def test_what_a_party_or_a_dissent_says_is_not_the_courts(
    sentence: str, counterpart: str, under: str, doubted: bool
) -> None:
    assert bool(not_the_courts(sentence, counterpart, [under])) is doubted


def test_one_whom_she_follows_is_named_before_she_says_it() -> None:
    counterpart = (
        "Dorcas Pym came. She said it was a wedding, that of Lanthorn's daughter. She added more."
    )
    assert not said_by_another("Pym said that there was more.", counterpart, counterpart, ())
    assert said_by_another("Lanthorn said that there was more.", counterpart, counterpart, ())


@pytest.mark.parametrize(
    ("sentence", "left_out"),
    [
        ("The amendments moved 86 powers.", True),
        ("Batalova claimed that the amendments moved 86 powers.", False),
        ("The amendments moved 86 powers, according to Batalova.", False),
        ("Batalova spoke to the embassy.", False),
    ],
)
def test_what_is_only_claimed_is_told_with_who_claims_it(sentence: str, left_out: bool) -> None:
    counterpart = "Batalova spoke to the embassy. She claimed that the amendments moved 86 powers."
    assert leaves_out_speaker(sentence, counterpart) is left_out


ORDINARY = [
    ("The applicant shall submit a plan to the Board.", "Applicants submit a plan to the Board."),
    ("He relied on it in May.", "He relied on it in May."),
    ("The claim form was sent to the Registrar on 3 May.", "The form was sent on 3 May."),
    ("Osk accused Marr, who had led the bank since 2003.", "Marr had led the bank since 2003."),
    ("The Court said that the tax was unlawful.", "The Court held that the tax was unlawful."),
    ("The panel found that many were left out.", "The panel found that many were left out."),
    ("Osk was told by Threll that the bank failed.", "Threll told Osk that the bank failed."),
    ("Osk met Threll in Darzun on May 3.", "On May 3 in Darzun Threll met Osk."),
    ("On his primary case time ran from 02:40.", "His primary case was that time ran from 02:40."),
    (
        "The captain had been up for 17 hours, and Ms Dunn suggested that this should count.",
        "The captain had been up for 17 hours.",
    ),
    ("The bishop read the name of Oyandi aloud.", "The name of Oyandi was read by the bishop."),
]


@pytest.mark.parametrize(("source", "sentence"), ORDINARY)
def test_what_is_told_rightly_is_not_doubted(source: str, sentence: str) -> None:
    ordinary = {"the", "on", "he", "his", "applicants"}
    assert not not_the_courts(sentence, source, ["Minutes"])
    assert not leaves_out_speaker(sentence, source)
    assert not said_by_another(sentence, source, source, ordinary)
    assert not misnamed(sentence, source, source, ordinary)


@pytest.mark.parametrize(
    ("sentence", "under"),
    [
        ("The court held, despite a dissent, that time ran.", "DISSENTING JUDGMENT OF BELL J"),
        ("The notice was good.", "DISSENTING OPINION OF THE CHIEF JUSTICE"),
    ],
)
def test_a_dissent_is_told_as_one(sentence: str, under: str) -> None:
    assert not_the_courts(sentence, "Time ran, and the notice was good.", [under])
    assert not not_the_courts(
        "Twelve were expelled.", "Twelve were expelled.", ["INTERNAL DISSENT"]
    )
