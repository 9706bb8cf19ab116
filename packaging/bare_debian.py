"""Proves the list of system packages complete: sets MeetDesk up and runs it in a fresh Debian that has nothing else.

    sudo python3 packaging/bare_debian.py [--suite SUITE]… [--folder FOLDER] [--bind PATH]…

For every release of Debian that MeetDesk is for (``SUITES``), or those that are named. Debootstrap makes the file
system, with Python and make in it. There, one after the other: `make run ARGS=--version`;
the self-test of the app on a virtual display, which needs every library that the window does; the set-up of
`make test`; the tests that need nothing else; and of the rest one for each package that only tests need. The folder is
removed in the end unless it was named.

pip, npm and apt are asked as outside: their variables and configuration files are taken along. ``--bind`` makes a
folder of this machine visible under the same name, for those who keep packages in one.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

SUITES = ("bookworm", "trixie")
ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = "ca-certificates,make,python3"
"""What one has before one begins: the README says so."""
_TAKEN_ALONG = ("/etc/pip.conf", "/root/.npmrc", "/root/.config/pip/pip.conf", "/etc/resolv.conf", "/etc/hosts")
_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
"""That this machine trusts, also for its mirrors. Inside they have a place of their own: Debian writes this file anew.
"""
_TRUSTED = "/etc/ssl/outside.crt"
_VARIABLES = (
    "PIP_",
    "NPM_CONFIG_",
    "npm_config_",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "http_proxy",
    "https_proxy",
    "NO_PROXY",
)
_FOLDER = "/meetdesk"
_STEPS: tuple[tuple[str, str], ...] = (
    ("The app is set up", "make run ARGS=--version"),
    (
        "The window works with nothing but that",
        "apt-get install -y --no-install-recommends xvfb >/dev/null && "
        "{ Xvfb :9 -screen 0 1280x900x24 -nolisten tcp & } && sleep 2 && "
        "DISPLAY=:9 make run ARGS=--self-test; status=$?; kill %1; exit $status",
    ),
    ("The tests are set up", "make test ARGS=--version"),
    ("Tests run", 'make test ARGS="tests/core tests/relay tests/wire tests/store -q -p no:cacheprovider"'),
    (
        "Tests with desktops, browser, screen reader, sound servers, networks and installer run",
        'make test ARGS="tests/desktop/test_manners.py tests/desktop/test_screen_reader.py'
        " tests/desktop/test_sound_server.py tests/engine/test_two_people.py tests/packaging"
        ' tests/doctor/test_real_networks.py tests/safety/test_no_internet.py -q -rs -p no:cacheprovider"',
    ),
)


def main() -> int:
    arguments = _arguments()
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        print("This needs root and debootstrap (on Debian: sudo apt-get install debootstrap).", file=sys.stderr)
        return 2
    if not arguments.inside:
        # Whatever is mounted from here on goes away with this process.
        return max(_inside(suite, arguments) for suite in arguments.suite or SUITES)
    (suite,) = arguments.suite
    folder = arguments.folder / suite if arguments.folder else Path(tempfile.mkdtemp(prefix=f"bare-{suite}-"))
    try:
        _make(folder, suite, arguments.mirror)
        _mount(folder, arguments.bind)
        return max(_step(folder, title, command) for title, command in _STEPS)
    except subprocess.CalledProcessError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    finally:
        if arguments.folder is None:
            for place in _mounted(folder):
                subprocess.run(["umount", "--lazy", place], check=False)
            if not _mounted(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _inside(suite: str, arguments: argparse.Namespace) -> int:
    """Exit status of this same command in namespaces of its own."""
    again = [sys.executable, __file__, "--inside", "--suite", suite, "--mirror", arguments.mirror]
    again += ["--folder", arguments.folder] if arguments.folder else []
    again += [word for bind in arguments.bind for word in ("--bind", bind)]
    return subprocess.run(["unshare", "--mount", "--pid", "--fork", *again], check=False).returncode


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--suite", action="append", choices=SUITES, help="once or several times; all without it")
    parser.add_argument("--mirror", default="http://deb.debian.org/debian")
    parser.add_argument("--folder", type=Path, help="where the file systems are made, and kept")
    parser.add_argument("--bind", type=Path, action="append", default=[], metavar="PATH")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _make(folder: Path, suite: str, mirror: str) -> None:
    if not (folder / "usr/bin/python3").exists():
        print(f"• {suite} in {folder} …", flush=True)
        command = ["debootstrap", "--variant=minbase", f"--include={_PACKAGES}", suite, folder, mirror]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    # The files that git knows, as they are now: nothing that was built or downloaded here.
    listed = subprocess.run(
        ["git", "-C", ROOT, "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            target = folder / _FOLDER[1:] / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)
    for name in _TAKEN_ALONG:
        if Path(name).is_file():
            target = folder / name[1:]
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(name, target)

    shutil.copy(_AUTHORITIES, folder / _TRUSTED[1:])


def _mount(folder: Path, binds: Sequence[Path]) -> None:
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    # Network namespaces want the root to be a mount, and see the system's devices in /sys.
    subprocess.run(["mount", "--bind", folder, folder], check=True)
    for kind, place in (("proc", "proc"), ("sysfs", "sys"), ("tmpfs", "tmp"), ("tmpfs", "dev/shm")):
        if kind == "tmpfs" and place.startswith("dev"):
            subprocess.run(["mount", "--rbind", "/dev", folder / "dev"], check=True)
        subprocess.run(["mount", "-t", kind, kind, folder / place], check=True)
    for bind in binds:
        target = folder / str(bind.absolute())[1:]
        target.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "--rbind", bind, target], check=True)


def _mounted(folder: Path) -> list[str]:
    """Places below it where something is mounted, the innermost first."""
    places = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    return sorted((place for place in places if Path(place).is_relative_to(folder)), reverse=True)


def _step(folder: Path, title: str, command: str) -> int:
    """Its exit status."""
    print(f"• {title}: {command}", flush=True)
    kept = {name: value for name, value in os.environ.items() if name.startswith(_VARIABLES)}
    system = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}
    system |= {"DEBIAN_FRONTEND": "noninteractive"}
    system |= dict.fromkeys(("PIP_CERT", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"), _TRUSTED)
    done = subprocess.run(
        ["chroot", folder, "bash", "-c", f"cd {_FOLDER} && {command}"],
        env=kept | system,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    print(f"  {'✓' if done.returncode == 0 else f'✗ status {done.returncode}:'} {title}", flush=True)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
