"""What the connection check can find: stable codes, how bad each is, and the report of a check.

A code never changes its meaning. Its sentence is the message ``finding_<code>``, what to do about it
``finding_<code>_do`` (``meetdesk/messages/<language>/doctor.json``). The window's own checks of devices and codecs find
some of them too.
"""

from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec

Line: TypeAlias = Annotated[str, msgspec.Meta(max_length=8_192)]


class Check(StrEnum):
    """The app's checks, in the order in which they are shown."""

    NETWORK = "network"
    TARGET = "target"
    PORT = "port"
    ECHO = "echo"
    FIREWALL = "firewall"
    MULTICAST = "multicast"
    ISOLATION = "isolation"
    DEVICES = "devices"
    CLOCK = "clock"
    PROCESSOR = "processor"
    SANDBOX = "sandbox"


class Verdict(StrEnum):
    """What a finding means for somebody who wants to hold or join a meeting."""

    GOOD = "good"
    NOTE = "note"
    """May be the reason for trouble; nothing to do while there is none."""
    BAD = "bad"


class FindingCode(StrEnum):
    """What a check can find. A code never changes its meaning; its sentences are in ``doctor.json``."""

    # network
    NETWORK_FINE = "network_fine"
    NETWORK_NONE = "network_none"
    NETWORK_VIRTUAL_ONLY = "network_virtual_only"
    NETWORK_SELF_ASSIGNED = "network_self_assigned"
    NETWORK_VPN_LAST = "network_vpn_last"
    NETWORK_GUESTS_LEFT_OUT = "network_guests_left_out"
    NETWORK_UNPLUGGED = "network_unplugged"
    # target: the address that was to be joined
    TARGET_FINE = "target_fine"
    TARGET_INVALID = "target_invalid"
    TARGET_OWN = "target_own"
    TARGET_NAME_UNKNOWN = "target_name_unknown"
    TARGET_ABSENT = "target_absent"
    TARGET_FILTERED = "target_filtered"
    TARGET_OTHER_NETWORK = "target_other_network"
    TARGET_REFUSED = "target_refused"
    TARGET_NOT_MEETDESK = "target_not_meetdesk"
    # port
    PORT_FREE = "port_free"
    PORT_HOSTING = "port_hosting"
    PORT_TAKEN = "port_taken"
    PORT_NONE = "port_none"
    # echo: this computer reaches its own relay by its own LAN addresses
    ECHO_FINE = "echo_fine"
    ECHO_BLOCKED = "echo_blocked"
    ECHO_NO_ADDRESS = "echo_no_address"
    # firewall
    FIREWALL_NONE = "firewall_none"
    FIREWALL_OPEN = "firewall_open"
    FIREWALL_BLOCKS = "firewall_blocks"
    FIREWALL_BLOCKS_DISCOVERY = "firewall_blocks_discovery"
    FIREWALL_ACTIVE = "firewall_active"
    FIREWALL_UNREAD = "firewall_unread"
    FIREWALL_REACHED = "firewall_reached"
    FIREWALL_NOT_REACHED = "firewall_not_reached"
    FIREWALL_WINDOWS = "firewall_windows"
    FIREWALL_MACOS = "firewall_macos"
    # multicast
    MULTICAST_FINE = "multicast_fine"
    MULTICAST_ALONE = "multicast_alone"
    MULTICAST_BLOCKED = "multicast_blocked"
    MULTICAST_HALF = "multicast_half"
    # isolation
    ISOLATION_NONE = "isolation_none"
    ISOLATION_SUSPECTED = "isolation_suspected"
    ISOLATION_UNKNOWN = "isolation_unknown"
    # devices
    CAMERA_FINE = "camera_fine"
    CAMERA_NONE = "camera_none"
    CAMERA_NOT_ALLOWED = "camera_not_allowed"
    CAMERA_FAILED = "camera_failed"
    MICROPHONE_FINE = "microphone_fine"
    MICROPHONE_NONE = "microphone_none"
    MICROPHONE_NOT_ALLOWED = "microphone_not_allowed"
    MICROPHONE_FAILED = "microphone_failed"
    SPEAKER_FINE = "speaker_fine"
    SPEAKER_NONE = "speaker_none"
    SPEAKER_NOT_ALLOWED = "speaker_not_allowed"
    DEVICES_IN_WINDOW = "devices_in_window"
    # codecs, found by the window
    CODECS_FINE = "codecs_fine"
    CODECS_SLOW = "codecs_slow"
    CODECS_MISSING = "codecs_missing"
    # clock
    CLOCK_FINE = "clock_fine"
    CLOCK_WRONG = "clock_wrong"
    CLOCK_JUMPS = "clock_jumps"
    # processor
    PROCESSOR_FINE = "processor_fine"
    PROCESSOR_BUSY = "processor_busy"
    PROCESSOR_WEAK = "processor_weak"
    MEMORY_SHORT = "memory_short"
    # sandbox: of the window's browser engine
    SANDBOX_FINE = "sandbox_fine"
    SANDBOX_ROOT = "sandbox_root"
    SANDBOX_REFUSED = "sandbox_refused"
    # a check that itself failed
    CHECK_FAILED = "check_failed"


_BAD = {
    FindingCode.NETWORK_NONE,
    FindingCode.NETWORK_SELF_ASSIGNED,
    FindingCode.TARGET_INVALID,
    FindingCode.TARGET_OWN,
    FindingCode.TARGET_NAME_UNKNOWN,
    FindingCode.TARGET_ABSENT,
    FindingCode.TARGET_FILTERED,
    FindingCode.TARGET_OTHER_NETWORK,
    FindingCode.TARGET_REFUSED,
    FindingCode.TARGET_NOT_MEETDESK,
    FindingCode.PORT_NONE,
    FindingCode.ECHO_BLOCKED,
    FindingCode.FIREWALL_BLOCKS,
    FindingCode.FIREWALL_NOT_REACHED,
    FindingCode.CAMERA_NOT_ALLOWED,
    FindingCode.CAMERA_FAILED,
    FindingCode.MICROPHONE_NOT_ALLOWED,
    FindingCode.MICROPHONE_FAILED,
    FindingCode.CODECS_MISSING,
    FindingCode.CLOCK_WRONG,
}
_GOOD = {
    FindingCode.NETWORK_FINE,
    FindingCode.TARGET_FINE,
    FindingCode.PORT_FREE,
    FindingCode.PORT_HOSTING,
    FindingCode.ECHO_FINE,
    FindingCode.FIREWALL_NONE,
    FindingCode.FIREWALL_OPEN,
    FindingCode.FIREWALL_REACHED,
    FindingCode.MULTICAST_FINE,
    FindingCode.ISOLATION_NONE,
    FindingCode.CAMERA_FINE,
    FindingCode.MICROPHONE_FINE,
    FindingCode.SPEAKER_FINE,
    FindingCode.CODECS_FINE,
    FindingCode.CLOCK_FINE,
    FindingCode.PROCESSOR_FINE,
    FindingCode.SANDBOX_FINE,
}


def verdict_of(code: FindingCode) -> Verdict:
    """Good and bad are listed; whatever is not is a note."""
    return Verdict.BAD if code in _BAD else Verdict.GOOD if code in _GOOD else Verdict.NOTE


class Finding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that a check saw, in the form in which window, command line and ``--json`` have it."""

    code: FindingCode
    verdict: Verdict
    detail: dict[str, str | int] = {}
    """Fills the placeholders of the sentences."""


class CheckReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that one check found, the answer to ``RunCheck``."""

    check: Check
    findings: tuple[Finding, ...]
    """At least one."""


class RunCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Asks the app for one of the checks; the window asks for them one after the other, and shows each as it comes."""

    check: Check
    target: Line = ""
    """The address or invitation that was to be joined, as typed; only ``target`` looks at it."""


def finding(code: FindingCode, **detail: str | int) -> Finding:
    """``detail``: what fills the placeholders of the code's sentences."""
    return Finding(code, verdict_of(code), detail)
