"""The commands as a user runs them: JSON shapes, exit codes, messages."""

import html
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from filelock import FileLock

from index import Library
from tests.conftest import EXAMPLES
from tests.index.formats.texts import HEADER
from tests.qa.conftest import Run

pytestmark = pytest.mark.model


def test_index_tells_what_it_did_and_skips_what_is_known(
    run: Run, seeds: Path, tmp_path: Path
) -> None:
    cable, library = seeds / "09ASTANA1161.txt", tmp_path / "library"
    code, out, _ = run("index", cable, "--library", library, "--json")
    report = json.loads(out)
    assert code == 0
    assert report["seconds"] >= 0
    del report["seconds"]
    expected = {"added": 1, "updated": 0, "unchanged": 0, "removed": 0, "failed": []}
    assert report == {**expected, "documents": 1, "paragraphs": 9}
    _, out, _ = run("index", cable, "--library", library, "--json")
    assert json.loads(out)["unchanged"] == 1


def test_the_vectors_of_words_are_told_and_may_be_left_out(run: Run, tmp_path: Path) -> None:
    text = tmp_path / "rules.txt"
    text.write_text("1. Boats are mended.\n\n2. Nets dry on the quay.\n", encoding="utf-8")
    _, out, _ = run("index", text, "--library", tmp_path / "with")
    assert "2 paragraphs (vectors of words: " in " ".join(out.split())
    small = ("--library", tmp_path / "without")
    _, out, _ = run("index", text, *small, "--no-token-vectors")
    assert "vectors of words" not in out
    _, out, _ = run("search", "boats", *small, "--json")
    assert json.loads(out)["hits"][0]["paragraph"] == "1"
    assert run("index", text, *small)[0] == 0, "what is not said is as it was"


@pytest.mark.parametrize(
    ("first", "then", "made"),
    [
        ("--token-vectors", "--no-token-vectors", "with"),
        ("--no-token-vectors", "--token-vectors", "without"),
    ],
)
def test_a_library_is_not_made_otherwise_later(
    run: Run, tmp_path: Path, first: str, then: str, made: str
) -> None:
    text, library = tmp_path / "rules.txt", tmp_path / "library"
    text.write_text("1. Boats are mended.\n", encoding="utf-8")
    assert run("index", text, "--library", library, first)[0] == 0
    assert run("index", text, "--library", library, first)[0] == 0
    code, out, err = run("index", text, "--library", library, then)
    told = " ".join(err.split())
    assert (code, out) == (1, "")
    assert f"was made {made} the vectors of single words" in told
    assert f"leave {then} out, or index into another folder" in told


def test_failed_files_are_listed_and_the_others_kept(run: Run, seeds: Path, tmp_path: Path) -> None:
    bad = {
        "binary.txt": b"\0\x01\x02" * 50,
        "empty.txt": b"",
        "image.txt": b"\x89PNG\r\n\x1a\n" + b"1. Words.\n",
    }
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    paths = [*(tmp_path / name for name in bad), nothing, tmp_path / "missing.txt"]
    library = tmp_path / "library"
    code, out, err = run(
        "index", *paths, seeds / "09ASTANA1161.txt", "--library", library, "--json"
    )
    report = json.loads(out)
    assert code == 1
    assert report["documents"] == 1
    assert {failure["path"] for failure in report["failed"]} == set(map(str, paths))
    for failure in report["failed"]:
        assert failure["path"] in failure["error"]
        assert failure["path"] in err
    assert run("show", "09ASTANA1161", "7", "--library", library)[0] == 0


def test_ask(run: Run, cable_folder: Path) -> None:
    question = "Who heads the Polyton discussion club?"
    code, out, _ = run("ask", question, "-k", "2", "--library", cable_folder, "--json")
    answer = json.loads(out)
    assert code == 0
    assert list(answer) == [
        "question",
        "answered",
        "answer",
        "citations",
        "hits",
        "confidence",
        "warnings",
        "timings_ms",
    ]
    assert answer["question"] == question
    assert answer["answered"] is True
    assert len(answer["hits"]) == 2
    assert list(answer["hits"][0]) == ["rank", "doc_id", "paragraph", "score", "text"]
    first = answer["citations"][0]
    assert list(first) == ["marker", "doc_id", "paragraph", "label", "quote", "start", "end"]
    with Library.open(cable_folder) as library:
        text = library.paragraph(first["doc_id"], first["paragraph"]).text
    assert text[first["start"] : first["end"]] == first["quote"]
    assert f"“{first['quote']}” [1]" in answer["answer"]


def test_ask_for_people(run: Run, cable_folder: Path) -> None:
    _, out, _ = run("ask", "Who heads the Polyton discussion club?", "--library", cable_folder)
    assert out.startswith("[1] “During his July 10 visit to Astana, Under Secretary Burns")
    assert "\n    09ASTANA1161 ¶3\n" in out
    code, out, _ = run("ask", "What is the price of oil in Norway?", "--library", cable_folder)
    assert code == 0, "that the documents do not say is an answer, not an error"
    assert out.startswith("The documents do not answer this.")
    assert "Closest, but not an answer:" in out


@pytest.mark.parametrize("suffix", [".md", ".HTML", ".docx", ".json"])
def test_ask_writes_the_answer_to_a_file_too(
    run: Run, cable_folder: Path, tmp_path: Path, suffix: str
) -> None:
    question, file = "Who heads the Polyton discussion club?", tmp_path / f"answer{suffix}"
    asked = ("ask", question, "--library", cable_folder, "--json")
    code, out, _ = run(*asked, "--out", file)
    assert code == 0
    [first, *_] = json.loads(out)["citations"]
    data = file.read_bytes()
    if suffix == ".docx":
        with zipfile.ZipFile(file) as package:
            data = package.read("word/footnotes.xml")
    words = html.unescape(data.decode()).replace("\\", "")
    assert first["quote"] in words
    assert "cable 09ASTANA1161, July 13, 2009, para. 3." in words
    code, out, err = run(*asked, "--out", tmp_path / "answer.pdf")
    assert (code, out) == (1, "")
    assert "must end in .md, .html, .docx, .json" in err
    code, out, err = run(*asked, "--out", tmp_path / "none" / "answer.md")
    assert (code, json.loads(out)["answered"]) == (1, True), "the answer is not lost"
    assert "cannot be written" in err


def test_search(run: Run, cable_folder: Path) -> None:
    _, out, _ = run("search", "tax audits", "-k", "3", "--library", cable_folder, "--json")
    found = json.loads(out)
    assert list(found) == ["query", "hits", "timings_ms"]
    assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3]
    assert found["hits"][0]["paragraph"] == "9"


def test_show(run: Run, cable_folder: Path) -> None:
    _, out, _ = run("show", "09ASTANA1161", "--library", cable_folder, "--json")
    shown = json.loads(out)
    assert list(shown) == [
        "doc_id", "title", "date", "metadata", "paragraphs", "links", "also_kept_as",
    ]  # fmt: skip
    assert shown["date"] == "2009-07-13"
    assert [p["paragraph"] for p in shown["paragraphs"]] == [str(n) for n in range(1, 10)]
    assert list(shown["paragraphs"][0]) == ["paragraph", "ordinal", "heading", "marking", "text"]
    _, out, _ = run("show", "09ASTANA1161", "5", "--library", cable_folder, "--json")
    assert [p["paragraph"] for p in json.loads(out)["paragraphs"]] == ["5"]


def test_cite_tells_a_dissent(run: Run, tmp_path: Path) -> None:
    row = {
        "doc_id": "case",
        "paragraph": "9",
        "text": "I regret it.",
        "heading": "DISSENT OF OSK J",
    }
    file = tmp_path / "case.jsonl"
    file.write_text(json.dumps(row | {"metadata": {"court": "THE COURT"}}), encoding="utf-8")
    library = ("--library", tmp_path / "library")
    assert run("index", file, *library)[0] == 0
    assert run("cite", "case", "9", *library)[1] == "THE COURT, case, n.d., para. 9 (dissenting).\n"


def test_cite(run: Run, cable_folder: Path) -> None:
    common = ("cite", "09ASTANA1161", "¶7", "--library", cable_folder)
    code, out, _ = run(*common)
    assert code == 0
    assert out.startswith("U.S. Embassy Astana, “KAZAKHSTAN: UNDER SECRETARY BURNS'S MEETING")
    assert out.endswith("REPRESENTATIVES,” cable 09ASTANA1161, July 13, 2009, para. 7.\n")
    assert run(*common, "--style", "short")[1] == "09ASTANA1161 ¶7\n"
    _, out, _ = run(*common, "--style", "ris", "--json")
    cited = json.loads(out)
    assert list(cited) == ["doc_id", "paragraph", "style", "reference"]
    assert (cited["paragraph"], cited["style"]) == ("7", "ris")
    assert cited["reference"].startswith("TY  - GOVDOC\n")
    _, out, _ = run("cite", "09ASTANA1161", "--library", cable_folder)
    assert out.endswith("July 13, 2009.\n")
    assert run(*common, "--style", "mla")[0] == 2


def test_show_tells_what_a_cable_refers_to(run: Run, tmp_path: Path) -> None:
    library = tmp_path / "library"
    names = ("07PORTVESPER412", "06PORTVESPER318")
    run("index", *(EXAMPLES / f"{name}.txt" for name in names), "--library", library)
    _, out, _ = run("show", "07PORTVESPER412", "1", "--library", library, "--json")
    assert json.loads(out)["links"] == [
        {"letter": "A", "doc_id": "06PORTVESPER318", "held": True},
        {"letter": "B", "doc_id": "06LAGUNABRAVA647", "held": False},
        {"letter": "C", "doc_id": "07PORTVESPER377", "held": False},
    ]
    _, out, _ = run("show", "07PORTVESPER412", "unnumbered", "¶1", "--library", library)
    assert "\nunnumbered ¶1  Classified By: " in out
    _, out, _ = run("show", "07PORTVESPER412", "¶7", "--library", library)
    assert "refers to  A. 06PORTVESPER318\n" in out
    assert "B. 06LAGUNABRAVA647  (not in the library)" in out
    assert "¶7 (C)" in out


@pytest.mark.parametrize("corrected_first", [False, True])
def test_copies_of_a_cable_name_each_other(
    run: Run, tmp_path: Path, *, corrected_first: bool
) -> None:
    library = tmp_path / "library"
    body = "\n1. (C) One thing.\n\n2. (C) Another.\n"
    caption = "C O R R E C T E D  C O P Y (PARA 2)\nSIPDIS\n"
    telegrams = [HEADER + body, HEADER.replace("SIPDIS\n", caption) + body]
    file = tmp_path / "both.txt"
    file.write_text("NNNN\n".join(telegrams[:: -1 if corrected_first else 1]), encoding="utf-8")
    run("index", file, "--library", library)
    original, corrected = ["09ASTANA1161", "09ASTANA1161#2"][:: -1 if corrected_first else 1]
    for shown, other, correction in (
        (original, corrected, "CORRECTED COPY (PARA 2)"),
        (corrected, original, ""),
    ):
        _, out, _ = run("show", shown, "--library", library, "--json")
        assert json.loads(out)["also_kept_as"] == [{"doc_id": other, "correction": correction}]
        _, out, _ = run("show", shown, "1", "--library", library)
        assert f"also kept as  {other}{f' ({correction})' if correction else ''}\n" in out
    _, out, _ = run("list", "--library", library)
    assert [line.split()[0] for line in out.splitlines() if "(CORRECTED COPY" in line] == [
        corrected
    ]


def test_a_table_and_an_archive(run: Run, tmp_path: Path) -> None:
    library = tmp_path / "library"
    table = tmp_path / "cases.csv"
    table.write_text(
        "Case,No,Body\nK12,1,The pilot slept.\nK12,2,The tug drifted.\nK13,1,Nothing.\n",
        encoding="utf-8",
    )
    code, _, err = run("index", table, "--library", library)
    assert code == 1
    assert "--columns text=BODY,doc_id=ID" in err
    columns = ("--columns", "text=Body,doc_id=Case,paragraph=No")
    assert run("index", table, *columns, "--library", library)[0] == 0
    _, out, _ = run("search", "drifting tug", "-k", "1", "--library", library, "--json")
    assert [(h["doc_id"], h["paragraph"]) for h in json.loads(out)["hits"]] == [("K12", "2")]
    archive = tmp_path / "texts.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("in/rules.md", "# Rules\n\n1. Boats rest.\n2. Nets dry.\n")
        packed.writestr("in/page.html", "<h1>Log</h1><p>[1] Fog came.</p><p>[2] It went.</p>")
        packed.writestr("../out.txt", "1. No.")
    code, out, err = run("index", archive, "--library", library, "--json")
    assert code == 1
    report = json.loads(out)
    assert (report["added"], len(report["failed"])) == (2, 1)
    assert "leads out of the archive" in err
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("in/page.html", "<h1>Log</h1><p>[1] Fog came.</p><p>[2] It went.</p>")
    _, out, _ = run("index", archive, "--library", library, "--json")
    report = json.loads(out)
    assert (report["removed"], report["unchanged"], report["documents"]) == (1, 1, 3)
    _, out, _ = run("list", "--library", library, "--json")
    assert f"{archive}/in/page.html" in out


def test_list_remove_and_check(run: Run, seeds: Path, tmp_path: Path) -> None:
    cable, library = seeds / "09ASTANA1161.txt", tmp_path / "library"
    run("index", cable, "--library", library)
    _, out, _ = run("list", "--library", library, "--json")
    [document] = json.loads(out)["documents"]
    assert document["doc_id"] == "09ASTANA1161"
    assert document["n_paragraphs"] == 9
    assert document["sources"] == [str(cable.resolve())]
    _, out, _ = run("check", "--library", library, "--json")
    checked = {"ok": True, "documents": 1, "paragraphs": 9, "problems": [], "repaired": []}
    assert json.loads(out) == checked
    _, out, _ = run("remove", "09ASTANA1161", "--library", library, "--json")
    assert json.loads(out) == {"removed": ["09ASTANA1161"]}
    _, out, _ = run("list", "--library", library, "--json")
    assert json.loads(out) == {"documents": []}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ask", ""), "the question is empty"),
        (("ask", "   "), "the question is empty"),
        (("ask", "why? " * 20_000), "99,999 characters"),
        (("ask", "why?", "-k", "0"), "ask for 1 or more"),
        (("show", "09NOWHERE1"), "no document '09NOWHERE1'"),
        (("show", "09ASTANA1161", "77"), "has no paragraph '77'"),
        (("cite", "09NOWHERE1"), "no document '09NOWHERE1'"),
        (("cite", "09ASTANA1161", "77"), "has no paragraph '77'"),
        (("remove", "09ASTANA1161", "09NOWHERE1"), "no document '09NOWHERE1'"),
        (("index", ""), "a path is empty"),
        (("index", "x.txt", "--model", "./nowhere"), "./nowhere: no such folder"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_1(
    run: Run, cable_folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    code, out, err = run(*arguments, "--library", cable_folder)
    assert code == 1
    assert out == ""
    assert err.startswith("error: ")
    assert words in err
    with Library.open(cable_folder) as library:
        assert library.n_paragraphs == 9


def test_a_folder_of_nothing_readable(run: Run, tmp_path: Path) -> None:
    folder, library = tmp_path / "folder", tmp_path / "library"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "picture.png").write_bytes(b"\x89PNG\0\0")
    code, out, err = run("index", folder, "--library", library, "--json")
    assert code == 1
    assert [failure["path"] for failure in json.loads(out)["failed"]] == [
        str(folder / "deep" / "picture.png")
    ]
    assert "is a binary file" in err
    questions = tmp_path / "questions"
    questions.mkdir()
    (questions / "q.jsonl").write_text('{"query_id": "1", "query": "Who?"}', encoding="utf-8")
    code, _, err = run("index", questions, "--library", library)
    assert code == 1
    assert f"{questions}: holds no documents" in err


def test_a_text_without_numbers_is_cited_by_position(run: Run, tmp_path: Path) -> None:
    (tmp_path / "memo.txt").write_text(
        "The pump was mended on Monday.\n\nIt failed again on Friday.\n", encoding="utf-8"
    )
    run("index", tmp_path / "memo.txt", "--library", tmp_path / "library")
    _, out, _ = run("search", "When did it fail?", "-k", "1", "--library", tmp_path / "library")
    assert "memo unnumbered ¶2" in out


def test_another_model_is_refused(run: Run, cable_folder: Path, tmp_path: Path) -> None:
    model = tmp_path / "other-model"
    model.mkdir()
    (model / "model.safetensors").write_bytes(b"other weights")
    code, _, err = run("index", EXAMPLES, "--model", model, "--library", cable_folder)
    assert code == 1
    assert "was made with the model 'all-MiniLM-L6-v2'" in err
    assert "leave --model out, or index into another folder" in err
    with Library.open(cable_folder) as library:
        assert library.n_paragraphs == 9


def test_a_library_that_is_being_written(run: Run, cable_folder: Path) -> None:
    with FileLock(cable_folder / "writer.lock"):
        for command in (("index", EXAMPLES), ("remove", "09ASTANA1161"), ("check",)):
            code, _, err = run(*command, "--library", cable_folder)
            assert code == 1
            assert f"{cable_folder}: another process is writing this library" in err
        assert run("ask", "Who met Burns?", "--library", cable_folder)[0] == 0, "readers go on"


def test_a_search_may_be_narrowed(run: Run, cable_folder: Path) -> None:
    common = ("search", "elections", "--library", cable_folder, "--json")
    _, out, _ = run(*common, "--filter", "origin=astana", "--filter", "date=2009-07")
    assert len(json.loads(out)["hits"]) == 9
    code, out, err = run(*common, "--filter", "origin=Paris")
    assert (code, out) == (1, "")
    assert "no document has origin=Paris; there is, for example, Embassy Astana" in err
    code, _, err = run("ask", "Who?", "--library", cable_folder, "--filter", "origin")
    assert code == 1
    assert "write KEY=VALUE" in err


def test_a_library_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    code, _, err = run("ask", "why?", "--library", tmp_path / "none")
    assert code == 1
    assert str(tmp_path / "none") in err
    assert "pincite index" in err


def test_wrong_use_is_exit_code_2(run: Run) -> None:
    assert run("ask")[0] == 2
    assert run("search", "x", "--retriever", "psychic")[0] == 2


def test_control_characters_of_a_document_do_not_reach_the_terminal(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "evil.txt").write_text(
        "1. The treasure \x1b]0;owned\x07 is [bold red]under[/] the \u202eoak.\n\n2. Dig there.\n",
        encoding="utf-8",
    )
    library = tmp_path / "library"
    run("index", tmp_path / "evil.txt", "--library", library)
    for command in (
        ("show", "evil"),
        ("search", "treasure oak"),
        ("ask", "Where is the treasure?"),
    ):
        _, out, _ = run(*command, "--library", library)
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "\x07" not in out
        assert "[bold red]under[/]" in out
    _, out, _ = run("show", "evil", "1", "--library", library, "--json")
    assert "\x1b]0;owned" in json.loads(out)["paragraphs"][0]["text"], (
        "JSON holds the words as they are"
    )


HEAVY = tuple(
    "torch transformers sentence_transformers gradio faiss numpy tantivy matplotlib".split()
)


@pytest.mark.parametrize("arguments", [["--help"], ["eval", "--help"], ["chat", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    probe = (
        "import sys, qa.cli\n"
        f"sys.argv = ['pincite', *{arguments!r}]\n"
        "try: qa.cli.main()\n"
        "finally: print(sorted(set(sys.modules) & set(%r)), file=sys.stderr)" % (HEAVY,)
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert "Usage" in done.stdout
    assert done.stderr.strip() == "[]"


GUARD = """
import os, socket
def refused(self, address, *rest):
    if self.family != socket.AF_UNIX:
        with open(os.environ["PINCITE_TEST_TRIED"], "a") as file:
            file.write(f"{address}\\n")
        raise OSError("there is no network")
socket.socket.connect = refused
socket.socket.connect_ex = refused
socket.getaddrinfo = lambda *a, **k: refused(socket.socket(), a)
"""


def test_nothing_is_asked_of_a_network(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HF_")},
        "PYTHONPATH": str(tmp_path),
        "PINCITE_LIBRARY": str(tmp_path / "library"),
        "PINCITE_TEST_TRIED": str(tmp_path / "tried.txt"),
    }
    for arguments in (["index", str(seeds / "09ASTANA1161.txt")], ["ask", "Who met Burns?"]):
        done = subprocess.run(
            [sys.executable, "-m", "qa.cli", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    # Those that try may swallow the refusal, so each try is written down.
    assert not (tmp_path / "tried.txt").exists(), (tmp_path / "tried.txt").read_text()


def test_a_number_that_is_printed_twice_is_told_of(run: Run, tmp_path: Path) -> None:
    (tmp_path / "memo.txt").write_text("1. Osk.\n\n1. Marr.\n\n2. Rain.\n", encoding="utf-8")
    library = ("--library", tmp_path / "library")
    run("index", tmp_path / "memo.txt", *library)
    _, _, err = run("cite", "memo", "1", *library)
    assert err == "note: another paragraph has this number: memo ¶1#2\n"
    _, _, err = run("cite", "memo", "2", *library)
    assert err == ""
