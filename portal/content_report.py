"""What a municipality should look at: gaps, where its own page is behind the law, tired articles.

Written in bokmål: the reader is the municipality's adviser, not the programmer.
"""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from portal.rules.municipality import Profile, needed_in_production

DAYS_A_CHECK_LASTS = 365

FIELDS = {
    "accessibility_statement": "lenke til tilgjengelighetserklæringen",
    "answer_time": "hvor lang tid et svar tar",
    "email": "e-postadresse",
    "fallback_email": "hvem som får beskjed når enheten ikke åpner det som kommer",
    "hours": "åpningstid",
    "members": "hvem som er med i enheten, som roller",
    "ombud_phone": "telefonnummer til pasient- og brukerombudet",
    "ombud_url": "nettadresse til pasient- og brukerombudet",
    "phone": "telefonnummer",
    "plan_url": "nettadresse til nasjonal side om individuell plan",
    "post": "postadresse",
    "services": "oversikt over tilbud",
    "user_representation": "hvordan brukere er representert",
    "visit": "besøksadresse",
}


class Article(Protocol):
    """What the report asks of an article, in one language."""

    @property
    def slug(self) -> str:
        """Name of the article, the same in every language."""

    @property
    def language(self) -> str:
        """nb, nn or en."""

    @property
    def checked(self) -> date:
        """Day it was last held against the law."""

    @property
    def reviewed(self) -> object:
        """Who signed it; none until then."""


def report(profile: Profile, articles: Iterable[Article], *, today: date) -> list[str]:
    """Lines to print for one municipality; headings end with a colon, what they hold is indented."""
    shown = [article for article in articles if article.language in profile.languages]
    tired = [each for each in shown if (today - each.checked).days > DAYS_A_CHECK_LASTS]
    unreviewed = [each for each in shown if not _is_reviewed(each)]
    return [
        f"{profile.name} ({profile.number})" + (", oppdiktet" if profile.invented else ""),
        *_part("Mangler", _missing(profile)),
        *_part("Kommunens egen side sier noe annet enn loven i dag", _outdated(profile)),
        *_part("Lokal tekst til en artikkel som ikke finnes", _astray(profile, shown)),
        *_part("Sjekket mot loven for mer enn ett år siden", _checks(tired)),
        *_part("Ikke gjennomgått av en fagperson", _by_slug(unreviewed)),
    ]


def _part(heading: str, lines: list[str]) -> list[str]:
    return ["", f"{heading}:", *(f"  {line}" for line in lines or ["ingenting"])]


def _missing(profile: Profile) -> list[str]:
    needed = needed_in_production(profile)
    names = [*profile.missing, *(f"national.{name}" for name in profile.national.missing)]
    return [
        f"{name}: {FIELDS[name.rpartition('.')[2]]}"
        + (" (må være på plass før ekte bruk)" if name in needed else "")
        for name in names
    ]


def _outdated(profile: Profile) -> list[str]:
    return [f"Siden: {row.says} I dag: {row.today} ({row.law})" for row in profile.outdated]


def _astray(profile: Profile, articles: list[Article]) -> list[str]:
    slugs = {article.slug for article in articles}
    return sorted({each.article for each in profile.statements} - slugs)


def _checks(articles: list[Article]) -> list[str]:
    return [f"{each.slug} ({each.language}): {each.checked.isoformat()}" for each in articles]


def _by_slug(articles: list[Article]) -> list[str]:
    languages: dict[str, list[str]] = {}
    for article in articles:
        languages.setdefault(article.slug, []).append(article.language)
    return [f"{slug} ({', '.join(each)})" for slug, each in languages.items()]


def _is_reviewed(article: Article) -> bool:
    """The front matter says `reviewed: none` until a person has signed."""
    return article.reviewed not in (None, "", "none", False)
