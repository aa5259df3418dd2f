"""Which sentence cites what."""

import pytest

from qa.llm.sentences import Claim, cut_claims


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Osk sails [p123]. Marr stays [p456].", [("Osk sails.", "p123"), ("Marr stays.", "p456")]),
        ("Osk sails. [p123] Marr stays.[p456]", [("Osk sails.", "p123"), ("Marr stays.", "p456")]),
        ("Osk sails [p123, p456].", [("Osk sails.", "p123 p456")]),
        ("Osk sails [p123][p456][p123].", [("Osk sails.", "p123 p456")]),
        ("- **Osk** sails [p123]\n2. Marr stays", [("Osk sails", "p123"), ("Marr stays", "")]),
        ("Osk sails.\n\n[p123]\n", [("Osk sails.", "p123")]),
        ("[p123] Osk sails.", [("Osk sails.", "p123")]),
        ("Osk sails [1]. Marr stays [see ¶7].", [("Osk sails.", "1"), ("Marr stays.", "see ¶7")]),
        ("Osk [sic] sails at 5 p.m. daily [p123].", [("Osk [sic] sails at 5 p.m. daily.", "p123")]),
        ("“Osk sails.” [p123] He stays.", [("“Osk sails.”", "p123"), ("He stays.", "")]),
        ("Osk sails ([p123], [p456]).", [("Osk sails.", "p123 p456")]),
        (" \n * \n", []),
    ],
)
def test_sentences_and_their_markers(text: str, claims: list[tuple[str, str]]) -> None:
    found = [
        (claim.text, " ".join(marker[1:-1] for marker in claim.markers))
        for claim in cut_claims(text)
    ]
    assert found == claims


def test_nothing_that_was_written_is_lost() -> None:
    text = "Osk sails. Marr [p123]! Who else?\n\nTolley; [9] Brannit"
    written = ["Osk sails.", "Marr!", "Who else?", "Tolley; Brannit"]
    assert [claim.text for claim in cut_claims(text)] == written
    assert cut_claims("x" * 50_000) == (Claim("x" * 50_000, ()),)
