"""Settings of the JupyterLab that make notebooks opens."""

import pathlib
import re

NOTEBOOKS = pathlib.Path(__file__).resolve().parent


def without_outputs(model, path, contents_manager, **kwargs):
    """Keeps outputs of the committed notebooks out of their files: they may hold names of people.

    The open page keeps them, and so does a copy under another name.
    """
    if model["type"] == "notebook" and model.get("content") and re.fullmatch(r"/?\d\d_[a-z_]+\.ipynb", path):
        for cell in model["content"]["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"] = []
                cell["execution_count"] = None
            for noise in ("execution", "trusted", "collapsed", "scrolled"):
                cell["metadata"].pop(noise, None)


c = get_config()  # noqa: F821 (Jupyter gives it)
c.ServerApp.root_dir = str(NOTEBOOKS)
c.ContentsManager.pre_save_hook = without_outputs
# Nothing is asked of the network but what a notebook asks.
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.news_url = None
