"""Pages made to cost time: tags and brackets that nothing closes."""

import time

import pytest

from index.formats.html_depth import shallow
from index.formats.lines import unmarked
from tests.index.formats.test_html import shown
from tests.index.formats.test_markdown import plain


@pytest.mark.parametrize(
    ("tags", "n"),
    [
        ("<div>", 60_000),
        ("<ol><li>", 40_000),
        ("<table><tr><td>", 20_000),
        ("<span>", 60_000),
        ("<blockquote><p>", 40_000),
        ("<li><div>", 40_000),
    ],
)
def test_time_is_linear_in_the_depth_of_a_page(tags: str, n: int) -> None:
    begun = time.monotonic()
    found = shown(f"{tags}wörd " * n + "<p>end")
    assert time.monotonic() - begun < 10
    assert found.count("wörd") == n
    assert len(found) < 10_000_000


def test_what_follows_a_deep_part_has_its_headings() -> None:
    page = f"{'<div>' * 2000}deep{'</div>' * 2000}<h2>Part</h2><p>1. One.<p>2. Two."
    assert unmarked(shown(page)) == "deep\n\nPart\n\n1. One.\n\n2. Two."


def test_an_ordinary_page_stays_as_it_is() -> None:
    script = f"<script>let a = {'<div >' * 600!r}</script><!-- {'<ol >' * 600} -->"
    paragraphs = "<p><b>1.</b> One.<li>x<font color=red>y" * 4000
    page = f"{script}<div><ol><li>a<ol><li>b</ol></ol></div>{paragraphs}"
    assert shallow(page) == page


def test_brackets_that_nothing_closes() -> None:
    begun = time.monotonic()
    found = plain(f"{'[' * 40_000}words\n\n[a](https://b.example) \\[c] " + "[d](e) " * 200)
    assert time.monotonic() - begun < 5
    assert found.split()[:3] == ["[" * 40_000 + "words", "a", "[c]"]
    assert found.split()[3:] == ["d"] * 200
