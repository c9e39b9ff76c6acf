"""Parts that must be tested: where LEGUP_REQUIRE names one, a test that skips itself for want of it fails.

bin/test names the parts that this machine has, or could have had by installing them.
"""

import os

import pytest

REQUIRED = os.environ.get("LEGUP_REQUIRE", "").lower().split()


def _missing(report) -> str:
    """The required part whose want made the test skip itself, or nothing."""
    if not report.skipped or hasattr(report, "wasxfail") or not isinstance(report.longrepr, tuple):
        return ""
    reason = report.longrepr[2].lower()
    return next((part for part in REQUIRED if part in reason), "")


def _fail(report) -> None:
    if part := _missing(report):
        reason = report.longrepr[2]
        report.outcome = "failed"
        report.longrepr = f"{part} must be tested on this machine, but: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    _fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    _fail(report)
    return report
