"""The invented citizens of the demo, the same in every municipality: nobody here exists.

Their numbers are synthetic (month + 80). One is a D-number (day + 40), and one has a check digit
that is valid from 2032 only: the portal must take both. One has no number at all.
"""

from dataclasses import dataclass
from datetime import date

PEOPLE, SPECIAL = "Innbyggere", "Særlige tilfeller"


@dataclass(frozen=True)
class Citizen:
    """Somebody who can log in as a citizen. `number` goes into the `pid` claim; the name does not.

    `number` is None for somebody from abroad. `high` is False for somebody whose login never
    reaches the high level. `protected` marks an address that nobody may be shown.
    """

    subject: str
    number: str | None
    name: str
    born: date
    what: str
    group: str = PEOPLE
    high: bool = True
    protected: bool = False

    def described(self, today: date) -> str:
        """How the chooser tells who it is."""
        return f"{self.name} ({self.age(today)} år, {self.what})"

    def age(self, today: date) -> int:
        """Whole years on a day."""
        birthday_to_come = (today.month, today.day) < (self.born.month, self.born.day)
        return today.year - self.born.year - birthday_to_come


CITIZENS = [
    Citizen(
        "innbygger-marte",
        "14859221271",
        "Marte Solvik",
        date(1992, 5, 14),
        "trenger hjelp fra flere",
    ),
    Citizen(
        "innbygger-konstanse",
        "03916711882",
        "Anne-Margrethe Konstanse Wilhelmine Bjørnstad-Ramirez Christoffersen",
        date(1967, 11, 3),
        "langt navn",
        SPECIAL,
    ),
    Citizen(
        "innbygger-jon",
        "22888513136",
        "Jon Arne Myrvold",
        date(1985, 8, 22),
        "far til et barn på 9 år",
    ),
    Citizen(
        "innbygger-maria",
        "14828724496",
        "Maria Elise Myrvold",
        date(1987, 2, 14),
        "mor til et barn på 9 år",
    ),
    Citizen(
        "innbygger-sara",
        "20910956060",
        "Sara Emilie Tangen",
        date(2009, 11, 20),
        "går på videregående skole",
    ),
    Citizen(
        "innbygger-tor",
        "06897210183",
        "Tor Håkon Tangen",
        date(1972, 9, 6),
        "far til Sara på 17 år",
    ),
    Citizen(
        "innbygger-olena",
        "49829721456",
        "Olena Tkachova",
        date(1997, 2, 9),
        "har d-nummer",
        SPECIAL,
    ),
    Citizen("innbygger-birger", "30865512704", "Birger Naustvoll", date(1955, 6, 30), "nabo"),
    Citizen(
        "innbygger-hilde",
        "17838024629",
        "Hilde Kvammen",
        date(1980, 3, 17),
        "jobber på en skole, mor til Ask på 12 år",
    ),
    Citizen(
        "innbygger-nora",
        "05890164007",
        "Nora Liv Haugsbø",
        date(2001, 9, 5),
        "har nummer etter reglene fra 2032",
        SPECIAL,
    ),
    Citizen(
        "innbygger-torunn",
        "11876344787",
        "Torunn Aasen",
        date(1963, 7, 11),
        "verge for Ingolf",
    ),
    Citizen(
        "innbygger-ingolf",
        "02923824203",
        "Ingolf Aasen",
        date(1938, 12, 2),
        "har verge",
    ),
    Citizen("innbygger-ask", "08831464624", "Ask Lundemo", date(2014, 3, 8), "barn", SPECIAL),
    Citizen(
        "innbygger-vilde",
        "19908818752",
        "Vilde Storhaug",
        date(1988, 10, 19),
        "har sperret adresse",
        SPECIAL,
        protected=True,
    ),
    Citizen(
        "innbygger-roald",
        "27817406217",
        "Roald Bergli",
        date(1974, 1, 27),
        "kommer ikke inn på høyt nivå",
        SPECIAL,
        high=False,
    ),
    Citizen(
        "innbygger-elena",
        None,
        "Elena Ferraro",
        date(1990, 6, 4),
        "logger inn fra et annet land, uten norsk nummer",
        SPECIAL,
    ),
]
NUMBERS = {citizen.subject: citizen.number for citizen in CITIZENS if citizen.number is not None}
