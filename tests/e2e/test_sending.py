"""A camera whose picture does not leave: both people are told, and it comes back."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.e2e.stage import actors
from tests.support.person import text
from tests.support.stuck_encoders import can_be_stuck, swallow

pytestmark = pytest.mark.browser


def test_a_picture_that_does_not_leave_is_told_to_both(playwright: Playwright, tmp_path: Path) -> None:
    with actors(playwright, tmp_path, 2) as cast:
        ada, bob = (actor.person for actor in cast)
        [worker] = [worker for worker in ada.page.workers if "video.worker" in worker.url]
        can_be_stuck(worker)
        swallow(worker, "true")
        port = bob.host()
        ada.join(f"127.0.0.1:{port}", bob.code())
        ada.is_told("banner_camera_stalled")
        bob.sees_state("Ada", "tile_missing")
        # Not as if she had turned it off.
        bob.sees_state("Ada", "tile_camera_off", seen=False)
        swallow(worker, "false")
        bob.sees(ada)
        bob.sees_state("Ada", "tile_missing", seen=False)
        expect(ada.page.get_by_text(text("banner_camera_stalled"))).to_have_count(0)
        # Who turns the camera off is said to have done so.
        swallow(worker, "true")
        ada.toggle("camera_label")
        bob.sees_state("Ada", "tile_camera_off")
        bob.sees_state("Ada", "tile_missing", seen=False)
