"""With the check of a row taken out, a test of that row fails.

The whole run is long and belongs to `python3 -m portal test --all`; the first bug is planted every time, and
that all of them still fit the code is looked at every time.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from portal.config import ROOT
from tests.login.planted import PLANTED, Edit
from tests.login.rows import ROWS, nodes

LONG = bool(os.environ.get("PORTAL_TEST_ALL"))
COPIED = ("portal", "tests", "static", "translations", "pyproject.toml")
BUGS = [(row, number) for row, bugs in PLANTED.items() for number in range(len(bugs))]
TESTS_FAILED = 1


def test_every_row_has_a_bug() -> None:
    assert list(PLANTED) == list(ROWS)


@pytest.mark.parametrize(("row", "number"), BUGS)
def test_the_bugs_fit_the_code(row: int, number: int) -> None:
    for file, text, instead in PLANTED[row][number]:
        assert (ROOT / "portal" / file).read_text().count(text) == 1, (file, text)
        assert text != instead


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product once more, to be spoilt."""
    folder = tmp_path_factory.mktemp("planted")
    left_out = shutil.ignore_patterns("node_modules", "__pycache__")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=left_out)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("row", "number"), BUGS if LONG else BUGS[:1])
def test_a_row_without_its_check_fails(tree: Path, row: int, number: int) -> None:
    edits = PLANTED[row][number]
    honest = {file: (tree / "portal" / file).read_text() for file, _, _ in edits}
    try:
        spoil(tree, edits)
        assert run(tree, chosen_for(row)) == TESTS_FAILED
    finally:
        for file, text in honest.items():
            (tree / "portal" / file).write_text(text)


def spoil(tree: Path, edits: tuple[Edit, ...]) -> None:
    for file, text, instead in edits:
        path = tree / "portal" / file
        source = path.read_text()
        assert text in source, (file, text)
        path.write_text(source.replace(text, instead))


def chosen_for(row: int) -> list[str]:
    """The tests of a row that need no other program than ours."""
    quick = [entry for entry in ROWS[row] if not entry.startswith("certified/")]
    return [node for entry in quick for node in nodes(row, entry)]


def run(tree: Path, chosen: list[str]) -> int:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:xdist", *chosen]
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    done = subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    print(done.stdout[-2000:], done.stderr[-500:])
    return done.returncode
