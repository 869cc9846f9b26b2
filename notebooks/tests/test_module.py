"""The module: what it opens, what it refuses, what it draws."""

import json
import re
import socket
import subprocess
import sys
import time
import urllib.request

import matplotlib.image
import pandas as pd
import pytest

from meeting_insights import UserError, open_warehouse, plots
from meeting_insights.readme_images import IMAGES
from meeting_insights.shapley import area_under_curve, every_order
from meeting_insights.warehouse import ROOT


def test_a_first_query_and_a_first_plot_take_three_lines_each_as_in_the_readme(tmp_path, tables):
    readme = (ROOT / "README.md").read_text()
    block = re.search(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL).group(1)
    lines = [line for line in block.splitlines() if line.strip()]
    query, plot = lines[:3], lines[:2] + lines[3:]
    assert len(query) == 3 and len(plot) == 3
    for three, kind in ((query, "DataFrame"), (plot, "Figure")):
        *before, last = [line.split("  #")[0] for line in three]
        names = {}
        exec("\n".join(before), names)
        assert type(eval(last, names)).__name__ == kind


def test_a_table_that_is_not_there_is_named_with_near_ones(tables):
    for attempt in (lambda: tables.read("gold.site_sumary"), lambda: tables.sql("SELECT * FROM gold.site_sumary")):
        with pytest.raises(UserError, match=r"did you mean gold\.site_summary"):
            attempt()


def test_a_folder_without_tables_says_how_to_get_some(tmp_path):
    with pytest.raises(UserError, match="make demo"):
        open_warehouse(tmp_path)


def test_a_version_that_never_was_is_refused(tables):
    with pytest.raises(UserError, match="version 99"):
        tables.as_of({"gold.site_summary": 99})


def test_only_what_a_query_names_is_opened_and_its_version_is_told(tables):
    fresh = open_warehouse(tables.folder)
    assert len(fresh.sources()) == 0
    fresh.sql("SELECT count(*) FROM gold.site_summary")
    sources = fresh.sources()
    assert sources.table.tolist() == ["gold.site_summary"]
    log = tables.folder / "gold/site_summary/_delta_log"
    assert sources.version[0] == max(int(path.stem) for path in log.glob("*.json"))


def test_values_are_bound_not_pasted(tables):
    odd = "x' OR '1' = '1"
    assert len(tables.sql("SELECT * FROM gold.site_summary WHERE site_name = $site", site=odd)) == 0


def test_whole_sums_stay_whole_numbers_and_instants_are_utc(tables):
    frame = tables.sql("SELECT sum(bad_minutes) AS bad, max(bucket_at) AS last FROM gold.site_series")
    assert frame.bad.dtype == "int64"
    assert str(frame["last"].dt.tz) in ("UTC", "Etc/UTC")


def test_names_join_one_to_one(tables):
    plain = tables.read("gold.site_clients")
    named = tables.read("gold.site_clients", names=True)
    assert len(named) == len(plain)
    assert named.site_name.notna().all() and named.host_name.notna().all()


def test_shapley_values_of_the_example_worked_by_hand_in_the_docs():
    orders = every_order(
        ["rssi", "channel"], lambda known: (1 if "rssi" in known else 0.5) * (1 if "channel" in known else 0.5)
    )
    # docs/shapley.md: RSSI first +0.25 and +0.5, channel first the reverse, the mean 0.375 each.
    assert orders.loc["rssi, then channel"].tolist() == [0.25, 0.5]
    assert orders.loc["channel, then rssi"].tolist() == [0.5, 0.25]
    assert orders.mean().tolist() == [0.375, 0.375]


def test_area_under_curve_counts_pairs_and_ties_by_half():
    label, score = pd.Series([True, True, False, False]), pd.Series([0.9, 0.4, 0.4, 0.1])
    # Pairs of bad and good: 0.9 > 0.4, 0.9 > 0.1, 0.4 = 0.4, 0.4 > 0.1.
    assert area_under_curve(label, score) == 3.5 / 4


def test_a_figure_without_title_units_or_caption_is_refused():
    figure, axes = plots.subplots()
    with pytest.raises(ValueError, match="title"):
        plots.captioned(figure, "what it shows")
    axes.set_title("A title")
    with pytest.raises(ValueError, match="label"):
        plots.captioned(figure, "what it shows")
    axes.set_xlabel("ms")
    with pytest.raises(ValueError, match="caption"):
        plots.captioned(figure, " ")
    plots.captioned(figure, "what it shows")


def test_access_points_of_one_name_at_two_sites_stay_apart():
    hours = pd.DataFrame(
        [
            ("London", "AP-1", "03-02 09:00", 5),
            ("Berlin", "AP-1", "03-02 09:00", 7),
            ("Berlin", "AP-1", "03-02 10:00", 2),
        ],
        columns=["site", "ap_name", "hour", "bad_minutes"],
    )
    figure = plots.repair.access_points_by_hour(hours, "All sites")
    assert [tick.get_text() for tick in figure.axes[0].get_yticklabels()] == ["Berlin, AP-1", "London, AP-1"]
    assert "Berlin, AP-1 from 03-02 09:00 with 7" in " ".join(figure.texts[0].get_text().split())


def test_an_empty_frame_is_refused_rather_than_drawn_as_all_well():
    with pytest.raises(UserError, match="nothing to draw"):
        plots.calls_by_hour(pd.DataFrame(columns=["bucket_local_at", "total_minutes", "bad_minutes"]), "Nowhere")


def test_the_pictures_in_the_readme_can_be_drawn_anew(tmp_path, tables):
    for name, draw in IMAGES.items():
        plots.save(draw(tables), tmp_path / name)
        height, width, _ = matplotlib.image.imread(tmp_path / name).shape
        assert width > 600 and height > 200
        assert (ROOT / "docs/images" / name).is_file()
        assert f"docs/images/{name}" in (ROOT / "README.md").read_text()


def test_saving_in_the_lab_keeps_outputs_out_of_the_committed_notebooks_only(tmp_path):
    """A real server with the settings of make notebooks, on a copy of a notebook."""
    config = (ROOT / "notebooks/jupyter_server_config.py").read_text().replace("str(NOTEBOOKS)", repr(str(tmp_path)))
    (tmp_path / "config.py").write_text(config)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "jupyter",
            "lab",
            f"--config={tmp_path / 'config.py'}",
            "--no-browser",
            "--ip=127.0.0.1",
            f"--port={port}",
            "--ServerApp.port_retries=0",
            "--IdentityProvider.token=test",
            "--allow-root",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/api?token=test")
        ran = {
            "cell_type": "code",
            "id": "a",
            "source": "1",
            "metadata": {"tags": ["parameters"], "scrolled": True},
            "execution_count": 3,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": "Ada Nagy"}],
        }
        content = {"cells": [ran], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        for name in ("01_site_meeting_insights.ipynb", "my_copy.ipynb"):
            body = json.dumps({"type": "notebook", "format": "json", "content": content}).encode()
            put = urllib.request.Request(f"http://127.0.0.1:{port}/api/contents/{name}?token=test", body, method="PUT")
            assert urllib.request.urlopen(put, timeout=20).status == 201
        kept = json.loads((tmp_path / "01_site_meeting_insights.ipynb").read_text())["cells"][0]
        assert (kept["outputs"], kept["execution_count"], kept["metadata"]) == ([], None, {"tags": ["parameters"]})
        assert "Ada Nagy" in (tmp_path / "my_copy.ipynb").read_text()
        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/lab?token=test", timeout=20).read().decode()
        assert "JupyterLab" in page
    finally:
        server.terminate()
        server.wait(20)


def wait_for(url: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(url, timeout=5).read()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} does not answer")
