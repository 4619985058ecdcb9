"""What others made and we serve: fetched, cut and hashed by a maintainer; then our CSS is built.

    python tools/vendor.py fetch    needs npm; brings the pinned packages and writes VENDOR.json
    python tools/vendor.py build    needs Python only; makes static/css/<theme>.css from its parts

Who runs or changes the site never needs npm: what `fetch` brings is committed. Run `build` after
a change in static/css/src/; a test tells when it was forgotten.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "static"
SOURCES = STATIC / "css" / "src"
DS = SOURCES / "designsystemet"
TESTS = ROOT / "tests" / "browser" / "vendor"

PACKAGES = {
    "@digdir/designsystemet-css": "1.22.0",
    "@digdir/designsystemet": "1.15.0",
    "htmx.org": "2.0.11",
    "axe-core": "4.14.1",
}
# Alert, validation message and details carry data: pictures, which our security policy
# refuses; those three, cards and links are our own.
COMPONENTS = (
    "base",
    "button",
    "input",
    "field",
    "fieldset",
    "label",
    "error-summary",
    "tag",
    "skip-link",
)
OWN = (
    "page",
    "header",
    "content",
    "parts",
    "forms",
    "home",
    "desk",
    "plan",
    "plan-check",
    "plan-desk",
    "plan-document",
    "card",
    "complaint",
    "session",
    "print",
)

# One colour per municipality theme; the warm accent and the grey are the same everywhere.
THEMES = {
    "fjord": "#0c5965",
    "lyng": "#7b2f6e",
    "skog": "#275f3b",
    "bre": "#1c5d97",
    "rav": "#8f4e00",
}
WARM, GREY = "#c9622f", "#41474a"

# One type face; the colour scheme is the one that the reader's system asks for.
UNWANTED = re.compile(
    r"typography\.secondary|\(prefers-color-scheme:\s*light\)|^\[data-color-scheme=\"dark\"\]$"
)
UNUSED = re.compile(
    r"readonly|aria-disabled|u-summary|clickdelegate|:click-delegate|affix|skiplink|::part|data-field=counter"
    r"|aria-busy|data-typography|\[data-size|data-position|:indeterminate|-moz-placeholder"
    r"|ds-floating|ds-focus|ds-icon|ds-print|ds-list|ds-checkbox--|card__block|-moz-read-only|:read-only"
)
KEYFRAMES = re.compile(r"ds-fade-in")


def main(command: str) -> None:
    """Run one of the two commands."""
    if command == "fetch":
        fetch()
    build()


# --- fetch -------------------------------------------------------------------------------------


def fetch() -> None:
    """Bring the pinned packages, cut what we use out of them, and write down where it is from."""
    with tempfile.TemporaryDirectory() as folder:
        pinned = [f"{name}@{version}" for name, version in PACKAGES.items()]
        run(
            "npm",
            "install",
            "--prefix",
            folder,
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            *pinned,
        )
        modules = Path(folder) / "node_modules"
        bring_designsystemet(modules, Path(folder))
        bring(
            modules,
            "htmx.org",
            {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"},
            STATIC / "vendor" / "htmx",
        )
        bring(modules, "axe-core", {"axe.min.js": "axe.min.js", "LICENSE": "LICENSE"}, TESTS)
    write_down(STATIC, [DS, STATIC / "vendor" / "htmx"])
    write_down(TESTS, [TESTS])


def bring_designsystemet(modules: Path, folder: Path) -> None:
    """The components we use, and the tokens of each theme as its own command makes them."""
    shutil.rmtree(DS, ignore_errors=True)
    files = {f"dist/src/{name}.css": f"{name}.css" for name in COMPONENTS}
    bring(modules, "@digdir/designsystemet-css", {**files, "LICENSE": "LICENSE"}, DS)
    for theme, colour in THEMES.items():
        config = folder / "config.json"
        config.write_text(json.dumps(theme_config(theme, colour)))
        command = modules / ".bin" / "designsystemet"
        for step in (("create", "--config", "config.json"), ("build",)):
            run(str(command), "tokens", *step, "--clean", "true", cwd=folder)
        made = (folder / "design-tokens-build" / f"{theme}.css").read_text(encoding="utf-8")
        (DS / f"theme-{theme}.css").write_text(made, encoding="utf-8")


def theme_config(theme: str, colour: str) -> dict[str, object]:
    """What Designsystemet's own command needs to make one theme's tokens."""
    colours = {"main": {"accent": colour}, "support": {"warm": WARM}, "neutral": GREY}
    look = {"colors": colours, "borderRadius": 8, "typography": {"fontFamily": "system-ui"}}
    return {"outDir": "./design-tokens", "themes": {theme: look}}


def bring(modules: Path, package: str, files: dict[str, str], target: Path) -> None:
    """Copy files out of a package."""
    target.mkdir(parents=True, exist_ok=True)
    for source, name in files.items():
        shutil.copyfile(modules / package / source, target / name)


def write_down(home: Path, folders: list[Path]) -> None:
    """VENDOR.json: each file that others made, its package, version, licence and SHA-256."""
    listed = []
    for folder in folders:
        for path in sorted(p for p in folder.iterdir() if p.name not in {"LICENSE", "VENDOR.json"}):
            package, licence = origin(path)
            listed.append(
                {
                    "file": path.relative_to(home).as_posix(),
                    "package": package,
                    "version": PACKAGES[package],
                    "licence": licence,
                    "licence_file": (path.parent / "LICENSE").relative_to(home).as_posix(),
                    "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                }
            )
    (home / "VENDOR.json").write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")


def origin(path: Path) -> tuple[str, str]:
    """Package and licence of a file, by its name."""
    if path.name.startswith("theme-"):
        return "@digdir/designsystemet", "MIT"
    known = {"htmx.min.js": ("htmx.org", "0BSD"), "axe.min.js": ("axe-core", "MPL-2.0")}
    return known.get(path.name, ("@digdir/designsystemet-css", "MIT"))


def run(*command: str, cwd: Path | None = None) -> None:
    """Run a program, and stop when it does."""
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


# --- build -------------------------------------------------------------------------------------


def build() -> None:
    """Write static/css/<theme>.css for each theme."""
    for theme in THEMES:
        (STATIC / "css" / f"{theme}.css").write_text(built(theme), encoding="utf-8")


def built(theme: str) -> str:
    """One theme's whole CSS: tokens and components of Designsystemet, then our own, all cut."""
    base, *others = (cut(squeezed(read(DS / f"{name}.css"))) for name in COMPONENTS)
    parts = "".join(others)
    own = squeezed("".join(read(SOURCES / f"{name}.css") for name in OWN))
    rest = f"@layer ds.base{{{base}}}@layer ds.components{{{parts}}}@layer portal{{{own}}}"
    tokens = tokens_in_use(squeezed(read(DS / f"theme-{theme}.css")), rest)
    return (
        "/* Tokens and components: Designsystemet, (c) Digdir and contributors, MIT licence. */\n"
        f"@layer ds.theme,ds.base,ds.components,portal;{tokens}{rest}\n"
    )


def read(path: Path) -> str:
    """A text file."""
    return path.read_text(encoding="utf-8")


def squeezed(css: str) -> str:
    """CSS without comments, needless space and data: pictures. Our strings hold no runs of space."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S).replace('@charset "UTF-8";', "")
    css = re.sub(r'--[\w-]+:\s*url\("data:[^"]*"\);?', "", css)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,])\s*", r"\1", css)
    return re.sub(r":\s+(?=[^{}]*[;}])", ":", css).replace(";}", "}").strip()


def rules(css: str) -> list[tuple[str, str]]:
    """(prelude, body) of each rule at the outermost level."""
    found, depth, start, opened = [], 0, 0, 0
    for at, sign in enumerate(css):
        if sign == "{":
            depth += 1
            opened = at if depth == 1 else opened
        elif sign == "}":
            depth -= 1
            if depth == 0:
                found.append((css[start:opened].strip(), css[opened + 1 : at]))
                start = at + 1
    return found


def cut(css: str) -> str:
    """A component without the rules for states and parts that we do not use."""
    kept = []
    for prelude, body in rules(css):
        if prelude.startswith(("@media", "@supports")):
            inner = cut(body)
            kept.append(f"{prelude}{{{inner}}}" if inner else "")
        elif prelude.startswith("@keyframes"):
            kept.append("" if KEYFRAMES.search(prelude) else f"{prelude}{{{body}}}")
        elif selectors := [one for one in split_selectors(prelude) if not UNUSED.search(bare(one))]:
            kept.append(f"{','.join(selectors)}{{{body}}}")
    return "".join(kept)


def bare(selector: str) -> str:
    """A selector without its :not(…), so that «not read-only» still counts as used."""
    while (shorter := re.sub(r":not\((?:[^()]|\([^()]*\))*\)", "", selector)) != selector:
        selector = shorter
    return selector


def split_selectors(prelude: str) -> list[str]:
    """The selectors of a rule; commas inside parentheses do not part them."""
    parts, depth = [""], 0
    for sign in prelude:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def tokens_in_use(theme: str, rest: str) -> str:
    """The theme's tokens that the rest of the CSS asks for, directly or through another token."""
    layers = rules(theme)
    wanted = set(re.findall(r"var\((--[\w-]+)", rest))
    defined = [
        pair for _prelude, body in layers for pair in re.findall(r"(--[\w-]+):([^;}]*)", body)
    ]
    while (
        more := {
            name
            for token, value in defined
            if token in wanted
            for name in re.findall(r"var\((--[\w-]+)", value)
        }
        - wanted
    ):
        wanted |= more
    return "".join(trimmed(prelude, body, wanted) for prelude, body in layers)


def trimmed(prelude: str, body: str, wanted: set[str]) -> str:
    """One block with only the tokens that are wanted, nothing when none is left."""
    if UNWANTED.search(prelude):
        return ""
    if "{" in body:
        inside = "".join(trimmed(*rule, wanted) for rule in rules(body))
        kept = [one for one in declarations(body) if one.split(":")[0] in wanted]
        return f"{prelude}{{{';'.join(kept)}{inside}}}" if inside or kept else ""
    kept = [
        one for one in declarations(body) if not one.startswith("--") or one.split(":")[0] in wanted
    ]
    return f"{prelude}{{{';'.join(kept)}}}" if kept else ""


def declarations(body: str) -> list[str]:
    """The declarations at the outermost level of a rule's body."""
    flat = body
    while (shorter := re.sub(r"[^{};]*\{[^{}]*\}", "", flat)) != flat:
        flat = shorter
    return [one for one in flat.split(";") if one.strip()]


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "build")
