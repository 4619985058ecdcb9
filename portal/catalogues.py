"""Catalogues: extract the bokmål source, bring nn and en up to date, compile. For maintainers.

The compiled files are kept in the repository, so that whoever runs the product builds nothing;
a test holds that they are fresh.
"""

import subprocess
import sys
from pathlib import Path

from portal.config import ROOT

FOLDER = ROOT / "translations"
TRANSLATED = ("nn", "en")


def babel(*arguments: str) -> None:
    """Run pybabel quietly; an error stops."""
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", *arguments]
    subprocess.run(command, cwd=ROOT, check=True)


def extract(target: Path) -> None:
    """Collect every sentence of the source into one template."""
    babel(
        "extract", "-F", "translations/babel.cfg", "-k", "_l", "-k", "lazy_gettext", "--no-location",
        "--sort-output", "--omit-header", "-o", str(target), "portal",
    )  # fmt: skip


def refresh() -> None:
    """Extract, update both catalogues without guessing, compile."""
    template = FOLDER / "messages.pot"
    extract(template)
    for language in TRANSLATED:
        catalogue = FOLDER / language / "LC_MESSAGES" / "messages.po"
        command = "update" if catalogue.exists() else "init"
        rest = ["--no-fuzzy-matching", "--ignore-obsolete"] if command == "update" else []
        babel(command, "-i", str(template), "-d", str(FOLDER), "-l", language, *rest)
    compile_all()


def compile_all() -> None:
    """Write the .mo files beside the .po files."""
    babel("compile", "-d", str(FOLDER))
