"""«Bilder og filer»: what is asked when a file goes with a complaint, and what is said of one that cannot."""

from typing import Any

from flask_wtf.file import FileField

from portal.forms.complaint import SEEN_BY, StepForm
from portal.forms.fields import HouseField, required
from portal.language import lazy_gettext as _l


class ChosenFile(HouseField, FileField):
    """A file to choose."""

    who_sees = SEEN_BY


class FileForm(StepForm):
    """One file at a time, as a browser without script can send it."""

    file = ChosenFile(
        _l("Velg en fil"),
        [required(_l("Velg en fil først."))],
        description=_l(
            "Bilde eller PDF på høyst 10 MB. Vi tar bort skjulte opplysninger før vi lagrer filen, som sted og forfatter."
        ),
        # Named one by one: for "image/*" some browsers send HEIC, which we cannot read.
        render_kw={"accept": "application/pdf,image/jpeg,image/png,image/webp"},
    )


FAULTS: dict[str, Any] = {
    "stale": _l("Velg filen en gang til."),
    "empty": _l("Filen er tom. Velg en annen fil."),
    "heic": _l(
        "Bildet er lagret som HEIC, og det kan vi ikke lese. Lagre det som JPEG, eller ta et skjermbilde."
    ),
    "office": _l(
        "Vi kan ikke ta imot filer fra Word, Excel og lignende. Lagre filen som PDF, og velg den en gang til."
    ),
    "unknown": _l(
        "Vi kan bare ta imot PDF og bilder (JPEG, PNG eller WebP). Du kan også ta et bilde av det du vil vise."
    ),
    "too-many-pixels": _l("Bildet er for stort i bredde eller høyde. Velg et mindre bilde."),
    "locked": _l("Filen er låst. Velg en kopi uten passord, eller ta et bilde av det du vil vise."),
    "too-many-pages": _l("Filen har mer enn 100 sider. Velg de sidene som er viktigst."),
    "broken": _l(
        "Vi får ikke lest hele filen. Prøv en gang til, eller ta et bilde av det du vil vise."
    ),
    "harmful": _l("Filen kan skade en datamaskin, og er ikke lagret. Velg en annen fil."),
    "too-large": _l("Filen er for stor. Velg en fil på høyst 10 MB."),
    "too-many-a-day": _l("Du har sendt mange filer i dag. Prøv igjen i morgen, eller ring oss."),
    "too-many": _l("Du har lagt ved fem filer. Ta bort én før du legger ved en ny."),
}
