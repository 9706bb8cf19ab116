from hypothesis import given, settings
from hypothesis import strategies as st

from meetdesk.relay.speakers import HANG_OVER_SECONDS, PAUSE_SECONDS, SLOTS, SpeakerSelection

from . import speech_vectors

QUIET, SPEECH, SHOUT = 90, 35, 15


def talk(selection: SpeakerSelection, levels: dict[int, int], start: float, seconds: float) -> list[tuple[int, bool]]:
    """Everybody sends a frame every 20 ms; which of them were forwarded."""
    heard = []
    for step in range(round(seconds / 0.02)):
        for track, level in levels.items():
            heard.append((track, selection.heard(track, level, start + step * 0.02)))
    return heard


def test_as_many_as_there_are_slots_are_all_forwarded_even_the_quiet() -> None:
    heard = talk(SpeakerSelection(3), {1: QUIET, 2: SPEECH, 3: QUIET}, 0.0, 2.0)
    assert all(forwarded for _, forwarded in heard)


def test_of_many_the_loudest_are_forwarded() -> None:
    selection = SpeakerSelection(2)
    levels = {1: QUIET, 2: QUIET, 3: SPEECH, 4: SPEECH, 5: QUIET}
    talk(selection, levels, 0.0, 1.0)
    assert {track for track, forwarded in talk(selection, levels, 1.0, 1.0) if forwarded} == {3, 4}


def test_whoever_begins_to_talk_is_heard_from_the_first_frame_on_while_some_slot_is_silent() -> None:
    selection = SpeakerSelection(2)
    talk(selection, {1: SPEECH, 2: QUIET, 3: QUIET}, 0.0, 2.0)
    heard = talk(selection, {3: SPEECH, 1: SPEECH}, 2.0, 1.0)
    assert all(forwarded for _, forwarded in heard)


def test_a_pause_between_words_does_not_cost_the_slot() -> None:
    selection = SpeakerSelection(1)
    talk(selection, {1: SPEECH}, 0.0, 1.0)
    pause = talk(selection, {1: QUIET, 2: SPEECH + 5}, 1.0, PAUSE_SECONDS - 0.02)
    assert all(forwarded == (track == 1) for track, forwarded in pause)


def test_a_pause_between_sentences_does_not_cost_the_slot_unless_somebody_talks() -> None:
    selection = SpeakerSelection(1)
    talk(selection, {1: SPEECH}, 0.0, 1.0)
    pause = talk(selection, {1: QUIET, 2: QUIET}, 1.0, HANG_OVER_SECONDS - 0.02)
    assert all(forwarded == (track == 1) for track, forwarded in pause)
    assert selection.heard(2, SPEECH, 1.0 + HANG_OVER_SECONDS - 0.02)


ONSETS = st.lists(st.integers(51, 70), max_size=2).map(lambda soft: [*soft, 48, 40, 35, 35])
"""Levels of a voice from its first frame on: up to two of them no louder than breath, then speech."""


@settings(max_examples=40)
@given(ONSETS, st.lists(st.integers(0, 60), min_size=24, max_size=24), st.integers(0, 23), st.data())
def test_whoever_begins_to_talk_is_heard_within_60_ms_unless_five_others_talk(
    onset: list[int], quiet_for: list[int], loud: int, data: st.DataObject
) -> None:
    """A meeting of 25 whose microphones all send; up to four of them talk, others have just talked, most never have."""
    selection, others = SpeakerSelection(), range(24)
    talking = data.draw(st.sets(st.sampled_from(others), max_size=SLOTS - 1), "who talks")
    noise = data.draw(st.lists(st.integers(51, 127), min_size=24, max_size=24), "background levels")
    for frame in range(120):
        for track in others:
            talks = track in talking or (quiet_for[track] >= PAUSE_SECONDS / 0.02 and 120 - frame > quiet_for[track])
            level = (20 if track == loud else SPEECH) if talks else noise[track]
            selection.heard(track, level, frame * 0.02)
    heard = []
    for number, level in enumerate(onset):
        now = (120 + number) * 0.02
        for track in talking:
            selection.heard(track, SPEECH, now)
        heard.append(selection.heard(99, level, now + 0.01))
        for track in set(others) - talking:
            selection.heard(track, noise[track], now)
    assert all(heard[2:]), f"frames of the voice that were forwarded: {heard}"


def test_when_all_slots_talk_only_somebody_clearly_louder_takes_one() -> None:
    selection = SpeakerSelection(1)
    talk(selection, {1: SPEECH, 2: SPEECH - 3}, 0.0, 2.0)
    assert talk(selection, {1: SPEECH, 2: SPEECH - 3}, 2.0, 0.02) == [(1, True), (2, False)]
    assert (2, True) in talk(selection, {1: SPEECH, 2: SHOUT}, 2.1, 0.2)


def test_whoever_stops_sending_gives_up_the_slot() -> None:
    selection = SpeakerSelection(1)
    talk(selection, {1: SHOUT}, 0.0, 1.0)
    assert not selection.heard(2, QUIET, 1.1)
    assert selection.heard(2, QUIET, 1.5)


def test_who_talks_is_named_loudest_first_and_a_click_is_not_talking() -> None:
    selection = SpeakerSelection()
    talk(selection, {1: SPEECH, 2: SHOUT, 3: QUIET}, 0.0, 1.0)
    selection.heard(4, SHOUT, 1.0)
    assert selection.talking(1.0) == [2, 1]
    assert selection.talking(1.0 + HANG_OVER_SECONDS) == []


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 127), st.floats(0, 0.3)), max_size=300))
def test_never_more_than_the_slots_at_a_time(frames: list[tuple[int, int, float]]) -> None:
    selection, now = SpeakerSelection(3), 0.0
    for track, level, wait in frames:
        now += wait
        selection.heard(track, level, now)
        assert len(selection._holders) <= 3


def test_a_forgotten_track_frees_its_slot() -> None:
    selection = SpeakerSelection(1)
    talk(selection, {1: SHOUT}, 0.0, 1.0)
    selection.forget(1)
    assert selection.heard(2, QUIET, 1.0)
    assert selection.talking(1.0) == []


def test_the_vectors_that_windows_are_held_to_are_those_of_the_relay() -> None:
    assert speech_vectors.TARGET.read_text("utf-8") == speech_vectors.text(), "run python -m tests.relay.speech_vectors"
