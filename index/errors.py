"""Every error that Pincite raises for a reason outside the program.

    PinciteError
    ├── InputError            a file, a value or a question that cannot be used
    │   ├── UnreadableFile    missing, empty, binary, or in an unknown encoding
    │   ├── NotADocument      readable, but not in the format that was asked for
    │   └── BadQuestion       empty or far too long
    ├── LibraryError          the library folder cannot be used as asked
    │   ├── LibraryNotFound   no library there yet
    │   ├── LibraryBusy       another process is writing it
    │   ├── LibraryDamaged    its database or an index file cannot be read
    │   ├── WrongModel        it was made with another encoder
    │   ├── UnknownDocument   no such document or paragraph in it
    │   └── UnknownConversation  no such conversation is kept in it
    └── ModelError            a model cannot be loaded or is not what it should be
        └── LanguageModelFailed  its server is down, slow, or sends no answer

Each message names the file and line, or the value, and says what to do next. A
question that the documents do not answer is a value (`Answer.answered` is false),
not an error. Mistakes of the programmer stay `ValueError` and `TypeError`.
"""

__all__ = [
    "BadQuestion",
    "InputError",
    "LanguageModelFailed",
    "LibraryBusy",
    "LibraryDamaged",
    "LibraryError",
    "LibraryNotFound",
    "ModelError",
    "NotADocument",
    "PinciteError",
    "UnknownConversation",
    "UnknownDocument",
    "UnreadableFile",
    "WrongModel",
]


class PinciteError(Exception):
    """Anything that a user can mend; the command line prints it and exits with 1."""


class InputError(PinciteError):
    """A file, a value or a question cannot be used as it is."""


class UnreadableFile(InputError):
    """A file is missing, empty, binary, or in an encoding that is not recognised."""


class NotADocument(InputError):
    """A file can be read, but is not in the format it was taken for."""


class BadQuestion(InputError):
    """A question is empty or longer than any question is."""


class LibraryError(PinciteError):
    """The library folder cannot be used as asked; nothing in it was changed."""


class LibraryNotFound(LibraryError):
    """There is no library in the folder yet."""


class LibraryBusy(LibraryError):
    """Another process is writing the library."""


class LibraryDamaged(LibraryError):
    """The library's database cannot be read."""


class WrongModel(LibraryError):
    """The library was made with another encoder than the one asked for."""


class UnknownDocument(LibraryError):
    """No document, or no paragraph of a document, has the given label."""


class UnknownConversation(LibraryError):
    """Nobody, or somebody else, has a conversation of the given id."""


class ModelError(PinciteError):
    """A model cannot be loaded, or its weights are not the expected ones."""


class LanguageModelFailed(ModelError):
    """The server of a language model is down, slow, or sends no whole answer."""
