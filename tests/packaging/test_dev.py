"""The developer script and what it reads."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from devtools import commands, python_packages, stamps, steps, system, ui  # type: ignore[import-not-found]

from tests.support.window import ROOT

MOST_OF_NODE_BYTES = 450e6
DEV = ROOT / "packaging" / "dev.py"


def dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(DEV), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_usage() -> None:
    assert dev("--help").returncode == 0
    for wrong in (("nonsense",), ("setup", "now")):
        done = dev(*wrong)
        assert done.returncode == 2
        assert "python packaging/dev.py COMMAND" in done.stdout


def test_make_knows_every_command() -> None:
    commands = re.findall(r"^([a-z]+) .*  ", dev("--help").stdout, re.MULTILINE)
    assert sorted({*commands} - {"test"}) == ["behind", "coverage", "lint", "lock", "package", "run", "setup", "ui"]
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert targets is not None
    assert {*targets[1].split()} == {*commands, "test"}


def test_system_packages_are_read_with_their_alternatives() -> None:
    sections = system.read_list(system.LIST.read_text())
    assert sections["venv"] == [["python3-venv"]]
    assert ["libasound2", "libasound2t64"] in sections["run"]
    assert ["chromium"] in sections["test"]


@pytest.mark.parametrize("lock", python_packages.LOCKS.values())
def test_locks_pin_and_hash_everything(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text, "a lock file must not say where packages come from"
    requirements = re.split(r"\n(?=\S)", text.split("\n", 1)[1].strip())
    assert requirements
    for requirement in requirements:
        assert re.match(r"[a-z0-9.-]+==\S+", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement


def test_locks_agree_and_hold_what_the_project_asks_for() -> None:
    def pinned(text: str) -> dict[str, str]:
        return dict(re.findall(r"^([a-z0-9.-]+)==([^\s;]+)", text, re.MULTILINE))

    run, package, develop = (pinned(lock.read_text()) for lock in python_packages.LOCKS.values())
    assert {**package, **run} == package
    assert {**develop, **package} == develop
    asked = re.findall(r'^  "([A-Za-z0-9-]+)==([^";]+)', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert asked
    for name, version in asked:
        assert develop.get(name.lower()) == version.strip(), f"{name}: run `python packaging/dev.py lock`"


def test_stamp_follows_contents(tmp_path: Path) -> None:
    source, stamp = tmp_path / "source", tmp_path / "made" / "stamp"
    source.write_text("one")
    before = stamps.digest([source, "version"])
    assert not stamps.fresh(stamp, before)
    stamps.write(stamp, before)
    assert stamps.fresh(stamp, stamps.digest([source, "version"]))
    source.write_text("two")
    assert not stamps.fresh(stamp, stamps.digest([source, "version"]))


def test_failed_step_tells_command_output_and_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "LOGS", tmp_path)
    script = "print('\\n'.join(map(str, range(100)))); print('broken pipe dream'); raise SystemExit(3)"
    with pytest.raises(steps.StepFailed) as failure:
        steps.quiet("Some step", [sys.executable, "-c", script])
    said = str(failure.value)
    assert "Some step: failed with status 3" in said
    assert "broken pipe dream" in said
    assert "\n    42\n" not in said, "only the tail belongs on the screen"
    assert "\n42\n" in (tmp_path / "some-step.log").read_text()
    assert str(tmp_path / "some-step.log") in said


def test_what_runs_beside_others_is_heard_after_them(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """All that it says, in order, then its exit status."""
    script = tmp_path / "slow.py"
    script.write_text(
        "import pathlib, sys, time; print('één', flush=True)\n"
        f"while not pathlib.Path({str(tmp_path / 'go')!r}).exists(): time.sleep(0.01)\n"
        "print('two', flush=True); sys.exit(3)"
    )
    with steps.begun("Slow", [sys.executable, "-X", "utf8", script]) as slow:
        assert steps.open_run("Quick", [sys.executable, "-c", "print('quick')"], gives_way=True)
        (tmp_path / "go").touch()
        assert slow.finish() == 3
    said = capfdbinary.readouterr().out.decode()
    assert [line for line in said.splitlines() if not line.startswith("•")] == [
        "quick",
        "één",
        "two",
        "  Slow: failed with status 3",
    ]


def test_what_runs_beside_others_does_not_outlive_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_END_SECONDS", 0.1)
    with (
        pytest.raises(KeyboardInterrupt),
        steps.begun("Slow", [sys.executable, "-c", "import time; time.sleep(60)"]) as slow,
    ):
        raise KeyboardInterrupt
    assert slow.process.poll() is not None


def test_what_is_downloaded_is_said_before_anything_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def said_so_far(*_: object, **__: object) -> None:
        raise steps.StepFailed(capsys.readouterr().out)

    monkeypatch.setattr(python_packages, "VENV", tmp_path)
    monkeypatch.setattr(ui, "_PACKAGES_STAMP", tmp_path / "stamp")
    monkeypatch.setattr(commands, "ensure_system_packages", said_so_far)
    with pytest.raises(steps.StepFailed, match=r"about 320 MB of Python packages and 130 MB of Node's packages\."):
        commands.set_up("run")
    stamps.write(tmp_path / "stamp", ui._packages_state())
    with pytest.raises(steps.StepFailed, match=r"about 430 MB of Python packages\."):
        commands.set_up("test")


def test_apt_tells_how_much_it_downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text(
        "#!/bin/sh\n"
        'echo "The following NEW packages will be installed: $5"\n'
        'echo "Need to get 616 kB of archives."\n'
        'echo "After this operation, 2629 kB of additional disk space will be used."\n'
        "echo Abort.; exit 1\n"
    )
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    told = system._size(["xvfb"]).splitlines()
    assert told[1:] == [
        "  Need to get 616 kB of archives.",
        "  After this operation, 2629 kB of additional disk space will be used.",
    ]


def test_node_packages_are_no_larger_than_they_need_be() -> None:
    """The message compiler once brought a database engine of 470 MB, whose timers held up each build, too."""
    folder = ROOT / "ui" / "node_modules"
    sizes: dict[str, int] = {}
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            name = "/".join(file.relative_to(folder).parts[:2])
            sizes[name] = sizes.get(name, 0) + file.stat().st_size
    largest = sorted(sizes, key=lambda name: -sizes[name])[:8]
    shown = "\n".join(f"{sizes[name] / 1e6:8.0f} MB {name}" for name in largest)
    assert sum(sizes.values()) < MOST_OF_NODE_BYTES, f"Node's packages are large:\n{shown}"


def test_missing_program_is_a_failed_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "LOGS", tmp_path)
    with pytest.raises(steps.StepFailed, match="No such file"):
        steps.quiet("Nothing", ["/nonexistent/program"])
