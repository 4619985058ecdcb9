"""A folder the archive reads: each package a folder of its own, with its files and `arkivmelding.xml` in the shape of Noark 5.

Written under another name and moved when it is whole and on the disk: a crash leaves no half, and what is given twice is there once.
Whoever may read the folder reads the papers in the clear: it belongs to the archive.
"""

import os
import shutil
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree import ElementTree as Xml

from portal.deliver import NotDelivered
from portal.deliver.packed import File, Package, Receipt
from portal.language import local

NAMESPACE = "http://www.arkivverket.no/standarder/noark5/arkivmelding"
SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
MESSAGE = "arkivmelding.xml"
SYSTEM = "Planen min"
LAW = "Offl. § 13, jf. fvl. § 13"
Tree = list[tuple[str, "str | Tree"]]


def deliver(package: Package, folder: Path) -> Receipt:
    """Lay the package in its own folder under the municipality's. Raises NotDelivered("unreachable") when it cannot be written."""
    here = folder / package.municipality
    done, half = here / package.id, here / f".{package.id}.part"
    try:
        here.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not done.exists():
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir(mode=0o700)
            for name, content in contents(package):
                write(half / name, content)
            sync(half)
            half.rename(done)
            sync(here)
    except OSError:
        raise NotDelivered("unreachable") from None
    return Receipt(None)  # a folder gives no number: the archive has not read it yet


def contents(package: Package) -> list[tuple[str, bytes]]:
    """Every file to write, the message last."""
    files = [(file.name, file.content) for file in package.files]
    return [*files, (MESSAGE, message(package))]


def write(path: Path, content: bytes) -> None:
    """A file that is on the disk when this returns, for its owner's eyes only."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync(folder: Path) -> None:
    """The names in a folder are on the disk when this returns."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def message(package: Package) -> bytes:
    """The archive message: one case folder, one journal entry, one description for each file."""
    moment = stamp(package.made_at)
    tree: Tree = [
        ("system", SYSTEM),
        ("meldingId", package.id),
        ("tidspunkt", moment),
        ("antallFiler", str(len(package.files))),
        ("mappe|saksmappe", case_folder(package, moment)),
    ]
    root = Xml.Element("arkivmelding", {"xmlns": NAMESPACE, "xmlns:xsi": SCHEMA_INSTANCE})
    fill(root, tree)
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def case_folder(package: Package, moment: str) -> Tree:
    """(saksmappe) One for each complaint: what comes later about it names the same folder."""
    return [
        ("systemID", folder_of(package)),
        ("mappeID", package.reference),
        ("tittel", package.title),
        ("opprettetDato", stamp(package.received_at)),
        ("opprettetAv", SYSTEM),
        ("skjerming", shielded()),
        ("basisregistrering|journalpost", journal_entry(package, moment)),
        ("saksdato", local(package.received_at).date().isoformat()),
        ("administrativEnhet", package.unit),
        ("saksansvarlig", package.unit),
        ("saksstatus", "Under behandling"),
    ]


def journal_entry(package: Package, moment: str) -> Tree:
    """(journalpost) What came in from the one who complains, or what goes out to those who decide."""
    incoming = package.incoming
    received = [("mottattDato", stamp(package.received_at))]
    sent = [("sendtDato", moment)]
    kind, name = ("Avsender", package.sender) if incoming else ("Mottaker", package.receiver)
    return [
        ("systemID", str(UUID(hex=package.id))),
        ("opprettetDato", moment),
        ("opprettetAv", SYSTEM),
        ("arkivertDato", moment),
        ("arkivertAv", SYSTEM),
        ("referanseForelderMappe", folder_of(package)),
        ("skjerming", shielded()),
        *(document(package, number, moment) for number in range(len(package.files))),
        ("tittel", package.title),
        ("offentligTittel", package.title),
        ("journalposttype", "Inngående dokument" if incoming else "Utgående dokument"),
        ("journalstatus", "Journalført"),
        ("journaldato", local(package.made_at).date().isoformat()),
        *(received if incoming else sent),
        ("korrespondansepart", [
            ("korrespondanseparttype", kind), ("korrespondansepartNavn", name or "Ikke oppgitt"),
        ]),
    ]  # fmt: skip


def document(package: Package, number: int, moment: str) -> tuple[str, Tree]:
    """(dokumentbeskrivelse) One file. The first is what the others go along with."""
    file = package.files[number]
    return "dokumentbeskrivelse", [
        ("systemID", identity(package.id + file.name)),
        ("dokumenttype", "Klage"),
        ("dokumentstatus", "Dokumentet er ferdigstilt"),
        ("tittel", file.title),
        ("opprettetDato", moment),
        ("opprettetAv", SYSTEM),
        ("tilknyttetRegistreringSom", "Vedlegg" if number else "Hoveddokument"),
        ("dokumentnummer", str(number + 1)),
        ("tilknyttetDato", moment),
        ("tilknyttetAv", SYSTEM),
        ("skjerming", shielded()),
        ("dokumentobjekt", file_object(file, moment)),
    ]


def file_object(file: File, moment: str) -> Tree:
    """(dokumentobjekt) The file itself, with what shows that it is unchanged."""
    return [
        ("versjonsnummer", "1"),
        ("variantformat", "Produksjonsformat"),
        ("format", file.media_type.partition(";")[0]),
        ("opprettetDato", moment),
        ("opprettetAv", SYSTEM),
        ("referanseDokumentfil", file.name),
        ("sjekksum", file.digest),
        ("sjekksumAlgoritme", "SHA-256"),
        ("filstoerrelse", str(len(file.content))),
    ]


def shielded() -> Tree:
    """(skjerming) Not for the public: it is about a person's health and private life."""
    return [
        ("tilgangsrestriksjon", "UO"),
        ("skjermingshjemmel", LAW),
        ("skjermingMetadata", "Skjerming navn part i sak"),
        ("skjermingDokument", "Skjerming av hele dokumentet"),
    ]


def fill(parent: Xml.Element, tree: Tree) -> None:
    """Put elements under another, in order; a name may hold its type after a bar."""
    for named, content in tree:
        name, _bar, kind = named.partition("|")
        element = Xml.SubElement(parent, name, {"xsi:type": kind} if kind else {})
        if isinstance(content, str):
            element.text = content
        else:
            fill(element, content)


def folder_of(package: Package) -> str:
    """The id of the case folder."""
    return identity(package.municipality + package.reference)


def identity(text: str) -> str:
    """An id that is the same each time the same thing is written."""
    return str(uuid5(NAMESPACE_URL, text))


def stamp(moment: datetime) -> str:
    """A moment with its offset, as XML writes it."""
    return local(moment).isoformat(timespec="seconds")
