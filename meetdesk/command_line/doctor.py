"""The command ``meetdesk doctor``."""

import asyncio

import msgspec

from meetdesk.command_line.output import Output
from meetdesk.doctor.context import Context
from meetdesk.doctor.doctor import run_check
from meetdesk.messages import sentence
from meetdesk.wire.findings import Check, CheckReport, Finding, Verdict

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


def run(output: Output, target: str) -> bool:
    """Runs all checks and prints what they find, and what to do. ``target``: the address that could not be joined, or
    empty. Returns whether nothing bad was found."""
    reports = asyncio.run(_checks(output, target))
    told = tuple(_told(report.check, one, output.language) for report in reports for one in report.findings)
    output.event(_Doctor(told))
    output.say("doctor_coding")
    good = all(one.verdict is not Verdict.BAD for one in told)
    output.say("doctor_good" if good else "doctor_bad")
    return good


async def _checks(output: Output, target: str) -> list[CheckReport]:
    """One after the other: each would disturb the others' measurements."""
    reports = []
    for check in Check:
        if check is Check.TARGET and not target:
            continue
        report = await run_check(check, Context(target=target))
        output.say("doctor_check", check=sentence(f"check_{check.value}", output.language))
        for one in report.findings:
            told = _told(check, one, output.language)
            output.say("doctor_finding", sign=_SIGNS[one.verdict], message=told.message)
            if told.advice:
                output.say("doctor_advice", advice=told.advice)
        reports.append(report)
    return reports


def _told(check: Check, one: Finding, language: str) -> _Told:
    key = f"finding_{one.code.value}"
    advice = "" if one.verdict is Verdict.GOOD else sentence(f"{key}_do", language, **one.detail)
    return _Told(check, one.code.value, one.verdict, one.detail, sentence(key, language, **one.detail), advice)
