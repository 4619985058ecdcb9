"""The words of who may act for whom at the desk: codes on the left, words for people on the right."""

from typing import Any

from portal.forms.desk_confirm import PARENT_BY
from portal.language import lazy_gettext as _l
from portal.rules.protected import Lifted, Reason
from portal.rules.registering import EndReason, Fault, Kin, Mandate, Unclear
from portal.rules.representation import Basis, Scope

__all__ = ["PARENT_BY"]

BASES: dict[Basis, Any] = {
    Basis.GIVEN: _l("Fullmakt som personen har gitt her"),
    Basis.PAPER: _l("Fullmakt på papir"),
    Basis.PARENT: _l("Foreldreansvar"),
    Basis.CARER: _l("Omsorg for barnet (barnevern eller fosterforeldre)"),
    Basis.YOUNG: _l("Forelder til en på 16 eller 17 år"),
    Basis.GUARDIAN: _l("Verge"),
    Basis.LASTING: _l("Fremtidsfullmakt"),
    Basis.KIN: _l("Nærmeste pårørende, etter en vurdering"),
    Basis.REGISTER: _l("Fullmakt i et nasjonalt register"),
}
SCOPES: dict[Scope, Any] = {
    Scope.SEE_PLAN: _l("Se planen"),
    Scope.WRITE_PLAN: _l("Skrive i planen"),
    Scope.FOLLOW_CASES: _l("Følge saker"),
    Scope.ASK: _l("Be om noe og svare"),
    Scope.COMPLAIN: _l("Klage på svar"),
    Scope.NOTICES: _l("Få varsler"),
    Scope.PRIVACY: _l("Se hvem som har sett opplysningene"),
}
MANDATES: dict[str, Any] = {
    Mandate.PERSONAL: _l("Personlige forhold"),
    Mandate.BOTH: _l("Både personlige og økonomiske forhold"),
    Mandate.ECONOMIC: _l("Bare økonomiske forhold"),
}
END_REASONS: dict[str, Any] = {
    EndReason.PERSON_ASKED: _l("Personen ba om det"),
    EndReason.HOLDER_ASKED: _l("Den som kunne handle, ba om det"),
    EndReason.NO_RESPONSIBILITY: _l("Foreldreansvaret eller omsorgen gjelder ikke lenger"),
    EndReason.MANDATE_OVER: _l("Mandatet eller fullmakten gjelder ikke lenger"),
    EndReason.PERSON_DECIDES: _l("Personen kan bestemme selv nå"),
    EndReason.DISAGREEMENT: _l("De er uenige, og det må avklares først"),
    EndReason.MISTAKE: _l("Det ble registrert ved en feil"),
}
KIN: dict[str, Any] = {
    Kin.NAMED: _l("Den som personen selv har pekt ut"),
    Kin.PARTNER: _l("Ektefelle, partner eller samboer"),
    Kin.CHILD: _l("Barn over 18 år"),
    Kin.PARENT: _l("Forelder"),
    Kin.SIBLING: _l("Søsken over 18 år"),
    Kin.GRANDPARENT: _l("Besteforelder"),
    Kin.OTHER: _l("En annen nær i familien"),
    Kin.GUARDIAN: _l("Verge eller fremtidsfullmektig for personlige forhold"),
}
PROTECTED_BY: dict[str, Any] = {
    Reason.REGISTER: _l("Det står i Folkeregisteret"),
    Reason.PERSON: _l("Personen har sagt det"),
    Reason.POLICE: _l("Politiet har sagt det"),
    Reason.CHILD_WELFARE: _l("Barnevernet har sagt det"),
}
LIFTED_BY: dict[str, Any] = {
    Lifted.REGISTER: _l("Folkeregisteret sier at den er opphevet"),
    Lifted.TIME_OUT: _l("Tiden er ute"),
    Lifted.MISTAKE: _l("Det ble registrert ved en feil"),
}
UNCLEAR: dict[str, Any] = {
    Unclear.PARENTS_DISAGREE: _l("Foreldrene er uenige"),
    Unclear.RESPONSIBILITY: _l("Det er uklart hvem som har foreldreansvaret"),
    Unclear.MANDATE: _l("Det er uklart hva mandatet eller fullmakten gjelder"),
    Unclear.REGISTER_DIFFERS: _l("Et register sier noe annet enn det som står her"),
}
FAULTS: dict[tuple[Fault, Basis | None], tuple[str, Any]] = {
    (Fault.OVER, None): ("until", _l("Skriv en dag som ikke er passert.")),
    (Fault.TOO_LONG, Basis.PAPER): ("until", _l("Skriv en siste dag innen fem år.")),
    (Fault.TOO_LONG, Basis.YOUNG): ("until", _l("Skriv en siste dag innen tre måneder.")),
    (Fault.TOO_LONG, Basis.KIN): ("until", _l("Skriv en siste dag innen tolv måneder.")),
    (Fault.TOO_YOUNG, Basis.YOUNG): (
        "born",
        _l("Barnet er under 16 år. Registrer foreldreansvaret i stedet."),
    ),
    (Fault.TOO_YOUNG, Basis.LASTING): (
        "born",
        _l("Personen er under 18 år. Da kan ingen ha en fremtidsfullmakt."),
    ),
    (Fault.TOO_OLD, Basis.YOUNG): (
        "born",
        _l("Personen er 18 år eller eldre og bestemmer selv."),
    ),
    (Fault.TOO_OLD, None): ("born", _l("Barnet er 16 år eller eldre. Da bestemmer den unge selv.")),
    (Fault.UNBORN, None): ("born", _l("Skriv en dag som ikke ligger fram i tid.")),
    (Fault.NOTHING, None): ("scopes", _l("Kryss av for minst én ting.")),
}
"""Which field a fault is told at, and what to do: for the basis itself, else for all."""
