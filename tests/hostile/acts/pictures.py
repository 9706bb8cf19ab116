"""Pictures whose small files unfold to much."""

from tests.support.picture_files import empty_png, moving_gif


def files(strength: int) -> dict[str, bytes]:
    """Files for the chat, by name: a PNG of ``strength`` megapixels and an animation of as many in all its frames. They
    are sent like any file; what they cost, a window pays when its person asks to see them."""
    side = int((strength * 1e6) ** 0.5)
    return {"large.png": empty_png(side, side), "large.gif": moving_gif(1_000, 1_000, max(2, strength))}
