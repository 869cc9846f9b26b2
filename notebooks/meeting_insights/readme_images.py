"""Writes the pictures of the README from the demo's tables: python -m meeting_insights.readme_images."""

from __future__ import annotations

from matplotlib.figure import Figure

from meeting_insights import plots
from meeting_insights.warehouse import ROOT, Warehouse

SITE = "London"


def _latency(tables: Warehouse) -> Figure:
    hours = tables.sql(
        "SELECT b.* FROM gold.site_series b JOIN (SELECT DISTINCT site_id, name FROM silver.sites) USING (site_id)"
        " WHERE name = $site AND bucket = '1h' ORDER BY bucket_at",
        site=SITE,
    )
    return plots.quality_over_time(hours, SITE, "latency")


IMAGES = {"notebook-bad-minutes.png": plots.bad_minutes_by_cause, "notebook-latency.png": _latency}


if __name__ == "__main__":
    for name, draw in IMAGES.items():
        plots.save(draw(Warehouse(ROOT / "demo/warehouse")), ROOT / "docs/images" / name)
