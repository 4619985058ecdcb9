"""«Bilde av et brev»: what is asked when a photo goes with a request, and what is said of one that cannot."""

from typing import Any

from flask_wtf.file import FileField

from portal.forms.coordinator_request import StepForm
from portal.forms.fields import HouseField, required
from portal.language import lazy_gettext as _l


class PictureField(HouseField, FileField):
    """A file to choose. Browsers turn other kinds into one of these where they can, and phones offer the camera."""

    def __init__(self, label: Any, *, needed: Any, who_sees: Any, **kwargs: Any) -> None:
        """`needed` is the message when nothing is chosen."""
        # Named one by one: for "image/*" some browsers send HEIC, which we cannot read.
        accepted = {"accept": "image/jpeg,image/png,image/webp"}
        super().__init__(label, [required(needed)], render_kw=accepted, **kwargs)
        self.who_sees = who_sees


class PictureForm(StepForm):
    """One photo at a time, as a browser without script can send it."""

    picture = PictureField(
        _l("Velg et bilde"),
        description=_l(
            "Bildet kan være på høyst 10 MB. Vi tar bort sted, tid og kamera fra bildet før vi lagrer det."
        ),
        needed=_l("Velg et bilde først."),
        who_sees=_l("Bare du, til du sender. Så de som jobber med saken, og de som kan se saken."),
    )


FAULTS: dict[str, Any] = {
    "stale": _l("Velg bildet en gang til."),
    "empty": _l("Filen er tom. Velg et annet bilde."),
    "heic": _l(
        "Bildet er lagret som HEIC, og det kan vi ikke lese. Lagre det som JPEG, eller ta et skjermbilde."
    ),
    "unknown": _l(
        "Vi kan bare lese bilder som er JPEG, PNG eller WebP. Er brevet en PDF, kan du ta et bilde av det."
    ),
    "too-many-pixels": _l("Bildet er for stort i bredde eller høyde. Velg et mindre bilde."),
    "broken": _l("Vi får ikke lest hele bildet. Prøv en gang til, eller velg et annet."),
    "too-large": _l("Bildet er for stort. Velg et bilde på høyst 10 MB."),
    "too-many": _l("Du har lagt ved fem bilder. Ta bort ett før du legger ved et nytt."),
}
