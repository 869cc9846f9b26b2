"""Runs commands of meeting-insights one after the other in one JVM that spark-submit starts: `run_commands.py HOME < commands.json`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from pyspark.java_gateway import launch_gateway


def main(home: Path) -> int:
    jars = ",".join(str(jar) for jar in [home / "meeting-insights.jar", *sorted((home / "lib").glob("*.jar"))])
    os.environ["PYSPARK_SUBMIT_ARGS"] = f"--master local[2] --properties-file {home}/conf/spark-defaults.conf --jars {jars} pyspark-shell"
    gateway = launch_gateway()
    try:
        for command in json.load(sys.stdin):
            words = gateway.new_array(gateway.jvm.String, len(command))
            for at, word in enumerate(command):
                words[at] = word
            code = gateway.jvm.io.meetinginsights.jobs.cli.MeetingInsights.run(words)
            if code != 0:
                print(f"{command}: exit code {code}", file=sys.stderr)
                return code
        return 0
    finally:
        gateway.shutdown()
        gateway.proc.stdin.close()  # The JVM ends when its starter's pipe does.
        gateway.proc.wait(60)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
