"""The words of what comes with age and of a new home."""

from typing import Any

from portal.language import lazy_gettext as _l
from portal.rules.plan_transitions import FirstStep, Owner, Transition

HEADINGS: dict[Transition, Any] = {
    Transition.SCHOOL_START: _l("Fra barnehage til skole"),
    Transition.LOWER_SECONDARY: _l("Fra barneskole til ungdomsskole"),
    Transition.UPPER_SECONDARY: _l("Fra ungdomsskole til videregående"),
    Transition.SIXTEEN: _l("16 år: mer bestemmer du selv"),
    Transition.EIGHTEEN: _l("18 år: tjenester for voksne"),
    Transition.ADULT_LIFE: _l("Fra skole til jobb og voksenliv"),
    Transition.NEW_HOME: _l("Skal du flytte?"),
}

SAYS: dict[Transition, Any] = {
    Transition.SCHOOL_START: _l("Barnet begynner på skolen det året det fyller 6 år."),
    Transition.LOWER_SECONDARY: _l("Nytt skolehus, nye lærere og flere fag."),
    Transition.UPPER_SECONDARY: _l(
        "Fylkeskommunen har ansvaret for videregående skole. Da kommer det nye mennesker inn."
    ),
    Transition.SIXTEEN: _l(
        "Fra 16 år sier en som regel selv ja eller nei til helsehjelp. Foreldre ser ikke lenger planen av seg selv."
    ),
    Transition.EIGHTEEN: _l(
        "Barnekoordinatoren slutter. Retten til koordinator og plan gjelder fortsatt."
    ),
    Transition.ADULT_LIFE: _l("Skolen tar slutt. Noe annet skal fylle dagene."),
    Transition.NEW_HOME: _l(
        "En ny bolig kan bety ny kommune, andre tjenester og andre mennesker. Si fra så tidlig du kan."
    ),
}

STEPS: dict[FirstStep, Any] = {
    FirstStep.MEET_BOTH_PLACES: _l("Møtes, både de på det gamle og de på det nye stedet."),
    FirstStep.VISIT: _l("Besøke det nye stedet før det begynner."),
    FirstStep.WHAT_HELP_THERE: _l("Bli enige om hvilken hjelp som må være klar fra første dag."),
    FirstStep.TRANSPORT: _l("Finne ut av veien dit: buss, taxi eller følge."),
    FirstStep.WHAT_DO_YOU_WANT: _l("Snakke om hva som er viktig i årene som kommer."),
    FirstStep.APPLY_EARLY: _l(
        "Sjekke søknadsfristene. Noen går ut tidligere når en trenger mye hjelp."
    ),
    FirstStep.TALK_WITH_THE_YOUNG: _l("Snakke sammen om hva som blir nytt."),
    FirstStep.WHO_SHALL_SEE: _l("Den som fyller 16 år, velger hvem som skal få se planen."),
    FirstStep.OWN_LOGIN: _l("Prøve å logge inn og lese planen selv."),
    FirstStep.ADULT_SERVICES: _l("Finne ut hvilke tjenester som slutter, og hvem som overtar."),
    FirstStep.NEW_COORDINATOR: _l("Spørre om en ny koordinator, og la de to møtes."),
    FirstStep.MONEY: _l("Spørre Nav om penger, og om noen skal hjelpe med dem."),
    FirstStep.WORK_OR_DAY: _l("Finne jobb, utdanning eller et sted å være på dagen."),
    FirstStep.MEET_NAV: _l("Ta med Nav på et møte mens skolen fortsatt er med."),
    FirstStep.HOUSING: _l("Si fra til kommunen om hva slags bolig som trengs."),
    FirstStep.HELP_AT_HOME: _l("Bli enige om hvilken hjelp som må være klar på flyttedagen."),
    FirstStep.NEW_MUNICIPALITY: _l("Skal du til en ny kommune: avtale hvem som sier fra dit."),
}

OWNERS: dict[Owner, Any] = {
    Owner.COORDINATOR: _l("Koordinatoren"),
    Owner.KINDERGARTEN: _l("Barnehagen, sammen med koordinatoren"),
    Owner.SCHOOL: _l("Skolen, sammen med koordinatoren"),
}

POINTS: dict[Transition, Any] = {
    Transition.SCHOOL_START: _l("Snakke om overgangen fra barnehage til skole."),
    Transition.LOWER_SECONDARY: _l("Snakke om overgangen til ungdomsskolen."),
    Transition.UPPER_SECONDARY: _l("Snakke om overgangen til videregående skole."),
    Transition.SIXTEEN: _l("Snakke om hva som blir nytt ved 16 år."),
    Transition.EIGHTEEN: _l("Snakke om hva som blir nytt ved 18 år."),
    Transition.ADULT_LIFE: _l("Snakke om hva som skal skje etter skolen."),
    Transition.NEW_HOME: _l("Snakke om å flytte."),
}
"""What is written as a point for the next meeting, in the person's name."""
