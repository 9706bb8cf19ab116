"""A real VP8 key frame and a frame that builds on it, in some sizes: their pictures are plain, so small to send and
large to decode. Made by Chromium with WebCodecs (``VideoEncoder``, one colour, ``latencyMode: "realtime"``), and kept
here so that nobody who sends them needs a browser."""

import base64
import zlib
from typing import NamedTuple


class LargeFrames(NamedTuple):
    key: bytes
    delta: bytes


def _unpacked(key: str, delta: str) -> LargeFrames:
    return LargeFrames(*(zlib.decompress(base64.b85decode(frame)) for frame in (key, delta)))


_FRAMES = {
    (320, 240): _unpacked(
        "c-osF#4wjp%YpF&1H*BS*4B=hEgh^(Or@)s*wRunYuD%H%z5}`pimdXzhADW*L}=%+yB$+@69UDiw^*NnR*E",
        "c-p(j#lRvkfkA@j!iitArxY+sFouS$TFVd`x@t9u5gN5>YiQQ0t0Z#+{=F}|@>l4Gr~l9O9TF>=7y#x<Gra",
    ),
    (1280, 720): _unpacked(
        "c-s4Lh+!_H76a=ACa!jl*4B=hEgcq23~XYonYHWla^^gIGm1vhC>lkhXe6S04F7H^y-Z^O0HizM>i",
        "c-kvuVbBshz#zdOk^hB9{1+P=_y4~P%pd-jBLlvFx0GI{F#rHlrxAz",
    ),
    (3000, 2000): _unpacked(
        "c-rm4u?>Pi006*;h!AL~9Kg~En8?J0uz?)}Rxo*Iu>CQp?JP}X1;ZkDxpq4|vrB5$vYxAHS{~!l<>7cLZui&F$InkyRaI40RaI40jVb)!=kGP_AaACB",
        "c-jl(W6%;jz#zdOk^hB9{1+P=_y4~P%pd-j(+*@b{JW*}GK~QMYiu@-",
    ),
    (3840, 2160): _unpacked(
        (
            "c-rm4!3ly;007W$&_}v-Yk-bU&_sd|(gNQ6^j8pUhUVzz*<0X6aE5S?c#k)I;;X2_`B9#pWlDMI^X(Ag<=AxZ_C9_$RaI40RaI40"
            "RaI40RsZM`e)Dy$!wyeIpBe"
        ),
        "c-q@2#Goa3fI)&mBL54I_%Aj#?*D%om_Ph4A5f6Z@b8w=%QOZ6FZf2f",
    ),
}
"""By width and height in pixels."""


def large_frames(width: int, height: int) -> LargeFrames:
    """Raises KeyError for a size that is not there."""
    return _FRAMES[width, height]
