"""How many connections and files this process may have open."""

import logging

try:
    import resource
except ImportError:  # Windows, which has no such limit
    resource = None  # type: ignore[assignment]

OWN = 500
"""For everything else: the window, the store, the log, programs that are started."""

_log = logging.getLogger(__name__)


def make_room(descriptors: int) -> None:
    """Raises the process's own limit, which many systems set to 256 or 1,024 only, as far as the system lets it: a
    server that cannot take a connection is woken for it again and again."""
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = descriptors + OWN
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError) as error:
        _log.warning("only %d connections and files may be open: %s", soft, error)
