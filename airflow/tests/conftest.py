"""One night for all tests that need one: the tests of test_night.py run first, those of test_planted.py in what they leave."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from night import Night


@pytest.fixture(scope="session")
def night(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    started = Night(tmp_path_factory.mktemp("night"), is_short=request.config.getoption("-m") == "not long")
    yield started
    started.stop()


@pytest.fixture(autouse=True)
def timed(request: pytest.FixtureRequest) -> Iterator[None]:
    begin = time.monotonic()
    yield
    print(f"\n{request.node.name}: {time.monotonic() - begin:.0f} s")
