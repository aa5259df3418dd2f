"""Markdown as text: the numbers it states, its words without its signs."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats.lines import unmarked
from index.formats.markdown import markdown_text
from tests.index.formats.texts import labels, parsed, words

PATH = Path("notes.md")


def plain(markdown: str) -> str:
    return unmarked(markdown_text(markdown, PATH))


def lines(markdown: str) -> list[str]:
    return [line.strip() for line in plain(markdown).split("\n") if line.strip()]


DECISION = """---
title: "Decision on the eel traps"
date: 2014-02-04
author: Ada Marsh
tags: [eels]
---
# Decision on the *eel* traps

Made 3 February 2014

## Facts

1. The **trapper** set [nine traps](https://example.org/traps).
1. The river rose
   in the night:
   - three traps were lost;
   - `two` were found.
1. He asked for:

   | thing | crowns |
   |-------|--------|
   | trap  | 12     |

Law
---

4. The rule says:

   > No trap in a flood.

5. So the claim fails.

```
ledger   12
  3. not a paragraph
```
"""


def test_a_file_line_by_line() -> None:
    assert plain(DECISION) == (
        "Decision on the eel traps\n\nMade 3 February 2014\n\nFacts\n\n"
        "    1. The trapper set nine traps.\n\n    2. The river rose\n    in the night:\n\n"
        "        - three traps were lost;\n\n        - two were found.\n\n"
        "    3. He asked for:\n\n    thing | crowns\n    trap | 12\n\nLaw\n\n"
        "    4. The rule says:\n\n    No trap in a flood.\n\n    5. So the claim fails.\n\n"
        "ledger   12\n  3. not a paragraph"
    )


def test_a_file_as_a_document() -> None:
    document = parsed(DECISION, format="markdown")
    assert document.document.title == "Decision on the eel traps"
    assert document.document.date == "2014-02-04"
    assert document.document.metadata == {"author": "Ada Marsh"}
    assert labels(document.paragraphs)[-5:] == ["1", "2", "3", "4", "5"]
    assert document.paragraphs[-2].heading == "Law"


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("1. a\n1. b\n1. c", ["1. a", "2. b", "3. c"]),
        ("7. a\n7. b", ["7. a", "8. b"]),
        ("3. a\n2. b", ["3. a", "4. b"]),
        ("1. a\n2. b\n4. c", ["1. a", "2. b", "4. c"]),
        ("12) a\n13) b", ["12. a", "13. b"]),
        ("[12] a\n[13] b", ["[12] a", "[13] b"]),
        ("¶12 a\n\n¶13 b", ["¶12 a", "¶13 b"]),
        ("12\\. a", ["12. a"]),
        ("**12.** a", ["12. a"]),
        ("(12) a\n(13) b", ["(12) a", "(13) b"]),
        ("1. a\n\n   more\n\n2. b", ["1. a", "more", "2. b"]),
        ("1. a\n   1. x\n   1. y\n2. b", ["1. a", "1. x", "2. y", "2. b"]),
        ("- a\n* b\n+ c", ["- a", "- b", "- c"]),
    ],
)
def test_numbers(markdown: str, expected: list[str]) -> None:
    assert lines(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("*a* __b__ ~~c~~ `d*` \\*e\\*", ["a b c d* *e*"]),
        ('[a](b "c") <https://d.e> [f][g]\n\n[g]: h', ["a https://d.e f"]),
        ("# a #\n\nb\n===", ["a", "b"]),
        ("a\n***\nb", ["a", "b"]),
        ("    a  b\n      c", ["a  b", "c"]),
        ("<div>a <b>b</b></div>\n\nc<br>d &amp; e", ["a b", "c", "d & e"]),
        ("<script>a</script>\n\nb", ["b"]),
        ("![a *map* & <b>](c.png)", ["a map & <b>"]),
        ("a\\\nb  \nc", ["a", "b", "c"]),
        ("3 < 4 > 2 & 1", ["3 < 4 > 2 & 1"]),
    ],
)
def test_signs_go_and_words_stay(markdown: str, expected: list[str]) -> None:
    assert lines(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("---\na: b\n---\nc", ["c"]),
        ("---\ntitle: 'T: u'\nauthor: [A, B]\n---\n## c\n\nd", ["T: u", "c", "d"]),
        ("---\ntitle: T\n---\n# c\n\nd\n\n# e", ["T", "c", "d", "e"]),
        ("---\ntitle: T\n---\nd", ["T", "d"]),
        ("---\ntitle: C\n---\n# c\n\nd", ["c", "d"]),
        ("---\n# x\n\na:\n  - b\n...\nc", ["c"]),
        ("---\n---\nc", ["c"]),
        ("---\nA sentence\n\n---\nc", ["A sentence", "c"]),
        ("x\n\n---\na: b\n\n---\nc", ["x", "a: b", "c"]),
        ("---\na: b\nnever closed", ["a: b", "never closed"]),
    ],
)
def test_front_matter(markdown: str, expected: list[str]) -> None:
    assert lines(markdown) == expected


_LINE = st.builds(
    lambda begin, numbers: begin + " ".join(f"w{number}" for number in numbers),
    st.sampled_from(
        ["", "# ", "1. ", "2. ", "7) ", "- ", "  - ", "> ", "[3] ", "¶4 ", "    ", "| ", "*", "**"]
    ),
    st.lists(st.integers(0, 999), min_size=1, max_size=5),
)


@given(st.lists(_LINE | st.sampled_from(["", "---", "```", "===", "|-|"]), max_size=25))
def test_every_word_is_kept(pieces: list[str]) -> None:
    markdown = "\n".join(["w1000", "", *pieces])
    info = {piece for piece in pieces if piece.startswith("```") and piece != "```"}
    assert not info
    kept = words(plain(markdown))
    assert {w: n for w, n in kept.items() if w[0] == "w"} == {
        w: n for w, n in words(markdown).items() if w[0] == "w"
    }


@given(st.one_of(st.text(max_size=300), st.lists(_LINE | st.text(max_size=20)).map("\n".join)))
def test_nothing_crashes_and_all_is_repeatable(markdown: str) -> None:
    assert plain(markdown) == plain(markdown)


@pytest.mark.parametrize("begin", [">" * 500, "- " * 500, "1. " * 500, "*" * 5000, "[" * 5000])
def test_deep_lines_keep_their_words(begin: str) -> None:
    assert plain(f"{begin} words").split()[-1].endswith("words")


def test_time_is_linear_in_the_size_of_a_file() -> None:
    markdown = "".join(f"{n}. Words of **it**.\n\n" for n in range(1, 20_001))
    begun = time.monotonic()
    assert plain(markdown).count("Words of it.") == 20_000
    assert time.monotonic() - begun < 20
