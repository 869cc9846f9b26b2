"""A simulated world twice, under Airflow and without, with the Zoom emulator beside them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

from installation import DAYS, SPARK, Emulator, Installation, World


class Night:
    """What the tests share: the world under Airflow, and the same world without."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.sites = folder / "sites.yaml"
        self.simulated = folder / "simulated"
        simulation = World(folder / "simulation", self.sites, {})
        simulation.run(
            *("simulate", "--from", DAYS[0], "--to", DAYS[-1], "--sites-out", str(self.sites)),
            *("--set", f"storage.landing={self.simulated}", "--set", "sites-file="),
        )
        organisation = re.search(r"org-id: *\"?([^\s\"]+)", self.sites.read_text()).group(1)
        self.zoom = Emulator(simulation, self.simulated)
        self.world = World(folder / "night", self.sites, self.zoom.says)
        self.plain = World(folder / "plain", self.sites, self.zoom.says)
        for world in (self.world, self.plain):
            shutil.copytree(self.simulated / "network", world.folder / "landing/network")
            world.link(self.zoom.says["accounts"].split(",")[0], organisation)
        self.airflow = Installation(folder / "airflow", self.world)
        self.airflow.start()

    def stop(self) -> None:
        self.airflow.stop()
        self.zoom.stop()

    def statuses(self, job: str, day: str) -> list[dict]:
        files = (self.world.folder / f"ops/status/{job}/{day}").glob("*.json")
        return sorted((json.loads(f.read_text()) for f in files), key=lambda status: status["ended_at"])

    def tables_equal_plain(self) -> None:
        done = subprocess.run(
            [
                SPARK / "bin/python",
                Path(__file__).parent / "compare_tables.py",
                self.world.folder / "warehouse",
                self.plain.folder / "warehouse",
            ],
            capture_output=True,
            text=True,
            timeout=300,
        )
        print(done.stdout)
        assert done.returncode == 0, done.stdout + done.stderr
        for table in ("silver/participant_minutes", "gold/experience_minutes", "gold/site_summary"):
            assert re.search(rf"^{table}: [1-9]", done.stdout, re.M), done.stdout
