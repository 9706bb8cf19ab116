"""Guesses with other limits than the product's."""

from meetdesk.server.lan.guesses import Guesses, Limit, Limits


def guesses(each: int, total: int = 100_000, seconds: float = 60.0) -> Guesses:
    """``each``: wrong ones of one address; ``total``: of all, whoever they are."""
    one, all_ = (Limit(each, seconds),), (Limit(total, seconds),)
    limits = Limits(one, one, all_, all_, all_, one)
    return Guesses(lambda: limits)
