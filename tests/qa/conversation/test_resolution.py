"""What a question means after the turns before it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.conversation import Turn, understand
from qa.conversation.resolution import MAX_SEARCH_CHARACTERS

LEDGER = (
    Turn(
        "Who kept the second set of books at Pesquera Almirola?",
        "Hilda Vanoost kept the second set of books at Pesquera Almirola from 1999 until her "
        "dismissal this May.",
    ),
)
SIGNED = (
    Turn(
        "Who kept the second set of books?",
        "Hilda Vanoost kept them until her dismissal in June. Tobias Lanthorn signed the licences.",
    ),
)
SPOKE = (Turn("Who spoke?", "Mrs. Kane spoke first. Mr. Dole then spoke at length."),)
WANTED = (
    Turn(
        "What does Belkhan want?",
        "General Belkhan told us that he wanted a raid. Mirza Odil said that he had led one, Odil "
        "said, and Odil added that he regretted it.",
    ),
)
WHO_IS = (
    Turn("Who is Benita Quill?", "Benita Quill of the Harbour Union told us. Dorcas Pym left."),
)
PARTY = (
    Turn(
        "How many powers did the amendments move to the President's office?",
        "Batalova claimed that the amendments transferred to the President over 86 powers.",
    ),
)


@pytest.mark.parametrize(
    ("turns", "question", "understood"),
    [
        (PARTY, "What did she say about elections?", "What did Batalova say about elections?"),
        (
            LEDGER,
            "When did she come to the Embassy?",
            "When did Hilda Vanoost come to the Embassy?",
        ),
        (SIGNED, "When did he sign them?", "When did Tobias Lanthorn sign them?"),
        (SIGNED, "When did she come?", "When did Hilda Vanoost come?"),
        (
            LEDGER,
            "When did he sign them?",
            "When did he sign them? (about Pesquera Almirola)",
        ),
        (
            (Turn("How much was the deposit for the appeal?", "It was 900 crowns."),),
            "Was it returned?",
            "Was the deposit returned?",
        ),
        (
            (Turn("What was the cause of the fire?", "It was a lamp."),),
            "How was it put out?",
            "How was the fire put out?",
        ),
        (
            (Turn("What did Minister of Interior Bolat Kane say?", "Kane said nothing."),),
            "When did he leave?",
            "When did Kane leave?",
        ),
        (
            (
                Turn("What are the demands of Nuri Ashgar?", "Nuri Ashgar wants his brother."),
                Turn("What are the demands of the Minister of Interior?", "He wants a raid."),
            ),
            "What did his deputy want?",
            "What did the Minister of Interior’s deputy want?",
        ),
        (
            (Turn("What are the demands of Nuri Ashgar?", "He wants his brother."),),
            "And the Minister of Interior?",
            "What are the demands of the Minister of Interior?",
        ),
        (SPOKE, "What did she say?", "What did Mrs. Kane say?"),
        (WANTED, "What does he say?", "What does Belkhan say?"),
        (WHO_IS, "What did she demand?", "What did Benita Quill demand?"),
        (WANTED, "What did they say?", "What did they say? (on “What does Belkhan want?”)"),
        (
            (Turn("Tell me about the Mbeshi Gorge dam", "The Mbeshi Gorge dam will stand."),),
            "How high is it?",
            "How high is the Mbeshi Gorge dam?",
        ),
        (
            (Turn("When did the OSCE open an office in Astana?", "The OSCE opened it in 1999."),),
            "Who leads it?",
            "Who leads OSCE?",
        ),
        (LEDGER, "What happened to her later?", "What happened to Hilda Vanoost later?"),
        (LEDGER, "What happened to her family?", "What happened to Hilda Vanoost’s family?"),
        (
            (Turn("What did Batalova say about marriage?", "It is rare."),),
            "and the unions?",
            "What did Batalova say about the unions?",
        ),
        (
            (Turn("How much was booked for the Almirola IV?", "110."),),
            "and the San Baldomero?",
            "How much was booked for the San Baldomero?",
        ),
        (
            (Turn("What happened on October 2?", "Three villagers died."),),
            "and the governor?",
            "and the governor? (on “What happened on October 2?”)",
        ),
        (SPOKE, "What did he say?", "What did Mr. Dole say?"),
        (LEDGER, "What did her ledger cover?", "What did Hilda Vanoost’s ledger cover?"),
        (LEDGER, "why?", "why? (on “Who kept the second set of books at Pesquera Almirola?”)"),
        (
            LEDGER,
            "And at the Quay Commission?",
            "Who kept the second set of books at the Quay Commission?",
        ),
        (
            (Turn("What did Batalova say about elections?", "They were late."),),
            "and the unions?",
            "What did Batalova say about the unions?",
        ),
        (
            (Turn("What did Batalova say about elections?", "They were late."),),
            "What about the unions?",
            "What did Batalova say about the unions?",
        ),
        (
            (Turn("When was Vanoost dismissed?", "In May."),),
            "and Lanthorn?",
            "When was Lanthorn dismissed?",
        ),
        (
            (Turn("Who signed the licences for Montarza?", "Tobias Lanthorn."),),
            "and for Caldrenna?",
            "Who signed the licences for Caldrenna?",
        ),
        (
            (Turn("What did Quill demand of Tolvane?", "More places."),),
            "And the Prime Minister?",
            "And the Prime Minister? (on “What did Quill demand of Tolvane?”)",
        ),
        (
            (Turn("And the pier? (on “What did Quill demand of Tolvane?”)", ""),),
            "why?",
            "why? (on “What did Quill demand of Tolvane?”)",
        ),
        (
            (Turn("Who was held? (on “What did Quill demand?”)", "No one."),),
            "why?",
            "why? (on “Who was held?”)",
        ),
        (
            (Turn("Who was held?", "Fisheries Commissioner Tobias Lanthorn was. Lanthorn left."),),
            "Why was he held?",
            "Why was Lanthorn held?",
        ),
        (
            (Turn("How many megawatts will the dam generate?", "It will generate 210."),),
            "Who is building it?",
            "Who is building the dam?",
        ),
        (
            (Turn("Who wrote the press law?", "A minister."),),
            "What is its aim?",
            "What is the press law’s aim?",
        ),
        (
            (Turn("Who was the mediator?", "Hilda Vanoost came. Tobias Lanthorn left it."),),
            "What did he ask for?",
            "What did the mediator ask for?",
        ),
        (
            (Turn("Who was the first king of Osk?", "Marr ruled. Marr fled."),),
            "When did he flee?",
            "When did Marr flee?",
        ),
        (
            (Turn("Who was the first king of Osk?", "Hilda Vanoost came. Tobias Lanthorn left."),),
            "When did he flee?",
            "When did the first king of Osk flee?",
        ),
        (
            (Turn("Who was the mediator?", "Aurelio Strand mediated. Strand left."),),
            "What did he ask for?",
            "What did Aurelio Strand ask for?",
        ),
        (
            (Turn("What was asked for?", "Tolvane Terminals asked. Tolvane Terminals left."),),
            "What did he ask for?",
            "What did he ask for? (on “What was asked for?”)",
        ),
        (
            LEDGER,
            "Was it known that she’d left?",
            "Was it known that Hilda Vanoost’d left?",
        ),
        (
            (Turn("Will the dam burst?", "No."),),
            "Who says whether it's safe?",
            "Who says whether the dam's safe?",
        ),
        (
            (Turn("What were the other laws?", "None."),),
            "Who wrote it?",
            "Who wrote it? (on “What were the other laws?”)",
        ),
    ],
)
def test_a_follow_up(turns: tuple[Turn, ...], question: str, understood: str) -> None:
    found = understand(question, turns)
    assert found.follows
    assert found.question == understood
    assert found.search_for.startswith(found.question)


@pytest.mark.parametrize(
    "question",
    [
        "How many megawatts will the Khurma dam generate?",
        "Does a radio message count as a notification?",
        "When did Tobias Lanthorn lose his office?",
        "What is the price of oil in Norway?",
        "Is it true that Norway taxes trawlers?",
        "How long does it take to sail from Lund to Kiel?",
        "What time is it in Oslo?",
        "Does it rain in Oslo?",
        "Is it legal to fish with trawls off Kiel?",
        "What is it that the OSCE wants from Norway?",
        "Well water in Oslo: who tests that of the farms?",
        "So far, how many trawlers sank off Norway?",
        "Then-President Osk signed which treaty?",
    ],
)
def test_a_plain_new_question_is_left_as_it_is(question: str) -> None:
    found = understand(question, PARTY)
    assert (found.question, found.search_for, found.follows) == (question, question, False)


@pytest.mark.parametrize(
    ("question", "doubtful"),
    [
        ("Where is the moon?", True),
        ("Who signed the amendments?", True),
        ("When did Batalova leave?", True),
        ("When was this edict declared?", True),
        ("When did she leave?", False),
        ("and the unions?", False),
        ("why?", False),
        ("When did this happen?", False),
        ("How many megawatts will the Khurma dam generate?", False),
    ],
)
def test_whether_the_words_of_a_question_tell_that_it_goes_on(
    question: str, doubtful: bool
) -> None:
    assert understand(question, PARTY).doubtful is doubtful


def test_what_was_taken_for_a_new_question_changes_the_subject() -> None:
    for follows in (True, False, None):
        moon = Turn("Where is the moon?", "Above the quay.", follows=follows)
        found = understand("why?", (*PARTY, moon))
        assert ("Batalova" in found.search_for) is (follows is not False)


def test_a_new_question_changes_the_subject_for_those_after_it() -> None:
    dam = Turn("How many megawatts will the Khurma dam generate?", "The dam will generate 40.")
    found = understand("Who will build it?", (*PARTY, dam))
    assert found.question == "Who will build Khurma?"
    assert "Batalova" not in found.search_for


def test_the_name_that_was_named_last_is_meant() -> None:
    other = Turn("Who led the talks?", "Raul Quintasol led the talks.")
    assert understand("What did he say?", (*PARTY, other)).question == (
        "What did Raul Quintasol say?"
    )


def test_a_place_is_no_person() -> None:
    turn = Turn("Where was the keeper born?", "He was born in Lower Austria.")
    found = understand("Who were his parents?", (turn,))
    assert found.question == "Who were his parents? (on “Where was the keeper born?”)"


def test_where_no_one_is_named_the_question_before_is() -> None:
    turn = Turn("Which rules were late?", "I don't know.")
    found = understand("Were they enforced?", (turn,))
    assert found.question == "Were they enforced? (on “Which rules were late?”)"
    assert "know" not in found.search_for


def test_the_words_of_the_last_answers_are_searched_for_too() -> None:
    found = understand("Did anything change?", (*LEDGER, Turn("And then?", "The fleet came home.")))
    assert "The fleet came home." in found.search_for
    assert LEDGER[0].question in found.search_for


TEXTS = st.text(max_size=300) | st.sampled_from(
    [
        "why?",
        "and her?",
        "What did he say?",
        "it",
        "Is it's own? She’ll say.",
        "And for the Rules?",
        "(",
        "Mr. O’Neill’s",
        "1999",
    ]
)
TURNS = st.lists(st.builds(Turn, TEXTS, TEXTS), max_size=6).map(tuple)


@given(TEXTS, TURNS)
def test_any_question_is_understood_in_bounds(question: str, turns: tuple[Turn, ...]) -> None:
    found = understand(question, turns)
    assert len(found.search_for) <= max(MAX_SEARCH_CHARACTERS, len(question))
    assert found.search_for.startswith(found.question[:MAX_SEARCH_CHARACTERS])
    if not found.follows:
        assert found.question == question


@given(st.text())
def test_the_first_question_is_left_as_it_is(question: str) -> None:
    found = understand(question, ())
    assert (found.question, found.search_for, found.follows) == (question, question, False)


def test_a_long_question_says_itself_what_it_is_about() -> None:
    question = "What did she say? " * 100
    assert not understand(question, PARTY).follows
