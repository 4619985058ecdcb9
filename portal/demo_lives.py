"""The demo's lives: nobody here exists, and what they want is what people tell that they want."""

from datetime import date

from portal.demo_life import (
    DESK,
    PARENT,
    Chapter,
    Life,
    Parent,
    Scene,
    changed,
    comment,
    evaluation,
    goal,
    kept_back,
    measure,
    meeting,
    own,
    period,
    person,
    point,
    roles,
    said,
    shared,
    text,
)
from portal.dev_idporten.citizens import CITIZENS, NUMBERS
from portal.rules.plan import (
    Draft,
    Goal,
    Kind,
    Measure,
    Meeting,
    Point,
    Progress,
    Role,
    Sector,
    Topic,
)
from portal.store import plan_held, plan_parts

NAV, TOWN, SCHOOL = Sector.NAV, Sector.MUNICIPALITY, Sector.SCHOOL
GP, HOSPITAL, KIN = Sector.GP, Sector.HOSPITAL, Sector.KIN

MARTE = (
    Chapter(
        18,
        (
            text(Topic.IMPORTANT, "Å klare hverdagen selv, og slippe å fortelle alt på nytt."),
            text(Topic.RESOURCES, "Jeg er god på orden. Tur, musikk og faste avtaler hjelper meg."),
            person("nav", "Rune Eksempel Dahl", "Veileder", "Nav", NAV, 311, "rune.dahl@nav.example"),
            person("health", "Silje Eksempel Moen", "Psykisk helsearbeider", "Psykisk helse og rus", TOWN, 312),
            person("gp", "Leif Eksempel Bakke", "Fastlege", "Sentrum legesenter", GP, 313),
            goal("work", "Jeg vil tilbake i jobb to dager i uka.", area="Arbeid"),
            goal("nights", "Jeg vil sove om natta.", area="Helse"),
            measure(
                "course", "Finne et sted å prøve seg i jobb", "nav", Measure.YES, under="work", due=40,
                extent="To dager i uka i tre måneder", how="Nav avtaler med arbeidsgiveren",
            ),
            measure(
                "talks", "Samtaler om å stå i arbeid", "health", Measure.YES, under="work", due=-6,
                extent="En time hver uke", how="På kontoret, eller ute på tur",
            ),
            measure(
                "pills", "Se på medisinene en gang til", "gp", Measure.ASKED, under="nights", due=12,
                extent="En time hos legen", how="Legen ser på det sammen med Marte",
            ),
            own("walk", "Gå en tur hver morgen", under="work"),
            own("screen", "Legge bort telefonen klokka ti", under="nights"),
            roles(Role.APPOINTED, doctor=Role.NOT_RELEVANT),
            period(-18, 347, 160),
        ),
    ),
    Chapter(
        9,
        (
            changed("talks", code=Measure.UNDER_WAY),
            shared("nav", "goals", "measures"),
            meeting("next", "Første møte med alle", 16, "12:30", "Rådhuset, møterom 2", Meeting.CALLED),
            point("tired", "Hva gjør vi de ukene jeg ikke orker så mye?", "next"),
            comment("hard", "De første turene var tunge. Nå går det bedre.", "walk"),
        ),
    ),
    Chapter(
        4,
        (
            changed("work", text="Jeg vil tilbake i jobb, først én dag i uka.", by="self"),
            said("self", "Kan møtet være på formiddagen? Jeg er mest våken da."),
        ),
    ),
    Chapter(3, (said(DESK, "Ja. Jeg flytter det til halv ett, og sier fra til de andre."),)),
)  # fmt: skip

ELINE = (
    Chapter(
        320,
        (
            text(Topic.IMPORTANT, "At Eline får være med på det de andre barna er med på.", PARENT),
            text(Topic.CHILD, "Eline har tegnet hva som er fint og hva som er dumt på skolen. Hun har valgt svømming selv.", PARENT),
            text(Topic.RESOURCES, "Eline lærer med bilder, er glad i dyr og ler mye. Hun trenger tid.", PARENT),
            text(Topic.NEEDS, "Hjelp til å gå trygt, til å bli forstått, og til at hverdagen henger sammen.", PARENT),
            text(Topic.BY_KIN, "Vi øver hjemme hver dag og kjører til svømming.", DESK),
            text(Topic.COOPERATION, "Skolen og avlastningen bruker den samme boka med bilder.", DESK),
            person("school", "Guro Eksempel Aune", "Kontaktlærer", "Eksempel barneskole", SCHOOL, 321, "guro.aune@skole.example"),
            person("ppt", "Trond Eksempel Vik", "Rådgiver", "PPT", SCHOOL, 322),
            person("physio", "Ane Eksempel Rise", "Fysioterapeut", "Barn og unge", TOWN, 323),
            person("occupational", "Torill Eksempel Haugen", "Ergoterapeut", "Rehabilitering", TOWN, 324),
            person("respite", "Mona Eksempel Lund", "Leder", "Avlastningen", TOWN, 325),
            person("hospital", "Lars Eksempel Holm", "Barnelege", "Habiliteringen ved sykehuset", HOSPITAL, 326),
            person("nav", "Berit Eksempel Hjelde", "Rådgiver", "Nav Hjelpemiddelsentral", NAV, 327),
            person("grandmother", "Randi Eksempel Myrvold", "Bestemor", "", KIN, 328),
            goal("walk", "Eline skal kunne gå alene fra bilen og inn på skolen.", by=PARENT, area="Bevegelse"),
            goal("stairs", "Eline skal gå trappa til klasserommet.", by=PARENT, under="walk"),
            goal("friends", "Eline skal leke med andre i friminuttene.", by=PARENT, area="Skole"),
            goal("talk", "Alle rundt Eline skal forstå hva hun sier.", by=PARENT, area="Språk"),
            goal("rest", "Vi som er foreldre skal få sove.", by=PARENT, area="Familien"),
            roles(Role.APPOINTED, Role.APPOINTED, Role.APPOINTED, "Lars Eksempel Holm"),
            period(-320, 45, 20),
        ),
    ),
    Chapter(
        300,
        (
            measure("training", "Trene balanse og styrke", "physio", Measure.UNDER_WAY, under="walk", due=60, extent="To ganger i uka, førti minutter", how="På skolen, og i bassenget på torsdager"),
            measure("shoes", "Nye skinner til beina", "hospital", Measure.DONE, under="walk", due=-120, extent="Ett par i året", how="Måles på sykehuset"),
            measure("stair", "Øve i trappa hver dag", "school", Measure.UNDER_WAY, under="stairs", due=30, extent="Ti minutter før lunsj", how="En voksen går bak"),
            measure("rail", "Sette opp rekkverk på begge sider", "occupational", Measure.DONE, under="stairs", due=-200, extent="Én gang", how="Ergoterapeuten bestiller hos kommunens eiendom"),
            measure("group", "Lekegruppe i storefri", "school", Measure.YES, under="friends", due=14, extent="Tre dager i uka", how="Fire barn og en voksen"),
            measure("assess", "Ny sakkyndig vurdering", "ppt", Measure.YES, under="friends", due=-9, extent="Én gang", how="PPT besøker skolen to dager"),
            measure("book", "Boka med bilder skal være lik overalt", "school", Measure.UNDER_WAY, under="talk", due=25, extent="Oppdateres hver fredag", how="Kontaktlæreren tar den med til avlastningen"),
            measure("tablet", "Nettbrett som snakker", "nav", Measure.ASKED, under="talk", due=20, extent="Ett nettbrett med opplæring", how="Søknad fra ergoterapeuten"),
            measure("weekend", "Avlastning annenhver helg", "respite", Measure.UNDER_WAY, under="rest", due=90, extent="Fra fredag til søndag", how="Hos den samme familien"),
            measure("night", "Våken nattevakt noen netter", None, Measure.NO, under="rest", reason="Kommunen har ikke nattevakt hjemme hos barn. Avlastning i helgene er tilbudt i stedet."),
            measure("swim", "Svømme med bestemor på søndager", "grandmother", Measure.UNDER_WAY, under="walk", due=120, extent="En time i uka", how="I varmtvannsbassenget"),
            own("home", "Øve på å gå ute på tunet", under="walk", by=PARENT),
            own("diary", "Skrive ned nettene i fire uker", Measure.DONE, under="rest", by=PARENT),
            shared("school", "goals", "measures", "texts", by=PARENT),
            shared("respite", "goals", "texts", by=PARENT),
        ),
    ),
    Chapter(
        100,
        (
            meeting("autumn", "Ansvarsgruppe om høsten", -98, "09:00", "Eksempel barneskole", Meeting.HELD, "Alle var til stede. Trappa går fint. Vi ble enige om mer svømming og om lekegruppe."),
            point("bus", "Kan Eline ta bussen med de andre?", "autumn", by=PARENT, code=Point.OPEN),
            measure("bus-try", "Prøve skolebussen sammen med en voksen", "school", Measure.YES, under="autumn", due=-20, extent="Fire uker", how="Assistenten blir med"),
            evaluation("stair-well", "Hun går trappa med én hånd på rekkverket.", "stairs", Progress.CLOSER, DESK),
            changed("stairs", by=PARENT, text="Eline skal gå trappa til klasserommet uten å holde noen i hånda."),
        ),
    ),
    Chapter(
        6,
        (
            meeting("winter", "Ansvarsgruppe om vinteren", 19, "09:00", "Eksempel barneskole", Meeting.CALLED),
            point("camp", "Leirskole til våren: hvem blir med Eline?", "winter", by=PARENT),
            comment("sore", "Skinnene gnager på venstre ankel.", "shoes", PARENT),
            said(PARENT, "Hvem svarer om bussen? Fristen gikk ut for to uker siden."),
        ),
    ),
)  # fmt: skip

ASK = (
    Chapter(
        60,
        (
            text(Topic.IMPORTANT, "At jeg får gå på skolen uten at alle vet alt."),
            text(Topic.CHILD, "Ask har vært med på møtene, og har valgt hva som skal stå her.", DESK),
            person("nurse", "Eli Eksempel Sand", "Helsesykepleier", "Eksempel ungdomsskole", SCHOOL, 336),
            goal("friends", "Jeg vil være med noen i friminuttene.", area="Skole"),
            measure("talks", "Samtaler hos helsesykepleier", "nurse", Measure.UNDER_WAY, under="friends", due=30, extent="Annenhver uke", how="På hennes kontor"),
            own("club", "Gå på sjakklubben", under="friends"),
            period(-60, 300, 60),
            shared("nurse", "goals", "measures", by=PARENT),
        ),
    ),
    Chapter(4, (kept_back("texts"),)),
)  # fmt: skip

SARA = (
    Chapter(
        140,
        (
            text(Topic.IMPORTANT, "Jeg vil bestemme selv, og ikke begynne på nytt når jeg blir 18."),
            text(Topic.RESOURCES, "Jeg er rask på data, snakker engelsk og har gode venner."),
            text(Topic.CHILD, "Sara har vært med på alle møtene og skrevet målene selv.", DESK),
            person("counsellor", "Hilde Kvammen", "Rådgiver", "Eksempel videregående skole", SCHOOL, 331, "hilde.kvammen@skole.example"),
            person("nurse", "Eli Eksempel Sand", "Helsesykepleier", "Helsestasjon for ungdom", TOWN, 332),
            person("child-hospital", "Per Eksempel Lie", "Lege", "Barneavdelingen", HOSPITAL, 333),
            person("nav", "Odd Eksempel Foss", "Veileder for unge", "Nav", NAV, 334),
            person("mother", "Lene Eksempel Tangen", "Mor", "", KIN, 335),
            goal("school", "Jeg vil fullføre tredje år sammen med klassen.", area="Skole"),
            goal("flat", "Jeg vil flytte for meg selv når jeg er ferdig på skolen.", area="Bolig"),
            goal("doctor", "Jeg vil kjenne den nye legen før jeg blir 18.", area="Helse"),
            measure("exam", "Lengre tid på prøver", "counsellor", Measure.UNDER_WAY, under="school", due=200, extent="Alle heldagsprøver", how="Eget rom"),
            measure("absence", "Legge en plan for uker på sykehuset", "counsellor", Measure.YES, under="school", due=10, extent="En plan for hvert halvår", how="Lærerne legger ut oppgavene på nett"),
            measure("handover", "Møte med begge legene samtidig", "child-hospital", Measure.ASKED, under="doctor", due=45, extent="Ett møte", how="Barneavdelingen kaller inn"),
            measure("housing", "Søke om bolig", "nurse", Measure.PROPOSED, under="flat", due=150, extent="Én søknad", how="Vi fyller den ut sammen"),
            measure("summer", "Sommerjobb på lager", "nav", Measure.YES, under="flat", due=190, extent="Fire uker", how="Nav spør bedriftene"),
            own("cook", "Lage middag hjemme på onsdager", under="flat"),
            own("call", "Ringe og bestille timene selv", Measure.DONE, under="doctor"),
            roles(Role.APPOINTED, Role.APPOINTED, Role.OFFERED),
            period(-140, 225, 40),
            shared("counsellor", "goals", "measures"),
        ),
    ),
    Chapter(
        5,
        (
            meeting("eighteen", "Hva skjer når jeg blir 18?", 33, "14:15", "Skolen, rom 204", Meeting.CALLED),
            point("alone", "Skal mamma fortsatt være med på møtene?", "eighteen"),
            point("money", "Hvem hjelper meg med penger når jeg flytter?", "eighteen"),
        ),
    ),
)  # fmt: skip

INGOLF = (
    Chapter(
        210,
        (
            text(Topic.IMPORTANT, "Jeg vil bo hjemme så lenge det går, og fyre i min egen ovn."),
            text(Topic.NEEDS, "Hjelp om morgenen, og noen å ringe om kvelden."),
            text(Topic.BY_KIN, "Datteren handler på lørdager og ordner med regninger.", DESK),
            person("torunn", "Torunn Aasen", "Datter og verge", "", KIN, 341),
            person("homecare", "Wenche Eksempel Stene", "Sykepleier", "Hjemmetjenesten", TOWN, 342),
            person("gp", "Arild Eksempel Lian", "Fastlege", "Bryggen legesenter", GP, 343),
            goal("home", "Jeg vil bo hjemme.", area="Bolig"),
            goal("church", "Jeg vil i kirken på søndager.", area="Mennesker"),
            measure("morning", "Hjelp til å stå opp", "homecare", Measure.UNDER_WAY, under="home", due=75, extent="Hver dag mellom åtte og ni", how="Helst de samme menneskene"),
            measure("alarm", "Trygghetsalarm", "homecare", Measure.DONE, under="home", due=-150, extent="Døgnet rundt", how="Hjemmetjenesten svarer"),
            measure("shop", "Handle og ordne med regninger", "torunn", Measure.UNDER_WAY, under="home", due=120, extent="Hver lørdag", how="Sammen med Ingolf"),
            measure("check", "Kontroll av hjertet", "gp", Measure.YES, under="home", due=21, extent="To ganger i året", how="Legen kommer hjem"),
            measure("drive", "Skyss til kirken", None, Measure.PROPOSED, under="church", by="self"),
            own("wood", "Bære inn ved hver morgen", under="home"),
            roles(Role.APPOINTED, doctor=Role.DECLINED),
            period(-210, 155, 30),
            shared("torunn", "goals", "measures", "texts", "team", "meetings"),
        ),
    ),
    Chapter(12, (comment("cold", "I januar klarer jeg ikke veden alene.", "wood"),)),
)  # fmt: skip

KONSTANSE = (
    Chapter(
        260,
        (
            text(Topic.IMPORTANT, "At noen svarer meg."),
            person("ward", "Kjell Eksempel Rønning", "Lege", "Smerteklinikken", HOSPITAL, 351),
            person("nav", "Unni Eksempel Berg", "Veileder", "Nav", NAV, 352),
            person("home", "Geir Eksempel Tangstad", "Leder", "Hjemmetjenesten", TOWN, 353),
            goal("pain", "Jeg vil ha mindre vondt.", area="Helse"),
            goal("money", "Jeg vil vite hva jeg skal leve av.", area="Økonomi"),
            measure("clinic", "Time på smerteklinikken", "ward", Measure.YES, under="pain", due=-90, extent="Tre timer", how="Sykehuset kaller inn"),
            measure("aid", "Ny seng", "home", Measure.UNDER_WAY, under="pain", due=-60, extent="Én seng", how="Søknad til hjelpemiddelsentralen"),
            measure("claim", "Hjelp til å søke", "nav", Measure.ASKED, under="money", due=-30, extent="To møter", how="På kontoret"),
            measure("plan", "Oversikt over økonomien", "nav", Measure.YES, under="money", due=-14, extent="Ett møte", how="Nav og Konstanse sammen"),
            own("papers", "Finne fram papirene", under="money", due=-45),
            roles(Role.OFFERED),
            period(-260, -20, -50),
        ),
    ),
    Chapter(34, (said("self", "Jeg har ikke hørt noe siden i vår. Hva skjer med timen?"),)),
)  # fmt: skip

OLENA = (Chapter(2, ()),)

WORK_OF_YEARS = (
    ("Styrketrening med fysioterapeut", "physio", "To ganger i uka"),
    ("Samtaler hos psykolog", "psychologist", "Annenhver uke"),
    ("Kontroll på sykehuset", "hospital", "Én time"),
    ("Gjennomgang av medisiner", "gp", "Én time"),
    ("Se over rullestolen", "occupational", "Ett besøk"),
    ("Øve på kjøkkenet", "occupational", "En gang i uka"),
    ("Trening i varmtvannsbasseng", "physio", "En gang i uka"),
    ("Samtale om jobb og utdanning", "nav", "Ett møte"),
    ("Hjelp hjemme om morgenen", "home", "Hver dag"),
    ("Støttekontakt på kino eller konsert", "home", "To ganger i måneden"),
)
SEASONS = ("vinteren", "våren", "sommeren", "høsten")
YEARS_BACK, YEARS_ON = 4, 1


def seasons_of_work(scene: Scene) -> None:
    """Twenty seasons of ten measures each: what is over is done, the last year is asked about."""
    row = plan_held.written_in(scene.session, scene.actors[DESK], scene.reference)
    first = scene.today.year - YEARS_BACK + 1
    for year in range(first, first + YEARS_BACK + YEARS_ON):
        for number, season in enumerate(SEASONS):
            due = date(year, 3 * number + 3, 28)
            code = Measure.DONE if due < scene.today else Measure.UNDER_WAY
            for what, who, extent in WORK_OF_YEARS:
                draft = Draft(
                    kind=Kind.MEASURE,
                    words={"what": f"{what}, {season} {year}", "extent": extent},
                    code=code if year <= scene.today.year else Measure.YES,
                    parent=scene.ids["train" if who in {"physio", "hospital"} else "live"],
                    responsible=scene.ids[who],
                    due_on=due,
                )
                plan_parts.first_version(scene.session, scene.actors[DESK], row, draft)


NORA = (
    Chapter(
        380,
        (
            text(Topic.IMPORTANT, "Å trene nok til at jeg kan danse igjen."),
            person("physio", "Stian Eksempel Moe", "Fysioterapeut", "Rehabilitering", TOWN, 361),
            person("psychologist", "Ylva Eksempel Ness", "Psykolog", "Psykisk helse og rus", TOWN, 362),
            person("hospital", "Harald Eksempel Skog", "Overlege", "Rehabiliteringssykehuset", HOSPITAL, 363),
            person("gp", "Sissel Eksempel Haug", "Fastlege", "Havna legesenter", GP, 364),
            person("occupational", "Torill Eksempel Haugen", "Ergoterapeut", "Rehabilitering", TOWN, 365),
            person("nav", "Pål Eksempel Tveit", "Veileder", "Nav", NAV, 366),
            person("home", "Gunn Eksempel Dahle", "Leder", "Hjemmetjenesten", TOWN, 367),
            goal("train", "Jeg vil danse igjen.", area="Bevegelse"),
            goal("live", "Jeg vil klare meg i egen leilighet.", area="Hverdag"),
            goal("drive", "Jeg vil kjøre bil.", code=Goal.REACHED, area="Hverdag"),
            roles(Role.APPOINTED, doctor=Role.APPOINTED, name="Harald Eksempel Skog"),
            period(-380, 350, 80),
            seasons_of_work,
        ),
    ),
)  # fmt: skip


def life(
    subject: str,
    chapters: tuple[Chapter, ...],
    *,
    parents: tuple[Parent, ...] = (),
    everywhere: bool = False,
) -> Life:
    """The life of somebody who can log in at the stand-in."""
    citizen = next(one for one in CITIZENS if one.subject == subject)
    return Life(
        NUMBERS[subject], citizen.name, citizen.born, chapters, parents, everywhere=everywhere
    )


ELINE_BORN = date(2017, 4, 11)
PARENTS = (
    Parent("innbygger-jon", "Jon Arne Myrvold"),
    Parent("innbygger-maria", "Maria Elise Myrvold"),
)
LIVES = (
    life("innbygger-marte", MARTE, everywhere=True),
    Life("11841753919", "Eline Myrvold", ELINE_BORN, ELINE, PARENTS),
    life("innbygger-ask", ASK, parents=(Parent("innbygger-hilde", "Hilde Kvammen"),)),
    life("innbygger-sara", SARA),
    life("innbygger-ingolf", INGOLF),
    life("innbygger-konstanse", KONSTANSE),
    life("innbygger-olena", OLENA),
    life("innbygger-nora", NORA),
)
