"""The form to print and post: one A4 page, tagged (PDF/UA-1), filled in by hand."""

import json
from datetime import date
from functools import lru_cache

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.paper_parts import compiled_from, in_words, plain, printable_all, said
from portal.rules.municipality import Profile, Unit


def call_form(profile: Profile, language: str, checked: date, *, demo: bool = False) -> bytes:
    """The "call me" form of a municipality as PDF bytes; needs an app context for the words.

    `checked` is the day the right was last compared with the law. `demo` prints that this is a demonstration and must not be posted.
    """
    with force_locale(language):
        content = {
            "lang": language,
            "municipality": profile.name,
            "warning": warning(profile, demo),
            "words": form_words(in_words(checked, language)),
            "times": when_choices(),
            "languages": [_("Norsk"), _("Engelsk"), _("Et annet språk:")],
            "interpreter": [_("Nei"), _("Ja, på dette språket:")],
            "about": [_("Meg selv"), _("En annen. Jeg er (mor, verge …):")],
            "districts": district_choices(profile),
            "next": what_happens_next(),
            "unit": said(profile.unit.name, language),
            "contact": contact(profile.unit, language),
        }
    return typeset(json.dumps(printable_all(content), sort_keys=True), checked)


@lru_cache(maxsize=64)
def typeset(data: str, checked: date) -> bytes:
    """The finished file. Kept, because the same words and day give the same bytes."""
    return compiled_from("call_form.typ", data, checked)


def form_words(checked: str) -> dict[str, str]:
    """Every sentence of the page that is the same for all municipalities."""
    return {
        "title": _("Be oss ringe deg"),
        "lead": _("Skriv hvem du er, og send arket til oss. Så ringer vi deg."),
        "rights-heading": _("Dette har du rett til"),
        "rights": _(
            "Er helse- og omsorgstjenestene du trenger, sammensatte, eller må de samordnes over lang "
            "tid, har du rett til en koordinator, også uten en plan. Må tjenestene samordnes over "
            "lang tid, har du også rett til en individuell plan hvis du ønsker det selv."
        ),
        "offer": _(
            "Du trenger ikke å søke. Du kan bruke arket hvis du vil. Ring oss eller kom innom hvis du heller vil det."
        ),
        "answers-heading": _("Fyll ut her"),
        "needed": _("Vi trenger navnet og telefonnummeret ditt. Resten velger du selv."),
        "name": _("Hva heter du?"),
        "phone": _("Hvilket nummer kan vi ringe?"),
        "when": _("Når passer det best at vi ringer?"),
        "when-hint": _("Sett gjerne flere kryss."),
        "language": _("Hvilket språk vil du snakke?"),
        "interpreter": _("Trenger du tolk?"),
        "interpreter-hint": _("Det koster deg ingenting."),
        "about": _("Hvem gjelder det?"),
        "about-hint": _("Du trenger ikke å skrive hvem den andre er."),
        "district": _("Hvilken bydel bor du i?"),
        "health": _("Vent med å fortelle om helsen din til vi ringer."),
        "health-why": _("Andre kan komme til å lese arket."),
        "next-heading": _("Hva skjer nå?"),
        "address-heading": _("Hit sender eller leverer du arket"),
        "footer": _("Sammenholdt med loven %(date)s. Ikke juridisk rådgivning.", date=checked),
    }


def when_choices() -> list[str]:
    """The times one can ask to be called, the same as on the web page."""
    return [_("Når som helst"), _("Klokka 8–11"), _("Klokka 11–13"), _("Klokka 13–15")]


def district_choices(profile: Profile) -> list[str]:
    """The districts to choose from; none where the municipality has none."""
    names = [district.name for district in profile.districts]
    return [*names, _("Vet ikke")] if names else []


def what_happens_next() -> list[str]:
    """Three steps, in order."""
    return [
        _("Send arket i posten, eller lever det til oss."),
        _("Vi ringer deg så snart vi kan. Vi spør hva du trenger, og du spør om det du lurer på."),
        _(
            "Du bestemmer om du vil gå videre. Svarer vi ikke innen en måned, skal du få vite hvorfor."
        ),
    ]


def contact(unit: Unit, language: str) -> list[dict[str, object]]:
    """Where the paper goes and whom to call. A fact that is not given is said to be missing."""
    post = [plain(line, language) for line in unit.post or ()]
    visit = [plain(unit.visit, language)] if unit.visit else []
    phone = [plain(unit.phone, language)] if unit.phone else []
    if phone and unit.hours:
        phone.append(said(unit.hours, language))
    no_post = _("Adressen har kommunen ikke oppgitt her ennå. Du kan levere arket på kommunehuset.")
    no_visit = _("Den har kommunen ikke oppgitt her ennå.")
    no_phone = _("Nummeret har kommunen ikke oppgitt her ennå.")
    return [
        part(_("Postadresse"), post, no_post, language),
        part(_("Besøksadresse"), visit, no_visit, language),
        part(_("Telefon"), phone, no_phone, language),
    ]


def part(label: str, lines: list[dict[str, str]], missing: str, language: str) -> dict[str, object]:
    """One labelled fact of the address card."""
    return {"label": label, "lines": lines or [plain(missing, language)]}


def warning(profile: Profile, demo: bool) -> str | None:
    """Why this very sheet must not be posted, None when it may be."""
    if profile.invented:
        return str(_("Kommunen er oppdiktet. Ikke send dette arket."))
    if demo:
        return str(_("Dette er en demonstrasjon og ikke kommunens eget ark. Ikke send det."))
    return None
