"""The tables of a warehouse by their names, read by DuckDB over delta-rs."""

from __future__ import annotations

import difflib
import json
import os
import pathlib
import re
import subprocess

import duckdb
import pandas as pd
from deltalake import DeltaTable

from meeting_insights.errors import UserError

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAYERS = ("bronze", "silver", "gold")
MINUTE_KEY = ["account_id", "meeting_uuid", "participant_id", "joined_at", "minute_at"]
_NAMED = re.compile(r"\b(?:bronze|silver|gold)\.[a-z_]+\b")

_SITE_NAMES = "SELECT site_id, min(name) AS site_name FROM silver.sites GROUP BY site_id"
_PEOPLE = "SELECT person_key, display_name AS person FROM silver.people"
# A client may have borne several names: the newest one is what people know it by.
_CLIENTS = """
SELECT client_key, arg_max(host_name, seen_to) FILTER (host_name IS NOT NULL) AS host_name,
  arg_max(mac, seen_to) FILTER (mac IS NOT NULL) AS mac
FROM silver.client_identities WHERE source = 'network' GROUP BY client_key"""
_ACCESS_POINTS = """
SELECT ap_mac, arg_max(ap_name, minute_at) FILTER (ap_name IS NOT NULL) AS ap_name
FROM silver.radio_minutes GROUP BY ap_mac"""
_NAMES = {"site_id": _SITE_NAMES, "client_key": _CLIENTS, "person_key": _PEOPLE, "ap_mac": _ACCESS_POINTS}


def open_warehouse(path: str | os.PathLike | None = None) -> Warehouse:
    """The warehouse in this folder; else that of MEETING_INSIGHTS_WAREHOUSE; else the demo's."""
    folder = pathlib.Path(path or os.environ.get("MEETING_INSIGHTS_WAREHOUSE") or ROOT / "demo/warehouse")
    if not (folder / "gold").is_dir():
        raise UserError(
            f"There is no warehouse at {folder}",
            "it has no folder gold",
            "run 'make demo' for one to try, or name yours in MEETING_INSIGHTS_WAREHOUSE",
        )
    return Warehouse(folder)


class Warehouse:
    """Tables by layer.table. A table is opened when a query first names it, and stays at that version."""

    def __init__(self, folder: pathlib.Path, versions: dict[str, int] | None = None):
        self.folder = folder
        self._versions = dict(versions or {})
        self._opened: dict[str, DeltaTable] = {}
        self._duckdb = duckdb.connect()
        self._duckdb.execute("SET TimeZone = 'UTC'")
        for layer in LAYERS:
            self._duckdb.execute(f"CREATE SCHEMA {layer}")
        for name in self._versions:
            self.table(name)

    def sql(self, query: str, **values) -> pd.DataFrame:
        """The answer to a query in DuckDB's SQL; $name in it stands for the value given under that name."""
        named = set(_NAMED.findall(query))
        known = set(self.tables())
        for name in sorted(named & known):
            self.table(name)
        try:
            answer = self._duckdb.sql(query, params=values or None)
        except duckdb.CatalogException:
            for name in sorted(named - known):
                self._known(name)
            raise
        # The sum of whole numbers is a HUGEINT, which pandas knows only as a float.
        columns = [
            f'"{name}"::BIGINT AS "{name}"' if str(kind) == "HUGEINT" else f'"{name}"'
            for name, kind in ((n.replace('"', '""'), k) for n, k in zip(answer.columns, answer.types, strict=True))
        ]
        return answer.project(", ".join(columns)).df()

    def read(self, name: str, where: str = "true", names: bool = False) -> pd.DataFrame:
        """A whole table, or the rows that meet a condition; with names, those behind its keys too."""
        frame = self.sql(f"SELECT * FROM {self._known(name)} WHERE {where}")
        return self.with_names(frame) if names else frame

    def with_names(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Adds site_name, host_name and mac, person and ap_name for the keys that the frame has."""
        for key, query in _NAMES.items():
            if key in frame.columns:
                known = self.sql(query)
                fresh = [column for column in known.columns if column not in frame.columns]
                frame = frame.merge(known[[key, *fresh]], on=key, how="left", validate="many_to_one")
        return frame

    def truth(self) -> pd.DataFrame:
        """What the simulator broke, minute by minute (docs/faults.md); no rows where the data are not simulated."""
        files = self.folder.parent / "landing/_truth/minutes"
        if not files.is_dir():
            return pd.DataFrame(
                columns=[*MINUTE_KEY, "cause_id", "cause_category", "score_latent", "score_without_cause", "is_tie"]
            )
        return (
            duckdb.sql(
                "SELECT * REPLACE (timezone('UTC', minute_at) AS minute_at), timezone('UTC', join_time) AS joined_at"
                f" FROM read_parquet('{files}/*/*.parquet', hive_partitioning = true)"
            )
            .df()
            .drop(columns=["join_time"])
        )

    def as_of(self, versions: dict[str, int]) -> Warehouse:
        """The same tables, some of them at an earlier version; DeltaTable.history has what there is."""
        return Warehouse(self.folder, {**self._versions, **versions})

    def table(self, name: str) -> DeltaTable:
        """The Delta table itself, for its history, its files or another reader."""
        if name not in self._opened:
            place = self.folder / self._known(name).replace(".", "/")
            version = self._versions.get(name)
            try:
                table = DeltaTable(place, version=version)
            except Exception as e:
                raise UserError(
                    f"{name} cannot be opened at version {'latest' if version is None else version}",
                    str(e),
                    f"look at open_warehouse().table('{name}').history()",
                ) from e
            self._duckdb.register(name, table.to_pyarrow_dataset())
            self._duckdb.execute(f'CREATE VIEW {name} AS SELECT * FROM "{name}"')
            self._opened[name] = table
        return self._opened[name]

    def tables(self) -> list[str]:
        """Names of all tables there are."""
        return sorted(
            f"{layer}.{place.parent.name}" for layer in LAYERS for place in (self.folder / layer).glob("*/_delta_log")
        )

    def sources(self) -> pd.DataFrame:
        """What has been read so far: table, version, and when that version was written."""
        rows = []
        for name, table in sorted(self._opened.items()):
            last = table.history(1)[0]
            written = pd.Timestamp(last["timestamp"], unit="ms", tz="UTC").floor("s")
            rows.append({"table": name, "version": table.version(), "written_at": written})
        return pd.DataFrame(rows, columns=["table", "version", "written_at"])

    def spark_sql(self, *statements: str) -> list[pd.DataFrame]:
        """The answers to statements in Spark SQL, each a frame, from one run of the sql command.

        For what outgrows one machine: the command's session can be any cluster's (spark.* in
        conf/pipeline.yaml). Starting it takes some 20 seconds, so ask several things at once. Numbers and
        truth values are as in SQL, dates and instants are text.
        """
        ended = subprocess.run(
            [
                ROOT / "bin/meeting-insights",
                "sql",
                "--format",
                "jsonl",
                "--set",
                f"storage.warehouse={self.folder.resolve()}",
            ],
            input=";\n".join(re.sub(r";\s*$", "", statement.strip()) for statement in statements) + ";\n",
            # Relative places of conf/pipeline.yaml are beneath it, and Spark leaves an empty folder where it runs.
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        if ended.returncode != 0:
            raise UserError(
                f"meeting-insights sql ended with exit code {ended.returncode}",
                ended.stderr.strip()[-2000:],
                "run 'make build' if it is not built, else mend the statement",
            )
        answers: list[list[dict]] = [[]]
        for line in ended.stdout.splitlines():
            # An empty line ends an answer.
            if line:
                answers[-1].append(json.loads(line))
            else:
                answers.append([])
        if len(answers) != len(statements) + 1:
            raise AssertionError(f"{len(statements)} statements, {len(answers) - 1} answers")
        return [pd.DataFrame(answer) for answer in answers[:-1]]

    def _known(self, name: str) -> str:
        """The name, if there is such a table: it goes into SQL and paths as it is."""
        known = self.tables()
        if name not in known:
            near = difflib.get_close_matches(name, known, 3)
            raise UserError(
                f"There is no table {name} in {self.folder}",
                "tables are named layer.table, as in docs/tables.md",
                f"did you mean {' or '.join(near)}?" if near else "tables() lists them",
            )
        return name
