"""`python3 bench/plans.py`: the pages of a plan of ten years beside those of a small one.

The same house, asked in turn, round after round, in one process: 200 measures, 40 participants and twelve versions of each part
against a plan with one of each. What counts is the ratio within a round. Needs the tests' dependencies.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PAGES = {
    "Planen min": "plan/{}",
    "hva er endret": "plan/{}/endringer",
    "mangler planen noe": "plan/{}/mangler",
    "de som hjelper": "plan/{}/de-som-hjelper",
    "hvem ringer jeg": "plan/{}/hvem-ringer-jeg",
    "meldinger": "plan/{}/meldinger",
    "planen som tekst": "plan/{}/planen.txt",
    "planen ved pulten": "ansatt/plan/{}",
    "mine personer": "ansatt/planer",
}


def main() -> int:
    """Fill, measure in turn, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        world, plans = filled(Path(folder))
        took: dict[str, list[tuple[float, float]]] = {page: [] for page in PAGES}
        for _round in range(rounds):
            for page, path in PAGES.items():
                small, big = (seconds(world, who, path.format(ref)) for who, ref in plans)
                took[page].append((small, big))
    print("| page | small, ms | ten years, ms | ratio |\n|---|---|---|---|")
    for page, times in took.items():
        small, big = (1000 * statistics.median(each) for each in zip(*times, strict=True))
        ratio = statistics.median(after / before for before, after in times)
        print(f"| {page} | {small:.1f} | {big:.1f} | {ratio:.1f} |")
    return 0


def filled(folder: Path) -> tuple[Any, list[tuple[str, str]]]:
    """A house with a small plan and one of ten years: (who reads it, its reference) of each."""
    from portal.app import create_app
    from tests.conftest import Clock, settings_for
    from tests.databases import migrated_file
    from tests.many_parts import Years
    from tests.plan_world import World

    (folder / "portal.sqlite").write_bytes(migrated_file().read_bytes())
    world = World.of(create_app(settings_for(folder), Clock()))
    Years(world, "own", "stranger").lay()
    return world, [("person", world.plans["real"]), ("stranger", world.plans["own"])]


def seconds(world: Any, who: str, path: str) -> float:
    """How long one visit took, by the person or at the desk."""
    browser = world.browsers["coordinator" if path.startswith("ansatt") else who]
    begun = time.perf_counter()
    answer = browser.get(f"/storby/nb/{path}")
    took = time.perf_counter() - begun
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    return took


if __name__ == "__main__":
    raise SystemExit(main())
