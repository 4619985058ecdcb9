"""The folder the archive reads: whole or not there, once however often it is given, and a message any Noark 5 archive can read."""

import hashlib
import os
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from portal.config import Mode
from portal.deliver import NotDelivered, archive_folder
from portal.deliver.packages import Packages
from portal.rules.complaint_out import Way
from tests.conftest import Clock, settings_for
from tests.deliver.packages import package

NOARK = {"a": "http://www.arkivverket.no/standarder/noark5/arkivmelding"}
ID = "a1" * 16


def read(folder: Path, its_id: str = ID) -> Xml.Element:
    return Xml.fromstring((folder / "5007" / its_id / "arkivmelding.xml").read_bytes())


def text(of: Xml.Element, path: str) -> str | None:
    return of.findtext("/".join(f"a:{name}" for name in path.split("/")), namespaces=NOARK)


def test_the_files_lie_there_with_their_checksums(tmp_path: Path) -> None:
    assert archive_folder.deliver(package(), tmp_path).id is None
    there = tmp_path / "5007" / ID
    names = [file.name for file in package().files]
    assert sorted(each.name for each in there.iterdir()) == sorted([*names, "arkivmelding.xml"])
    said = read(tmp_path)
    assert text(said, "antallFiler") == "2"
    objects = said.findall(".//a:dokumentobjekt", NOARK)
    assert [text(one, "referanseDokumentfil") for one in objects] == names
    for one in objects:
        content = (there / text(one, "referanseDokumentfil")).read_bytes()
        assert text(one, "sjekksum") == hashlib.sha256(content).hexdigest()
        assert text(one, "filstoerrelse") == str(len(content))


@pytest.mark.parametrize(
    ("incoming", "kind", "role", "who"),
    [
        (True, "Inngående dokument", "Avsender", "Kanari Solvik"),
        (False, "Utgående dokument", "Mottaker", "Statsforvalteren"),
    ],
)
def test_the_journal_says_who_and_hides_it(
    tmp_path: Path, incoming: bool, kind: str, role: str, who: str
) -> None:
    archive_folder.deliver(package(incoming=incoming), tmp_path)
    entry = read(tmp_path).find("a:mappe/a:basisregistrering", NOARK)
    assert text(entry, "journalposttype") == kind
    assert text(entry, "korrespondansepart/korrespondanseparttype") == role
    assert text(entry, "korrespondansepart/korrespondansepartNavn") == who
    assert text(entry, "skjerming/tilgangsrestriksjon") == "UO"
    assert "Kanari" not in text(entry, "offentligTittel")


def test_what_came_in_and_what_goes_out_lie_in_one_case(tmp_path: Path) -> None:
    archive_folder.deliver(package(), tmp_path)
    archive_folder.deliver(package(id="b2" * 16, incoming=True), tmp_path)
    cases = {text(read(tmp_path, its_id), "mappe/systemID") for its_id in (ID, "b2" * 16)}
    assert len(cases) == 1


def test_given_twice_it_is_there_once_and_untouched(tmp_path: Path) -> None:
    archive_folder.deliver(package(), tmp_path)
    file = tmp_path / "5007" / ID / "01-folgebrev.pdf"
    before = file.stat().st_mtime_ns
    assert archive_folder.deliver(package(), tmp_path).id is None
    assert file.stat().st_mtime_ns == before
    assert [one.name for one in (tmp_path / "5007").iterdir()] == [ID]


def test_a_crash_leaves_no_half_and_the_next_try_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = archive_folder.write

    def crash_at_the_message(path: Path, content: bytes) -> None:
        if path.name == "arkivmelding.xml":
            raise SystemExit
        written(path, content)

    with monkeypatch.context() as crash:
        crash.setattr(archive_folder, "write", crash_at_the_message)
        with pytest.raises(SystemExit):
            archive_folder.deliver(package(), tmp_path)
    assert not (tmp_path / "5007" / ID).exists()
    archive_folder.deliver(package(), tmp_path)
    assert [one.name for one in (tmp_path / "5007").iterdir()] == [ID]
    assert read(tmp_path) is not None


def test_everything_is_on_the_disk_before_it_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, rename = os.fsync, Path.rename
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("sync"), fsync(handle)))
    monkeypatch.setattr(Path, "rename", lambda a, b: (done.append("name"), rename(a, b)))
    archive_folder.deliver(package(), tmp_path)
    assert done == ["sync"] * 4 + ["name", "sync"], "two files, the message, the folder"


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    archive_folder.deliver(package(), tmp_path)
    modes = {one.stat().st_mode & 0o077 for one in (tmp_path / "5007").rglob("*")}
    assert modes == {0}


def test_a_folder_that_is_gone_is_a_reason_and_no_fault(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("not a folder")
    with pytest.raises(NotDelivered) as refusal:
        archive_folder.deliver(package(), tmp_path / "fil")
    assert refusal.value.reason == "unreachable"


@pytest.mark.parametrize("channel", [Way.ARCHIVE, Way.SVARUT])
def test_the_demonstration_keeps_everything_whatever_is_set(
    tmp_path: Path, clock: Clock, channel: Way
) -> None:
    elsewhere = tmp_path / "arkivet"
    elsewhere.mkdir()
    data = tmp_path / "data"
    data.mkdir()
    settings = settings_for(data, mode=Mode.DEMO, archive_dir=elsewhere)
    packages = Packages(settings, clock)
    packages.deliver(package(), channel)
    assert list(elsewhere.iterdir()) == []
    assert (data / channel.value / "5007" / ID / "arkivmelding.xml").exists()
    assert packages.configured("5007") == {Way.ARCHIVE, Way.SVARUT}
