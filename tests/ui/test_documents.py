"""The table of documents, the jobs and the state of the library, as HTML."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from index import Library
from index.errors import InputError
from index.model import Document
from index.storage import Storage
from qa import Assistant
from tests.conftest import FakeEncoder
from tests.ui.conftest import CABLE, NASTY_PARAGRAPHS, MemoryAssistant
from ui.conversations import new_id
from ui.documents import Wanted, render_documents, render_jobs, render_state
from ui.upload_area import Uploaded
from ui.writing_jobs import Job, WritingJobs

HOSTILE = "<script>window.bad = 1</script>\u202e **b** ${x} {{ y }}"
TEXT = "1. The harbour is closed.\n\n2. Boats wait outside.\n"


@pytest.fixture
def real(tmp_path: Path) -> Library:
    return Library.create(tmp_path / "library", encoder=FakeEncoder())


def over(jobs: WritingJobs) -> list[Job]:
    """All jobs, the oldest first, once nothing is left to do."""
    waited = threading.Event()
    for _ in range(200):
        if all(job.is_over for job in jobs.jobs):
            return list(reversed(jobs.jobs))
        waited.wait(0.05)
    raise AssertionError(jobs.jobs)


def uploaded(folder: Path, name: str, content: str) -> Uploaded:
    path = folder / new_id()
    path.write_text(content, encoding="utf-8")
    return Uploaded(path, name)


def test_each_document_is_a_row_that_opens_it(assistant: Assistant) -> None:
    table = render_documents(assistant.library, Wanted())
    assert table.count('scope="row"') == 2
    assert f'href="?doc={CABLE.doc_id}"' in table
    assert "1 to 2 of 2" in table


@pytest.mark.parametrize("page", [1, 7, 10**30])
def test_a_page_past_the_end_is_the_last_one(assistant: Assistant, page: int) -> None:
    table = render_documents(assistant.library, Wanted.from_browser({"page": page}))
    assert table == render_documents(assistant.library, Wanted())


def test_titles_and_words_are_shown_literally(
    assistant: Assistant, memory_assistant: MemoryAssistant
) -> None:
    nasty = Document(HOSTILE, HOSTILE, None, "x", "text")
    memory_assistant.library.held = {HOSTILE: (nasty, NASTY_PARAGRAPHS)}
    table = render_documents(assistant.library, replace(Wanted(), containing=HOSTILE))
    jobs = render_jobs([Job(1, HOSTILE, "failed", (HOSTILE,))])
    state = render_state(Storage(1, 2, 3, 4), HOSTILE, problem=HOSTILE)
    for html in (table, jobs, state):
        assert "<script>" not in html
        assert "&lt;script&gt;window.bad = 1&lt;/script&gt;\u202e **b** ${x} {{ y }}" in html


def test_an_empty_library_says_what_to_do(
    assistant: Assistant, memory_assistant: MemoryAssistant
) -> None:
    memory_assistant.library.held = {}
    assert "drop files above" in render_documents(assistant.library, Wanted())
    assert "No document has “x”" in render_documents(assistant.library, Wanted(containing="x"))


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"do": "drop"},
        {"by": "rowid"},
        {"by": ["doc_id"]},
        {"page": "1"},
        {"page": True},
        {"doc_ids": "a"},
        {"doc_ids": [1]},
        {"containing": 1},
    ],
)
def test_what_a_browser_sends_may_be_anything(data: object) -> None:
    with pytest.raises(InputError, match="reload the page"):
        Wanted.from_browser(data)


def test_what_a_browser_sends_is_read() -> None:
    assert Wanted.from_browser({}) == Wanted()
    assert Wanted.from_browser({"page": -3}).page == 0
    assert Wanted.from_browser(
        {"do": "remove", "doc_ids": ["a"], "by": "date", "descending": True, "containing": "b"}
    ) == Wanted("remove", "b", "date", descending=True, doc_ids=("a",))


def test_good_and_bad_files_each_have_their_outcome(real: Library, tmp_path: Path) -> None:
    jobs = WritingJobs(real)
    files = [
        uploaded(tmp_path, "good.txt", TEXT),
        uploaded(tmp_path, "empty.txt", ""),
        uploaded(tmp_path, "again.txt", TEXT),
    ]
    jobs.upload(files)
    good, empty, _ = over(jobs)
    assert (good.name, good.state, good.told) == ("good.txt", "done", ("1 document added",))
    assert (empty.name, empty.state) == ("empty.txt", "failed")
    assert empty.told[0].startswith("empty.txt: ")
    assert real.n_documents == 2
    assert not any(file.path.exists() for file in files)
    assert sorted(path.name for path in (real.folder / "uploads").iterdir()) == [
        "again.txt",
        "good.txt",
    ]


def test_a_changed_file_replaces_its_document(real: Library, tmp_path: Path) -> None:
    jobs = WritingJobs(real)
    jobs.upload([uploaded(tmp_path, "a.txt", TEXT)])
    over(jobs)
    jobs.upload([uploaded(tmp_path, "a.txt", TEXT.replace("closed", "open"))])
    jobs.upload([uploaded(tmp_path, "a.txt", TEXT.replace("closed", "open"))])
    *_, changed, same = over(jobs)
    assert changed.told == ("1 document replaced",)
    assert same.told == ("1 document in the library already",)
    assert "open" in real.paragraphs("a")[0].text


def test_documents_leave_with_their_uploads(real: Library, tmp_path: Path) -> None:
    jobs = WritingJobs(real)
    jobs.upload([uploaded(tmp_path, "a.txt", TEXT)])
    jobs.remove(["a"])
    jobs.remove(["b"])
    _, removed, unknown = over(jobs)
    assert removed.told == ("1 document removed",)
    assert unknown.state == "failed"
    assert "'b'" in unknown.told[0]
    assert real.n_documents == 0
    assert list((real.folder / "uploads").iterdir()) == []


def test_files_are_read_again_and_damage_is_looked_for(real: Library, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(TEXT, encoding="utf-8")
    real.add([outside])
    outside.write_text(TEXT.replace("closed", "open"), encoding="utf-8")
    jobs = WritingJobs(real)
    jobs.read_again()
    jobs.check()
    again, checked = over(jobs)
    assert again.told == ("1 document replaced",)
    assert checked.told == ("the library is whole",)
    outside.unlink()
    jobs.read_again()
    assert over(jobs)[-1].told == (f"{outside} is gone; what was read from it stays",)
    assert real.n_documents == 1


def test_a_mistake_ends_its_job_alone(
    real: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    monkeypatch.setattr(threading, "excepthook", seen.append)
    jobs = WritingJobs(real)
    monkeypatch.setattr(type(real), "check", lambda _: 1 / 0)
    jobs.check()
    jobs.upload([uploaded(tmp_path, "a.txt", TEXT)])
    checked, read = over(jobs)
    assert checked.state == "failed"
    assert "went wrong inside" in checked.told[0]
    assert read.state == "done"
    assert len(seen) == 1


def test_the_library_can_be_asked_while_it_is_written(real: Library, tmp_path: Path) -> None:
    jobs = WritingJobs(real)
    lines = [f"{n}. Paragraph {n} tells of boat {n}.\n\n" for n in range(1, 200)]
    jobs.upload([uploaded(tmp_path, "first.txt", TEXT)])
    over(jobs)
    jobs.upload([uploaded(tmp_path, "long.txt", "".join(lines))])
    found = Assistant(real).search("harbour", k=1)
    assert found[0].paragraph.doc_id == "first"
    assert over(jobs)[-1].state == "done"
