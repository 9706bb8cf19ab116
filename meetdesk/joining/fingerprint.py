"""A certificate's fingerprint in a form that two people can compare by voice."""

from meetdesk.joining.words import words_of

SPOKEN_WORDS = 6
"""66 bits: making another certificate with the same words takes some 10^19 attempts."""


def spoken_fingerprint(fingerprint: bytes) -> str:
    """Six words of the list that codes are drawn from. ``fingerprint``: SHA-256 of the certificate."""
    return " ".join(words_of(fingerprint, SPOKEN_WORDS))
