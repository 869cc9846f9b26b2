"""Every question of docs/queries.md in both dialects, with equal answers."""

import datetime
import math
import re

import pandas as pd
import pytest

from meeting_insights.warehouse import ROOT

BLOCK = re.compile(r"^```(sql|python) (spark|duckdb)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def questions() -> dict[str, dict[str, tuple[str, str]]]:
    parts = re.split(r"^## (\d+\. .*)$", (ROOT / "docs/queries.md").read_text(), flags=re.MULTILINE)
    return {
        title: {engine: (language, text) for language, engine, text in BLOCK.findall(body)}
        for title, body in zip(parts[1::2], parts[2::2], strict=True)
    }


QUESTIONS = questions()


@pytest.fixture(scope="session")
def spark_answers(tables):
    """One Spark for all: starting it takes longer than any of the questions."""
    answers = tables.spark_sql(*(blocks["spark"][1] for blocks in QUESTIONS.values()))
    return dict(zip(QUESTIONS, answers, strict=True))


def asked_here(tables, language: str, text: str) -> pd.DataFrame:
    if language == "sql":
        return tables.sql(text)
    names = {"tables": tables}
    exec(text, names)
    return names["answer"]


def test_there_are_ten_questions_each_in_both_dialects():
    assert len(QUESTIONS) == 10
    assert all(set(blocks) == {"spark", "duckdb"} for blocks in QUESTIONS.values())


@pytest.mark.parametrize("question", QUESTIONS)
def test_spark_and_duckdb_give_equal_answers(tables, spark_answers, question):
    here = asked_here(tables, *QUESTIONS[question]["duckdb"])
    there = spark_answers[question]
    assert len(here) > 0
    assert list(here.columns) == list(there.columns)
    assert len(here) == len(there)
    for name in here.columns:
        for row, (a, b) in enumerate(zip(map(plain, here[name]), map(plain, there[name]), strict=True)):
            assert is_equal(a, b), f"{name} of row {row}: DuckDB {a!r}, Spark {b!r}"


def plain(value):
    """A value as JSON writes it."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, (pd.Timestamp, datetime.datetime)):
        return value.strftime("%Y-%m-%d" if value.tzinfo is None else "%Y-%m-%dT%H:%M:%S.%fZ")
    return value.item() if hasattr(value, "item") else value


def is_equal(a, b) -> bool:
    if isinstance(a, bool) or isinstance(b, bool) or not isinstance(a, (int, float)) or not isinstance(b, (int, float)):
        return type(a) is type(b) and a == b
    # Sums of floats depend on the order of the rows.
    return a == b if isinstance(a, int) and isinstance(b, int) else math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
