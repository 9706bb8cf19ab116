"""QR codes (ISO/IEC 18004) of what others would otherwise have to type, for a projector or a phone's camera."""

import segno


def qr_picture(text: str) -> str:
    """A ``data:`` URI of an SVG picture, dark on light with the quiet zone of four modules, without a size of its own.

    Raises ValueError if the text is longer than a QR code can be (2,331 bytes).
    """
    # Level M: a projector's light spot or a finger on the screen does no harm.
    code = segno.make(text, error="m", micro=False, boost_error=False)
    picture: str = code.svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True, nl=False)
    return picture
