"""Canaries: codes, invitations, tickets, tokens and chat are nowhere in the logs, at debug level, of two real apps.

Nor in what the apps say when joining fails, and the code of the environment is not handed on.
"""

import asyncio
import json
import logging
import os
import re
import signal
import stat
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pytest

from meetdesk import programs
from meetdesk.app.runtime import Runtime
from meetdesk.command_line import command, showing
from meetdesk.command_line.arguments import CODE_VARIABLE
from meetdesk.command_line.logs import start_log
from meetdesk.command_line.output import Output
from meetdesk.core.errors import MeetDeskError
from meetdesk.joining.address import Address
from meetdesk.joining.invitation import Destination, make_invitation, parse_destination
from tests.app.processes import environment, hosting, run
from tests.app.windows import Page, hear, running
from tests.support.trying_again import join

CHAT = "canary in the chat 7b1f"


def _everything_in(folder: Path) -> str:
    """All text of the files below."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return "\n".join(path.read_text("utf-8", errors="replace") for path in files)


def _secrets_of(code: str, invitation: str) -> dict[str, str]:
    """In every form in which they are written anywhere."""
    secret = parse_destination(invitation).secret
    text = re.search(r"[?&]s=([\w-]+)", invitation)
    assert text
    return {"code": code, "code as read": f"{code[:3]} {code[3:]}", "secret": text[1], "secret in hex": secret.hex()}


def _assert_silent(text: str, secrets: dict[str, str]) -> None:
    for name, value in secrets.items():
        # A code might be part of a longer number by chance.
        assert not re.search(rf"(?<![0-9a-f.]){re.escape(value)}(?![0-9a-f])", text), f"the log tells the {name}"


@contextmanager
def logged(folder: Path) -> Iterator[Path]:
    """Everything this process logs at debug level, in a file in ``folder``."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    path = start_log(folder, "debug")
    try:
        yield path
    finally:
        for handler in set(root.handlers) - set(before):
            root.removeHandler(handler)
            handler.close()
        root.setLevel(level)


def test_nothing_of_a_whole_meeting_is_in_the_log(tmp_path: Path) -> None:
    async def chat(anna: Page, bert: Page) -> None:
        async with anna.channel("/api/meeting/control") as host, bert.channel("/api/meeting/control") as guest:
            for channel, name in ((host, "Anna"), (guest, "Bert")):
                await channel.send(json.dumps({"type": "hello", "protocol": 2, "app": "0.1.0", "name": name}))
                await hear(channel, "welcome")
            await guest.send(json.dumps({"type": "post_chat", "id": 1, "ref": "r1", "text": CHAT}))
            await hear(guest, "done")

    with logged(tmp_path / "log") as log:
        with running(tmp_path / "anna") as (host, anna), running(tmp_path / "bert") as (guest, bert):
            hosted = _ok(anna.ask("POST", "/api/host", {"name": "Anna", "title": "Plans", "port": 0}))
            secrets = _secrets_of(hosted["code"], _invitation(host)) | {"chat": CHAT}
            address = f"127.0.0.1:{hosted['port']}"
            wrong = f"{(int(hosted['code']) + 1) % 10**6:06}"
            for typed in (wrong, "12345", hosted["code"] + "1", "code"):
                assert bert.join({"address": address, "name": "Bert", "code": typed})[0] >= 400
            assert bert.join({"address": f"{address}] {hosted['code']}", "name": "Bert"})[0] >= 400
            broken = _invitation(host)[:-3]
            assert bert.join({"address": broken, "name": "Bert"})[0] >= 400
            secrets["wrong code"] = wrong
            _ok(bert.join({"address": address, "name": "Bert", "code": hosted["code"]}))
            secrets["ticket"] = guest._app._joined.bridge.host.ticket  # type: ignore[union-attr]
            secrets["token"] = host.entry_url().rpartition("=")[2]
            asyncio.run(chat(anna, bert))
            renewed = _ok(anna.ask("POST", "/api/code", {"code": "digits_9"}))
            secrets |= {"new code": renewed["code"]}
        text = log.read_text("utf-8")
        assert "admitted to meeting" in text, "the log was not written"
        assert "a wrong code from" in text
        _assert_silent(text, secrets)
        kept = _everything_in(tmp_path / "bert" / "data")
        _assert_silent(kept, {name: secrets[name] for name in ("code", "code as read", "secret")})


def _ok(answer: tuple[int, Any]) -> dict[str, Any]:
    assert answer[0] == 200, answer
    body: dict[str, Any] = answer[1]
    return body


def _invitation(runtime: Runtime) -> str:
    """Also on a machine without a network, where the page is given none."""
    hosting_now = runtime._app._hosting
    assert hosting_now is not None
    door = hosting_now._door
    return make_invitation([Address("127.0.0.1", hosting_now.port)], hosting_now._fingerprint, door.secret)


def test_a_real_process_keeps_its_code_to_its_one_line(tmp_path: Path) -> None:
    with hosting(tmp_path, "--log-level", "debug") as (process, ready):
        address = Destination((Address("127.0.0.1", ready["port"]),))
        wrong = f"{(int(ready['code']) + 1) % 10**6:06}"
        with pytest.raises(MeetDeskError, match="code_wrong"):
            asyncio.run(join(address, wrong, app_version="0.1.0"))
        assert asyncio.run(join(address, ready["code"], app_version="0.1.0")).ticket
        told = Path(f"/proc/{process.pid}/cmdline").read_bytes() + Path(f"/proc/{process.pid}/environ").read_bytes()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    written = _everything_in(tmp_path)
    assert "a wrong code from" in written
    secrets = {"code": ready["code"], "wrong code": wrong}
    if ready["invitation"]:
        secrets |= _secrets_of(ready["code"], ready["invitation"])
    _assert_silent(written + out + err + told.decode(errors="replace"), secrets)


@pytest.mark.parametrize("typed", ["12345", "4829l3"])
def test_a_mistyped_code_is_not_repeated(tmp_path: Path, typed: str) -> None:
    ended = run(tmp_path, "join", "192.0.2.7", "--log-level", "debug", **{CODE_VARIABLE: typed})
    assert ended.returncode == 1
    assert "This is not a code" in ended.stderr
    assert typed not in ended.stdout + ended.stderr + _everything_in(tmp_path)


@pytest.mark.expected_warnings("ended: address_invalid")
def test_the_code_of_the_environment_is_not_handed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CODE_VARIABLE, "482913")
    monkeypatch.setenv("MEETDESK_DATA", str(tmp_path))
    handlers, level = list(logging.getLogger().handlers), logging.getLogger().level
    assert command.run(["join", "no address!"]) == 1
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)
    assert CODE_VARIABLE not in os.environ


def test_where_no_browser_opens_a_file_leads_to_the_page_and_a_pipe_is_told_no_token(tmp_path: Path) -> None:
    env = environment(tmp_path / "data")
    env.pop("BROWSER", None)
    command = [sys.executable, "-m", "meetdesk", "--log-level", "debug"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said = ""
            while "://" not in said:
                line = process.stderr.readline()
                assert line, f"the app ended: {said}"
                said += line
            assert "token" not in said
            assert "Within 5 minutes" in said
            file = Path(unquote(said.partition("file://")[2].strip()))
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            found = re.search(r'href="(http://127\.0\.0\.1:\d+/enter\?token=([\w-]{43}))"', file.read_text())
            assert found
            page = Page(found[1])  # enters by it
            with pytest.raises(urllib.error.HTTPError) as again:
                urllib.request.urlopen(found[1], timeout=10)
            assert again.value.code == 403
            assert page.ask("GET", "/api/state")[0] == 200
            told = Path(f"/proc/{process.pid}/cmdline").read_text()
        finally:
            process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert not file.exists()
    _assert_silent(said + told + out + err + _everything_in(tmp_path), {"token": found[2]})


@pytest.mark.parametrize("terminal", [True, False])
def test_a_terminal_is_told_the_address_itself(
    terminal: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delitem(programs.ENVIRONMENT, name, raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    url = "http://127.0.0.1:5000/enter?token=s3cret"
    stopped = threading.Event()
    stopped.set()
    runtime, instance = SimpleNamespace(entry_url=lambda: url), SimpleNamespace()
    showing._show_in_browser(runtime, Output("en"), stopped, instance, tmp_path)  # type: ignore[arg-type]
    said = capsys.readouterr().err
    assert (url in said) is terminal
    assert ("s3cret" in said) is terminal
    assert "Within 5 minutes" in said
