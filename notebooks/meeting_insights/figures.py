"""Key figures of a notebook: shown to the reader, and kept so that a test can compare them.

A test reads them from the executed copy by their MIME type and compares them with figures computed
elsewhere; a notebook that only draws could show anything.
"""

from IPython.display import display

MIME = "application/vnd.meeting-insights.figures+json"


def note(**figures: float | int | str) -> None:
    """Shows figures by name and keeps them in the output of the cell."""
    plain = {name: getattr(value, "item", lambda value=value: value)() for name, value in figures.items()}
    width = max(map(len, plain))
    text = "\n".join(f"{name:{width}}  {_shown(value)}" for name, value in plain.items())
    display({"text/plain": text, MIME: plain}, raw=True)


def _shown(value: float | int | str) -> str:
    if isinstance(value, bool) or isinstance(value, str):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"
