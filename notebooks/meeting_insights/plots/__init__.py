"""Pictures of the tables. Each function gives a figure with a title, units and a caption.

A caption says what the picture shows of the data given, so its numbers are computed from them.
Colours are those of the report. Importing this sets matplotlib's style.
"""

from meeting_insights.plots import lesson, model, repair
from meeting_insights.plots.base import captioned, required, save, subplots
from meeting_insights.plots.call import call_timeline, categories_by_minute, ranking, waterfall
from meeting_insights.plots.site import bad_minutes_by_cause, calls_by_hour, cpu_over_time, feedback, quality_over_time

__all__ = [
    "bad_minutes_by_cause",
    "call_timeline",
    "calls_by_hour",
    "captioned",
    "categories_by_minute",
    "cpu_over_time",
    "feedback",
    "lesson",
    "model",
    "quality_over_time",
    "ranking",
    "repair",
    "required",
    "save",
    "subplots",
    "waterfall",
]
