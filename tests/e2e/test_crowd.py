"""Meetings of many people, filled with bots that send real encoded media over TLS."""

import itertools
import time
from functools import partial
from pathlib import Path

import pytest

from meetdesk.core.topics.tracks import Source
from meetdesk.relay.header import Header
from tests.support.bot import Bot
from tests.support.bot_crowd import Crowd
from tests.support.bot_media import Frame, now_us
from tests.support.lan_host import lan_host
from tests.support.samples import Samples

pytestmark = pytest.mark.browser


def decodable(headers: list[Header]) -> list[str]:
    """What section 4.1 of the protocol forbids in one track and layer, frame after frame; empty if nothing."""
    wrong = []
    base = last = None
    for header in headers:
        if header.key_frame:
            base = header.t0
        elif base is None:
            wrong.append(f"frame {header.sequence} before a key frame")
        elif header.temporal == 0:
            if header.t0 != (base + 1) & 0xFFFF:
                wrong.append(f"frame {header.sequence}: t0 {header.t0} after {base}")
            base = header.t0
        elif header.t0 != base or (header.temporal == 2 and header.sequence - 1 != last):
            wrong.append(f"frame {header.sequence}: temporal {header.temporal}, t0 {header.t0}, after {last}, {base}")
        last = header.sequence
    return wrong


def sees_everybody(bot: Bot) -> bool:
    """Whether a bot has got a second of each of the other eight."""
    pictures = bot.meeting.pictures_of_others(bot.participant)
    return len(pictures) == 8 and all(bot.received.counts[track] > 30 for track in pictures)


def layers_of(frames: list[Frame]) -> list[list[Header]]:
    """A track's frames as runs of one layer each."""
    return [list(run) for _, run in itertools.groupby((frame.header for frame in frames), lambda header: header.layer)]


def test_nine_people_see_and_hear_each_other(crowd: Crowd, samples: list[Samples], tmp_path: Path) -> None:
    with lan_host(tmp_path) as (port, code):
        bots = [
            crowd.join(
                "127.0.0.1", port, code, f"Bot {index}", samples[index], camera=True, microphone=True, watching=0
            )
            for index in range(9)
        ]
        for bot in bots[5:]:
            bot.talking = False

        for bot in bots:
            crowd.run(bot.until(partial(sees_everybody, bot), "30 pictures of each of the other eight", 20))
        assert len(bots[0].meeting.tracks) == 18
        for bot in bots:
            for track in bot.meeting.pictures_of_others(bot.participant):
                for run in layers_of(bot.received.frames[track]):
                    assert not decodable(run)
            talkers = [bots[index] for index in range(5) if bots[index] is not bot]
            for talker in talkers:
                sound = crowd.run(bot.track_of(talker.name, Source.MICROPHONE))
                sequences = [frame.header.sequence for frame in bot.received.frames[sound]]
                assert len(sequences) > 40, f"{bot.name} hears {talker.name}"
                assert sequences == sorted(sequences)


def test_payload_arrives_byte_for_byte(crowd: Crowd, samples: list[Samples], tmp_path: Path) -> None:
    with lan_host(tmp_path) as (port, code):
        ada = crowd.join("127.0.0.1", port, code, "Ada", samples[0], camera=True, microphone=True)
        bob = crowd.join("127.0.0.1", port, code, "Bob", samples[1], watching=1)
        picture = crowd.run(bob.track_of("Ada", Source.CAMERA))
        sound = crowd.run(bob.track_of("Ada", Source.MICROPHONE))
        crowd.run(bob.until(lambda: bob.received.counts[picture] > 60, "two seconds of Ada's picture"))
        crowd.run(bob.until(lambda: bob.received.counts[sound] > 60, "a second of Ada's sound"))
        assert ada.demand[picture] == (1,)
        sent = {frame.data for frame in samples[0].layers[1].frames}
        assert all(frame.payload in sent for frame in bob.received.frames[picture] if frame.header.layer == 1)
        assert all(frame.payload in samples[0].sound for frame in bob.received.frames[sound])


def test_a_talker_among_many_listeners_is_heard_at_once(crowd: Crowd, samples: list[Samples], tmp_path: Path) -> None:
    with lan_host(tmp_path) as (port, code):
        bots: list[Bot] = []
        for index in range(8):
            bots.append(crowd.join("127.0.0.1", port, code, f"Bot {index}", samples[index], microphone=True))
            bots[-1].talking = index < 2
        time.sleep(1)
        listener, talker = bots[0], bots[7]
        sound = crowd.run(listener.track_of(talker.name, Source.MICROPHONE))
        began = now_us()
        talker.talking = True
        crowd.run(listener.until(lambda: talker.participant in listener.speakers, "the new talker is a speaker"))
        loud = [frame for frame in listener.received.since(sound, began) if frame.header.level < 60]
        assert loud, "the new talker is heard"
        assert loud[0].header.capture_us - began < 60_000, "from the first 60 ms on"


def test_one_comes_back_after_losing_the_link(crowd: Crowd, samples: list[Samples], tmp_path: Path) -> None:
    with lan_host(tmp_path) as (port, code):
        ada = crowd.join("127.0.0.1", port, code, "Ada", samples[0], camera=True, microphone=True)
        bob = crowd.join("127.0.0.1", port, code, "Bob", samples[1], microphone=True, watching=0)
        picture = crowd.run(bob.track_of("Ada", Source.CAMERA))
        crowd.run(bob.until(lambda: bob.received.counts[picture] > 10, "Ada's picture"))

        crowd.run(ada.vanish())
        crowd.run(bob.until(lambda: not bob.meeting.people[ada.participant].connected, "Ada's link is lost"))
        crowd.run(bob.say("are you there?"))
        crowd.run(ada.connect())
        crowd.run(bob.until(lambda: bob.meeting.people[ada.participant].connected, "Ada is back"))
        assert ada.meeting.texts() == ["are you there?"]
        came_back = now_us()
        crowd.run(bob.until(lambda: len(bob.received.since(picture, came_back)) > 10, "Ada's picture again"))
        assert all(
            frame.arrived_us - frame.header.capture_us < 300_000 for frame in bob.received.since(picture, came_back)
        ), "nothing stale"
