"""The house keeps its shape: sizes, markup in one place, clock and chance handed in."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PORTAL = ROOT / "portal"
PYTHON = sorted(p for p in PORTAL.rglob("*.py") if "migrations/versions" not in p.as_posix())
TEMPLATES = sorted(p for p in PORTAL.rglob("*.html"))
UI = re.compile(r"templates/(ui/|layout\.html)|dev_idporten/")
MARKUP_OF_UI = re.compile(r"<input|<fieldset|<select|<textarea|\saria-|\srole=")
# Where the clock and chance may be read: everyone else is handed the value.
CLOCK = re.compile(r"datetime\.now|time\.time\(|date\.today|datetime\.utcnow")
CLOCK_FILES = {"app.py"}
CHANCE = re.compile(r"\b(secrets\.|random\.|uuid4|os\.urandom)")
CHANCE_FILES = {
    "app.py", "demo_settings.py", "demo.py", "forms/base.py", "pages/errors.py", "store/crypto.py",
}  # fmt: skip
CHANCE_FOLDERS = ("login/", "dev_idporten/")


def name(path: Path) -> str:
    return path.relative_to(PORTAL).as_posix()


def functions(path: Path):
    tree = ast.parse(path.read_text())
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_files_and_functions_stay_small(path):
    assert len(path.read_text().splitlines()) <= 500
    limit = 40 if name(path).startswith("pages/") else 60
    for function in functions(path):
        assert function.end_lineno - function.lineno + 1 <= limit, function.name


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_stay_small(path):
    assert len(path.read_text().splitlines()) <= 150


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_form_markup_stands_in_one_place(path):
    if not UI.search(path.as_posix()):
        assert not MARKUP_OF_UI.findall(path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_template_switches_escaping_off(path):
    assert not re.search(r"\|\s*safe|autoescape false", path.read_text())


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_clock_and_chance_are_handed_in(path):
    source = path.read_text()
    if name(path) not in CLOCK_FILES:
        assert not CLOCK.findall(source)
    if name(path) not in CHANCE_FILES and not name(path).startswith(CHANCE_FOLDERS):
        assert not CHANCE.findall(source)


@pytest.mark.parametrize("path", sorted((PORTAL / "rules").glob("*.py")), ids=name)
def test_rules_hold_no_text_for_people(path):
    assert "gettext" not in path.read_text()


def test_nothing_is_imported_by_the_package_itself():
    assert (PORTAL / "__init__.py").read_text().strip() == ""
