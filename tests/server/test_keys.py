"""Entry tokens are good once, and not for long."""

from meetdesk.server.window.guard import TOKEN_SECONDS, Keys


def test_a_token_is_good_once_and_for_a_while() -> None:
    now = 0.0
    keys = Keys(1, lambda: now)
    first, late, unused = keys.new_token(), keys.new_token(), keys.new_token()
    assert keys.trade(first)
    assert not keys.trade(first)
    now = TOKEN_SECONDS
    assert keys.trade(late)
    now = TOKEN_SECONDS + 1
    assert not keys.trade(unused)
