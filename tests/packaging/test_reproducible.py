"""The same files give the same list, archive and Debian package, wherever and whenever they are made."""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from bundle.epoch import epoch  # type: ignore[import-not-found]
from bundle.filelist import file_list, normalise_modes, size_of  # type: ignore[import-not-found]
from bundle.linux.archive import write_archive  # type: ignore[import-not-found]

EPOCH = 1_700_000_000


def make_app(folder: Path, *, backwards: bool, umask: int) -> Path:
    """A small app: files, a program, a link to a file and one to a folder."""
    files = {"meetdesk": b"program", "_internal/b.so": b"b" * 100_000, "_internal/a/é.txt": b"text", "LICENSE": b"MIT"}
    before = os.umask(umask)
    try:
        for name, content in sorted(files.items(), reverse=backwards):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        (folder / "meetdesk").chmod(0o700)
        (folder / "_internal" / "link.so").symlink_to("b.so")
        (folder / "_internal" / "folder").symlink_to("a")
    finally:
        os.umask(before)
    normalise_modes(folder)
    return folder


@pytest.fixture
def twice(tmp_path: Path) -> tuple[Path, Path]:
    """The same app, made in another order, with another umask, and at another time."""
    first = make_app(tmp_path / "one" / "app", backwards=False, umask=0o022)
    second = make_app(tmp_path / "two" / "other", backwards=True, umask=0o077)
    for file in second.rglob("*"):
        os.utime(file, (1, 1), follow_symlinks=False)
    return first, second


def test_file_list(twice: tuple[Path, Path]) -> None:
    first, second = twice
    listed = file_list(first)
    assert listed == file_list(second)
    assert "0755 7 meetdesk\n" in listed
    assert "0644 4 _internal/a/é.txt\n" in listed
    assert "-> b.so _internal/link.so\n" in listed
    assert "-> a _internal/folder\n" in listed
    assert size_of(first) == 7 + 100_000 + 4 + 3 + len("b.so") + len("a")
    (second / "LICENSE").write_bytes(b"MIt")
    assert file_list(second) != listed


def test_archive(twice: tuple[Path, Path], tmp_path: Path) -> None:
    archives = [tmp_path / "one.tar.xz", tmp_path / "two.tar.xz"]
    for app, target in zip(twice, archives, strict=True):
        write_archive(app, "meetdesk-1", target, epoch=EPOCH, level=1)
    assert archives[0].read_bytes() == archives[1].read_bytes()
    with tarfile.open(archives[0]) as tar:
        members = tar.getmembers()
        if hasattr(tarfile, "data_filter"):  # Debian 12's Python, 3.11.2, has none
            tar.extraction_filter = tarfile.data_filter
        tar.extractall(tmp_path / "out")
    assert {member.name.partition("/")[0] for member in members} == {"meetdesk-1"}
    assert {(member.mtime, member.uid, member.uname) for member in members} == {(EPOCH, 0, "root")}
    assert file_list(tmp_path / "out" / "meetdesk-1") == file_list(twice[0])


@pytest.mark.skipif(shutil.which("dpkg-shlibdeps") is None, reason="needs dpkg-dev")
def test_debian_package(twice: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bundle.linux import deb  # type: ignore[import-not-found]  # noqa: PLC0415

    monkeypatch.setattr(deb, "CACHE", tmp_path / "cache")
    made = []
    for number, app in enumerate(twice):
        (app / "meetdesk.cdx.json").write_text(
            '{"components": [{"name": "libfoo1", "purl": "pkg:deb/debian/libfoo1@1"}]}'
        )
        monkeypatch.setattr(deb, "_TREE", app.parent / "tree")
        shutil.copy2("/bin/true", app / "_internal" / "program")  # so that there is something to depend on
        target = tmp_path / f"{number}.deb"
        deb.write_deb(app, target, epoch=EPOCH, compression="-Znone")
        made.append(target.read_bytes())
    assert made[0] == made[1]
    listed = subprocess.run(["dpkg-deb", "-c", target], capture_output=True, text=True, check=True).stdout
    assert "./usr/bin/meetdesk -> ../lib/meetdesk/meetdesk" in listed
    for name in ("lib/meetdesk/_internal/b.so", "share/applications/meetdesk.desktop", "share/man/man1/meetdesk.1.gz"):
        assert f"./usr/{name}\n" in listed
    assert not [line for line in listed.splitlines() if "root/root" not in line]
    control = subprocess.run(["dpkg-deb", "-f", target, "Depends"], capture_output=True, text=True, check=True).stdout
    assert control.startswith("libc6")


def test_time_of_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "12345")
    assert epoch() == 12345
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert epoch() == epoch() > 1_500_000_000
