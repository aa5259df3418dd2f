import socket

import pytest

from index.errors import InputError
from ui.server import address_for, address_of, listen


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("localhost", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.2", "127.0.0.2"),
        ("::1", "::1"),
        ("[::1]", "::1"),
    ],
)
def test_addresses_of_this_machine_are_taken(host: str, address: str) -> None:
    assert address_for(host, closed=False) == address


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5"])
def test_addresses_that_others_could_reach_need_accounts(host: str) -> None:
    with pytest.raises(InputError, match=r"--auth-file, or use --host 127.0.0.1"):
        address_for(host, closed=False)
    assert address_for(host, closed=True) == host


@pytest.mark.parametrize("host", ["example.org", "", "localhost.", "127.0.0.1:80"])
@pytest.mark.parametrize("closed", [True, False])
def test_what_is_no_address_is_refused(host: str, closed: bool) -> None:
    with pytest.raises(InputError, match=r"is no address; use --host 127.0.0.1"):
        address_for(host, closed=closed)


def test_a_free_port_is_taken_and_named() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert address_of(listener) == f"http://127.0.0.1:{port}/"
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            pass


def test_a_busy_port_is_said_to_be_busy() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=rf"port {port}: .*--port 0"):
            listen("127.0.0.1", port)
