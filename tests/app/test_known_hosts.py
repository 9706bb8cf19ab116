"""An address that another computer has now: the person is told before anything is said to it, and may go on."""

import socket
from pathlib import Path
from typing import Any

from tests.app.windows import Page, running


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def host(page: Page, name: str, port: int) -> dict[str, Any]:
    status, hosted = page.ask("POST", "/api/host", {"name": name, "title": f"With {name}", "port": port})
    assert status == 200, hosted
    return dict(hosted)


def join(page: Page, hosted: dict[str, Any], **more: str) -> dict[str, Any]:
    """Joins by address and code, and leaves again. The answer, of whatever status."""
    request = {"address": f"127.0.0.1:{hosted['port']}", "name": "Mia", "code": hosted["code"]}
    answer: dict[str, Any] = page.join(request | more)[1]
    page.ask("POST", "/api/leave")
    return answer


def test_another_computer_at_the_address(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path / "mia") as (mia_app, mia):
        with running(tmp_path / "ada") as (_, ada):
            hosted = host(ada, "Ada", port)
            assert join(mia, hosted)["host"] == "Ada"
            ada.ask("POST", "/api/leave")
            assert join(mia, host(ada, "Ada", port))["host"] == "Ada", "the same certificate is no news"
        with running(tmp_path / "bob") as (bob_app, bob):
            hosted = host(bob, "Bob", port)
            told = join(mia, hosted)
            assert told["code"] == "host_changed"
            detail = told["detail"]
            assert (detail["name"], detail["address"]) == ("Ada", f"127.0.0.1:{port}")
            assert detail["words"] == hosted["fingerprint_words"], "both people see the same words"
            hosting = bob_app._app._hosting
            assert hosting is not None
            assert not hosting._server._admissions._guesses._counts, "no code was tried on the other computer"
            assert join(mia, hosted, accept="00" * 32)["code"] == "host_changed", "the person agreed to another one"
            assert join(mia, hosted, accept=str(detail["fingerprint"]))["host"] == "Bob"
            assert join(mia, hosted)["host"] == "Bob", "it is told once"
        with running(tmp_path / "ada") as (_, ada):
            hosted = host(ada, "Ada", port)
            told = join(mia, hosted)
            assert (told["code"], told["detail"]["name"], told["detail"]["now"]) == ("host_another", "Bob", "Ada")
            assert join(mia, hosted, code="000 000", accept=told["detail"]["fingerprint"])["code"] == "code_wrong"
            assert (mia_app._app._store.hosts.at(f"127.0.0.1:{port}") or None) is not None
            assert join(mia, hosted)["code"] == "host_another", "who did not get in is not remembered"
    with running(tmp_path / "mia") as (_, mia), running(tmp_path / "ada") as (_, ada):
        assert join(mia, host(ada, "Ada", port))["code"] == "host_another", "remembered from start to start"
