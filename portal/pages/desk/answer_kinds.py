"""The five answers as the desk meets them: their addresses, and what each page is called."""

from portal.language import lazy_gettext as _l
from portal.rules.answers import AnswerKind

KINDS = {
    "be-om-mer": AnswerKind.MORE_WANTED,
    "forelopig-svar": AnswerKind.PRELIMINARY,
    "koordinator": AnswerKind.COORDINATOR,
    "delvis": AnswerKind.IN_PART,
    "avslag": AnswerKind.REFUSED,
}
HEADINGS = {
    AnswerKind.MORE_WANTED: _l("Be om å få vite mer"),
    AnswerKind.PRELIMINARY: _l("Gi et foreløpig svar"),
    AnswerKind.COORDINATOR: _l("Svar om koordinator"),
    AnswerKind.IN_PART: _l("Si ja til noe og nei til noe"),
    AnswerKind.REFUSED: _l("Gi avslag"),
}
