"""The birthdays that change who may do what, in words: to the young person, and to the one who acts.

They are told well before, and for a month after.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from portal.language import date_in_words
from portal.language import lazy_gettext as _l
from portal.pages.representation.given_words import FROM_HOLDER, FROM_PERSON
from portal.rules.representation import Grant
from portal.rules.representation_dates import Change, change_to_tell
from portal.store.grants_given import Given

SINCE_PERSON: dict[int, Any] = {
    12: _l("Du har fylt 12 år. Nå kan du holde noe i planen tilbake fra foreldrene dine."),
    16: _l(
        "Du har fylt 16 år. Nå bestemmer du selv, og foreldrene dine kan ikke lenger handle for deg."
        " Vil du at de fortsatt skal hjelpe, kan du gi dem fullmakt."
    ),
    18: _l("Du har fylt 18 år. Innsynet foreldrene dine hadde fått, er over."),
}
SINCE_HOLDER: dict[int, Any] = {
    12: _l(
        "%(name)s har fylt 12 år. Nå kan barnet holde noe i planen tilbake, og du ser ikke lenger"
        " hvem som har sett opplysningene."
    ),
    16: _l("%(name)s har fylt 16 år. Nå kan du ikke handle for %(name)s uten fullmakt."),
    18: _l("%(name)s har fylt 18 år. Innsynet du hadde fått, er over."),
}


def for_person(given: Iterable[Given], today: date) -> list[str]:
    """What changes for the one acted for, each said once however many act for them."""
    told = [change_to_tell(one.grant, today) for one in given]
    changes = dict.fromkeys(change for change in told if change is not None)
    return [said(one, FROM_PERSON, SINCE_PERSON, today) for one in changes]


def for_holder(held: Iterable[tuple[str, Grant]], today: date) -> list[str]:
    """What changes for the one who acts, for each they act for, by name."""
    told = {(name, change_to_tell(grant, today)): None for name, grant in held}
    return [
        said(change, FROM_HOLDER, SINCE_HOLDER, today, name)
        for name, change in told
        if change is not None
    ]


def said(
    change: Change, before: dict[int, Any], since: dict[int, Any], today: date, name: str = ""
) -> str:
    """A birthday that is to come, or has been."""
    words = since if change.on <= today else before
    return str(words[change.age]) % {"name": name, "day": date_in_words(change.on)}
