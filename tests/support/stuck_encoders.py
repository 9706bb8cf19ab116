"""Encoders of a video worker that take frames and give nothing back, as long as a test wants it."""

from playwright.sync_api import Worker

_SWALLOW = """() => {
    const { encode } = VideoEncoder.prototype
    self.made = new Set()
    self.swallows = () => false
    self.swallowed = 0
    VideoEncoder.prototype.encode = function (...rest) {
        self.made.add(this)
        if (self.swallows(this)) self.swallowed++
        else encode.apply(this, rest)
    }
    const Real = VideoEncoder
    self.VideoEncoder = class extends Real {
        constructor(init) {
            super(init)
            self.fails = () => {
                this.close()
                init.error(new DOMException('broken by a test', 'EncodingError'))
            }
        }
    }
}"""


def can_be_stuck(worker: Worker) -> None:
    """``self.swallowed`` counts the frames that are gone, ``self.fails()`` breaks the encoder made last."""
    worker.evaluate(_SWALLOW)


def swallow(worker: Worker, which: str) -> None:
    """``which``: a condition in JavaScript on ``encoder``, and ``known``: all that were used by now."""
    worker.evaluate(f"() => {{ const known = new Set(self.made); self.swallows = (encoder) => {which} }}")
