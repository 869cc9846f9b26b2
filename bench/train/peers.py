"""XGBoost and LightGBM on the feature table that train learnt from: same rows, split, columns and parameters.

Reads features/*.parquet and export.json of a folder, writes peers.json: held-out figures by library and target.
"""

import json
import pathlib
import sys

import duckdb
import lightgbm
import numpy
import xgboost
from sklearn.metrics import average_precision_score, log_loss, mean_absolute_error, r2_score, roc_auc_score

THREADS = 2


def read(folder, columns, target):
    names = ", ".join(f'"{name}"' for name in ["split", f"label {target}", *columns])
    query = f"SELECT {names} FROM read_parquet('{folder}/features/*.parquet') WHERE isfinite(\"label {target}\")"
    found = duckdb.connect().execute(query).fetchnumpy()
    values = numpy.column_stack([numpy.ma.filled(found[name].astype(numpy.float32), numpy.nan) for name in columns])
    labels = numpy.asarray(found[f"label {target}"])
    is_train = numpy.asarray(found["split"]) == "train"
    return values[is_train], labels[is_train], values[~is_train], labels[~is_train]


def with_xgboost(parameters, is_classifier, values, labels, unseen):
    settings = {
        "objective": "binary:logistic" if is_classifier else "reg:squarederror",
        "tree_method": "hist",
        "max_depth": int(parameters["depth"]),
        "eta": float(parameters["learning-rate"]),
        "min_child_weight": float(parameters["min-child-weight"]),
        "subsample": float(parameters["row-sample"]),
        "colsample_bytree": float(parameters["column-sample"]),
        "max_bin": int(parameters["max-bins"]),
        "seed": parameters["seed"],
        "nthread": THREADS,
    }
    model = xgboost.train(settings, xgboost.DMatrix(values, labels), int(parameters["trees"]))
    return model.predict(xgboost.DMatrix(unseen))


def with_lightgbm(parameters, is_classifier, values, labels, unseen):
    settings = {
        "objective": "binary" if is_classifier else "regression",
        "max_depth": int(parameters["depth"]),
        "num_leaves": 2 ** int(parameters["depth"]),
        "learning_rate": float(parameters["learning-rate"]),
        "min_sum_hessian_in_leaf": float(parameters["min-child-weight"]),
        "min_data_in_leaf": 1,
        "bagging_fraction": float(parameters["row-sample"]),
        "bagging_freq": 1,
        "feature_fraction": float(parameters["column-sample"]),
        "max_bin": int(parameters["max-bins"]),
        "seed": parameters["seed"],
        "num_threads": THREADS,
        "verbosity": -1,
    }
    return lightgbm.train(settings, lightgbm.Dataset(values, labels), int(parameters["trees"])).predict(unseen)


def figures(is_classifier, labels, predictions):
    if is_classifier:
        return {
            "auc": roc_auc_score(labels, predictions),
            "pr_auc": average_precision_score(labels, predictions),
            "log_loss": log_loss(labels, predictions),
        }
    return {"mae": mean_absolute_error(labels, predictions), "r2": r2_score(labels, predictions)}


def main(folder):
    export = json.loads((folder / "export.json").read_text())
    said = {"versions": {"xgboost": xgboost.__version__, "lightgbm": lightgbm.__version__}}
    for library, train in (("xgboost", with_xgboost), ("lightgbm", with_lightgbm)):
        said[library] = {}
        for target, columns in export["columns"].items():
            values, labels, unseen, truth = read(folder, columns, target)
            is_classifier = target == "bad_minute"
            predictions = train(export["parameters"], is_classifier, values, labels, unseen)
            said[library][target] = figures(is_classifier, truth, predictions)
            print(f"{library} {target}: {said[library][target]}")
    (folder / "peers.json").write_text(json.dumps(said, indent=2) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
