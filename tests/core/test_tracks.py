"""Publishing, muting, changing and withdrawing tracks."""

import pytest
from msgspec.structs import replace

from meetdesk.core.commands import Refuse, Reply, Route, TellDemand, TellDrawers
from meetdesk.core.errors import ErrorCode
from meetdesk.core.topics.tracks import (
    Layer,
    PublishTrack,
    Source,
    TrackPublished,
    TrackUnpublished,
    TrackUpdated,
    UnpublishTrack,
    UpdateTrack,
    Want,
)

from .script import (
    ANN,
    BOB,
    CEM,
    LARGE,
    SMALL,
    asks,
    entry,
    meeting_of,
    publishes,
    some,
    track,
    wants,
)


def test_a_microphone_goes_to_everybody_else() -> None:
    assert (
        meeting_of(ANN, BOB, CEM)
        >> publishes(BOB, Source.MICROPHONE)
        << entry(TrackPublished(track(4, BOB, Source.MICROPHONE)))
        << Reply(BOB, 9, 4)
        << Route(4, BOB, True, (), {ANN: None, CEM: None})
    )


def test_a_camera_goes_to_nobody_until_somebody_wants_it() -> None:
    assert (
        meeting_of(ANN, BOB)
        >> publishes(ANN, Source.CAMERA, LARGE, SMALL)
        << entry(TrackPublished(track(3, ANN, Source.CAMERA, SMALL, LARGE)))
        << Reply(ANN, 9, 3)
        << Route(3, ANN, False, (0, 1), {})
        << TellDemand(ANN, 3, ())
        >> wants(BOB, Want(3, 1))
        << Route(3, ANN, False, (0, 1), {BOB: Want(3, 1)})
        << TellDemand(ANN, 3, (1,))
    )


def test_a_muted_track_reaches_nobody_and_nobody_demands_it() -> None:
    script = meeting_of(ANN, BOB)
    (script >> publishes(ANN, Source.CAMERA, SMALL)).and_so_on()
    (script >> wants(BOB, Want(3, 0))).and_so_on()
    assert (
        script
        >> asks(ANN, UpdateTrack(5, 3, muted=True))
        << entry(TrackUpdated(track(3, ANN, Source.CAMERA, SMALL, muted=True)))
        << Reply(ANN, 5)
        << Route(3, ANN, False, (0,), {})
        << TellDemand(ANN, 3, ())
        >> asks(ANN, UpdateTrack(6, 3, muted=False))
        << entry(TrackUpdated(track(3, ANN, Source.CAMERA, SMALL)))
        << Reply(ANN, 6)
        << Route(3, ANN, False, (0,), {BOB: Want(3, 0)})
        << TellDemand(ANN, 3, (0,))
    )


def test_a_muted_microphone_reaches_nobody() -> None:
    assert (
        meeting_of(ANN, BOB)
        >> publishes(ANN, Source.MICROPHONE, muted=True)
        << entry(TrackPublished(track(3, ANN, Source.MICROPHONE, muted=True)))
        << Reply(ANN, 9, 3)
        << Route(3, ANN, True, (), {})
        >> asks(ANN, UpdateTrack(5, 3, muted=False))
        << entry(TrackUpdated(track(3, ANN, Source.MICROPHONE)))
        << Reply(ANN, 5)
        << Route(3, ANN, True, (), {BOB: None})
    )


def test_an_update_that_changes_nothing_is_no_entry() -> None:
    script = meeting_of(ANN)
    (script >> publishes(ANN, Source.CAMERA, SMALL, LARGE)).and_so_on()
    assert script >> asks(ANN, UpdateTrack(5, 2, muted=False, layers=(LARGE, SMALL))) << Reply(ANN, 5)


def test_unpublishing() -> None:
    script = meeting_of(ANN, BOB)
    (script >> publishes(ANN, Source.CAMERA, SMALL)).and_so_on()
    assert (
        script
        >> asks(ANN, UnpublishTrack(5, 3))
        << entry(TrackUnpublished(3))
        << Reply(ANN, 5)
        << Route(3, None, False, (), {})
        >> asks(ANN, UnpublishTrack(6, 3))
        << Refuse(ANN, 6, ErrorCode.TRACK_UNKNOWN)
    )


def test_other_peoples_tracks_are_not_touched() -> None:
    script = meeting_of(ANN, BOB)
    (script >> publishes(ANN, Source.CAMERA, SMALL)).and_so_on()
    assert (
        script
        >> asks(BOB, UpdateTrack(5, 3, muted=True))
        << Refuse(BOB, 5, ErrorCode.TRACK_NOT_YOURS)
        >> asks(BOB, UnpublishTrack(6, 3))
        << Refuse(BOB, 6, ErrorCode.TRACK_NOT_YOURS)
        >> asks(BOB, UpdateTrack(7, 99, muted=True))
        << Refuse(BOB, 7, ErrorCode.TRACK_UNKNOWN)
    )


INVALID = {
    "video codec in a microphone": PublishTrack(1, Source.MICROPHONE, "vp8"),
    "layers in a microphone": PublishTrack(1, Source.MICROPHONE, "opus", layers=(SMALL,)),
    "sound codec in a camera": PublishTrack(1, Source.CAMERA, "opus", layers=(SMALL,)),
    "a codec that not every engine has": PublishTrack(1, Source.SCREEN, "avc1.42001f", layers=(SMALL,)),
    "a camera without layers": PublishTrack(1, Source.CAMERA, "vp8"),
    "three layers": PublishTrack(1, Source.CAMERA, "vp8", layers=(SMALL, LARGE, Layer(2, 9, 9))),
    "the same layer twice": PublishTrack(1, Source.CAMERA, "vp8", layers=(SMALL, SMALL)),
    "an unknown layer": PublishTrack(1, Source.CAMERA, "vp8", layers=(Layer(2, 9, 9),)),
    "no width": PublishTrack(1, Source.CAMERA, "vp8", layers=(Layer(0, 0, 9),)),
    "too high": PublishTrack(1, Source.CAMERA, "vp8", layers=(Layer(0, 9, 7681),)),
    "a camera of too many pixels": PublishTrack(1, Source.CAMERA, "vp8", layers=(Layer(1, 1922, 1080),)),
    "a screen of too many pixels": PublishTrack(1, Source.SCREEN, "vp8", layers=(Layer(1, 3842, 2160),)),
}


@pytest.mark.parametrize("request_", INVALID.values(), ids=INVALID.keys())
def test_what_a_source_does_not_allow_is_refused(request_: PublishTrack) -> None:
    assert meeting_of(ANN) >> asks(ANN, request_) << Refuse(ANN, 1, ErrorCode.TRACK_INVALID)


def test_an_update_is_checked_like_a_new_track() -> None:
    script = meeting_of(ANN)
    (script >> publishes(ANN, Source.CAMERA, SMALL)).and_so_on()
    before = script.state
    assert (
        script
        >> asks(ANN, UpdateTrack(1, 2, codec="opus"))
        << Refuse(ANN, 1, ErrorCode.TRACK_INVALID)
        >> asks(ANN, UpdateTrack(2, 2, muted=True, layers=()))
        << Refuse(ANN, 2, ErrorCode.TRACK_INVALID)
    )
    assert script.state == before


@pytest.mark.parametrize(("source", "layers"), [(Source.MICROPHONE, ()), (Source.CAMERA, (SMALL,))])
def test_one_microphone_and_one_camera_each(source: Source, layers: tuple[Layer, ...]) -> None:
    script = meeting_of(ANN, BOB)
    (script >> publishes(ANN, source, *layers)).and_so_on()
    assert script >> publishes(ANN, source, *layers) << Refuse(ANN, 9, ErrorCode.TRACK_INVALID)
    (script >> publishes(BOB, source, *layers)).and_so_on()
    assert len(script.state.tracks) == 2


def test_eight_screens_are_enough() -> None:
    script = meeting_of(ANN)
    for _ in range(8):
        (script >> publishes(ANN, Source.SCREEN, LARGE)).and_so_on()
    assert len(script.state.tracks) == 8
    ninth = publishes(ANN, Source.SCREEN, LARGE)
    assert script >> ninth << Refuse(ANN, 9, ErrorCode.TOO_MANY_TRACKS, {"limit": 8})


UHD = Layer(1, 3840, 2160)


def test_all_pictures_of_somebody_together_are_not_too_large() -> None:
    script = meeting_of(ANN, BOB)
    too_large = {"limit": 20_000_000}
    (script >> publishes(ANN, Source.SCREEN, SMALL)).and_so_on()
    for _ in range(2):
        (script >> publishes(ANN, Source.SCREEN, SMALL, UHD)).and_so_on()
    assert (
        script
        >> publishes(ANN, Source.SCREEN, UHD)
        << Refuse(ANN, 9, ErrorCode.TRACKS_TOO_LARGE, too_large)
        >> asks(ANN, UpdateTrack(5, 3, layers=(UHD,)))
        << Refuse(ANN, 5, ErrorCode.TRACKS_TOO_LARGE, too_large)
    )
    # Nobody else pays for it, and what is there can be changed and made smaller.
    (script >> publishes(BOB, Source.SCREEN, UHD)).and_so_on()
    (script >> asks(ANN, UpdateTrack(6, 4, muted=True))).and_so_on()
    (script >> asks(ANN, UpdateTrack(7, 4, layers=(SMALL,)))).and_so_on()
    (script >> asks(ANN, UpdateTrack(8, 3, layers=(UHD,)))).and_so_on()
    assert [one.layers for one in script.state.tracks if one.participant == ANN] == [(UHD,), (SMALL,), (SMALL, UHD)]


def test_what_honest_people_share_is_small_enough() -> None:
    small, large = Layer(0, 640, 360), Layer(1, 1920, 1080)
    script = meeting_of(ANN, BOB)
    for _ in range(8):
        (script >> publishes(ANN, Source.SCREEN, small, large)).and_so_on()
    (script >> publishes(BOB, Source.CAMERA, SMALL, LARGE)).and_so_on()
    for _ in range(2):
        (script >> publishes(BOB, Source.SCREEN, small, UHD)).and_so_on()
    assert len(script.state.tracks) == 11


def test_the_sound_of_a_screen_is_no_voice() -> None:
    assert (
        meeting_of(ANN, BOB)
        >> publishes(ANN, Source.SCREEN_AUDIO)
        << entry(TrackPublished(track(3, ANN, Source.SCREEN_AUDIO)))
        << Reply(ANN, 9, 3)
        << Route(3, ANN, True, (), {BOB: None}, screen=True)
        >> publishes(ANN, Source.SCREEN_AUDIO)
        << Refuse(ANN, 9, ErrorCode.TRACK_INVALID)
    )


def test_a_screen_may_be_vp9_and_a_camera_not() -> None:
    vp9 = "vp09.00.40.08"
    assert (
        meeting_of(ANN)
        >> asks(ANN, PublishTrack(1, Source.SCREEN, vp9, layers=(LARGE,)))
        << entry(TrackPublished(replace(track(2, ANN, Source.SCREEN, LARGE), codec=vp9)))
        << some(TellDrawers, track=2)
        << Reply(ANN, 1, 2)
        << Route(2, ANN, False, (1,), {}, screen=True)
        << TellDemand(ANN, 2, ())
        >> asks(ANN, PublishTrack(2, Source.CAMERA, vp9, layers=(LARGE,)))
        << Refuse(ANN, 2, ErrorCode.TRACK_INVALID)
    )
