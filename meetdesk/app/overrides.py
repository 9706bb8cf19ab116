"""Settings given on the command line: they hold for this run and are not kept unless the person keeps them."""

import msgspec

from meetdesk.wire.local import Settings


class Overrides:
    """Field names of Settings with the values that the command line gave them."""

    def __init__(self, **values: object) -> None:
        self._values = {name: value for name, value in values.items() if value}

    def add(self, name: str, value: object) -> None:
        """One more; to be called before a page is shown."""
        self._values[name] = value

    def applied(self, kept: Settings) -> Settings:
        """The settings as they hold for this run."""
        return msgspec.structs.replace(kept, **self._values)

    def to_keep(self, saved: Settings, kept: Settings) -> Settings:
        """What of ``saved`` is to be kept: an overridden field stays as it was kept, unless it was changed by hand;
        then its override is over."""
        for name, value in list(self._values.items()):
            if getattr(saved, name) == value:
                saved = msgspec.structs.replace(saved, **{name: getattr(kept, name)})
            else:
                del self._values[name]
        return saved
