"""How long things are kept, in words: what they are, what the time counts from, and what it rests on."""

from typing import Any

from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.rules.municipality import Profile
from portal.rules.retention import TABLE, Data, From, row_of
from portal.rules.retention import Row as Kept

WHAT: dict[Data, Any] = {
    Data.DRAFT: _l("Utkast du ikke har sendt"),
    Data.LATE_POST: _l("Tekst vi tok vare på da innloggingen gikk ut"),
    Data.SESSION: _l("At du har vært logget inn"),
    Data.COUNT: _l("Hvor ofte noe er gjort, for å stoppe misbruk"),
    Data.UNCONFIRMED: _l("Tekst om en person som ikke har sagt ja til henvendelsen"),
    Data.OFFER: _l("Tilbud om å handle for noen, som ingen har tatt imot"),
    Data.GRANT: _l("Fullmakter og annen rett til å handle for noen"),
    Data.SENT: _l("Nummeret eller adressen vi sendte en melding til"),
    Data.PRIVACY_REQUEST: _l("Det du skriver når du spør om egne opplysninger"),
    Data.OPENING: _l("Hvorfor en ansatt åpnet noe en annen har ansvaret for"),
    Data.CASE: _l("Saker og klager: det du har sendt, meldinger, svar og notater"),
    Data.PLAN: _l("Planen din, med tidligere utgaver"),
    Data.ASSESSMENT: _l("Vurderinger av om noen kunne bestemme selv"),
    Data.EVENT: _l("Hva som har skjedd, og hvem som har sett"),
    Data.PERSON: _l("Navn og fødselsnummer"),
}
SINCE: dict[From, Any] = {
    From.SAVED: _l("%(time)s etter at det sist ble lagret"),
    From.TYPED: _l("%(time)s etter at det ble skrevet"),
    From.LAST_SEEN: _l("%(time)s etter at du sist brukte siden"),
    From.RECEIVED: _l("%(time)s etter at det kom inn"),
    From.ENDED: _l("%(time)s etter at det er slutt"),
    From.LEFT: _l("%(time)s etter at meldingen gikk"),
    From.ANSWERED: _l("%(time)s etter at kommunen svarte"),
}
SO_LONG: dict[Data, Any] = {
    Data.OPENING: _l("Like lenge som saken eller planen"),
    Data.EVENT: _l("Like lenge som saken eller planen"),
}
ARCHIVE: Any = _l("Så lenge arkivreglene sier")
HOW_LONG: Any = _l("Hvor lenge")
LEFT: Any = _l("Det som står igjen")
LAW: Any = _l("Hva loven sier")
CODES_STAY: Any = _l("Bare teksten slettes. At det har skjedd, og når, står igjen.")


def how_long(data: Data, profile: Profile) -> str:
    """«30 dager etter at det sist ble lagret», or what decides where no day is set."""
    row = row_of(data, profile.kept_for)
    if row.since is From.NEVER:
        if data is Data.EVENT and profile.events_years is not None:
            return _(
                "Like lenge som saken eller planen, og minst %(years)s år.",
                years=profile.events_years,
            )
        return str(SO_LONG.get(data, ARCHIVE))
    return str(SINCE[row.since]) % {"time": time_of(row)}


def time_of(row: Kept) -> str:
    """«30 dager»."""
    if row.months is not None:
        return _("%(years)s år", years=row.months // 12)
    days = row.days.days if row.days is not None else 0
    return _("Ett døgn") if days == 1 else _("%(days)s dager", days=days)


def law_of(data: Data) -> str:
    """What it rests on, without the mark of how certain it is."""
    return TABLE[data].law.rsplit(":", 1)[0]
