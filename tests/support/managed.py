"""Returns when the window manager takes care of windows: ``DISPLAY=… python -m tests.support.managed``.

While one starts it says already that it is there, and for a moment loses wishes to show a window, for good. A process
of its own: python-xlib keeps the numbers of one server's extensions for all others that its process ever speaks to.
"""

from Xlib import X
from Xlib.display import Display

from tests.support.processes import until


def main() -> None:
    connection = Display()
    root = connection.screen().root
    window = root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
    clients = connection.intern_atom("_NET_CLIENT_LIST")

    def managed() -> bool:
        found = root.get_full_property(clients, X.AnyPropertyType)
        return found is not None and window.id in found.value

    def shown() -> bool:
        window.map()
        connection.sync()
        return managed()

    until(shown, "the window manager")
    window.destroy()
    connection.sync()
    until(lambda: not managed(), "the window manager to forget a window")


if __name__ == "__main__":
    main()
