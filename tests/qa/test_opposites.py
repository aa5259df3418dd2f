"""Words that mean the opposite of each other."""

import pytest

from qa.opposites import opposed


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What happened before the vote?", "After the vote the members left."),
        ("Who opposed the ferry?", "Two villages supported the ferry."),
        ("Which port is the smallest?", "Of the ports, Montarza is the largest."),
        ("What makes a catch legal?", "A catch made at night is illegal."),
        ("Which crossings were interrupted?", "Crossings to the island were uninterrupted."),
        ("Who was dissatisfied?", "The fishermen were satisfied."),
    ],
)
def test_the_opposite_of_a_word_is_seen_in_either_direction(question: str, sentence: str) -> None:
    assert opposed(question, sentence)
    assert opposed(sentence, question)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What happened before the vote?", "Before the vote, and after it, the members spoke."),
        ("Who supported the ferry?", "Two villages supported the ferry."),
        ("What did the decree say of exports?", "The decree limits exports and imports."),
        ("Who is under the bridge?", "The understanding of the bridge is poor."),
        ("What moved under the amendments?", "The amendments moved over 86 powers."),
        ("", ""),
    ],
)
def test_a_word_that_is_said_too_is_no_opposite(question: str, sentence: str) -> None:
    assert not opposed(question, sentence)
