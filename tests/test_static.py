"""What we serve: light enough for a poor network, known by its hash, and nothing our policy refuses."""

import hashlib
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import brotli
import pytest

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "static"
TEMPLATES = ROOT / "portal" / "templates"
LISTS = (STATIC / "VENDOR.json", ROOT / "tests" / "browser" / "vendor" / "VENDOR.json")
THEMES = ("fjord", "lyng", "skog", "bre", "rav")
LICENCES = {"MIT": "MIT", "0BSD": "Zero-Clause BSD", "MPL-2.0": "Mozilla Public License"}
# The locked configuration of htmx that the security measurements were made with.
LOCKED = {
    "allowEval": "false",
    "allowScriptTags": "false",
    "includeIndicatorStyles": "false",
    "selfRequestsOnly": "true",
    "historyCacheSize": "0",
    "historyRestoreAsHxRequest": "false",
}


def vendor_tool() -> ModuleType:
    """tools/vendor.py, which is no package."""
    spec = importlib.util.spec_from_file_location("vendor", ROOT / "tools" / "vendor.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def vendored() -> list[tuple[Path, dict[str, str]]]:
    return [(path.parent, entry) for path in LISTS for entry in json.loads(path.read_text())]


def weight(*names: str) -> int:
    """Bytes on the wire: compressed as they are served."""
    return sum(len(brotli.compress((STATIC / name).read_bytes())) for name in names)


@pytest.mark.parametrize(
    ("home", "entry"),
    vendored(),
    ids=lambda value: value["file"] if isinstance(value, dict) else "",
)
def test_vendored_file_is_the_one_that_was_fetched(home: Path, entry: dict[str, str]) -> None:
    assert hashlib.sha256((home / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert LICENCES[entry["licence"]] in (home / entry["licence_file"]).read_text(encoding="utf-8")
    assert re.fullmatch(r"\d+\.\d+\.\d+", entry["version"])


def test_every_vendored_file_is_listed() -> None:
    listed = {home / entry["file"] for home, entry in vendored()}
    folders = {path.parent for path in listed}
    found = {
        path for folder in folders for path in folder.iterdir() if path.suffix in {".css", ".js"}
    }
    assert found == listed


@pytest.mark.parametrize("theme", THEMES)
def test_theme_is_built_from_its_parts(theme: str) -> None:
    assert (STATIC / "css" / f"{theme}.css").read_text(encoding="utf-8") == vendor_tool().built(
        theme
    ), "run: python tools/vendor.py build"


@pytest.mark.parametrize("theme", THEMES)
def test_theme_weighs_at_most_15_kb(theme: str) -> None:
    assert weight(f"css/{theme}.css") <= 15_000


@pytest.mark.parametrize("theme", THEMES)
def test_theme_keeps_to_the_content_security_policy(theme: str) -> None:
    css = (STATIC / "css" / f"{theme}.css").read_text(encoding="utf-8")
    assert "url(" not in css
    assert "@import" not in css


@pytest.mark.parametrize("theme", THEMES)
def test_every_token_that_is_used_has_a_value(theme: str) -> None:
    css = (STATIC / "css" / f"{theme}.css").read_text(encoding="utf-8")
    given = set(re.findall(r"(--[\w-]+)\s*:", css))
    # With a fallback a token may be absent: var(--x, …). Designsystemet's script sets the one below.
    needed = set(re.findall(r"var\((--[\w-]+)\)", css))
    assert needed - given == {"--_ds-field-sizing"}


def test_every_class_in_a_template_has_a_style() -> None:
    css = (STATIC / "css" / "fjord.css").read_text(encoding="utf-8")
    unstyled = {
        (path.relative_to(TEMPLATES).as_posix(), name)
        for path in TEMPLATES.rglob("*.html")
        for value in re.findall(r'\bclass="([^"{]*)"', path.read_text(encoding="utf-8"))
        for name in value.split()
        if not re.search(rf"\.{re.escape(name)}(?![\w-])", css)
    }
    assert unstyled == set()


def test_our_script_is_small() -> None:
    assert (STATIC / "js" / "portal.js").stat().st_size <= 3_000


def test_first_visit_leaves_room_for_the_page_itself() -> None:
    """40 kB in all, and a page of ours is below 15 kB compressed."""
    assert weight("css/fjord.css", "js/portal.js", "icon.svg") <= 25_000


def test_mark_in_the_page_is_the_icon() -> None:
    def drawing(text: str) -> str:
        return re.findall(r"<rect .*(?=</svg>)", text)[0]

    icon, markup = STATIC / "icon.svg", TEMPLATES / "ui" / "icons.html"
    assert drawing(icon.read_text()) == drawing(markup.read_text())


@pytest.mark.parametrize(("setting", "value"), LOCKED.items())
def test_htmx_is_locked(setting: str, value: str) -> None:
    assert f"{setting}: {value}," in (STATIC / "js" / "desk.js").read_text()


def test_htmx_shows_a_form_with_errors_and_nothing_else_that_went_wrong() -> None:
    script = (STATIC / "js" / "desk.js").read_text()
    rules = re.findall(r'code: "([^"]+)", swap: (true|false)', script)
    # The first rule that fits decides.
    swapped = {
        status: next(swap for code, swap in rules if re.fullmatch(code, status)) == "true"
        for status in ("200", "204", "303", "404", "413", "422", "429", "500", "503")
    }
    assert swapped == {
        "200": True, "204": False, "303": True, "404": False, "413": False,
        "422": True, "429": False, "500": False, "503": False,
    }  # fmt: skip


def test_desk_keeps_nothing_in_the_browser() -> None:
    """A staff member's machine is shared; htmx stores addresses as soon as storage takes them."""
    assert (
        "Storage.prototype.setItem = () => {\n    throw" in (STATIC / "js" / "desk.js").read_text()
    )


def test_public_pages_load_no_htmx() -> None:
    assert "htmx" not in (TEMPLATES / "layout.html").read_text()
