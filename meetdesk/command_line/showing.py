"""Shows the page, in a window or else in the browser, until it is closed."""

import logging
import threading
from pathlib import Path

from meetdesk.app.runtime import Runtime
from meetdesk.command_line.output import Output, language_of
from meetdesk.desktop import browser, paths
from meetdesk.desktop.display import NoDisplay
from meetdesk.desktop.instance import Asked, Instance
from meetdesk.desktop.look import Look
from meetdesk.desktop.switches import Developing
from meetdesk.desktop.window import run_window, show_window
from meetdesk.server.window.guard import TOKEN_SECONDS

log = logging.getLogger(__name__)

_MINUTES = round(TOKEN_SECONDS / 60)


def show(
    runtime: Runtime,
    output: Output,
    stopped: threading.Event,
    instance: Instance,
    folder: Path,
    *,
    developing: Developing,
) -> None:
    """``stopped``: set when the app is to end, and by this when it has been closed. ``folder``: of the app's data."""
    if stopped.is_set():
        return
    if developing.port is not None:
        output.warn("debugged", address=f"127.0.0.1:{developing.port}")

    def asked(what: Asked) -> None:
        runtime.open_link(what.address, what.code)
        show_window(what.activation)

    instance.on_asked = asked
    instance.listen()
    try:
        run_window(
            runtime.entry_url(),
            closing=runtime.may_close,
            closed=stopped.set,
            storage=paths.window_folder(),
            look=lambda: Look(language_of(runtime.settings), runtime.settings.theme),
            on_lost=runtime.stop,
            on_link=lambda link: asked(Asked(link, "", "")),
            developing=developing,
        )
    except NoDisplay as error:
        log.info("no window: %s", error.reason)
        output.warn("no_window", reason=output.sentence(error.key, **error.sentence_detail))
        runtime.without_native_window()
        _show_in_browser(runtime, output, stopped, instance, folder)


def _show_in_browser(
    runtime: Runtime, output: Output, stopped: threading.Event, instance: Instance, folder: Path
) -> None:
    files: set[Path] = set()

    def open_page() -> None:
        url = runtime.entry_url()
        file = browser.open_page(url, folder, output.language)
        if file is not None:
            files.add(file)
        elif output.to_terminal:
            output.warn("open_in_browser", minutes=_MINUTES, url=url)
        else:  # a journal, a log or a pipe, which others may read: not the secret itself
            file = browser.write_page(url, folder, output.language)
            files.add(file)
            output.warn("open_file_in_browser", minutes=_MINUTES, file=file.as_uri())

    def asked(what: Asked) -> None:
        runtime.open_link(what.address, what.code)
        open_page()

    instance.on_asked = asked
    open_page()
    try:
        while not stopped.wait(0.5):  # in slices: on Windows a wait without end lets no Ctrl+C through
            pass
    finally:
        for file in files:
            file.unlink(missing_ok=True)
