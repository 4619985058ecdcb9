"""What the tests need is found or brought; what cannot be had stops the run and says what to do."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from portal import testing


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on its path."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def put_node(folder: Path, says: str) -> str:
    program = folder / "node"
    program.write_text(f"#!/bin/sh\n{says}\n")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize(
    ("says", "good_enough"),
    [
        ("echo v22.0.0", True),
        ("echo v24.19.0", True),
        ("echo v21.9.9", False),
        ("echo v9.11.2", False),
        ("echo hello", False),
        ("exit 1", False),
    ],
)
def test_node_of_the_machine_is_used_when_it_is_new_enough(
    machine: Path, says: str, good_enough: bool
) -> None:
    own = put_node(machine, says)
    assert testing.find_node() == (own if good_enough else testing.wheels_node())


def test_without_a_node_the_one_of_the_requirements_is_used(machine: Path) -> None:
    assert testing.find_node() == testing.wheels_node()
    assert Path(testing.wheels_node()).is_file()


def test_npm_is_asked_once_for_each_lock_file(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, brought = machine / "asked", machine / "node_modules"
    put_node(machine, f'test "$1" = --version && echo v22.0.0 || echo ran >> {asked}')
    monkeypatch.setattr(testing, "PROVIDER", machine)
    lock = machine / "package-lock.json"
    brought.mkdir()
    lock.touch()
    assert testing.install_provider()
    (brought / ".package-lock.json").touch()
    assert testing.install_provider()
    assert asked.read_text() == "ran\n"
    newer = (brought / ".package-lock.json").stat().st_mtime + 1
    os.utime(lock, (newer, newer))
    assert testing.install_provider()
    assert asked.read_text() == "ran\n" * 2


def test_what_npm_cannot_bring_stops_the_run_and_says_what_to_do(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put_node(machine, 'test "$1" = --version && echo v22.0.0 || exit 1')
    monkeypatch.setattr(testing, "PROVIDER", machine)
    monkeypatch.setattr(testing, "DICTIONARIES", machine)
    (machine / "nb_NO.dic").touch()
    (machine / "package-lock.json").touch()
    assert testing.run_tests(["--without-browser", "tests/none"]) == testing.CANNOT_RUN
    assert "npm ci" in capsys.readouterr().err


@pytest.mark.parametrize(("free", "expected"), [(2 * 1024**3, True), (64 * 1024**2, False)])
def test_files_of_the_tests_lie_in_memory_where_there_is_room(
    monkeypatch, tmp_path, free: int, expected: bool
) -> None:
    monkeypatch.delenv("PYTEST_DEBUG_TEMPROOT", raising=False)
    monkeypatch.setattr(testing, "MEMORY", tmp_path)
    monkeypatch.setattr(testing.shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))
    told = testing.environment_for(["--all"])
    assert told["PORTAL_TEST_ALL"] == "1"
    assert ("PYTEST_DEBUG_TEMPROOT" in told) is expected


def test_the_workers_keep_what_python_has_made_of_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in testing.environment_for([])
