"""Whatever a PDF does to the process that reads it, the others are read."""

import os
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import Library
from index.errors import UnreadableFile
from index.formats.pdf import Limits, PdfReader
from tests.index.formats.hostile_pdfs import (
    drawn_for_ever,
    nested_operands,
    nested_resources,
    pages_in_themselves,
    pages_too_deep,
    swelling,
)
from tests.index.formats.pdf_files import lines, sheets

PATH = Path("rules.pdf")
GOOD = sheets(lines("1. Words."))
SMALL = Limits(memory=256 * 2**20)
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone")


@pytest.fixture
def reader() -> Iterator[PdfReader]:
    made = PdfReader(SMALL)
    yield made
    made.close()


def worker(change: str) -> tuple[str, ...]:
    """A worker that is the usual one but for a change."""
    code = f"import os, time\nfrom index.formats import pdf_worker\n{change}\npdf_worker.main()"
    return ("-P", "-c", code)


def refused(reader: PdfReader, data: bytes) -> str:
    with pytest.raises(UnreadableFile, match=r"^rules\.pdf: ") as raised:
        reader.text(data, PATH)
    return str(raised.value)


@pytest.mark.parametrize(
    "make", [nested_resources, nested_operands, pages_in_themselves, pages_too_deep]
)
def test_what_nests_without_end_is_read_or_refused(
    reader: PdfReader, make: Callable[[], bytes]
) -> None:
    try:
        assert reader.text(make(), PATH) == "1. Words.\n"
    except UnreadableFile as error:
        assert str(error).startswith("rules.pdf: ")
    assert reader.text(GOOD, PATH) == "1. Words.\n"


@ON_LINUX
def test_a_stream_that_swells_is_refused(reader: PdfReader) -> None:
    data = swelling(400_000_000)
    assert len(data) < 10_000
    message = refused(reader, data)
    assert "more than 256 MiB of memory" in message
    assert "pages read: 0" in message
    assert "get another copy" in message
    assert reader.text(GOOD, PATH) == "1. Words.\n"


def test_what_takes_too_long_is_refused() -> None:
    reader = PdfReader(Limits(seconds=0.5))
    assert "more than 0.5 s (pages read: 0)" in refused(reader, drawn_for_ever())
    assert reader.pid is None
    reader.close()


def test_each_page_that_was_read_gives_time() -> None:
    slow = worker("""
def document_text(data, path, tell):
    for n in range(8):
        time.sleep(0.25)
        tell(n + 1)
    time.sleep(0.25 if b"good" in data else 60)
    return "It is long."
pdf_worker.document_text = document_text""")
    reader = PdfReader(Limits(seconds=1.0, seconds_per_page=0.25), slow)
    assert reader.text(b"good", PATH) == "It is long."
    assert "more than 3 s (pages read: 8)" in refused(reader, b"bad")
    reader.close()


def test_a_process_that_is_killed_while_it_reads() -> None:
    killed = worker("""
def document_text(data, path, tell):
    tell(1)
    os.kill(os.getpid(), 9)
pdf_worker.document_text = document_text""")
    reader = PdfReader(SMALL, killed)
    assert "broke off (SIGKILL; pages read: 1)" in refused(reader, GOOD)
    reader.close()


def test_a_file_is_not_blamed_for_what_was_read_before() -> None:
    """A process that dies of its second file is replaced, and the file is read again."""
    dies = worker("""
whole, n_read = pdf_worker.document_text, 0
def document_text(*arguments):
    global n_read
    n_read += 1
    return whole(*arguments) if n_read == 1 else os.abort()
pdf_worker.document_text = document_text""")
    reader = PdfReader(SMALL, dies)
    assert [reader.text(GOOD, PATH) for _ in range(3)] == ["1. Words.\n"] * 3
    reader.close()


def test_a_process_that_died_between_files_is_replaced(reader: PdfReader) -> None:
    reader.text(GOOD, PATH)
    before = reader.pid
    assert before
    os.kill(before, signal.SIGKILL)
    assert reader.text(GOOD, PATH) == "1. Words.\n"
    assert reader.pid != before


def test_one_process_reads_many_files(reader: PdfReader) -> None:
    reader.text(GOOD, PATH)
    before = reader.pid
    assert "damaged" in refused(reader, b"%PDF-1.7\nnothing")
    assert reader.text(GOOD, PATH) == "1. Words.\n"
    assert reader.pid == before


def test_a_fault_of_the_program_is_told() -> None:
    faulty = worker("pdf_worker.document_text = lambda *_: {}['key']")
    reader = PdfReader(SMALL, faulty)
    assert "reading it failed (KeyError: 'key')" in refused(reader, GOOD)
    reader.close()


def test_a_process_that_does_not_start_is_told() -> None:
    reader = PdfReader(SMALL, ("-c", "raise SystemExit(3)"))
    assert "does not start; see why with `" in refused(reader, GOOD)
    assert reader.pid is None


def test_modules_in_the_working_folder_are_not_imported(
    reader: PdfReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "index.py").write_text("raise SystemExit")
    (tmp_path / "json.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    assert reader.text(GOOD, PATH) == "1. Words.\n"


def test_the_worker_imports_nothing_heavy() -> None:
    modules = worker("""
import sys
def document_text(*_):
    return " ".join({"numpy", "torch", "openvino", "faiss", "tantivy"} & set(sys.modules))
pdf_worker.document_text = document_text""")
    reader = PdfReader(SMALL, modules)
    assert reader.text(GOOD, PATH) == ""
    reader.close()


def test_long_documents_stay_out_of_memory(reader: PdfReader) -> None:
    n_pages = 2_000
    letters = str.maketrans("0123456789", "abcdefghij")  # what repeats were a running head
    said = [f"{n}. It is {str(n).translate(letters)}." for n in range(1, n_pages + 1)]
    data = sheets(*map(lines, said))
    tracemalloc.start()
    try:
        text = reader.text(data, PATH)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert text.split() == " ".join(said).split()
    assert peak < 5 * len(text)


def test_files_after_a_bad_one_are_indexed(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    hostile = {"b-slow": drawn_for_ever(), "d-nested": pages_in_themselves()}
    for name, data in {"a": GOOD, **hostile, "e": GOOD}.items():
        (folder / f"{name}.pdf").write_bytes(data)
    reader = PdfReader(Limits(seconds=2.0))
    monkeypatch.setattr("index.formats.pdf._READER", reader)
    report = library.add([folder])
    reader.close()
    assert [Path(failure.path).stem for failure in report.failed] == list(hostile)
    assert all(failure.error.startswith(f"{failure.path}: ") for failure in report.failed)
    assert "reading it" in report.failed[0].error
    assert report.added == 2
    assert not library.add([folder / "a.pdf"]).failed


_READS = """
import sys
from pathlib import Path
from index.formats.pdf import Limits, PdfReader
reader = PdfReader(Limits(memory=2**33))
good, endless = (Path(name).read_bytes() for name in sys.argv[1:])
reader.text(good, Path("good.pdf"))
print(reader.pid, flush=True)
try:
    reader.text(endless, Path("endless.pdf"))
except KeyboardInterrupt:
    print("stopped", reader.pid)
"""


@pytest.mark.parametrize(
    ("number", "said"), [(signal.SIGKILL, ""), (signal.SIGINT, "stopped None")]
)
def test_the_worker_ends_with_its_parent(tmp_path: Path, number: signal.Signals, said: str) -> None:
    """Even while it is busy inside PDFium, and whether its parent is killed or told to stop."""
    for name, data in (("good", GOOD), ("endless", drawn_for_ever())):
        (tmp_path / name).write_bytes(data)
    command = [sys.executable, "-c", _READS, str(tmp_path / "good"), str(tmp_path / "endless")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        time.sleep(0.3)
        assert runs(pid)
        parent.send_signal(number)
        assert parent.communicate() == (f"{said}\n" if said else "", "")
    ends = time.monotonic() + 5
    while runs(pid) and time.monotonic() < ends:
        time.sleep(0.02)
    assert not runs(pid)


def runs(pid: int) -> bool:
    """Whether a process is there, and has not ended unnoticed by its parent."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_ctrl_c_is_left_to_the_parent(reader: PdfReader) -> None:
    reader.text(GOOD, PATH)
    before = reader.pid
    assert before
    os.kill(before, signal.SIGINT)
    assert reader.text(GOOD, PATH) == "1. Words.\n"
    assert reader.pid == before
