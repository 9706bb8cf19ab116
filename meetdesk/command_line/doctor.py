"""The command ``meetdesk doctor``."""

import asyncio
import os
from pathlib import Path

import msgspec

from meetdesk.app.discovery import OFF_VARIABLE
from meetdesk.command_line.find import listen
from meetdesk.command_line.output import Output
from meetdesk.doctor.context import Context
from meetdesk.doctor.doctor import run_check
from meetdesk.doctor.hosting_here import hosting_here
from meetdesk.joining.address import Address
from meetdesk.joining.identity import kept_fingerprint
from meetdesk.messages import sentence
from meetdesk.wire.findings import Check, CheckReport, Finding, Verdict

_LISTEN_SECONDS = 2.5
_SIGNS = {Verdict.GOOD: "✓", Verdict.NOTE: "!", Verdict.BAD: "✗"}


class _Told(msgspec.Struct, frozen=True):
    check: Check
    code: str
    verdict: Verdict
    detail: dict[str, str | int]
    message: str
    advice: str


class _Doctor(msgspec.Struct, frozen=True, tag_field="event", tag="doctor"):
    findings: tuple[_Told, ...]


def run(output: Output, target: str, data: Path | None = None) -> bool:
    """Runs all checks and prints what they find, and what to do. ``target``: the address that could not be joined, or
    empty. ``data``: folder of an app that may be running. Returns whether nothing bad was found."""
    reports = asyncio.run(_checks(output, target, kept_fingerprint(data) if data else b""))
    told = tuple(_told(report.check, one, output.language) for report in reports for one in report.findings)
    output.event(_Doctor(told))
    output.say("doctor_coding")
    good = all(one.verdict is not Verdict.BAD for one in told)
    output.say("doctor_good" if good else "doctor_bad")
    return good


async def _checks(output: Output, target: str, fingerprint: bytes) -> list[CheckReport]:
    """One after the other: each would disturb the others' measurements."""
    reports = []
    port, neighbours = await asyncio.gather(hosting_here(fingerprint), _neighbours())
    context = Context(port, fingerprint if port else b"", target, neighbours)
    for check in Check:
        if check is Check.TARGET and not target:
            continue
        report = await run_check(check, context)
        output.say("doctor_check", check=sentence(f"check_{check.value}", output.language))
        for one in report.findings:
            told = _told(check, one, output.language)
            output.say("doctor_finding", sign=_SIGNS[one.verdict], message=told.message)
            if told.advice:
                output.say("doctor_advice", advice=told.advice)
        reports.append(report)
    return reports


async def _neighbours() -> tuple[Address, ...]:
    """Of those who host."""
    if os.environ.get(OFF_VARIABLE) == "off":
        return ()
    return tuple(sighting.addresses[0] for sighting in await listen(_LISTEN_SECONDS))


def _told(check: Check, one: Finding, language: str) -> _Told:
    key = f"finding_{one.code.value}"
    advice = "" if one.verdict is Verdict.GOOD else sentence(f"{key}_do", language, **one.detail)
    return _Told(check, one.code.value, one.verdict, one.detail, sentence(key, language, **one.detail), advice)
