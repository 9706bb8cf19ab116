"""Runs a check by its name."""

import logging
from collections.abc import Awaitable, Callable

from meetdesk.core.errors import MeetDeskError
from meetdesk.doctor.checks import (
    clock,
    devices,
    echo,
    firewall,
    isolation,
    multicast,
    network,
    port,
    processor,
    sandbox,
    target,
)
from meetdesk.doctor.context import Context
from meetdesk.wire.findings import Check, CheckReport, Finding, FindingCode, finding

log = logging.getLogger(__name__)

_CHECKS: dict[Check, Callable[[Context], Awaitable[tuple[Finding, ...]]]] = {
    Check.NETWORK: network.check,
    Check.TARGET: target.check,
    Check.PORT: port.check,
    Check.ECHO: echo.check,
    Check.FIREWALL: firewall.check,
    Check.MULTICAST: multicast.check,
    Check.ISOLATION: isolation.check,
    Check.DEVICES: devices.check,
    Check.CLOCK: clock.check,
    Check.PROCESSOR: processor.check,
    Check.SANDBOX: sandbox.check,
}


async def run_check(check: Check, context: Context) -> CheckReport:
    """Takes at most some seconds. Never raises: a check that fails says so."""
    try:
        found = await _CHECKS[check](context)
    except (MeetDeskError, OSError) as error:
        log.warning("the check %s failed: %r", check.value, error)
        found = (finding(FindingCode.CHECK_FAILED),)
    except Exception:
        log.exception("the check %s failed", check.value)
        found = (finding(FindingCode.CHECK_FAILED),)
    log.info("check %s: %s", check.value, ", ".join(one.code.value for one in found))
    return CheckReport(check, found)
