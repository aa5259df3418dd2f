"""The process that PDFs are read in: `python -m index.formats.pdf_worker`; `pdf` starts it.

It takes requests from standard input until that ends, a line of JSON (`path`, `size`,
`memory`) and then so many bytes of PDF, and answers each on standard output, in lines of JSON:
`{"pages": n}` after each page, and at last `{"text": …}`, `{"unreadable": why}` for a file at
fault, or `{"fault": why}` for anything else. Its first line is `{"ready": true}`.

Memory is limited on Linux alone: Windows knows no such limit, and macOS does not keep to it.
"""

import json
import os
import signal
import sys
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from index.errors import UnreadableFile
from index.formats.pdf_document import document_text

__all__ = ["main"]

_Requests = SimpleQueue[tuple[str, bytes]]


def main() -> None:
    """Read PDFs until standard input ends."""
    # Ctrl-C reaches every process of the terminal; whoever started this one ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests: _Requests = SimpleQueue()
    threading.Thread(target=_take, args=(requests,), daemon=True).start()
    _say(ready=True)
    while True:
        path, data = requests.get()
        _say(**_answer(path, data))


def _take(requests: _Requests) -> None:
    """Take requests, and end the process where there are no more.

    That this has a thread ends the process even from inside PDFium when its parent is killed.
    """
    try:
        while line := sys.stdin.buffer.readline():
            request = json.loads(line)
            _limit(request["memory"])
            requests.put((request["path"], sys.stdin.buffer.read(request["size"])))
    finally:
        os._exit(0)


def _limit(memory: int) -> None:
    """Let the process have so many bytes at most, and leave no core file where it crashes."""
    if sys.platform != "linux":
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    soft = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(path: str, data: bytes) -> dict[str, str]:
    try:
        return {"text": document_text(data, Path(path), lambda n: _say(pages=n))}
    except UnreadableFile as error:
        return {"unreadable": str(error)}
    except MemoryError:
        os._exit(1)  # as where PDFium itself finds no memory
    except Exception as error:  # noqa: BLE001 - it is told, and names the file there
        return {"fault": f"{type(error).__name__}: {error}".removesuffix(": ")}


def _say(**message: Any) -> None:
    sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
