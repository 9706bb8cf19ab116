"""What this app wants to be known on the network."""

from dataclasses import dataclass

from meetdesk.joining.discovery.label import Label

LIFETIME_SECONDS = 60
"""How long others keep what they heard without hearing it again: a host that was killed is gone by then. RFC 6762 (10)
recommends 120 for records that name a host; meetings come and go faster."""


@dataclass(frozen=True)
class Announcement:
    label: Label
    port: int
