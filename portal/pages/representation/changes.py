"""The birthdays that change who may do what, in words: to the young person, and to the one who acts."""

from collections.abc import Iterable
from datetime import date

from portal.language import date_in_words
from portal.pages.representation.given_words import FROM_HOLDER, FROM_PERSON
from portal.rules.representation import Grant
from portal.rules.representation_dates import change_to_tell
from portal.store.grants_given import Given


def for_person(given: Iterable[Given], today: date) -> list[str]:
    """What changes for the one acted for, each said once however many act for them."""
    told = [change_to_tell(one.grant, today) for one in given]
    changes = dict.fromkeys(change for change in told if change is not None)
    return [str(FROM_PERSON[one.age]) % {"day": date_in_words(one.on)} for one in changes]


def for_holder(held: Iterable[tuple[str, Grant]], today: date) -> list[str]:
    """What changes for the one who acts, for each they act for, by name."""
    told = {(name, change_to_tell(grant, today)): None for name, grant in held}
    return [
        str(FROM_HOLDER[change.age]) % {"name": name, "day": date_in_words(change.on)}
        for name, change in told
        if change is not None
    ]
