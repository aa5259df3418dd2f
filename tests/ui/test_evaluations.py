"""The view of evaluations as HTML, and what a browser may ask of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from index.errors import InputError
from tests.ui.html_tree import parse
from ui.evaluations import (
    Wanted,
    render_evaluations,
    render_form,
    render_report,
    render_running,
)
from ui.workbench import Workbench

HOSTILE = '<script>window.bad = 1</script> "quoted" {{ y }} ${x}'
ESCAPED = "&lt;script&gt;window.bad = 1&lt;/script&gt; &#34;quoted&#34; {{ y }} ${x}"


@dataclass
class Kept:
    id: str = "1"
    questions: str = HOSTILE
    retriever: str = HOSTILE
    created: str = "2026-11-27T18:00:00+00:00"
    n_queries: int = 1234
    n_missing: int = 2
    fitted_on: int = 3
    measures: Mapping[str, float] = field(default_factory=lambda: {HOSTILE: 0.5})


@dataclass
class Run:
    questions: str = HOSTILE
    n_done: int = 3
    n: int = 9
    is_over: bool = False
    problem: str = ""
    id: str = ""


@dataclass
class MemoryWorkbench:
    sets: tuple[str, ...] = (HOSTILE, "b.csv")
    retrievers: tuple[str, ...] = ("hybrid", "lexical")
    running: Run = field(default_factory=Run)
    evaluations: Sequence[Kept] = (Kept(), Kept(measures={"R@10": 0.25}))
    marks: bytes = b"<marks>"

    def add_set(self, path: Path, name: str) -> str:
        return name

    def remove_set(self, name: str) -> None: ...

    def start(self, questions: str, retriever: str) -> None: ...

    def stop(self) -> None: ...

    def delete(self, id_: str) -> None: ...

    def report(self, ids: Sequence[str]) -> str:
        return HOSTILE

    def from_marks(self) -> bytes:
        return self.marks


def test_names_are_shown_literally() -> None:
    workbench: Workbench = MemoryWorkbench()
    failed = MemoryWorkbench(running=Run(is_over=True, problem=HOSTILE))
    for html in (
        render_form(workbench, problem=HOSTILE),
        render_running(workbench),
        render_running(failed),
        render_evaluations(workbench, problem=HOSTILE),
        render_report(HOSTILE),
    ):
        assert "<script>" not in html
        assert ESCAPED in html


def test_the_form_offers_sets_searches_and_the_marks() -> None:
    html = render_form(MemoryWorkbench(), chosen="b.csv")
    assert "<option selected>b.csv</option>" in html
    assert "<option>lexical</option>" in html
    assert "base64,PG1hcmtzPg==" in html
    html = render_form(MemoryWorkbench(sets=(), marks=b""))
    assert "<form>" not in html
    assert "marked in the chat" not in html


def test_how_far_a_run_is() -> None:
    assert "searched for 3 of 9 questions" in render_running(MemoryWorkbench())
    beginning = MemoryWorkbench(running=Run(n=0))
    assert "looking at the question set" in render_running(beginning)
    nothing = render_running(MemoryWorkbench(running=Run(questions="", is_over=True)))
    assert parse(nothing).text.strip() == ""


def test_the_count_is_not_read_out_but_what_came_of_it() -> None:
    said = {
        "b.csv: the evaluation runs": Run("b.csv"),
        "b.csv: evaluated": Run("b.csv", is_over=True, id="1"),
        "b.csv: It was stopped.": Run("b.csv", is_over=True, problem="It was stopped."),
    }
    for text, running in said.items():
        html = parse(render_running(MemoryWorkbench(running=running)))
        assert html.one(role="status").text == text


def test_evaluations_stand_in_a_table_with_what_is_to_be_known_of_them() -> None:
    html = render_evaluations(MemoryWorkbench())
    for said in ("2026-11-27 18:00", "1,234", "0.5000", "0.2500", "2 wanted paragraphs"):
        assert said in html
    assert "tuned on 3 of the questions" in html
    assert "No evaluation is kept yet" in render_evaluations(MemoryWorkbench(evaluations=()))


@pytest.mark.parametrize(
    ("created", "shown"),
    [
        ("2026-11-27T18:00:00+02:00", "2026-11-27 16:00"),
        (HOSTILE, HOSTILE),  # of a file that somebody put there
    ],
)
def test_a_time_is_told_in_utc_where_it_is_one(created: str, shown: str) -> None:
    html = render_evaluations(MemoryWorkbench(evaluations=(Kept(created=created),)))
    assert parse(html).one("td", class_="pc-when").text == shown


def test_a_report_is_kept_in_its_frame() -> None:
    html = render_report("<p>A report</p>")
    assert 'sandbox="allow-scripts"' in html
    assert "allow-same-origin" not in html
    assert html != render_report("<p>A report</p>")  # so that whoever closed it has it again


@pytest.mark.parametrize(
    "data",
    [None, [], {}, {"do": "drop"}, {"do": ["run"]}, {"do": "run", "questions": 1},
     {"do": "report", "ids": "a"}, {"do": "report", "ids": [1]}],
)  # fmt: skip
def test_what_a_browser_sends_may_be_anything(data: object) -> None:
    with pytest.raises(InputError, match="reload the page"):
        Wanted.from_browser(data)


def test_what_a_browser_sends_is_read() -> None:
    run = {"do": "run", "questions": "a", "retriever": "b", "ids": ["c"]}
    assert Wanted.from_browser(run) == Wanted("run", "a", "b", ("c",))
