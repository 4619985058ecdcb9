"""`python3 bench/not_there.py`: what is not yours beside what is not there, in turn, in one process.

Both are the 404; `tests/test_reading_events.py` asserts the same bytes, headers and statements. What is left is time: how well somebody with a
watch could tell the two apart is the area under the curve (AUC), 0.50 for not at all and 1.00 for always. Aim: at most 0.55.
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

AIM = 0.55
PAGES = {
    "plan": ("stranger", "plan/{plan}"),
    "case": ("stranger", "saker/{case}"),
    "receipt": ("stranger", "saker/{case}/kvittering"),
    "complaint": ("stranger", "saker/{complaint}/klagen"),
    "plan at another unit's desk": ("elsewhere", "ansatt/plan/{plan}"),
    "case at another unit's desk": ("elsewhere", "ansatt/sak/{case}"),
    "complaint at another unit's desk": ("elsewhere", "ansatt/sak/{complaint}"),
}


def main() -> int:
    """Measure in turn, print; exit code 1 when the aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    rounds = parser.parse_args().rounds
    worst = 0.0
    print("| page | not yours, ms | not there, ms | AUC |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        town = filled(Path(folder))
        for page, (who, path) in PAGES.items():
            theirs, missing = paths(town, path)
            one, other = took(getattr(town, who), theirs, missing, rounds)
            found = area(one, other)
            worst = max(worst, found, 1 - found)
            first, second = (1000 * statistics.median(each) for each in (one, other))
            print(f"| {page} | {first:.2f} | {second:.2f} | {found:.3f} |")
    return 0 if worst <= AIM else 1


def filled(folder: Path) -> Any:
    """A house with a plan, a case and a complaint of Marte's, a stranger and an employee of another unit."""
    from portal.app import create_app
    from tests.conftest import Clock, settings_for
    from tests.databases import migrated_file
    from tests.test_reading_events import Town

    (folder / "portal.sqlite").write_bytes(migrated_file().read_bytes())
    return Town(create_app(settings_for(folder), Clock()))


def paths(town: Any, path: str) -> tuple[str, str]:
    """The address of what is Marte's, and of what is nobody's."""
    from tests.test_reading_events import NOT_THERE

    known = path.format(plan=town.plan, case=town.case, complaint=town.complaint)
    missing = path.format(plan=NOT_THERE, case=NOT_THERE, complaint=NOT_THERE)
    return f"/namsos/nb/{known}", f"/namsos/nb/{missing}"


def took(browser: Any, theirs: str, missing: str, rounds: int) -> tuple[list[float], list[float]]:
    """How long each visit took, the two in turn, each as often first."""
    times: dict[str, list[float]] = {theirs: [], missing: []}
    for number in range(rounds + 5):
        order = (theirs, missing) if number % 2 else (missing, theirs)
        for path in order:
            begun = time.perf_counter()
            answer = browser.get(path)
            spent = time.perf_counter() - begun
            if answer.status_code != 404:
                raise SystemExit(f"{path}: {answer.status_code}")
            if number >= 5:
                times[path].append(spent)
    return times[theirs], times[missing]


def area(one: list[float], other: list[float]) -> float:
    """How often a visit to the one took longer than a visit to the other; ties count half."""
    longer = sum((a > b) + (a == b) / 2 for a in one for b in other)
    return longer / (len(one) * len(other))


if __name__ == "__main__":
    raise SystemExit(main())
