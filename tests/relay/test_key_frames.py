from meetdesk.relay.key_frames import INTERVAL_SECONDS, REPEAT_SECONDS, KeyFrameRequests

LAYER = (7, 1)


def test_requests_for_one_layer_are_merged() -> None:
    requests = KeyFrameRequests()
    for _ in range(10):
        requests.want(LAYER, 1.0)
    requests.want((7, 0), 1.0)
    assert sorted(requests.due(1.0)) == [(7, 0), LAYER]
    assert requests.due(1.0) == []


def test_at_most_one_request_in_the_interval() -> None:
    requests = KeyFrameRequests()
    requests.want(LAYER, 1.0)
    assert requests.due(1.0) == [LAYER]
    requests.arrived(LAYER)
    requests.want(LAYER, 1.1)
    assert requests.due(1.1) == []
    assert requests.next_due == 1.0 + INTERVAL_SECONDS
    assert requests.due(1.0 + INTERVAL_SECONDS) == [LAYER]


def test_a_key_frame_satisfies_everybody_who_waits() -> None:
    requests = KeyFrameRequests()
    requests.want(LAYER, 1.0)
    requests.due(1.0)
    requests.want(LAYER, 1.1)
    requests.arrived(LAYER)
    assert requests.next_due is None


def test_a_request_without_effect_is_repeated() -> None:
    requests = KeyFrameRequests()
    requests.want(LAYER, 1.0)
    requests.due(1.0)
    assert requests.due(1.0 + REPEAT_SECONDS - 0.01) == []
    assert requests.due(1.0 + REPEAT_SECONDS) == [LAYER]


def test_nothing_is_asked_of_a_track_nobody_receives() -> None:
    requests = KeyFrameRequests()
    requests.want(LAYER, 1.0)
    requests.forget(7)
    assert requests.next_due is None
