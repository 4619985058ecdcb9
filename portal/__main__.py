"""`python3 -m portal run | test | …`: sets itself up with the standard library only, then hands over.

The first time, this makes `.venv` beside the code, installs what the lock file names (hashes
checked) and starts again inside it. Later starts compare one fingerprint and go straight on.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def lock_for(command: str) -> Path:
    """The tests need more than the product: each has its own lock file."""
    return ROOT / (
        "requirements-test.lock" if command in {"test", "check"} else "requirements.lock"
    )


def fingerprint(lock: Path) -> str:
    """Changes when the lock or the Python version does, so that a stale set-up is made again."""
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def stamps(lock: Path) -> list[Path]:
    """Where the fingerprint of a finished installation is kept; the test set holds the other too."""
    wider = ROOT / "requirements-test.lock"
    return [VENV / f"{name}.installed" for name in {lock.name, wider.name}]


def is_installed(lock: Path) -> bool:
    """Whether `.venv` already holds what this lock names."""
    return any(
        stamp.exists() and stamp.read_text() == fingerprint(ROOT / stamp.stem)
        for stamp in stamps(lock)
    )


def install(lock: Path) -> None:
    """Make `.venv` and install the lock; the stamp is written last, so a broken try starts over."""
    print(f"Setting up (once): {lock.name} …", flush=True)
    if not VENV_PYTHON.exists():
        venv.create(VENV, with_pip=True)
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", str(lock)], check=True)
    (VENV / f"{lock.name}.installed").write_text(fingerprint(lock))


def complaint_about_python() -> str | None:
    """One sentence that says what is missing, or None when this Python will do."""
    if sys.version_info < (3, 11):
        return f"Planen min needs Python 3.11 or newer; this is {sys.version.split()[0]}."
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        return "This Python lacks ensurepip; on Debian: apt-get install python3-venv"
    return None


def main() -> int:
    """Set up if needed, then run the command inside `.venv`."""
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if Path(sys.prefix).resolve() != VENV.resolve():
        if complaint := complaint_about_python():
            print(complaint, file=sys.stderr)
            return 2
        if not is_installed(lock_for(command)):
            install(lock_for(command))
        arguments = [str(VENV_PYTHON), "-m", "portal", *sys.argv[1:]]
        if os.name == "nt":
            return subprocess.run(arguments, cwd=ROOT, check=False).returncode
        os.chdir(ROOT)
        os.execv(VENV_PYTHON, arguments)
    from portal.cli import run_command

    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
