"""Everything a developer does with MeetDesk; ``make`` is an alias of it. Needs nothing but Python 3.11.

python packaging/dev.py COMMAND

setup               system packages, .venv, Python packages, UI
run [arguments…]    set up, then start the app
ui                  build the UI if it changed, and say how large it is
test                set up, then all checks and tests
test ARGUMENTS…     set up, then only pytest with these arguments
package [kinds…]    set up, then make the installable files of this platform in dist; --help tells more
coverage            set up, then what no test of the core, the relay and the wire reaches
lint                set up, then format, types, imports
lock                write the lock files anew from pyproject.toml
behind              what newer versions there are of what is locked, the window's engine first
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("MeetDesk needs Python 3.11 or newer; this is %d.%d (%s)." % (*sys.version_info[:2], sys.executable))

from devtools.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], __doc__ or ""))
