"""What the municipality is told: its gaps, where its own page is behind the law, tired articles."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from portal.content_report import report
from portal.profiles import load_profiles
from portal.rules.municipality import Profile

PROFILES = load_profiles(Path(__file__).parent.parent / "portal" / "municipalities")


@pytest.fixture(params=sorted(PROFILES))
def profile(request: pytest.FixtureRequest) -> Profile:
    return PROFILES[request.param]


@dataclass(frozen=True)
class Article:
    slug: str
    language: str
    checked: date
    reviewed: str | None


TODAY = date(2026, 11, 21)
SLUGS = sorted({each.article for profile in PROFILES.values() for each in profile.statements})
FRESH = [Article(slug, "nb", TODAY, "Kari Prøve") for slug in SLUGS]


def parts(profile: Profile, articles: list[Article]) -> dict[str, list[str]]:
    """The report as heading → lines."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in report(profile, articles, today=TODAY)[1:]:
        if line.endswith(":") and not line.startswith(" "):
            heading = line
            found[heading] = []
        elif line:
            found[heading].append(line.strip())
    return found


MISSING = "Mangler:"
BEHIND = "Kommunens egen side sier noe annet enn loven i dag:"
ASTRAY = "Lokal tekst til en artikkel som ikke finnes:"
TIRED = "Sjekket mot loven for mer enn ett år siden:"
UNSIGNED = "Ikke gjennomgått av en fagperson:"


@pytest.mark.parametrize("slug", ["vik", "iveland"])
def test_the_report_lists_the_phone_nobody_has_given(slug: str) -> None:
    needed = "unit.phone: telefonnummer (må være på plass før ekte bruk)"
    assert needed in parts(PROFILES[slug], FRESH)[MISSING]


def test_the_report_lists_every_unit_without_opening_hours(profile: Profile) -> None:
    lines = [line for line in parts(profile, FRESH)[MISSING] if line.endswith(": åpningstid")]
    assert len(lines) == len(profile.units)


def test_the_report_lists_national_facts_that_nobody_has_confirmed(profile: Profile) -> None:
    listed = parts(profile, FRESH)[MISSING]
    assert "national.ombud_phone: telefonnummer til pasient- og brukerombudet" in listed


@pytest.mark.parametrize(
    ("slug", "says", "today"),
    [
        ("namsos", "Fylkesmannen behandler", "Statsforvalteren"),
        ("namsos", "Søknadsskjema", "Ingen søknad trengs"),
        ("namsos", "enkeltvedtak", "§ 41"),
        ("namsos", "fire uker", "§ 7-5"),
        ("vik", "Fylkesmannen i Sogn og Fjordane", "Statsforvalteren i Vestland"),
        ("vik", "Helsetilsynet", "§ 7-2"),
        ("vik", "Omsorgssjef", "Én klage"),
        ("vik", "helsesyster", "helsesykepleier"),
        ("iveland", "rådmannens", "kommunedirektør"),
        ("iveland", "barnekoordinator", "§ 2-5 c"),
        ("fjordvik", "koordinator", "§§ 2-5 b"),
        ("storby", "Fylkesmannen", "Statsforvalteren"),
        ("storby", "Helsetilsynet i fylket", "§ 7-2"),
        ("storby", "Barnevernloven § 3-2 a", "§ 15-9"),
        ("storby", "Introduksjonsloven § 6", "§§ 15 og 50"),
        ("storby", "habilitering og rehabilitering § 22", "2022 nr. 1110"),
        ("storby", "kapittel 7", "§§ 7-2 til 7-7"),
    ],
)
def test_the_report_lists_where_the_page_is_behind_the_law(
    slug: str, says: str, today: str
) -> None:
    lines = parts(PROFILES[slug], FRESH)[BEHIND]
    assert [line for line in lines if says in line.split(" I dag: ")[0] and today in line]


def test_the_report_lists_articles_that_are_tired_or_unsigned() -> None:
    articles = [
        *FRESH,
        Article("gammel", "nb", date(2025, 11, 20), "Kari Prøve"),
        Article("nettopp", "nb", date(2025, 11, 21), "Kari Prøve"),
        Article("usignert", "nb", TODAY, "none"),
        Article("usignert", "nn", TODAY, None),
        Article("fremmed", "se", date(2020, 1, 1), "none"),
    ]
    told = parts(PROFILES["namsos"], articles)
    assert told[TIRED] == ["gammel (nb): 2025-11-20"]
    assert told[UNSIGNED] == ["usignert (nb, nn)"]


def test_the_report_lists_a_statement_whose_article_is_gone() -> None:
    left = [article for article in FRESH if article.slug != "uenig"]
    assert parts(PROFILES["namsos"], FRESH)[ASTRAY] == ["ingenting"]
    assert parts(PROFILES["namsos"], left)[ASTRAY] == ["uenig"]
