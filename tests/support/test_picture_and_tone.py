"""The pattern and the tone are found where they are, and nowhere else."""

import random
import subprocess
from pathlib import Path

import pytest

from tests.support.opus import decode
from tests.support.picture import HUES, Image, background, find_pattern, has_moved
from tests.support.samples import samples_for
from tests.support.tone import PITCHES, SAMPLE_RATE, bursts, pitches_heard, root_mean_square, sine, tone_power


def painted(hue: int, bar: float | None, width: int = 320, height: int = 180) -> Image:
    row = bytearray(bytes(background(hue)) * width)
    if bar is not None:
        left = round(bar * width) - 20
        row[left * 3 : (left + 40) * 3] = bytes([235]) * 120
    return Image(width, height, bytes(row) * height)


def beside(left: Image, right: Image) -> Image:
    rows = []
    for y in range(left.height):
        rows.append(left.pixels[y * left.width * 3 : (y + 1) * left.width * 3])
        rows.append(right.pixels[y * right.width * 3 : (y + 1) * right.width * 3])
    return Image(left.width + right.width, left.height, b"".join(rows))


@pytest.mark.parametrize("hue", HUES)
def test_pattern_is_found_by_its_hue_only(hue: int) -> None:
    image = painted(hue, 0.3)
    assert [other for other in HUES if find_pattern(image, other)] == [hue]


def test_bar_is_found_where_it_is_and_seen_to_move() -> None:
    before, after = find_pattern(painted(120, 0.3), 120), find_pattern(painted(120, 0.6), 120)
    assert before is not None
    assert after is not None
    assert before.bar == pytest.approx(0.3, abs=0.02)
    assert after.bar == pytest.approx(0.6, abs=0.02)
    assert has_moved(before, after)
    assert not has_moved(before, before)


def test_two_people_side_by_side_are_both_found() -> None:
    both = beside(painted(40, 0.25), painted(200, 0.75))
    left, right = find_pattern(both, 40), find_pattern(both, 200)
    assert left is not None
    assert right is not None
    assert left.bar == pytest.approx(0.25, abs=0.03)
    assert right.bar == pytest.approx(0.75, abs=0.03)


def test_grey_and_dark_pictures_hold_no_pattern() -> None:
    grey = Image(64, 36, bytes([120]) * 64 * 36 * 3)
    black = Image(64, 36, bytes(64 * 36 * 3))
    assert not [hue for hue in HUES for image in (grey, black) if find_pattern(image, hue)]


def test_screenshot_is_read_as_it_was_written(tmp_path: Path) -> None:
    image = painted(240, 0.5)
    (tmp_path / "shot.ppm").write_bytes(b"P6\n320 180\n255\n" + image.pixels)
    subprocess.run(["convert", str(tmp_path / "shot.ppm"), str(tmp_path / "shot.png")], check=True)
    assert Image.from_file(tmp_path / "shot.png") == image


def test_tone_is_found_by_its_pitch_only() -> None:
    pcm = sine(PITCHES[3], 0.5)
    assert pitches_heard(pcm, PITCHES) == {PITCHES[3]}
    assert tone_power(pcm, PITCHES[3]) == pytest.approx(1, abs=0.05)
    assert root_mean_square(pcm) == pytest.approx(0.4 / 2**0.5, abs=0.01)


def test_two_voices_in_noise_are_both_found() -> None:
    noise = random.Random(1)
    pcm = [a + b + noise.gauss(0, 0.05) for a, b in zip(sine(440, 0.5), sine(830, 0.5, 0.2), strict=True)]
    assert pitches_heard(pcm, PITCHES) == {440, 830}


def test_silence_and_noise_hold_no_tone() -> None:
    noise = random.Random(2)
    assert pitches_heard([0.0] * 24_000, PITCHES) == set()
    assert pitches_heard([noise.gauss(0, 0.1) for _ in range(24_000)], PITCHES) == set()


def test_bursts_are_silent_in_between() -> None:
    pcm = bursts(440, 1.0)
    assert tone_power(pcm[:12_000], 440) > 0.8
    assert root_mean_square(pcm[12_500:23_500]) == 0


@pytest.mark.browser
def test_a_tone_is_found_in_what_was_encoded(tmp_path: Path) -> None:
    (samples,) = samples_for(1, tmp_path)
    heard = decode(samples.sound)
    assert len(heard) == SAMPLE_RATE, "a second, as it was made"
    assert pitches_heard(heard, PITCHES) == {samples.pitch}
    with pytest.raises(ValueError, match="no Opus packet"):
        decode([b"\x03"])  # says that it holds several frames, but not how many
