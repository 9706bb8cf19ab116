"""What the window's page may do: our own origin only, and of the machine only what a meeting needs."""

import logging
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWebEngineCore import (
    QWebEngineNavigationRequest,
    QWebEngineNewWindowRequest,
    QWebEnginePermission,
    QWebEngineProfile,
    QWebEngineSettings,
)
from PySide6.QtWebEngineWidgets import QWebEngineView

from meetdesk.desktop.browser import open_link
from meetdesk.desktop.look import Look
from meetdesk.desktop.origin import same_origin
from meetdesk.desktop.qt.choose_files import choose_files
from meetdesk.desktop.qt.colours import Colours
from meetdesk.desktop.qt.dialogs import Dialogs
from meetdesk.desktop.qt.download import save_downloads
from meetdesk.desktop.qt.engine_gone import EngineGone
from meetdesk.desktop.qt.folders import Folders
from meetdesk.desktop.qt.full_screen import allow_full_screen
from meetdesk.desktop.qt.menu import ContextMenu
from meetdesk.desktop.qt.notify import Presenter
from meetdesk.desktop.qt.recovery import Recovery
from meetdesk.desktop.qt.screen_picker import ask_what_to_share
from meetdesk.messages import sentence

log = logging.getLogger(__name__)

_Permission = QWebEnginePermission.PermissionType
GRANTED = frozenset(
    {
        _Permission.MediaAudioCapture,
        _Permission.MediaVideoCapture,
        _Permission.MediaAudioVideoCapture,
        # Asked for once the person has chosen what to share.
        _Permission.DesktopVideoCapture,
        _Permission.DesktopAudioVideoCapture,
        _Permission.ClipboardReadWrite,
        _Permission.Notifications,
    }
)
"""Granted to our own origin without a question: the window is the meeting, and the page asks the person itself."""


def adopt(
    native: Any,
    *,
    own: str,
    developing: bool,
    light: str,
    dark: str,
    look: Callable[[], Look],
    folders: Folders,
    show_window: Callable[[str], None],
    leave: Callable[[], None],
) -> list[object]:
    """Puts pywebview's window (its ``native`` QMainWindow) under our rules; ``own`` is the URL of our own page.

    ``developing``: the title says that the window is open to a developer's tools.
    ``light``, ``dark``: what is shown until the page has painted. ``look``: of the page, now.
    ``show_window`` brings the window to the front.
    ``leave`` is called when the engine is gone and the person goes on without this window.
    Returns what is to be kept alive as long as the window.
    """
    view: QWebEngineView = native.webview
    dialogs = Dialogs(look)
    page = view.page()
    _profile(page.profile())
    _settings(page.settings())
    page.titleChanged.connect(_titles(native, own, look if developing else None))
    # pywebview opens whatever asks for a new window, of any scheme, in the default browser.
    page.nav_handler = None  # type: ignore[attr-defined]
    # pywebview puts an object of its own into every page, from a thread that waits for the page's answer for ever: a
    # window closed meanwhile would never let the process end. The page talks to its app over HTTP and needs none of it.
    page.loadFinished.disconnect(native.on_load_finished)
    page.setWebChannel(None)  # type: ignore[arg-type]  # null takes the channel away
    page.featurePermissionRequested.disconnect()
    page.permissionRequested.connect(_permissions(own))
    _tell_devices(page.profile(), own)
    page.desktopMediaRequested.connect(ask_what_to_share(native, dialogs))
    recovery = Recovery(page, look, lambda: EngineGone(native, look().language, leave))
    page.navigationRequested.connect(_navigations(own, recovery))
    page.newWindowRequested.connect(_new_windows(own))
    allow_full_screen(page, native, own=own)
    save_downloads(page.profile(), view, own=own, dialogs=dialogs, folders=folders)
    choose_files(page, view, dialogs, folders)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    view.customContextMenuRequested.connect(ContextMenu(view, dialogs).show)
    return [
        Colours(page, light, dark),
        recovery,
        Presenter(page.profile(), own=own, look=look, show_window=show_window),
    ]


def _profile(profile: QWebEngineProfile) -> None:
    # The port, and so the origin, is another one at every start: nothing is worth keeping on disk.
    profile.setHttpCacheType(QWebEngineProfile.HttpCacheType.MemoryHttpCache)
    profile.setPersistentCookiesPolicy(QWebEngineProfile.PersistentCookiesPolicy.NoPersistentCookies)
    profile.setPersistentPermissionsPolicy(QWebEngineProfile.PersistentPermissionsPolicy.AskEveryTime)


def _tell_devices(profile: QWebEngineProfile, own: str) -> None:
    """The page is told what cameras, microphones and speakers are called before it has opened one: by its name it finds
    the one that was chosen another day, and need not open another to learn it."""
    for kind in (_Permission.MediaVideoCapture, _Permission.MediaAudioCapture):
        profile.queryPermission(QUrl(own), kind).grant()


def _settings(settings: QWebEngineSettings) -> None:
    attribute = QWebEngineSettings.WebAttribute
    settings.setAttribute(attribute.PlaybackRequiresUserGesture, False)
    settings.setAttribute(attribute.ScreenCaptureEnabled, True)
    settings.setAttribute(attribute.PluginsEnabled, False)
    settings.setAttribute(attribute.PdfViewerEnabled, False)
    settings.setAttribute(attribute.ErrorPageEnabled, False)
    settings.setAttribute(attribute.NavigateOnDropEnabled, False)
    settings.setAttribute(attribute.JavascriptCanOpenWindows, False)
    settings.setAttribute(attribute.DnsPrefetchEnabled, False)


def _titles(native: Any, own: str, marked: Callable[[], Look] | None) -> Callable[[str], None]:
    """``marked``: look of a window that is open to a developer's tools; None if it is not."""
    address = own.partition("://")[2].partition("/")[0]

    def show(title: str) -> None:
        # Until a page says its title the engine gives its address, which screen readers read out, token and all.
        if not title.startswith(address):
            said = sentence("title_developing", marked().language, title=title) if marked else title
            native.setWindowTitle(said)

    return show


def _permissions(own: str) -> Callable[[QWebEnginePermission], None]:
    def decide(request: QWebEnginePermission) -> None:
        if request.permissionType() in GRANTED and same_origin(request.origin().toString(), own):
            request.grant()
        else:
            log.info("permission refused: %s", request.permissionType().name)
            request.deny()

    return decide


def _navigations(own: str, recovery: Recovery) -> Callable[[QWebEngineNavigationRequest], None]:
    def decide(request: QWebEngineNavigationRequest) -> None:
        target = request.url().toString()
        if not request.isMainFrame() or same_origin(target, own):
            return
        if recovery.giving_up and target.startswith("data:"):
            return
        request.reject()
        log.info("navigation away from our own page refused")
        if request.navigationType() is QWebEngineNavigationRequest.NavigationType.LinkClickedNavigation:
            open_link(target)

    return decide


def _new_windows(own: str) -> Callable[[QWebEngineNewWindowRequest], None]:
    def decide(request: QWebEngineNewWindowRequest) -> None:
        target = request.requestedUrl().toString()
        if request.isUserInitiated() and not same_origin(target, own):
            open_link(target)

    return decide
