"""Runs make bench-shapley: all peers in turn, round after round, one thread; prints ratios.

Other work on the machine can only slow a library down, so of each the best of all rounds counts, and
the median stands beside it. Always exits with 0 once it has figures: what they say is for the reader.
"""

import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
SECONDS = 2
DEPTHS = (5, 6, 8)
ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "target" / "bench"
HERE = pathlib.Path(__file__).resolve().parent
ROWS = 20000
H2O_ROWS = 50

PEERS = {
    "xgboost": "requirements-main",
    "lightgbm": "requirements-main",
    "shap": "requirements-main",
    "woodelf": "requirements-main",
    "treeshap": "requirements-treeshap",
    "fasttreeshap": "requirements-fasttreeshap",
}
OWN_TREES = {"lightgbm", "fasttreeshap"}
KERNELS = {"plain": [], "vector": ["--add-modules", "jdk.incubator.vector"]}

# Times the fastest exact peer: (kernel, players, depth): target.
TARGETS = {
    ("plain", "features", 5): 12,
    ("plain", "features", 6): 12,
    ("plain", "features", 8): 8,
    ("vector", "features", 5): 22,
    ("vector", "features", 6): 22,
    ("vector", "features", 8): 8,
    ("vector", "categories", 5): 35,
}


def one_thread(command):
    """On the last processor, which is least used by others."""
    if shutil.which("taskset"):
        return ["taskset", "-c", str(max(os.sched_getaffinity(0)))] + command
    return command


def peer(environments, name, *arguments):
    python = environments / PEERS[name] / "bin" / "python"
    if not (environments / PEERS[name] / "lock").exists():
        return None
    done = subprocess.run(
        one_thread([str(python), str(HERE / "peers.py"), *arguments]), capture_output=True, text=True
    )
    if done.returncode != 0:
        print(f"  {name}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    return (done.stdout.strip().splitlines() or [""])[-1]


def jmh(benchmark, data, *options, jvm=()):
    result = OUT / "jmh.json"
    classpath = (ROOT / "bench" / "target" / "classpath").read_text()
    subprocess.run(
        one_thread(
            ["java", *jvm, f"-Dbench.data={data}", "-cp", f"{ROOT}/bench/target/classes:{classpath}",
             "org.openjdk.jmh.Main", benchmark, "-rf", "json", "-rff", str(result), "-v", "SILENT", *options]
        ),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return json.loads(result.read_text())


def ours(data, kernel):
    jvm = [*KERNELS[kernel], f"-Dio.meetinginsights.shapley.kernel={kernel}"]
    for run in jmh("ShapleyBenchmark", data, jvm=jvm):
        calls = [call / ROWS for fork in run["primaryMetric"]["rawData"] for call in fork]
        yield run["params"]["players"], int(run["params"]["depth"]), calls


def main(environments):
    data = OUT / "shapley-data"
    data.mkdir(parents=True, exist_ok=True)
    print("training …", flush=True)
    if peer(environments, "xgboost", "train", str(data)) is None:
        raise SystemExit("The models could not be trained: see above.")
    times = {}
    for round_ in range(ROUNDS):
        print(f"round {round_ + 1} of {ROUNDS} …", flush=True)
        for kernel in KERNELS:
            for players, depth, calls in ours(data, kernel):
                times.setdefault((kernel, players, depth), []).extend(calls)
        for depth in DEPTHS:
            for name in PEERS:
                line = peer(environments, name, "time", name, str(depth), str(data), str(SECONDS))
                if line:
                    said = json.loads(line)
                    times.setdefault((name, "features", depth), []).extend([said["best"], said["median"]])
        for run in jmh("H2oBenchmark", data):
            calls = [call / H2O_ROWS for fork in run["primaryMetric"]["rawData"] for call in fork]
            times.setdefault(("h2o-genmodel", "features", int(run["params"]["depth"])), []).extend(calls)
    report(environments, times)


def report(environments, times):
    versions = {"java": java_version(), "h2o-genmodel": h2o_version()}
    for name in PEERS:
        version = peer(environments, name, "version", name)
        if version:
            versions[name] = version
    best = {key: min(calls) for key, calls in times.items()}
    figures = {}
    for depth in DEPTHS:
        peers = {n: best[n, "features", depth] for n in [*PEERS, "h2o-genmodel"] if (n, "features", depth) in best}
        fastest = min(peers, key=peers.get)
        print(f"\ndepth {depth}: microseconds a row, best (median); times slower than ours, plain and vector")
        for key, calls in sorted(times.items(), key=lambda item: min(item[1])):
            if key[2] == depth:
                line = f"  {key[0]:13} {key[1]:11} {min(calls):9.2f} ({statistics.median(calls):9.2f})"
                if key[0] in peers:
                    mine = [best[kernel, "features", depth] for kernel in KERNELS]
                    line += "".join(f"{best[key] / own:9.1f}x" for own in mine)
                    line += f"  {versions.get(key[0], '')}{' own trees' if key[0] in OWN_TREES else ''}"
                    line += "  <- fastest" if key[0] == fastest else ""
                print(line)
                figures["_".join(map(str, [*key[:2], f"depth{depth}"]))] = figure(min(calls), "us/row")
        for kernel in KERNELS:
            for players in ("features", "categories"):
                own = best[kernel, players, depth]
                target = TARGETS.get((kernel, players, depth))
                for against in dict.fromkeys((fastest, "xgboost")):
                    name = f"{kernel}_{players}_depth{depth}_times_{against}"
                    figures[name] = figure(peers[against] / own, "x", target)
                    if target:
                        holds = "holds" if figures[name]["holds"] else "MISSED"
                        print(f"  {kernel} {players}: {peers[against] / own:.1f}x {against}, target {target}x: {holds}")
    file = OUT / "shapley.json"
    file.write_text(json.dumps({"figures": figures, "versions": versions, "cores": os.cpu_count()}, indent=2) + "\n")
    print(f"\n{file.relative_to(ROOT)}")


def figure(value, unit, target=None):
    holds = None if target is None else value >= target
    return {"value": round(value, 3), "unit": unit, "target": target, "holds": holds}


def java_version():
    said = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr
    return said.splitlines()[0]


def h2o_version():
    classpath = (ROOT / "bench" / "target" / "classpath").read_text()
    return next(part for part in classpath.split(":") if "h2o-genmodel" in part).rsplit("-", 1)[1][:-4]


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve())
