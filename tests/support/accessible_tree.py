"""What AT-SPI tells of a program, walked by the system's Python, which has the bindings: one JSON object a line.

``/usr/bin/python3 tests/support/accessible_tree.py PROGRAM``
"""

import json
import sys

STATES = ("checkable", "checked", "focusable", "focused", "pressed")


def walk(node: object) -> None:
    try:
        states = {state.value_nick for state in node.get_state_set().get_states()}  # type: ignore[attr-defined]
        found = {
            "role": node.get_role_name(),  # type: ignore[attr-defined]
            "name": node.get_name(),  # type: ignore[attr-defined]
            "description": node.get_description(),  # type: ignore[attr-defined]
            "states": sorted(states.intersection(STATES)),
        }
        children = [node.get_child_at_index(at) for at in range(node.get_child_count())]  # type: ignore[attr-defined]
    except Exception:
        return  # it went meanwhile, or its program did
    print(json.dumps(found))
    for child in children:
        if child is not None:
            walk(child)


def main() -> None:
    import gi  # type: ignore[import-not-found]  # noqa: PLC0415  (of the system's Python only)

    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi  # type: ignore[import-not-found]  # noqa: PLC0415

    desktop = Atspi.get_desktop(0)
    for at in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(at)
        if program is not None and program.get_name() == sys.argv[1]:
            walk(program)


if __name__ == "__main__":
    main()
