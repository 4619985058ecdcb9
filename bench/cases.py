"""`python3 bench/cases.py`: the desk's and the citizen's pages among 10, 1,000 and 100,000 cases in the municipality.

The same town at each size, asked in turn, round after round, in one process. What counts is the ratio to the smallest size
in the same round: a page should take as long however many cases others have. Needs the tests' dependencies.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OWN_PYTHON = ROOT / ".venv" / "bin" / "python"
sys.path.insert(0, str(ROOT))

SIZES = (10, 1000, 100_000)
DAY = "the day's dated work, nothing due"


def main() -> int:
    """Fill, measure in turn, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        towns = {size: filled(size, Path(folder) / str(size)) for size in chosen.sizes}
        pages = list(next(iter(towns.values())))
        took = {page: {size: [] for size in towns} for page in pages}
        for _round in range(chosen.rounds):
            for page in pages:
                for size, visits in towns.items():
                    took[page][size].append(seconds(visits[page]))
    report(took)
    return 0


def filled(size: int, folder: Path) -> dict[str, Callable[[], object]]:
    """A town of this size: page → one visit."""
    from portal import daily
    from portal.public_holidays import holidays_around
    from portal.store.daily_pages import Day
    from tests.conftest import NOW
    from tests.databases import migrated_file
    from tests.test_query_counts import town_of

    begun = time.perf_counter()
    town = town_of(size, folder, migrated_file())
    day = Day(town.profile, NOW.date(), holidays_around(NOW.date()))
    visits = {page: lambda page=page: town.asked(page) for page in town.pages}
    visits[DAY] = lambda: daily.do_municipality(town.database, day, daily.Done())
    for visit in visits.values():
        visit()
    print(f"{size} cases laid and visited once in {time.perf_counter() - begun:.0f} s", flush=True)
    return visits


def seconds(visit: Callable[[], object]) -> float:
    """How long one visit took."""
    begun = time.perf_counter()
    visit()
    return time.perf_counter() - begun


def report(took: dict[str, dict[int, list[float]]]) -> None:
    """A row per page: the median of each size, and its median ratio to the smallest in the same round."""
    sizes = list(next(iter(took.values())))
    least = sizes[0]
    heads = [f"{size} cases, ms" for size in sizes] + [f"{size} : {least}" for size in sizes[1:]]
    print("\n| page | " + " | ".join(heads) + " |\n|" + "---|" * (len(heads) + 1))
    for page, times in took.items():
        medians = [f"{1000 * statistics.median(times[size]):.1f}" for size in sizes]
        ratios = [
            f"{statistics.median(a / b for a, b in zip(times[size], times[least], strict=True)):.2f}"
            for size in sizes[1:]
        ]
        print(f"| {page} | " + " | ".join(medians + ratios) + " |")


if __name__ == "__main__":
    if OWN_PYTHON.exists() and Path(sys.prefix) != ROOT / ".venv":
        os.execv(OWN_PYTHON, [str(OWN_PYTHON), *sys.argv])
    sys.exit(main())
