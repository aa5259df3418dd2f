"""Conversations in the library: kept, found, renamed and deleted, by their owner alone."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index import Library
from index.errors import InputError, LibraryDamaged, LibraryError, UnknownConversation
from index.model import KeptConversation
from tests.conftest import FakeEncoder


def keep(library: Library, owner: str, id_: str, words: str = "", title: str = "") -> None:
    library.conversations.keep(
        owner, id_, title=title or f"about {id_}", words=words, content=f"content of {id_}"
    )


def ids(kept: tuple[KeptConversation, ...]) -> list[str]:
    return [each.id for each in kept]


def test_what_is_kept_is_there_when_the_library_is_opened_again(library: Library) -> None:
    before = datetime.now(UTC)
    keep(library, "ada", "a", title="  Boats and\n harbours ")
    with Library.open(library.folder, encoder=FakeEncoder()) as opened:
        (kept,) = opened.conversations.of("ada")
        assert (kept.id, kept.title) == ("a", "Boats and harbours")
        assert before <= kept.changed <= datetime.now(UTC)
        assert opened.conversations.content("ada", "a") == "content of a"


def test_the_one_changed_last_comes_first_and_keeps_its_title(library: Library) -> None:
    keep(library, "ada", "a")
    keep(library, "ada", "b")
    library.conversations.rename("ada", "a", "My title")
    keep(library, "ada", "a", title="another")
    kept = library.conversations.of("ada")
    assert ids(kept) == ["a", "b"]
    assert kept[0].title == "My title"


def test_nobody_is_given_what_is_anothers(library: Library) -> None:
    keep(library, "ada", "a", words="secret")
    keep(library, "bob", "a", words="other")
    library.conversations.delete("bob", "a")
    assert ids(library.conversations.of("bob", containing="secret")) == []
    for refused in (
        lambda: library.conversations.content("bob", "a"),
        lambda: library.conversations.rename("bob", "a", "mine"),
        lambda: library.conversations.delete("bob", "a"),
    ):
        with pytest.raises(UnknownConversation, match="not kept"):
            refused()
    assert library.conversations.of("ada")[0].title == "about a"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["b", "a"]),
        ("BOATS", ["a"]),
        ("harbour boat", ["a"]),
        ("straße", ["b"]),
        ("STRASSE", ["b"]),
        ("titled", ["b"]),
        ("boats strasse", []),
        ("%", []),
    ],
)
def test_they_are_found_by_their_words(library: Library, words: str, found: list[str]) -> None:
    keep(library, "ada", "a", words="Boats leave the Harbour")
    keep(library, "ada", "b", words="Die Straße", title="Titled")
    assert ids(library.conversations.of("ada", containing=words)) == found


def test_a_title_is_cut_and_an_empty_one_refused(library: Library) -> None:
    keep(library, "ada", "a", title="long " * 100)
    assert len(library.conversations.of("ada")[0].title) == 200
    with pytest.raises(InputError, match="needs a title"):
        library.conversations.rename("ada", "a", " \n")


def test_a_library_that_may_only_be_read_keeps_none_and_says_so(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.database.is_writable", lambda _: False)
    with pytest.raises(LibraryError, match=r"readonly|may not be written"):
        keep(library, "ada", "a")


def test_a_damaged_time_is_told(library: Library) -> None:
    keep(library, "ada", "a")
    with sqlite3.connect(library.folder / "library.sqlite3") as connection:
        connection.execute("UPDATE conversation SET changed = 'yesterday'")
    with pytest.raises(LibraryDamaged, match="'yesterday'"):
        library.conversations.of("ada")


def test_a_library_of_an_older_version_is_given_a_place_for_them(
    library: Library, tmp_path: Path
) -> None:
    with sqlite3.connect(library.folder / "library.sqlite3") as connection:
        connection.execute("DROP TABLE conversation")
        connection.execute("PRAGMA user_version = 5")
    with Library.open(library.folder, encoder=FakeEncoder()) as opened:
        keep(opened, "ada", "a")
        assert ids(opened.conversations.of("ada")) == ["a"]
