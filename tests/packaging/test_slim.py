"""What is left out of the frozen app."""

import pytest
from bundle import slim  # type: ignore[import-not-found]


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/lib/libQt6WebEngineCore.so.6",
        "PySide6/Qt/libexec/QtWebEngineProcess",
        "PySide6/Qt/resources/icudtl.dat",
        "PySide6/Qt/resources/v8_context_snapshot.bin",
        "PySide6/Qt/translations/qtwebengine_locales/en-US.pak",
        "PySide6/Qt/translations/qtwebengine_locales/zh-CN.pak",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/platformthemes/libqxdgdesktopportal.so",
        "meetdesk/messages/zh-CN/window.json",
        "meetdesk/ui/index.html",
        "tornado-6.6.1.dist-info/METADATA",
        "webview\\lib\\WebView2Loader.dll",
    ],
)
def test_what_a_meeting_needs_is_kept(name: str) -> None:
    assert slim.kept(name)


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/qml/QtQuick/libqtquick2plugin.so",
        "PySide6/Qt/resources/qtwebengine_devtools_resources.pak",
        "PySide6/Qt/translations/qtwebengine_locales/de.pak",
        "PySide6/Qt/translations/qt_fr.qm",
        "PySide6\\Qt\\plugins\\imageformats\\libqtiff.so",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/QtCore.pyi",
        "tornado-6.6.1.dist-info/RECORD",
        "meetdesk/ui/cyclonedx/page.json",
    ],
)
def test_the_rest_is_dropped(name: str) -> None:
    assert not slim.kept(name)


def test_libraries_stay_while_something_links_to_them() -> None:
    entries = [
        ("PySide6/QtCore.abi3.so", "/q/QtCore", "EXTENSION"),
        ("PySide6/Qt/lib/libQt6Core.so.6", "/q/Core", "BINARY"),
        ("PySide6/Qt/lib/libicuuc.so.73", "/q/icu", "BINARY"),
        ("PySide6/Qt/lib/libQt6Charts.so.6", "/q/Charts", "BINARY"),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
        ("libQt6Charts.so.6", "PySide6/Qt/lib/libQt6Charts.so.6", "SYMLINK"),
        ("libstdc++.so.6", "/usr/lib/libstdc++.so.6", "BINARY"),
        ("libX11.so.6", "/usr/lib/libX11.so.6", "BINARY"),
        ("libssl.so.3", "/usr/lib/libssl.so.3", "BINARY"),
        ("libfreebl3.chk", "/usr/lib/libfreebl3.chk", "DATA"),
        ("libpython3.11.so.1.0", "/p/libpython", "BINARY"),
        ("meetdesk/ui/index.html", "/m/index.html", "DATA"),
    ]
    needed = {
        "/q/QtCore": {"libQt6Core.so.6", "libstdc++.so.6"},
        "/q/Core": {"libicuuc.so.73"},
        "/q/Charts": {"libQt6Core.so.6", "libX11.so.6"},
    }
    assert [name for name, _, _ in slim.linked(entries, needed)] == [
        "PySide6/QtCore.abi3.so",
        "PySide6/Qt/lib/libQt6Core.so.6",
        "PySide6/Qt/lib/libicuuc.so.73",
        "libQt6Core.so.6",
        "libpython3.11.so.1.0",
        "meetdesk/ui/index.html",
    ]
