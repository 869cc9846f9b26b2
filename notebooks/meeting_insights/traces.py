"""The measured Wi-Fi traces that stand beside this clone, as intervals with what was on the air.

FEUP traces 082 and 083 (CC BY 4.0): four access points send to four clients that walk and drive.
Folder: ../shared/data/feup-wifi beside the clone, or MEETING_INSIGHTS_TRACES.
"""

from __future__ import annotations

import os
import pathlib

import duckdb
import pandas as pd

from meeting_insights.errors import UserError
from meeting_insights.warehouse import ROOT

FEATURES = {
    "signal_dbm": "rssiMean",
    "phy_rate_mbps": "dataRateMean",
    "channel_util_pct": "channelUtil",
    "distance_m": "receiverDist",
    "speed_mps": "receiverSpeed",
    "channel_width_mhz": "channelBw",
    "channel_mhz": "channelFreq",
}

_INTERVALS = """
WITH sent AS (
  SELECT 82 AS trace, * FROM read_csv($folder || '/trace-082/iperf3.csv', header = true, all_varchar = true)
  UNION ALL SELECT 83, * FROM read_csv($folder || '/trace-083/iperf3.csv', header = true, all_varchar = true)),
heard AS (
  SELECT receiverId AS client, floor(systime::DOUBLE)::BIGINT AS second, {means_of_a_second}
  FROM read_csv($folder || '/summary/final-exp-log.csv', header = true, all_varchar = true)
  WHERE receiverId || ' ' || senderId IN ('m1 ap2', 'w1 ap4', 'w2 ap1', 'w3 ap3') GROUP BY ALL),
intervals AS (
  SELECT row_number() OVER () AS line, trace, "client-id" AS client, "interval-start"::DOUBLE AS start_s, jitter::DOUBLE AS jitter_ms,
    "pckt-lost"::DOUBLE / "pckt-total"::DOUBLE AS loss_fraction
  FROM sent WHERE "pckt-total"::DOUBLE > 0)
SELECT trace, client, start_s, jitter_ms, loss_fraction, {means}
FROM intervals JOIN heard USING (client)
WHERE second BETWEEN floor(start_s)::BIGINT AND floor(start_s)::BIGINT + 1
-- Both seconds of an interval must have been heard.
GROUP BY line, trace, client, start_s, jitter_ms, loss_fraction HAVING count(*) = 2
ORDER BY trace, client, start_s, loss_fraction, jitter_ms
"""


def folder() -> pathlib.Path:
    """Where the traces are."""
    place = pathlib.Path(os.environ.get("MEETING_INSIGHTS_TRACES") or ROOT.parent / "shared/data/feup-wifi")
    if not (place / "summary/final-exp-log.csv").is_file():
        raise UserError(
            f"The measured traces are not at {place}",
            "they stand beside the repository, not in it",
            "name their folder in MEETING_INSIGHTS_TRACES, or leave this notebook out",
        )
    return place


def intervals() -> pd.DataFrame:
    """Two seconds of a client in a row: loss, jitter and the features, trace 82 to learn from and 83 to judge on."""
    query = _INTERVALS.format(
        means_of_a_second=", ".join(f"avg({column}::DOUBLE) AS {name}" for name, column in FEATURES.items()),
        means=", ".join(f"avg({name}) AS {name}" for name in FEATURES),
    )
    return duckdb.sql(query, params={"folder": str(folder())}).df()
