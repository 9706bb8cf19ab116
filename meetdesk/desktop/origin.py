"""Which addresses are the app's own page."""

from urllib.parse import urlsplit


def origin_of(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of an ``http:`` or ``https:`` URL; None for anything else, however malformed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 80)


def same_origin(url: str, own: str) -> bool:
    """Whether ``url`` belongs to the origin of ``own``; ``blob:`` URLs belong to the origin that made them."""
    origin = origin_of(own)
    return origin is not None and origin_of(url.removeprefix("blob:")) == origin
