"""Muting, stopping, removing, and who helps with it."""

from meetdesk.core.budget import Kind
from meetdesk.core.commands import (
    CloseChannels,
    KeepOut,
    LetBackIn,
    Refuse,
    Reply,
    Route,
    TellDemand,
    TellLobby,
    TellStopped,
    TurnedAway,
)
from meetdesk.core.errors import ErrorCode
from meetdesk.core.events import Expelled
from meetdesk.core.topics.lobby import Admit, KeptOut, LetBack
from meetdesk.core.topics.moderation import (
    LiftStop,
    MakeCoHost,
    MuteAll,
    Remove,
    Stop,
    Stoppable,
    StopTrack,
    UnmakeCoHost,
)
from meetdesk.core.topics.people import EndMeeting, LeaveReason, Left, Rename, Role, RoleChanged
from meetdesk.core.topics.rules import ChangePermissions, Permissions, PermissionsChanged
from meetdesk.core.topics.tracks import PublishTrack, Source, TrackUnpublished, TrackUpdated, UpdateTrack, Want

from .script import (
    ANN,
    BOB,
    CEM,
    SMALL,
    START,
    Script,
    arrives,
    asks,
    entry,
    loses_link,
    meeting_of,
    publishes,
    returns,
    time_passes,
    track,
    wants,
)


def with_a_co_host() -> Script:
    """Ann hosts, Bob helps, Cem takes part."""
    script = meeting_of(ANN, BOB, CEM)
    (script >> asks(ANN, MakeCoHost(1, BOB))).and_so_on()
    return script


def test_a_microphone_is_muted_and_only_its_owner_unmutes_it() -> None:
    script = meeting_of(ANN, BOB)
    (script >> publishes(BOB, Source.MICROPHONE)).and_so_on()
    assert (
        script
        >> asks(ANN, StopTrack(1, 3))
        << entry(TrackUpdated(track(3, BOB, Source.MICROPHONE, muted=True), by=ANN))
        << Reply(ANN, 1)
        << Route(3, BOB, True, (), {})
        >> asks(ANN, StopTrack(2, 3))
        << Reply(ANN, 2)
        >> asks(ANN, UpdateTrack(3, 3, muted=False))
        << Refuse(ANN, 3, ErrorCode.TRACK_NOT_YOURS)
        >> asks(BOB, UpdateTrack(4, 3, muted=False))
        << entry(TrackUpdated(track(3, BOB, Source.MICROPHONE)))
        << Reply(BOB, 4)
        << Route(3, BOB, True, (), {ANN: None})
    )


def test_a_camera_is_stopped_and_a_screen_is_unpublished() -> None:
    script = meeting_of(ANN, BOB)
    (script >> publishes(BOB, Source.CAMERA, SMALL)).and_so_on()
    (script >> publishes(BOB, Source.SCREEN, SMALL)).and_so_on()
    assert (
        script
        >> asks(ANN, StopTrack(1, 3))
        << entry(TrackUpdated(track(3, BOB, Source.CAMERA, SMALL, muted=True), by=ANN))
        << Reply(ANN, 1)
        >> asks(ANN, StopTrack(2, 4))
        << entry(TrackUnpublished(4, by=ANN))
        << Reply(ANN, 2)
        << Route(4, None, False, (), {}, screen=True)
        >> asks(ANN, StopTrack(3, 4))
        << Refuse(ANN, 3, ErrorCode.TRACK_UNKNOWN)
    )


def test_the_sound_of_a_screen_ends_with_the_last_screen() -> None:
    script = meeting_of(ANN, BOB)
    for _ in range(2):
        (script >> publishes(BOB, Source.SCREEN, SMALL)).and_so_on()
    (script >> asks(BOB, PublishTrack(9, Source.SCREEN_AUDIO, "opus"))).and_so_on()
    (script >> asks(ANN, StopTrack(1, 3))).and_so_on()
    assert [one.track for one in script.state.tracks] == [4, 5]
    ended = script >> asks(ANN, StopTrack(2, 4)) << entry(TrackUnpublished(4, by=ANN))
    assert (ended << entry(TrackUnpublished(5, by=ANN)) << Reply(ANN, 2)).and_so_on()
    assert script.state.tracks == ()


def test_all_are_muted_but_those_of_the_same_rank_and_above() -> None:
    script = with_a_co_host()
    for person in (ANN, BOB, CEM):
        (script >> publishes(person, Source.MICROPHONE)).and_so_on()
    (script >> asks(BOB, MuteAll(1))).and_so_on()
    assert [one.muted for one in script.state.tracks] == [False, False, True]
    (script >> asks(ANN, MuteAll(2))).and_so_on()
    assert [one.muted for one in script.state.tracks] == [False, True, True]
    assert script >> asks(ANN, MuteAll(3)) << Reply(ANN, 3)


def test_muting_all_leaves_cameras_alone() -> None:
    script = meeting_of(ANN, BOB)
    (script >> publishes(BOB, Source.CAMERA, SMALL)).and_so_on()
    assert script >> asks(ANN, MuteAll(1)) << Reply(ANN, 1)


def test_who_may_not_speak_stays_muted() -> None:
    script = meeting_of(ANN, BOB)
    (script >> publishes(BOB, Source.MICROPHONE, muted=True)).and_so_on()
    off = Permissions(microphone=False)
    detail: dict[str, str | int] = {"permission": "microphone"}
    assert (
        script
        >> asks(ANN, ChangePermissions(1, microphone=False))
        << entry(PermissionsChanged(off, ANN))
        << Reply(ANN, 1)
        >> asks(BOB, UpdateTrack(2, 3, muted=False))
        << Refuse(BOB, 2, ErrorCode.NOT_PERMITTED, detail)
        >> asks(BOB, UpdateTrack(3, 3, codec="opus"))
        << Reply(BOB, 3)
        >> asks(ANN, ChangePermissions(4))
        << Reply(ANN, 4)
        >> asks(ANN, ChangePermissions(5, microphone=True))
        << entry(PermissionsChanged(Permissions(), ANN))
        << Reply(ANN, 5)
    )


def test_who_speaks_already_goes_on_speaking() -> None:
    script = meeting_of(ANN, BOB)
    (script >> publishes(BOB, Source.MICROPHONE)).and_so_on()
    (script >> asks(ANN, ChangePermissions(1, microphone=False))).and_so_on()
    assert script >> asks(BOB, UpdateTrack(2, 3, muted=False)) << Reply(BOB, 2)
    assert not script.state.tracks[0].muted


def test_a_name_may_be_kept_by_the_host() -> None:
    script = meeting_of(ANN, BOB)
    (script >> asks(ANN, ChangePermissions(1, rename=False))).and_so_on()
    (script >> asks(ANN, Rename(2, "Anna"))).and_so_on()
    (script >> returns(BOB, 2, name="Ann")).and_so_on()
    assert [person.name for person in script.state.participants] == ["Anna", "Bob"]


def test_somebody_is_removed_and_kept_out() -> None:
    script = meeting_of(ANN, BOB)
    (script >> publishes(BOB, Source.MICROPHONE)).and_so_on()
    assert (
        script
        >> asks(ANN, Remove(1, BOB))
        << KeepOut(1, participant=BOB)
        << entry(TrackUnpublished(3))
        << entry(Left(BOB, LeaveReason.REMOVED, by=ANN))
        << Reply(ANN, 1)
        << TellLobby((ANN,), (), (KeptOut(1, "Bob"),))
        << Route(3, None, True, (), {})
        << CloseChannels(BOB, ErrorCode.REMOVED)
        >> returns(BOB, 3)
        << TurnedAway(ErrorCode.NOT_ADMITTED, participant=BOB)
        >> asks(ANN, Remove(2, BOB))
        << Refuse(ANN, 2, ErrorCode.PERSON_UNKNOWN)
    )


def test_somebody_whose_link_is_lost_can_be_removed() -> None:
    script = meeting_of(ANN, BOB)
    (script >> loses_link(BOB)).and_so_on()
    assert (
        script
        >> asks(ANN, Remove(1, BOB, keep_out=False))
        << entry(Left(BOB, LeaveReason.REMOVED, by=ANN))
        << Reply(ANN, 1)
        << CloseChannels(BOB, ErrorCode.REMOVED)
        >> time_passes(60)
    )


def test_a_co_host_helps_but_rules_nobody_of_the_same_rank() -> None:
    script = with_a_co_host()
    for person in (ANN, BOB, CEM):
        (script >> publishes(person, Source.MICROPHONE)).and_so_on()
    mics = {one.participant: one.track for one in script.state.tracks}
    assert (
        script
        >> asks(BOB, StopTrack(1, mics[ANN]))
        << Refuse(BOB, 1, ErrorCode.OUTRANKED)
        >> asks(BOB, Remove(2, ANN))
        << Refuse(BOB, 2, ErrorCode.OUTRANKED)
        >> asks(BOB, Remove(3, BOB))
        << Refuse(BOB, 3, ErrorCode.OUTRANKED)
        >> asks(BOB, UnmakeCoHost(4, BOB))
        << Refuse(BOB, 4, ErrorCode.NOT_ALLOWED)
        >> asks(BOB, MakeCoHost(5, CEM))
        << Refuse(BOB, 5, ErrorCode.NOT_ALLOWED)
        >> asks(BOB, EndMeeting(6))
        << Refuse(BOB, 6, ErrorCode.NOT_ALLOWED)
    )
    (script >> asks(BOB, StopTrack(7, mics[CEM]))).and_so_on()
    assert {one.participant for one in script.state.tracks if one.muted} == {CEM}


def test_co_hosts_come_and_go() -> None:
    assert (
        meeting_of(ANN, BOB)
        >> asks(ANN, MakeCoHost(1, BOB))
        << entry(RoleChanged(BOB, Role.CO_HOST, ANN))
        << Reply(ANN, 1)
        >> asks(ANN, MakeCoHost(2, BOB))
        << Reply(ANN, 2)
        >> asks(ANN, UnmakeCoHost(3, BOB))
        << entry(RoleChanged(BOB, Role.PARTICIPANT, ANN))
        << Reply(ANN, 3)
        >> asks(ANN, UnmakeCoHost(4, BOB))
        << Reply(ANN, 4)
        >> asks(ANN, UnmakeCoHost(5, ANN))
        << Refuse(ANN, 5, ErrorCode.OUTRANKED)
        >> asks(ANN, MakeCoHost(6, 99))
        << Refuse(ANN, 6, ErrorCode.PERSON_UNKNOWN)
    )


def test_a_co_host_is_bound_by_no_permission() -> None:
    script = with_a_co_host()
    (script >> asks(ANN, ChangePermissions(2, microphone=False, screen=False))).and_so_on()
    assert (script >> publishes(BOB, Source.MICROPHONE)).only(Reply) << Reply(BOB, 9, 5 + 1)
    assert (script >> asks(CEM, PublishTrack(1, Source.MICROPHONE, "opus"))).only(Refuse) << Refuse(
        CEM, 1, ErrorCode.NOT_PERMITTED, {"permission": "microphone"}
    )


def test_a_guest_cannot_help() -> None:
    script = meeting_of(ANN)
    (script >> arrives(7, "Gus", Role.GUEST)).and_so_on()
    (script >> asks(ANN, Admit(1, 7))).and_so_on()
    assert script >> asks(ANN, MakeCoHost(2, 2)) << Refuse(ANN, 2, ErrorCode.NOT_FOR_GUESTS)


def test_who_misbehaves_leaves_at_once() -> None:
    script = meeting_of(ANN, BOB)
    assert (
        script
        >> loses_link(BOB)
        << (lambda _: True)
        >> Expelled(START, BOB)
        << entry(Left(BOB, LeaveReason.REMOVED))
        >> Expelled(START, BOB)
        >> time_passes(60)
    )


def test_who_was_put_out_for_what_it_cost_is_let_back_in_by_what_was_stopped_or_by_its_number() -> None:
    for lift in (LiftStop(1, BOB, Stoppable.MEETING), LetBack(1, 1)):
        script = meeting_of(ANN, BOB)
        stop = Stop(BOB, "Bob", Kind.MESSAGES, Stoppable.MEETING, 1)
        assert (script >> Expelled(START, BOB, Kind.MESSAGES)).only(TellStopped) << TellStopped((ANN, BOB), stop)
        assert (
            script
            >> asks(ANN, lift)
            << LetBackIn(1)
            << TellStopped((ANN,), stop, lifted=True)
            << Reply(ANN, 1)
            << TellLobby((ANN,), (), ())
            >> asks(ANN, lift)
            << Reply(ANN, 1)
        )


def test_stopping_a_picture_stops_its_demand() -> None:

    script = meeting_of(ANN, BOB)
    (script >> publishes(BOB, Source.CAMERA, SMALL)).and_so_on()
    (script >> wants(ANN, Want(3, 0))).and_so_on()
    assert (script >> asks(ANN, StopTrack(1, 3))).only(TellDemand) << TellDemand(BOB, 3, ())
