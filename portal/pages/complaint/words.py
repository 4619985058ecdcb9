"""What is found by the guide, in words: each code that can come out of the rules has its sentence here."""

from typing import Any

from portal.language import lazy_gettext as _l
from portal.rules.complaint_path import Also, Code, Form, Helper
from portal.rules.complaint_times import InTime, Late, Note
from portal.rules.complaint_who import Bring, Guide, Standing

TITLES: dict[Code, Any] = {
    Code.A: _l("Du kan klage"),
    Code.B: _l("Du kan klage på planen"),
    Code.C1: _l("Du kan klage på at du ikke får hjelpen"),
    Code.C2: _l("Du kan be om tilsyn"),
    Code.C3: _l("Du kan varsle om det som har skjedd"),
    Code.D: _l("Du kan klage på svaret om hjelp"),
    Code.D2: _l("Du kan klage på svaret om behandling i utlandet"),
    Code.E1: _l("Du kan klage til Nav-kontoret"),
    Code.E2: _l("Du kan klage til Nav"),
    Code.E3: _l("Du kan si fra til Nav"),
    Code.E4: _l("Du kan klage til barnevernet"),
    Code.F: _l("Du kan klage til sykehuset"),
    Code.F2: _l("Du kan klage på tvang"),
    Code.G: _l("Du kan minne dem på saken"),
    Code.H1: _l("Du kan be om å se og rette opplysninger"),
    Code.H2: _l("Du kan klage på at du ikke får se journalen"),
    Code.H3: _l("Du kan be om tilsyn når noen har lest eller fortalt noe de ikke skulle"),
    Code.I: _l("Du kan be om en annen koordinator"),
    Code.J: _l("Du kan be kommunen om at skolen blir med"),
    Code.FIND: _l("Send det, så finner vi rett sted"),
}
"""What this is, as the heading of the page."""

WHAT: dict[Code, Any] = {
    Code.A: _l(
        "Dette er en klage om plan eller koordinator. De som har saken, må se på den en gang til."
    ),
    Code.B: _l("Planen skal ha med det loven sier. Mangler noe, kan du klage."),
    Code.C1: _l("Får du ikke hjelp du har rett til, kan du klage."),
    Code.C2: _l(
        "Da ser Statsforvalteren på om hjelpen er god nok. Det er ikke en klage på et svar."
    ),
    Code.C3: _l("Dette kan du bruke når noen dør uventet eller blir svært alvorlig skadd."),
    Code.D: _l("Dette er en klage om hjelp fra helse og omsorg."),
    Code.D2: _l("Denne klagen sendes på en egen måte. Hvordan står i brevet du fikk."),
    Code.E1: _l("Dette er en klage på den delen av Nav som kommunen har."),
    Code.E2: _l("Dette er en klage på den delen av Nav som staten har."),
    Code.E3: _l("Dette kan du bruke når noen i Nav har møtt deg på en dårlig måte."),
    Code.E4: _l("Dette er en klage på det barnevernet har avgjort."),
    Code.F: _l("Dette er en klage om plan, koordinator eller behandling på sykehuset."),
    Code.F2: _l("Denne klagen sendes på en egen måte. Hvordan står i svaret du fikk."),
    Code.G: _l("Du skal få svar så snart de kan. Skriv til dem og be om svar."),
    Code.H1: _l("Du kan også be dem om å bruke mindre av det de vet om deg."),
    Code.H2: _l("Dette er en klage på at du ikke får se journalen."),
    Code.H3: _l("De som jobber i helse og omsorg, skal tie om det de vet om deg."),
    Code.I: _l("Si hva som er galt, og hva du ønsker i stedet."),
    Code.J: _l("Skolen og barnehagen skal være med når planen trenger det."),
    Code.FIND: _l("Du trenger ikke vite hvem som skal ha det. Vi ser på det som en klage."),
}
"""What this is, in a sentence or two."""

ALSO: dict[Also, Any] = {
    Also.CORRECTION_FIRST: _l("Du kan først be om at planen blir rettet. Fristen løper likevel."),
    Also.ENQUIRY_FIRST: _l("Du kan først ta det opp der du får hjelpen. De skal svare deg."),
    Also.INTERIM_HELP: _l("Trenger du hjelp mens du venter, kan du be om det."),
    Also.NO_APPEAL: _l("Du får vite hva de kom fram til. Det svaret kan du ikke klage på."),
    Also.REMIND_BEFORE_OMBUD: _l(
        "Hjelper det ikke, kan du skrive til Sivilombudet. Legg ved kopi av brevet der du minnet dem på saken."
    ),
    Also.COMPLAIN_IF_UNMET: _l("Får du fortsatt ikke det du har rett til, kan du klage."),
    Also.COMPLAIN_IF_NOT_DONE: _l("Gjør ikke koordinatoren jobben, kan du klage."),
    Also.SUPERVISION_IF_CARELESS: _l(
        "Gjør koordinatoren jobben dårlig, kan du be Statsforvalteren om tilsyn."
    ),
    Also.ANSWER_WITHIN_MONTH: _l("Du skal få svar innen en måned."),
    Also.DATA_AUTHORITY_TOO: _l("Du kan også si fra til Datatilsynet."),
    Also.POLICE_IF_CRIME: _l("Tror du det er straffbart, kan du si fra til politiet."),
    Also.WISH_HAS_WEIGHT: _l("Du kan ikke kreve en bestemt person. Men ønsket ditt betyr mye."),
    Also.SCHOOL_HAS_OWN_WAYS: _l("Skole og barnehage har også egne regler for å klage."),
    Also.PASSED_ON: _l("Skal noen andre ha det, sender vi det videre."),
}
"""What else one can do, or ought to know."""

FORMS: dict[Form, Any] = {
    Form.WRITTEN: _l("Skriv det ned. Det er ikke nok å ringe."),
    Form.SIGNED: _l("Skriv navnet ditt under."),
    Form.NAMES_DECISION: _l("Skriv hvilket svar du klager på, og hva du vil ha endret."),
    Form.FREE: _l("Du velger selv hvordan du sier det."),
    Form.WHAT_WHEN_WHO: _l("Fortell hva som skjedde, når det var og hvem det gjelder."),
    Form.THEIR_FORM: _l("Bruk skjemaet de har på nettsiden sin."),
    Form.IN_LETTER: _l("I svaret du fikk, står det hvordan du klager."),
}

LATE: dict[Late, Any] = {
    Late.FROM_KNOWLEDGE: _l("Fristen går fra du visste nok til å klage. Skriv når det var."),
    Late.MAY_BE_HEARD: _l("En sen klage kan også bli behandlet. Skriv hvorfor den kommer nå."),
    Late.MAY_CHANGE_ANYWAY: _l("De kan alltid endre svaret slik at det blir bedre for deg."),
}

NOTES: dict[Note, Any] = {
    Note.MORE_TIME: _l("Trenger du mer tid? Be om det før fristen er ute."),
    Note.ASK_FOR_REASONS: _l(
        "Fikk du ikke vite hvorfor? Ber du om å få vite det, kan fristen begynne på nytt."
    ),
    Note.LAW_NOT_KNOWN: _l("Fristen er tre eller fire uker. Vi vet ikke hvilken ennå."),
}

IN_TIME: dict[InTime, Any] = {
    InTime.POSTED: _l("Sender du et brev, er det nok at det er postet innen fristen."),
    InTime.ARRIVED: _l("Det må ha kommet fram innen fristen."),
    InTime.SENT: _l("Det er nok at det er sendt innen fristen."),
}

STANDINGS: dict[Standing, Any] = {
    Standing.MAY: _l("Du kan sende dette."),
    Standing.MAY_WITH: _l("Du kan sende dette for en annen. Mangler du papiret, så send likevel."),
    Standing.DESK_DECIDES: _l("Send det du har. Det blir tatt imot, og du får hjelp videre."),
}

BRING: dict[Bring, Any] = {
    Bring.POWER_OF_ATTORNEY: _l("Legg ved en skriftlig fullmakt fra den det gjelder."),
    Bring.MANDATE: _l("Legg ved vergefullmakten eller fremtidsfullmakten."),
}

GUIDES: dict[Guide, Any] = {
    Guide.PARENT_TOO: _l("En forelder kan også sende det."),
    Guide.CHILD_DECIDES: _l("Handler det om noe du avgjør selv, kan du klage selv."),
    Guide.CHILD_KEEPS_BACK: _l(
        "Et barn på 12 år eller mer kan be om at noe ikke blir sagt til foreldrene."
    ),
    Guide.GUARDIAN: _l("Den det gjelder, kan få en verge. Spør Statsforvalteren."),
    Guide.COUNTY_GOVERNOR: _l("Statsforvalteren kan vise deg vei."),
    Guide.SUPERVISION: _l("Alle pårørende kan be om tilsyn."),
    Guide.JOURNAL: _l("De nærmeste pårørende kan be om å få se journalen."),
    Guide.POWER_OF_ATTORNEY: _l("Det er lettere hvis du har skriftlig fullmakt."),
    Guide.NOTHING_CONFIRMED: _l("Vi sier ikke til andre om vi kjenner den det gjelder."),
    Guide.OMBUD: _l("Pasient- og brukerombudet kan gi råd."),
}

HELPERS: dict[Helper, Any] = {
    Helper.OFFICE: _l("%(unit)s skal hjelpe deg. De kan også hjelpe deg med å skrive."),
    Helper.OMBUD: _l("%(ombud)s gir gratis råd. Du trenger ikke si hvem du er."),
    Helper.OMBUD_IF_HEALTH: _l("Gjelder det helse eller omsorg, gir %(ombud)s gratis råd."),
    Helper.COUNTY_GOVERNOR: _l("Statsforvalteren kan forklare reglene."),
    Helper.PATIENT_ORGANISATION: _l(
        "En organisasjon for pasienter eller pårørende kan støtte deg."
    ),
    Helper.LEGAL_AID: _l("Noen kan få gratis hjelp fra en advokat."),
}
