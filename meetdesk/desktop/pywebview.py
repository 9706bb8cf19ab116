"""pywebview without the web server that it brings (its module ``http``, made of bottle and wsgiref).

That serves files of a folder, to any web page that asks, and answers calls from pages: MeetDesk has a server of its own
and never starts this one. So it is not even loaded, and the frozen app does not contain it
(``packaging/bundle/slim.py``).
"""

import sys
from types import ModuleType
from typing import Any

_SERVER = "webview.http"


def load() -> Any:
    """The module ``webview``. It reads the environment when it is loaded, so call this when that is prepared."""
    # What pywebview asks of it where no page is a file: whether a server runs, and the default for a parameter.
    stand_in = ModuleType(_SERVER, "Serves nothing.")
    stand_in.__dict__.update(global_server=None, BottleServer=None)
    sys.modules.setdefault(_SERVER, stand_in)
    import webview  # noqa: PLC0415

    return webview
