"""What every family of requests is made of."""

import msgspec

from meetdesk.core.entries import Count


class Numbered(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """A request that is answered."""

    id: Count
    """Chosen by the sender, unique within its connection; comes back in the answer."""
