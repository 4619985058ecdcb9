"""The invented employees of the demo: nobody here exists."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody who can log in at the stand-in. `subject` is who they are to the portal."""

    subject: str
    municipality: str
    name: str
    work: str

    @property
    def described(self) -> str:
        """How the chooser tells who it is."""
        return f"{self.name} ({self.work})"


LEAD, OFFICER, READER = "leder", "saksbehandler", "leser"
ADMINISTRATOR, STRANGER = "administrator", "ikke ansatt her"

NAMES = {
    "namsos": ("Solveig Nordfjell", "Jonas Eik", "Marit Lyngstad", "Even Bråten", "Aud Fremmed"),
    "vik": ("Ragnhild Fosse", "Torstein Hove", "Synnøve Rinde", "Gaute Li", "Olav Ukjend"),
    "iveland": ("Turid Heia", "Anders Birkeli", "Nils Frøysnes", "Kari Tveit", "Per Fremmed"),
    "fjordvik": ("Ingrid Strand", "Amina Warsame Lunde", "Odd Naust", "Liv Skjær", "Rolf Ukjent"),
    "storby": (
        "Benedicte Alexandra Haugland-Christophersen",
        "Mohamed Ali Solberg",
        "Eva Torg",
        "Petter Plass",
        "Gry Fremmed",
    ),
}
WORK = (LEAD, OFFICER, READER, ADMINISTRATOR, STRANGER)

PEOPLE = [
    Person(f"{slug}-{work.split()[0]}", slug, name, work)
    for slug, names in NAMES.items()
    for name, work in zip(names, WORK, strict=True)
] + [
    Person("namsos-saksbehandler-to", "namsos", "Ida Sørli", OFFICER),
    Person("storby-saksbehandler-to", "storby", "Hanne Bydal", OFFICER),
]


def people_of(municipality: str) -> list[Person]:
    """Those who can choose themselves at this municipality's door."""
    return [person for person in PEOPLE if person.municipality == municipality]
