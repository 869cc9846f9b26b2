import os

import pytest

from meeting_insights import Warehouse
from meeting_insights.warehouse import ROOT


@pytest.fixture(scope="session", autouse=True)
def of_the_demo():
    """The tests are about the demo's tables, whatever the user looks at otherwise."""
    os.environ.pop("MEETING_INSIGHTS_WAREHOUSE", None)


@pytest.fixture(scope="session")
def tables(of_the_demo) -> Warehouse:
    return Warehouse(ROOT / "demo/warehouse")
