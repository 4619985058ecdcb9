"""A PDF somebody sends us is never kept: its pages are drawn into a new file by a program of its own, see `pdf_redraw`.

That program has none of our keys, little memory and a few seconds, and is gone afterwards. It costs a fifth of a second.
"""

import subprocess
import sys
import threading
from pathlib import Path

MAGIC = b"%PDF-"
# Run and never imported: what reads hostile bytes is not loaded where the keys are.
PROGRAM = Path(__file__).with_name("pdf_redraw.py")
CODES = {3: "locked", 4: "too-many-pages", 5: "broken"}
PATIENCE = 20.0

# Two cores are enough for one, and each may take much memory.
ONE_AT_A_TIME = threading.Lock()


class NotAPdf(Exception):
    """Nothing we can draw anew. `code`: "locked", "too-many-pages" or "broken"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_pdf(data: bytes) -> bool:
    """Whether it says so in its very first bytes; readers that look further on can be shown two things in one file."""
    return data.startswith(MAGIC)


def drawn_anew(data: bytes) -> bytes:
    """The pages of the PDF in `data`, at most 100, in a file of ours. Raises NotAPdf and nothing else."""
    with ONE_AT_A_TIME:
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(PROGRAM)],
                input=data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                timeout=PATIENCE,
                check=False,
            )
        except (subprocess.TimeoutExpired, OSError):
            raise NotAPdf("broken") from None
    if done.returncode:
        raise NotAPdf(CODES.get(done.returncode, "broken"))
    if not is_pdf(done.stdout):
        raise NotAPdf("broken")
    return done.stdout
