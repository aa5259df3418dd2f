"""Requests that are no questions: what is asked for, told from the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.requests import Request, parse_request


@pytest.mark.parametrize(
    ("question", "request_"),
    [
        ("Summarise 07GATE1", Request("summary", ("07GATE1",))),
        ("please summarize 07GATE1.", Request("summary", ("07GATE1",))),
        ("Could you please summarise the cable 07GATE1?", Request("summary", ("07GATE1",))),
        ("Give me the summary of 07GATE1", Request("summary", ("07GATE1",))),
        ("And what does ¶7 say?", Request("paragraph", label="7")),
        ("What does ¶7 say?", Request("paragraph", label="7")),
        ("And clause 5.1?", Request("paragraph", label="5.1", sign="clause")),
        ("what does paragraph 3.2(a) of 07GATE1 say", Request("paragraph", ("07GATE1",), "3.2(a)")),
        ("List the paragraphs about tolls.", Request("list", about="tolls")),
        ("Compare 07GATE1 and 08GATE2", Request("compare", ("07GATE1", "08GATE2"))),
        ("compare a with b on the tolls", Request("compare", ("a", "b"), about="the tolls")),
        ("In which paragraph?", Request("where")),
        ("Tell me more about the second one", Request("more", label="second")),
        ("What about the last?", Request("more", label="last")),
        ("Tell me more about the second bridge", None),
        ("The second one?", Request("more", label="second")),
        ("Tell me more.", Request("more")),
        ("What is the second bridge?", None),
        ("What does § 12 of rules say?", Request("paragraph", ("rules",), "12", sign="§")),
        ("Show article 5(2) of rules", Request("paragraph", ("rules",), "5(2)", sign="article")),
        ("Where does it say that?", Request("where")),
        ("Which paragraph says that?", Request("where")),
        ("Summarise 07GATE1, please", Request("summary", ("07GATE1",))),
        ("Could you summarise 07GATE1 please?", Request("summary", ("07GATE1",))),
        ("Give me a summary", Request("summary")),
        ("What is 07GATE1 about?", Request("summary", ("07GATE1",))),
        ("List the paragraphs about tolls please.", Request("list", about="tolls")),
        ("What's in ¶7?", Request("paragraph", label="7")),
        ("And ¶4?", Request("paragraph", label="4")),
        ("¶4?", Request("paragraph", label="4")),
        ("Summarize", Request("summary")),
        ("Compare the two cables", Request("compare", ("both",))),
        ("Summarise the two documents", Request("summary", ("both",))),
        ("What does 4.1.3 of rules say?", Request("paragraph", ("rules",), "4.1.3")),
        ("What does rule 4.1 of rules say?", Request("paragraph", ("rules",), "4.1")),
        ("Summarise paragraph 2 of 07GATE1", Request("paragraph", ("07GATE1",), "2")),
        ("Show ¶2 of the 07GATE1 cable", Request("paragraph", ("the 07GATE1 cable",), "2")),
        ("List every paragraph that mentions tolls", Request("list", about="tolls")),
        ("Which documents mention tolls?", Request("list", about="tolls")),
        ("Which documents are missing?", None),
        ("What does 2009 of all years say?", None),
        (f"Summarise {'1' * 300}", None),
        ("Compare 07GATE1 vs 08GATE2", Request("compare", ("07GATE1", "08GATE2"))),
        ("Tell me more about the 2nd one", Request("more", label="2nd")),
        ("Summarise 07GATE1 in two sentences", Request("other", ("07GATE1",))),
        ("Compare 07GATE1, 08GATE2 and 09GATE3", Request("other", ("07GATE1",))),
        ("Who keeps the ledger?", None),
        ("Summarise the views of the unions on tolls", None),
        ("In which paragraph is the ledger mentioned by Marr?", None),
    ],
)
def test_what_is_a_request(question: str, request_: Request | None) -> None:
    assert parse_request(question) == request_


@given(st.text(max_size=200))
def test_any_text_may_be_read(text: str) -> None:
    parse_request(text)
