"""What is committed: no outputs, parameters on top, short cells."""

import subprocess

import nbformat
import pytest

from meeting_insights.warehouse import ROOT

EXPECTED = [
    "01_site_meeting_insights",
    "02_why_was_this_call_bad",
    "03_clients_and_access_points_to_fix_first",
    "04_model_quality_and_drift",
    "05_what_a_contribution_means",
    "06_query_the_tables_yourself",
]


def committed() -> list:
    """Every notebook that git knows, or would take with the next add."""
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "*.ipynb"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    return sorted(ROOT / name for name in listed if name and (ROOT / name).exists())


def test_the_six_notebooks_are_there_and_no_other():
    assert [path.relative_to(ROOT / "notebooks").with_suffix("").name for path in committed()] == EXPECTED


@pytest.mark.parametrize("path", committed(), ids=lambda path: path.stem)
def test_no_outputs_are_committed(path):
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None, (
                f"{path.name}, cell {cell.id}: outputs may hold names of people."
                " Clear them (Edit, Clear Outputs of All Cells) and save; make notebooks does so by itself."
            )
            assert set(cell.metadata) <= {"tags"}, f"{path.name}, cell {cell.id}: {dict(cell.metadata)}"


@pytest.mark.parametrize("path", committed(), ids=lambda path: path.stem)
def test_a_notebook_says_what_it_is_has_its_parameters_on_top_and_ends_with_what_it_read(path):
    book = nbformat.read(path, 4)
    nbformat.validate(book)
    assert book.cells[0].cell_type == "markdown" and book.cells[0].source.startswith("# ")
    assert book.cells[1].metadata.get("tags") == ["parameters"]
    assert book.cells[-1].source == "tables.sources()"
    assert book.metadata.kernelspec.name == "python3"


@pytest.mark.parametrize("path", committed(), ids=lambda path: path.stem)
def test_cells_stay_short(path):
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= 18, f"{path.name}, cell {cell.id}"
