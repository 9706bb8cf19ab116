"""The real command in a process of its own: what it prints, how it ends."""

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from meetdesk import __version__
from meetdesk.app.overrides import Overrides
from meetdesk.app.runtime import Runtime
from meetdesk.command_line.arguments import parse
from meetdesk.command_line.output import Output
from meetdesk.desktop.paths import planned_log_folder
from meetdesk.desktop.switches import Developing
from meetdesk.joining.address import Address
from meetdesk.joining.code import normal_code
from meetdesk.joining.dial import JoinedHost
from meetdesk.joining.invitation import Destination, parse_destination
from meetdesk.messages import LANGUAGES
from meetdesk.wire.local import CodeKind, HostedMeeting, JoinedMeeting, MeetingMoved
from tests.app.processes import environment, hosting, run
from tests.support.trying_again import join
from tests.support.window import ROOT


def _join(ready: dict[str, Any]) -> JoinedHost:
    """By the code, and pinned if there is an invitation."""
    port = ready["port"]
    fingerprint = parse_destination(ready["invitation"] or f"127.0.0.1:{port}").fingerprint
    destination = Destination((Address("127.0.0.1", port),), fingerprint)
    return asyncio.run(join(destination, normal_code(ready["code"]), app_version=__version__))


def test_version(tmp_path: Path) -> None:
    ended = run(tmp_path, "--version")
    assert (ended.returncode, ended.stdout) == (0, f"MeetDesk {__version__}\n")
    assert not list(tmp_path.iterdir()), "nothing is kept for a version"


def test_where_the_meeting_goes_on_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = HostedMeeting(
        "m", "Plans", ("10.0.0.7",), 47_800, "", "", "482 913", CodeKind.DIGITS_6, "", False, (), (), ""
    )
    joined = MeetingMoved(None, JoinedMeeting("m", "Plans", "Bob", "10.0.0.9:47801"))
    for event, host, addresses in ((joined, "Bob", ["10.0.0.9:47801"]), (MeetingMoved(here, None), "", ["10.0.0.7"])):
        for output in (Output("en", json=True), Output("en")):
            Runtime(tmp_path, None, Overrides(), on_moved=output.moved)._push(event)
        line, *text = capsys.readouterr().out.splitlines()
        assert json.loads(line) == {"event": "moved", "meeting": "m", "host": host, "addresses": addresses}
        assert text[0].startswith("Bob's computer" if host else "This computer")
        assert addresses[0] in "".join(text)


def test_help_in_the_language_of_the_system(tmp_path: Path) -> None:
    chinese = run(tmp_path, "--help", LANG="zh_CN.UTF-8")
    assert chinese.returncode == 0
    assert "界面语言" in chinese.stdout


@pytest.mark.parametrize("command", ["", "host", "join", "bench", "find", "doctor"])
def test_help_in_both_languages(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In this process, of which one part is enough for it."""
    told = {}
    for language in LANGUAGES:
        with pytest.raises(SystemExit) as ended:
            parse(["--language", language, *command.split(), "--help"])
        assert ended.value.code == 0
        told[language] = capsys.readouterr().out
    assert "language" in told["en"]
    assert "界面语言" in told["zh-CN"]
    assert "cli_" not in "".join(told.values()), "a text is missing"


def test_wrong_usage_ends_the_command(tmp_path: Path) -> None:
    ended = run(tmp_path, "dance")
    assert ended.returncode == 2
    assert "usage: meetdesk" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("language", "words"), [("en", "there is no such command. The commands are: host, join"), ("zh-CN", "没有这个命令")]
)
def test_an_unknown_command_is_told_which_there_are(
    language: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for typed in ("dance", "192.168.1.20"):
        with pytest.raises(SystemExit) as ended:
            parse(["--language", language, typed])
        told = capsys.readouterr().err
        assert ended.value.code == 2
        assert words in told
        assert "meetdesk join ADDRESS" in told


@pytest.mark.parametrize("command", ["", "host", "join", "bench", "find", "doctor"])
def test_readme_names_every_option(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    readme = re.sub(r"--\[no-\](\w+)", r"--\1 --no-\1", (ROOT / "README.md").read_text(encoding="utf-8"))
    with pytest.raises(SystemExit):
        parse(["--language", "en", *command.split(), "--help"])
    options = {*re.findall(r"--[a-z-]+", capsys.readouterr().out)} - {"--help"}
    missing = {one for one in options if one not in readme}
    assert not missing, f"README.md does not tell of `meetdesk {command}` with {sorted(missing)}"


def test_readme_tells_where_the_log_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("MEETDESK_DATA", "XDG_STATE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    place = str(planned_log_folder()).replace(str(Path.home()), "~")
    assert place in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ["host", "--port", "x"],
        ["host", "--port", "70000"],
        ["join"],
        ["--language", "fr"],
        ["--nonsense"],
        ["bench", "--seconds", "1"],
        ["host", "--no-window", "--lobby"],
    ],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(arguments)
    assert ended.value.code == 2
    assert "usage: meetdesk" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "en", "zh"),
    [
        ("host --code-digits 7", "--code-digits: “7” is none of these: 6, 9, 12", "可选：6, 9, 12"),
        ("host --code-digits x", "“x” is not a number", "“x”不是数字"),
        ("host --port 99999", "--port: a number from 0 to 65535", "需要 0 到 65535 之间的数"),
        ("find --seconds nan", "--seconds: a number from 1 to 600", "需要 1 到 600 之间的数"),
        ("bench --seconds inf", "--seconds: a number from 5 to 600", "需要 5 到 600 之间的数"),
        ("join 10.0.0.1 --code", "--code needs a value", "--code 后面需要一个值"),
        ("join", "this is missing: ADDRESS", "缺少：ADDRESS"),
        ("host --json=5", "--json takes no value", "--json 后面不能带值"),
        ("host --code-words --code-digits 6", "do not go together", "不能一起使用"),
        ("host --gusts", "not understood: --gusts", "无法识别：--gusts"),
        ("join a b", "not understood: b", "无法识别：b"),
        ("--log-level loud", "“loud” is none of these", "“loud”不在可选值之中"),
    ],
)
def test_what_is_wrong_is_said_in_the_persons_language(
    typed: str, en: str, zh: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, words in (("en", en), ("zh-CN", zh)):
        with pytest.raises(SystemExit) as ended:
            parse(["--language", language, *typed.split()])
        told = capsys.readouterr().err
        assert ended.value.code == 2
        assert words in told
        assert ("usage: " if language == "en" else "用法：") in told
        assert "argument " not in told, "argparse's own English"


@pytest.mark.parametrize(
    ("typed", "words"), [("--language", "--language 后面需要一个值"), ("--language fr", "“fr”不在可选值之中")]
)
def test_a_language_that_is_none_is_told_in_the_systems(
    typed: str, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    with pytest.raises(SystemExit):
        parse(typed.split())
    assert words in capsys.readouterr().err


def test_one_line_when_ready_and_a_meeting_that_can_be_joined(tmp_path: Path) -> None:
    with hosting(tmp_path, "--title", "Plans", "--name", "Anna") as (process, ready):
        assert set(ready) == {"event", "addresses", "port", "invitation", "meeting", "code", "guest_links"}
        assert ready["event"] == "ready"
        if ready["invitation"]:
            assert parse_destination(ready["invitation"]).addresses[0].port == ready["port"]
        joined = _join(ready)
        assert (joined.title, joined.host, joined.meeting) == ("Plans", "Anna", ready["meeting"])
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
        assert (process.returncode, out, err) == (0, "", "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ends_in_order(tmp_path: Path, number: signal.Signals) -> None:
    with hosting(tmp_path) as (process, ready):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        assert not children.exists() or not children.read_text(), "what it starts could be left behind"
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
        assert (process.returncode, err) == (0, "")
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", ready["port"]), timeout=2).close()


def test_a_damaged_link_is_answered(tmp_path: Path) -> None:
    ended = run(tmp_path, "MEETDESK://join?addr=10.0.0.1&fp=x")
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert ended.stderr.startswith("MeetDesk: ")


def test_a_whole_link_waits_for_the_person_and_what_is_typed_does_not() -> None:
    link = "meetdesk://join?addr=10.0.0.1"
    opened, typed = parse([link]), parse(["join", link])
    assert (opened.command, opened.address, opened.link) == ("join", link, True)
    assert (typed.command, typed.address, typed.link) == ("join", link, False)


@pytest.mark.parametrize("more", ["--remote-debugging-port=9222", "--engine-flags=--no-sandbox", "--data-dir=/tmp/own"])
def test_a_link_brings_no_arguments_along(more: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Where what opens it does not keep its words together."""
    link = "meetdesk://join?addr=10.0.0.1"
    with pytest.raises(SystemExit):
        parse([link, more])
    if not more.startswith("--data-dir"):  # an option of every command
        with pytest.raises(SystemExit):
            parse(["join", link, more])
    assert "meetdesk" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="on Linux only")
def test_a_developers_arguments_come_before_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    given = parse(["--remote-debugging-port", "9222", "--engine-flags=--one --two=2", "host", "--port", "0"])
    assert (given.command, given.port, given.developing) == ("host", 0, Developing(9222, "--one --two=2"))
    assert not parse(["host"]).developing
    for wrong in (["host", "--no-window"], ["find"], ["--self-test"]):
        with pytest.raises(SystemExit):
            parse(["--remote-debugging-port", "9222", *wrong])
        assert "which is not opened here" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        parse(["--remote-debugging-port", "0"])


def test_the_same_identity_at_every_start(tmp_path: Path) -> None:
    fingerprints = []
    for _ in range(2):
        with hosting(tmp_path) as (_, ready):
            fingerprints.append(_join(ready).certificate)
    assert fingerprints[0] == fingerprints[1]


def test_what_people_read(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "meetdesk", "host", "--no-window", "--name", "Ánna 🙂", "--port", str(port)]
    process = subprocess.Popen(
        command, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    lines = []
    assert process.stdout is not None
    while not lines or "Ctrl+C" not in lines[-1]:
        line = process.stdout.readline()
        assert line, "".join(lines)
        lines.append(line)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert "“Ánna 🙂's meeting”" in lines[0]
    assert "The meeting is over." in out
    assert err == ""
    assert process.returncode == 0


def test_the_next_free_port(tmp_path: Path) -> None:
    with hosting(tmp_path) as (_, first):
        taken = run(tmp_path / "other", "host", "--no-window", "--json", "--port", str(first["port"]))
    assert taken.returncode == 1
    failed = json.loads(taken.stdout)
    assert (failed["event"], failed["code"]) == ("error", "port_in_use")
    assert "port" in failed["message"]
    assert taken.stdout.count("\n") == 1
    assert taken.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--name", " "], "name_empty"),
        (["--title", "x" * 200], "title_too_long"),
    ],
)
def test_names_and_titles(tmp_path: Path, arguments: list[str], code: str) -> None:
    ended = run(tmp_path, "host", "--no-window", "--json", "--port", "0", *arguments)
    assert ended.returncode == 1
    assert json.loads(ended.stdout)["code"] == code


def test_an_own_code_that_is_easily_guessed(tmp_path: Path) -> None:
    ended = run(tmp_path, "host", "--no-window", "--port", "0", MEETDESK_CODE="letmein now")
    assert ended.returncode == 1
    assert "easy to guess" in ended.stderr
    assert "letmein" not in ended.stderr + ended.stdout


def test_a_mistyped_address_in_two_languages(tmp_path: Path) -> None:
    english = run(tmp_path, "join", "192.168.1.300")
    chinese = run(tmp_path, "--language", "zh-CN", "join", "192.168.1.300")
    assert english.returncode == chinese.returncode == 1
    assert english.stderr.startswith("MeetDesk: ")
    assert chinese.stderr.startswith("MeetDesk：")
    assert "error_" not in english.stderr + chinese.stderr, "a sentence is missing"
    assert "Traceback" not in english.stderr


def test_a_mistake_of_the_app_itself_is_no_traceback(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    broken = [
        "import meetdesk.app.runtime",
        "def fail(*_): raise ZeroDivisionError('secret')",
        "meetdesk.app.runtime.load_or_make = fail",
    ]
    (site / "sitecustomize.py").write_text("\n".join(broken))
    ended = run(tmp_path, "host", "--no-window", "--json", PYTHONPATH=f"{site}:{Path.cwd()}")
    assert ended.returncode == 1
    assert json.loads(ended.stdout)["code"] == "internal"
    assert "Traceback" not in ended.stderr
    assert str(tmp_path / "log" / "meetdesk.log") in ended.stderr
    assert "ZeroDivisionError" in (tmp_path / "log" / "meetdesk.log").read_text()


def test_a_data_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with hosting(tmp_path / "file" / "data") as (process, ready):
        assert _join(ready).ticket
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=20)
        assert process.returncode == 0
        assert "Traceback" not in err
        assert "forgets" in err


def test_a_code_in_words_and_no_secret_in_the_log(tmp_path: Path) -> None:
    with hosting(tmp_path, "--code-words", "--log-level", "debug") as (process, ready):
        assert len(ready["code"].split()) == 3
        joined = _join(ready | {"code": ready["code"].upper().replace(" ", "-")})
        assert joined.meeting == ready["meeting"]
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    text = (tmp_path / "log" / "meetdesk.log").read_text()
    assert ready["meeting"] in text
    for secret in (joined.ticket, ready["code"], ready["code"].replace(" ", "-")):
        assert secret not in text


def test_a_computer_says_how_many_people_it_can_host(tmp_path: Path) -> None:
    machine = run(tmp_path, "bench", "--json", "--seconds", "5")
    assert machine.returncode == 0, machine.stderr
    result = json.loads(machine.stdout)
    assert [one["setting"] for one in result["settings"]] == ["small", "speaker", "large"]
    assert all(one["limit"] in {"cpu", "link", "meeting"} and one["people"] >= 1 for one in result["settings"])
