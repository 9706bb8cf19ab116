"""The app with its window, telling again and again how many references are left of what Python has only one of:
``python -m tests.desktop.counted [ARGUMENTS]``, as of ``meetdesk``. Lines: ``references NONE TRUE FALSE``."""

import sys
import threading
import time

from meetdesk.__main__ import main

_SECONDS = 0.25


def tell() -> None:
    while True:
        print("references", *(sys.getrefcount(one) for one in (None, True, False)))
        time.sleep(_SECONDS)


if __name__ == "__main__":
    threading.Thread(target=tell, name="references", daemon=True).start()
    sys.exit(main())
