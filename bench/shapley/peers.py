"""The other side of make bench-shapley: trains the models, and times the Python libraries on them.

    peers.py train DIR      models and rows that every library, and the JVM, reads
    peers.py version PEER   the library's version
    peers.py time PEER DEPTH DIR SECONDS
                            one line of JSON: microseconds a row, one thread, best and median of calls

What a library does once a model is not counted, nor the making of its data set; what it does for each
call is. XGBoost's contributions are the yardstick: a library whose values differ is not timed.
"""

import json
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[name] = "1"
# Set on some machines for old builds of the library, and a brake on new ones.
for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(name, None)

import numpy as np  # noqa: E402  (after the number of threads is set)

FEATURES = 40
TREES = 200
DEPTHS = (5, 6, 8)
ROWS = 20000
# Rows a call, so that a call takes no longer than some seconds. Woodelf's cost is mostly per call.
ROWS_A_CALL = {
    "xgboost": {5: 4000, 6: 2000, 8: 500},
    "lightgbm": {5: 1000, 6: 500, 8: 100},
    "shap": {5: 500, 6: 250, 8: 50},
    "treeshap": {5: 500, 6: 250, 8: 50},
    "fasttreeshap": {5: 2000, 6: 1000, 8: 200},
    "woodelf": {5: 20000, 6: 20000, 8: 20000},
}


def synthetic(rows, seed):
    """Rows with interactions of three features, one value in twenty missing."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(rows, FEATURES)).astype(np.float32)
    x[random.random(x.shape) < 0.05] = np.nan
    return x


def train(directory):
    import lightgbm
    import xgboost

    x = synthetic(50000, 7)
    z = np.nan_to_num(x)
    random = np.random.default_rng(8)
    y = sum(z[:, 3 * i] * z[:, 3 * i + 1] * np.cos(z[:, 3 * i + 2]) for i in range(13))
    y = y + z @ random.normal(size=FEATURES) * 0.4 + random.normal(size=len(x)) * 0.3
    rows = synthetic(ROWS, 9)
    rows.astype("<f4").tofile(f"{directory}/rows.f32")
    for depth in DEPTHS:
        booster = xgboost.train(
            {"max_depth": depth, "tree_method": "hist", "max_bin": 32, "eta": 0.1, "nthread": 1, "seed": 1},
            xgboost.DMatrix(x, y),
            TREES,
        )
        booster.save_model(f"{directory}/depth{depth}.json")
        write_for_treeshap(f"{directory}/depth{depth}.json", f"{directory}/treeshap{depth}.json")
        booster.set_param({"nthread": 1})
        expected = booster.predict(xgboost.DMatrix(rows[:500]), pred_contribs=True)
        expected.astype("<f4").tofile(f"{directory}/expected{depth}.f32")
        lightgbm.train(
            {"num_leaves": 2**depth, "max_depth": depth, "max_bin": 31, "learning_rate": 0.1,
             "min_data_in_leaf": 1, "objective": "regression", "num_threads": 1, "seed": 1, "verbose": -1},
            lightgbm.Dataset(x, y),
            TREES,
        ).save_model(f"{directory}/lightgbm{depth}.txt")


def write_for_treeshap(source, target):
    """XGBoost writes default_left as 0 and 1 and a list of base scores; treeshap wants false and true, and one."""
    with open(source) as file:
        model = json.load(file)
    for tree in model["learner"]["gradient_booster"]["model"]["trees"]:
        tree["default_left"] = [bool(left) for left in tree["default_left"]]
    parameters = model["learner"]["learner_model_param"]
    parameters["base_score"] = parameters["base_score"].strip("[]")
    with open(target, "w") as file:
        json.dump(model, file)


def xgboost_peer(directory, depth, rows):
    import xgboost

    booster = xgboost.Booster({"nthread": 1}, model_file=f"{directory}/depth{depth}.json")
    data = xgboost.DMatrix(rows, nthread=1)
    return lambda: booster.predict(data, pred_contribs=True)[:, :-1]


def lightgbm_peer(directory, depth, rows):
    import lightgbm

    booster = lightgbm.Booster(model_file=f"{directory}/lightgbm{depth}.txt")
    return lambda: booster.predict(rows, pred_contrib=True, num_threads=1)[:, :-1]


def shap_peer(directory, depth, rows):
    import shap
    import xgboost

    booster = xgboost.Booster({"nthread": 1}, model_file=f"{directory}/depth{depth}.json")
    explainer = shap.TreeExplainer(booster, feature_perturbation="tree_path_dependent")
    # Else it would call XGBoost.
    explainer.model.model_type = "internal"
    return lambda: explainer.shap_values(rows, check_additivity=False)


def woodelf_peer(directory, depth, rows):
    import pandas
    import xgboost
    from woodelf.explainer import WoodelfExplainer

    booster = xgboost.Booster({"nthread": 1}, model_file=f"{directory}/depth{depth}.json")
    frame = pandas.DataFrame(rows, columns=[f"f{i}" for i in range(FEATURES)])
    explainer = WoodelfExplainer(booster)
    return lambda: np.asarray(explainer.shap_values(frame, verbose=False))


def treeshap_peer(directory, depth, rows):
    from treeshap import ShapExplainer, TreeEnsemble

    explainer = ShapExplainer(TreeEnsemble.from_file(f"{directory}/treeshap{depth}.json", "xgboost"))
    data = rows.astype(np.float64)
    return lambda: np.asarray(explainer.explain(data).shap_values)


def fasttreeshap_peer(directory, depth, rows):
    import fasttreeshap
    import lightgbm

    booster = lightgbm.Booster(model_file=f"{directory}/lightgbm{depth}.txt")
    explainer = fasttreeshap.TreeExplainer(booster, algorithm="v2", n_jobs=1)
    return lambda: explainer(rows, check_additivity=False).values


PEERS = {
    "xgboost": (xgboost_peer, "xgboost", True),
    "lightgbm": (lightgbm_peer, "lightgbm", False),
    "shap": (shap_peer, "shap", True),
    "woodelf": (woodelf_peer, "woodelf-explainer", True),
    "treeshap": (treeshap_peer, "treeshap", True),
    "fasttreeshap": (fasttreeshap_peer, "fasttreeshap", False),
}


def timed(peer, depth, directory, seconds):
    make, _, same_trees = PEERS[peer]
    count = ROWS_A_CALL[peer][depth]
    rows = np.fromfile(f"{directory}/rows.f32", "<f4").reshape(-1, FEATURES)[:count]
    call = make(directory, depth, rows)
    values = call()
    if same_trees:
        expected = np.fromfile(f"{directory}/expected{depth}.f32", "<f4").reshape(-1, FEATURES + 1)
        known = min(len(values), len(expected))
        off = np.abs(np.asarray(values)[:known] - expected[:known, :-1]).max()
        if not off < 1e-3:
            raise SystemExit(f"{peer}: values differ from XGBoost's by {off}")
    calls = []
    end = time.perf_counter() + seconds
    while not calls or time.perf_counter() < end:
        start = time.perf_counter()
        call()
        calls.append((time.perf_counter() - start) / count * 1e6)
    print(json.dumps({"best": min(calls), "median": float(np.median(calls)), "calls": len(calls), "rows": count}))


def main(arguments):
    if arguments[0] == "train":
        train(arguments[1])
    elif arguments[0] == "version":
        from importlib.metadata import version

        print(version(PEERS[arguments[1]][1]))
    else:
        timed(arguments[1], int(arguments[2]), arguments[3], float(arguments[4]))


if __name__ == "__main__":
    main(sys.argv[1:])
