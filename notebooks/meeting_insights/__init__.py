"""Opens the tables of Meeting Insights without Spark, and draws them.

    from meeting_insights import open_warehouse, plots
    tables = open_warehouse()                          # the demo's, or those of MEETING_INSIGHTS_WAREHOUSE
    tables.sql("SELECT * FROM gold.site_summary")      # DuckDB over delta-rs, a pandas frame comes back
    plots.bad_minutes_by_cause(tables)                 # a figure

Names of tables are layer.table, as in docs/tables.md. All times are UTC unless a name says local.
"""

from meeting_insights.errors import UserError
from meeting_insights.figures import note
from meeting_insights.warehouse import Warehouse, open_warehouse

__all__ = ["UserError", "Warehouse", "note", "open_warehouse"]
