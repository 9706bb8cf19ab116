"""A meeting over links that lose, stall and are narrow: it goes on, sound is not torn, nothing stale piles up.

The host is the real command in a network namespace; two people sit beside it and one at the far end of the link.
``MEETDESK_STALL_SECONDS=60`` makes the receiver that stops reading do so for a whole minute.
"""

import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from meetdesk.core.topics.tracks import Source
from tests.app.processes import environment
from tests.support.badlink import BadLink, LinkQuality, why_not_here
from tests.support.bot_crowd import Crowd
from tests.support.bot_media import Frame, now_us
from tests.support.samples import LayerSamples, Samples, VideoSample

pytestmark = pytest.mark.netns

STALL_SECONDS = float(os.environ.get("MEETDESK_STALL_SECONDS", "8"))
SECONDS = 6.0
"""Each bad link is endured for so long."""
RECEIVE_BUFFER = 128 * 1024
"""What the bridge of an app has."""
QUALITIES = {
    "1 % loss": LinkQuality(loss=0.01, delay_ms=2),
    "5 % loss": LinkQuality(loss=0.05, delay_ms=2),
    "stalls": LinkQuality(delay_ms=2, stall_every_s=2.0, stall_s=0.2),
    "2 Mbit/s": LinkQuality(delay_ms=2, rate_bit_s=2e6, queue_bytes=30_000),
}


def samples(small_bytes: int, large_bytes: int) -> Samples:
    """Frames of these sizes; the relay never looks inside."""
    layers = []
    for layer, (width, height, rate, size) in enumerate(((320, 180, 15, small_bytes), (640, 360, 30, large_bytes))):
        frames = tuple(VideoSample(place == 0, (0, 2, 1, 2)[place % 4], bytes(size)) for place in range(rate // 4 * 4))
        layers.append(LayerSamples(layer, width, height, rate, frames))
    return Samples(0, 440, tuple(layers), tuple(bytes([place]) * 80 for place in range(50)))


@contextmanager
def hosting(link: BadLink, data: Path) -> Iterator[tuple[int, str, int]]:
    """The host's command beside the link: its port, the code and its process id."""
    command = link.near.command(sys.executable, "-m", "meetdesk", "host", "--no-window", "--json", "--port", "0")
    with subprocess.Popen(command, env=environment(data), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            ready = json.loads(process.stdout.readline())
            yield ready["port"], ready["code"], process.pid
        finally:
            process.terminate()


@pytest.fixture
def link() -> Iterator[BadLink]:
    if reason := why_not_here():
        pytest.skip(reason)
    with BadLink(seed=11) as made:
        yield made


def age_ms(frame: Frame) -> float:
    return (frame.arrived_us - frame.header.capture_us) / 1000


def continuity(frames: list[Frame]) -> float:
    """Share of the tone's 20 ms frames that came, of all that were sent from the first to the last of them."""
    numbers = [frame.header.sequence for frame in frames]
    assert numbers == sorted(set(numbers)), "sound out of order or repeated"
    return len(numbers) / (numbers[-1] - numbers[0] + 1) if numbers else 0.0


def longest_hole_ms(frames: list[Frame]) -> float:
    """Longest part of the tone that is missing altogether."""
    numbers = [frame.header.sequence for frame in frames]
    return max((after - before - 1 for before, after in itertools.pairwise(numbers)), default=0) * 20.0


def report(title: str, frames: list[Frame]) -> str:
    ages = sorted(map(age_ms, frames)) or [0.0]
    return f"{title}: {len(frames)} frames, age median {statistics.median(ages):.0f} ms, most {ages[-1]:.0f} ms"


@pytest.mark.parametrize("name", QUALITIES)
def test_the_meeting_goes_on(name: str, link: BadLink, crowd: Crowd, tmp_path: Path) -> None:
    media = samples(1_200, 5_000)
    near, far_address = link.near.connect, link.near.address
    with hosting(link, tmp_path) as (port, code, _):
        ada = crowd.join(
            far_address, port, code, "Ada", media, camera=True, microphone=True, watching=0, connector=near
        )
        bob = crowd.join(
            far_address, port, code, "Bob", media, camera=True, microphone=True, watching=1, connector=near
        )
        far = crowd.join(
            far_address, port, code, "Far", media, camera=True, microphone=True, watching=1, connector=link.far.connect
        )
        tracks = {
            (person.name, source): crowd.run(bob.track_of(person.name, source))
            for person in (ada, far)
            for source in (Source.CAMERA, Source.MICROPHONE)
        }
        ada_picture, ada_sound = tracks["Ada", Source.CAMERA], tracks["Ada", Source.MICROPHONE]
        far_picture, far_sound = tracks["Far", Source.CAMERA], tracks["Far", Source.MICROPHONE]
        for bot, track in ((far, ada_picture), (bob, far_picture), (far, ada_sound), (bob, far_sound)):
            crowd.run(bot.until(lambda bot=bot, track=track: bot.received.counts[track] > 10, "media on a good link"))

        link.set(QUALITIES[name])
        began = now_us()
        time.sleep(SECONDS)
        heard_far, heard_near = far.received.since(ada_sound, began), bob.received.since(far_sound, began)
        seen_far, seen_near = far.received.since(ada_picture, began), bob.received.since(ada_picture, began)
        from_far = bob.received.since(far_picture, began)
        print(
            *(
                report(title, frames)
                for title, frames in (
                    ("Far hears Ada", heard_far),
                    ("Bob hears Far", heard_near),
                    ("Far sees Ada", seen_far),
                    ("Bob sees Ada", seen_near),
                    ("Bob sees Far", from_far),
                )
            ),
            f"tone: {continuity(heard_far):.1%} and {continuity(heard_near):.1%}",
            sep="\n",
        )

        for direction, heard in (("from", heard_near), ("to", heard_far)):
            assert len(heard) > SECONDS * 50 * 0.6, f"sound {direction} the far end stopped"
            assert continuity(heard) >= 0.9, f"the tone {direction} the far end is torn: {continuity(heard):.1%}"
            assert longest_hole_ms(heard) <= 600, f"a hole of {longest_hole_ms(heard):.0f} ms {direction} the far end"
        assert len(seen_far) > SECONDS * 3, "the far end sees hardly anything"
        assert len(from_far) > SECONDS * 3, "the far end is hardly seen"
        # The one with the bad link costs the others nothing, and nothing old piles up on its own way.
        late = [frame for frame in seen_near if age_ms(frame) > 300]
        assert len(late) <= len(seen_near) // 100, f"{len(late)} stale frames of Ada at Bob, who sits beside the host"
        last = [age_ms(frame) for frame in (seen_far + heard_far) if frame.arrived_us > began + SECONDS * 5e5]
        assert statistics.median(last) < 1_000, f"media waits for {statistics.median(last):.0f} ms on its way to Far"

        link.up()
        mended = now_us() + 2_000_000
        time.sleep(4)
        fresh = far.received.since(ada_picture, mended)
        assert fresh, "the picture has not come back"
        assert statistics.median(map(age_ms, fresh)) < 300, report("after the link was mended", fresh)
        assert set(bob.meeting.names()) == {"Ada", "Bob", "Far"}, "somebody was lost"
        for bot in (ada, bob, far):
            assert not bot.closed, f"{bot.name} lost {bot.closed}"


def test_a_receiver_that_stops_reading(link: BadLink, crowd: Crowd, tmp_path: Path) -> None:
    """1 MB/s for somebody who takes nothing: the host drops it, nobody else notices, and what comes then is new."""
    media = samples(4_000, 33_000)

    def far_connect(address: str, port: int) -> socket.socket:
        raw = link.far.connect(address, port)
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        return raw

    with hosting(link, tmp_path) as (port, code, process):
        address, near = link.near.address, link.near.connect
        crowd.join(address, port, code, "Ada", media, camera=True, microphone=True, connector=near)
        bob = crowd.join(address, port, code, "Bob", watching=1, connector=near)
        far = crowd.join(address, port, code, "Far", watching=1, connector=far_connect)
        picture = crowd.run(bob.track_of("Ada", Source.CAMERA))
        for bot in (bob, far):
            crowd.run(bot.until(lambda bot=bot: bot.received.counts[picture] > 60, "two seconds of Ada's picture"))

        began, before = now_us(), resident_bytes(process)
        crowd.run(far.stop_reading())
        time.sleep(STALL_SECONDS)
        grown = resident_bytes(process) - before
        count = far.received.counts[picture]
        assert grown <= 3_000_000, f"the host has grown by {grown / 1e6:.1f} MB for a receiver that reads nothing"
        resumed = now_us()
        crowd.run(far.read_again())
        time.sleep(3)

        got = far.received.since(picture, resumed)
        assert far.received.counts[picture] > count, "nothing comes after the pause"
        stale = [frame for frame in got if age_ms(frame) > 1_000]
        assert sum(len(frame.payload) for frame in stale) <= 800_000, (
            f"{len(stale)} stale frames: more than the kernel's buffers hold"
        )
        newest_stale = max((frame.arrived_us for frame in stale), default=resumed)
        assert newest_stale < resumed + 1_000_000, "old frames go on coming"
        fresh = [frame for frame in got if frame.arrived_us > newest_stale]
        assert fresh, "nothing fresh came"
        print(report("Far after the pause", fresh), f"gap of Bob: {bob.received.longest_gap_ms(picture, began):.0f} ms")
        assert statistics.median(map(age_ms, fresh)) < 300
        assert bob.received.longest_gap_ms(picture, began) < 1_000, "Bob noticed"
        assert not far.closed, f"the channels should have stayed open: {far.closed}"


def resident_bytes(process: int) -> int:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
