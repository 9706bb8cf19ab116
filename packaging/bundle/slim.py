"""What of the frozen app is left out, because a meeting never needs it. Pure: names in, names out."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import TypeAlias

Entry: TypeAlias = tuple[str, str, str]
"""PyInstaller's: name in the app's folder, where the file is (of a link: what it points to), kind."""

EXCLUDED_MODULES = (
    # other engines of pywebview and QtPy, and Qt modules that QtPy would take if they were there
    *(
        "PySide6.QtQuickWidgets",
        "PySide6.scripts",
        "gi",
        "PyQt5",
        "PyQt6",
        "PySide2",
        "webview.platforms.gtk",
        "webview.platforms.android",
    ),
    *("PySide6.QtDataVisualization", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtQml", "PySide6.QtQuick"),
    # the web server of pywebview, which is never started (``meetdesk/desktop/pywebview.py``)
    *("webview.http", "bottle", "wsgiref"),
    # developers' tools, and what libraries use if it happens to be installed
    *(
        "_curses",
        "_pytest",
        "attr",
        "attrs",
        "curses",
        "doctest",
        "ensurepip",
        "hypothesis",
        "lib2to3",
        "mypy",
        "numpy",
        "pdb",
        "PIL",
        "pip",
    ),
    *(
        "pkg_resources",
        "playwright",
        "pydoc",
        "pytest",
        "readline",
        "setuptools",
        "test",
        "tkinter",
        "unittest",
        "uvloop",
        "yaml",
    ),
)
"""Not analysed at all."""
EXCLUDED_PACKAGES = ("bottle",)
"""Needed by others of their own accord, and in the app neither as modules nor by name."""

_LANGUAGES = ("en-US", "zh-CN")
"""Chromium's own texts that are kept; it falls back to en-US."""

_DROPPED = tuple(
    re.compile(pattern)
    for pattern in (
        # Qt's declarative user interfaces: QtWebEngine links to their libraries, but loads none of the files.
        r"PySide6/Qt/qml/",
        # Of the plugins: displays, input methods, the portal's file dialogs and colours stay.
        r"PySide6/Qt/plugins/(?!(platforms|platforminputcontexts|platformthemes|wayland-\w|xcbglintegrations)[\w-]*/)",
        r"PySide6/Qt/plugins/platforms/libq(?!offscreen|wayland|xcb)",
        r"PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboard",
        r"PySide6/Qt/plugins/platformthemes/libqgtk3",
        # Chromium's developer tools, and its texts in other languages
        r"PySide6/Qt/resources/qtwebengine_devtools_resources|PySide6/Qt/resources/.*\.debug\.",
        rf"PySide6/Qt/translations/(?!qtwebengine_locales/({'|'.join(_LANGUAGES)})\.pak$|qtbase_zh_CN\.qm$)",
        # Noted by the UI's build for the licences and the bill of materials
        r"meetdesk/ui/cyclonedx/",
        # Types, and of the packages' metadata all but what the app shows of them
        r".*\.(pyi|pxd|h)$",
        r"[^/]+\.dist-info/(?!METADATA$)",
    )
)

SYSTEM_LIBRARIES = re.compile(
    # Graphics drivers, sound plugins and fonts are loaded into the same process and are made for these; the system's
    # services are spoken to with them (the exclude list of AppImage, as far as our libraries are on it).
    r"lib(asound|dbus-1|drm|EGL|expat|fontconfig|freetype|gbm|gcc_s|GL|GLX|GLdispatch|OpenGL|stdc\+\+|systemd|udev|uuid"
    r"|X11|X11-xcb|xcb|z"
    # Every desktop has them, and the system gives them their security updates.
    r"|brotlicommon|brotlidec|bz2|com_err|crypto|ffi|freebl3|freeblpriv3|glib-2\.0|gssapi_krb5|gthread-2\.0|k5crypto"
    r"|keyutils|krb5|krb5support|lzma|nspr4|nss3|nssckbi|nssdbm3|nssutil3|pcre2-8|plc4|plds4|smime3|softokn3|sqlite3"
    r"|ssl|zstd)\.(so|chk)\b"
)
"""Must be the system's own, so they are left out; the Debian package depends on theirs."""

SCREEN_LIBRARY = "libswscale.so.*[0-9]"
"""FFmpeg's, of Qt: the app loads it by name, to convert pictures of the screen (``desktop/screens/i420.py``)."""
_LOADED_BY_NAME = re.compile(r"libpython3\.|libswscale\.so")
"""Libraries that nothing links to: PyInstaller's loader and the app load them themselves."""


def kept(name: str) -> bool:
    """Whether the file of this name in the app's folder (``PySide6/Qt/lib/…``) is of use."""
    name = name.replace("\\", "/")
    return not any(pattern.match(name) for pattern in _DROPPED)


def is_library(name: str) -> bool:
    """Whether it is there only for others that link to it (Linux)."""
    path = PurePosixPath(name)
    folder = str(path.parent)
    return (
        re.match(r"lib[^/]+\.so\b", path.name) is not None
        and (folder in (".", "PySide6/Qt/lib", "PySide6", "shiboken6") or folder.endswith(".libs"))
        and _LOADED_BY_NAME.match(path.name) is None
    )


def linked(entries: Iterable[Entry], needed: dict[str, set[str]]) -> list[Entry]:
    """The entries without libraries that nothing links to any more, and without the system's own.

    ``needed``: by the place of a file, the names of the libraries it links to.
    """
    entries = [entry for entry in entries if not SYSTEM_LIBRARIES.match(PurePosixPath(entry[0]).name)]
    links = {name: str(PurePosixPath(name).parent / target) for name, target, kind in entries if kind == "SYMLINK"}
    files = [entry for entry in entries if entry[2] != "SYMLINK"]
    libraries: dict[str, list[Entry]] = {}
    for entry in files:
        if is_library(entry[0]):
            libraries.setdefault(PurePosixPath(entry[0]).name, []).append(entry)
    found: set[Entry] = set()
    open_ends = [entry for entry in files if not is_library(entry[0])]
    while open_ends:
        entry = open_ends.pop()
        if entry not in found:
            found.add(entry)
            open_ends += [library for name in needed.get(entry[1], ()) for library in libraries.get(name, ())]
    names = {entry[0] for entry in found}
    return [entry for entry in entries if entry in found or links.get(entry[0]) in names]
