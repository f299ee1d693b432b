"""A plugin of pytest for the trials: a test that has failed is not run with its other parameters."""

import pytest

_failed: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember it."""
    if report.failed:
        _failed.add(report.nodeid.partition("[")[0])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before anything is made for it."""
    if item.nodeid.partition("[")[0] in _failed:
        pytest.skip("has failed already")
