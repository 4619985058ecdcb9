"""Every municipality file is whole, gives everyone a receiver, and a broken one says what to do."""

import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from portal.profiles import ProfileError, load_profiles
from portal.rules.municipality import Profile, Text, Unit, district_for, unit_for, words
from portal.rules.retention import Data

FOLDER = Path(__file__).parent.parent / "portal" / "municipalities"
ARTICLES = Path(__file__).parent.parent / "portal" / "content" / "nb"
PROFILES = load_profiles(FOLDER)
REAL = ("namsos", "vik", "iveland")
INVENTED = ("fjordvik", "storby")
ABOLISHED = (
    "fylkesmann",
    "helsetilsynet i fylket",
    "rådmann",
    "helsesøster",
    "helsesyster",
    "omsorgssjef",
    "samtykkekompetanse",
    "sosialtjenesteloven",
)


@pytest.fixture(params=sorted(PROFILES))
def profile(request: pytest.FixtureRequest) -> Profile:
    return PROFILES[request.param]


def texts_of(unit: Unit) -> Iterator[Text]:
    yield unit.name
    if unit.hours:
        yield unit.hours


def texts_for_people(profile: Profile) -> Iterator[Text]:
    """Everything of a profile that a citizen can read in several languages."""
    for unit in profile.units.values():
        yield from texts_of(unit)
    yield from (entry.name for entry in profile.entries)
    yield from profile.members
    yield from ({each.lang: each.text} for each in profile.statements)
    own = (profile.services, profile.user_representation, profile.answer_time)
    yield from (text for text in own if text)
    yield from (profile.national.ombud_name, profile.national.complaint_body)


def lines_for_people(profile: Profile) -> list[str]:
    lines = [said for text in texts_for_people(profile) for said in text.values()]
    for unit in profile.units.values():
        lines += [line for line in (unit.phone, unit.email, unit.visit) if line]
        lines += unit.post or ()
    return [*lines, profile.name, profile.short_name, *(each.name for each in profile.districts)]


# What the five municipalities are


@pytest.mark.parametrize(
    ("slug", "number", "default", "invented", "phone"),
    [
        ("namsos", "5007", "nb", False, "74 21 71 00"),
        ("vik", "4639", "nn", False, None),
        ("iveland", "4218", "nb", False, None),
        ("fjordvik", "9901", "nb", True, "00 00 00 01"),
        ("storby", "9902", "nb", True, "00 00 00 10"),
    ],
)
def test_the_five_municipalities(
    slug: str, number: str, default: str, invented: bool, phone: str | None
) -> None:
    profile = PROFILES[slug]
    assert (profile.number, profile.languages[0]) == (number, default)
    assert (profile.invented, profile.unit.phone) == (invented, phone)
    assert set(profile.languages) == {"nb", "nn", "en"}


def test_there_are_five_with_a_theme_each() -> None:
    assert set(PROFILES) == {*REAL, *INVENTED}
    assert len({profile.theme for profile in PROFILES.values()}) == 5


def test_namsos_is_reached_as_its_page_says() -> None:
    unit = PROFILES["namsos"].unit
    assert words(unit.name, "en") == ("Brukerkontoret", "nb")
    assert unit.email == "postmottak@namsos.kommune.no"
    assert unit.visit == "Abel Meyers gate 10, 3. etasje"
    assert unit.post == ("Postboks 333 Sentrum", "7801 Namsos")


def test_vik_gets_letters_and_says_when_it_answers() -> None:
    vik = PROFILES["vik"]
    assert vik.unit.post == ("Postboks 134", "6891 Vik i Sogn")
    assert vik.answer_time is not None
    assert "månad" in vik.answer_time["nn"]


def test_iveland_shows_its_five_members_by_role() -> None:
    roles = [words(member, "nb")[0].split()[0] for member in PROFILES["iveland"].members]
    assert roles == ["Vernepleier", "Enhetsleder", "Fagansvarlig", "Avdelingsleder", "Enhetsleder"]
    assert PROFILES["iveland"].services
    assert PROFILES["iveland"].user_representation


@pytest.mark.parametrize(
    ("postcode", "entry", "receiver"),
    [
        ("0002", None, "forvaltningsenhet-nord"),
        ("0065", None, "forvaltningsenhet-ost"),
        ("0088", None, "forvaltningsenhet-sor"),
        ("0065", "psykisk-helse", "forvaltningsenhet-psykisk-helse"),
        ("7801", None, "koordinerende-enhet"),
    ],
)
def test_storby_sends_people_to_their_district_and_mental_health_apart(
    postcode: str, entry: str | None, receiver: str
) -> None:
    storby = PROFILES["storby"]
    district = district_for(postcode, storby)
    assert unit_for(storby, district.code if district else None, entry).code == receiver
    assert storby.ask_where_you_get_help


# What holds for every file


def test_every_person_has_a_receiver_who_can_be_named(profile: Profile) -> None:
    districts = (None, *(district.code for district in profile.districts))
    entries = (None, *(entry.code for entry in profile.entries))
    for district, entry in product(districts, entries):
        receiver = unit_for(profile, district, entry)
        assert receiver is profile.units[receiver.code]
        assert words(receiver.name, profile.languages[0])[0]


def test_every_unit_receives_somebody(profile: Profile) -> None:
    used = {profile.unit.code, *(each.unit for each in (*profile.districts, *profile.entries))}
    assert used == set(profile.units)


def test_what_is_not_known_is_named_as_missing_and_nothing_else_is(profile: Profile) -> None:
    unknown = {
        name
        for name in (
            "services",
            "user_representation",
            "answer_time",
            "accessibility_statement",
            "fallback_email",
        )
        if getattr(profile, name) is None
    }
    unknown |= set() if profile.members else {"members"}
    for code, unit in profile.units.items():
        table = "unit" if code == profile.unit.code else f"units.{code}"
        fields = ("phone", "hours", "email", "visit", "post")
        unknown |= {f"{table}.{name}" for name in fields if getattr(unit, name) is None}
    assert set(profile.missing) == unknown


def test_no_page_gives_opening_hours(profile: Profile) -> None:
    assert [unit.hours for unit in profile.units.values()] == [None] * len(profile.units)


def test_the_municipality_speaks_in_every_language_it_lists(profile: Profile) -> None:
    a_name_of_its_own = {"Brukerkontoret"}
    spoken = [text for text in texts_for_people(profile) if len(text) > 1]
    alone = [text for text in texts_for_people(profile) if len(text) == 1]
    statements = {(each.article, each.lang) for each in profile.statements}
    assert all(set(text) == set(profile.languages) for text in spoken)
    assert {said for text in alone for said in text.values()} <= a_name_of_its_own | {
        each.text for each in profile.statements
    }
    assert statements == set(product({slug for slug, _ in statements}, profile.languages))


def test_a_statement_belongs_to_an_article(profile: Profile) -> None:
    assert {each.article for each in profile.statements} <= {
        path.stem for path in ARTICLES.glob("*.md")
    }


def test_no_text_for_people_names_what_is_abolished(profile: Profile) -> None:
    shown = "\n".join(lines_for_people(profile)).casefold()
    assert [word for word in ABOLISHED if word in shown] == []


def test_no_employee_is_named_and_no_mobile_is_given(profile: Profile) -> None:
    shown = "\n".join(lines_for_people(profile))
    assert not re.search(r"(navn|namn) utelat|Leder:|Leiar:", shown)
    assert not re.search(r"\b[49][0-9]{2} ?[0-9]{2} ?[0-9]{3}\b", shown)
    mailboxes = {unit.email.partition("@")[0] for unit in profile.units.values() if unit.email}
    assert mailboxes <= {
        "postmottak",
        "koordinerende.enhet",
        "nord",
        "ost",
        "sor",
        "psykisk.helse",
    }


@pytest.mark.parametrize("slug", INVENTED)
def test_what_is_invented_can_reach_nobody(slug: str) -> None:
    assert (PROFILES[slug].fallback_email or "").endswith(".example")
    for unit in PROFILES[slug].units.values():
        assert unit.phone is not None
        assert unit.phone.startswith("00 00 00 ")
        assert unit.email is not None
        assert unit.email.endswith(".example")
        assert re.match(r"00[0-9]{2} ", (unit.post or ("",))[-1])


@pytest.mark.parametrize("slug", REAL)
def test_nothing_is_invented_for_a_real_place(slug: str) -> None:
    shown = "\n".join(lines_for_people(PROFILES[slug]))
    assert ".example" not in shown
    assert "00 00 00" not in shown
    assert PROFILES[slug].districts == ()
    assert PROFILES[slug].fallback_email is None


def test_a_profile_cannot_be_changed_while_it_is_in_use() -> None:
    with pytest.raises(TypeError):
        PROFILES["namsos"].units["ny"] = PROFILES["namsos"].unit  # type: ignore[index]
    with pytest.raises(TypeError):
        PROFILES["namsos"].unit.name["nb"] = "Noe annet"  # type: ignore[index]


# A broken file stops the start


SOUND = """
slug = "by"
number = "9999"
name = "By kommune"
short_name = "By"
invented = true
languages = ["nb", "nn"]
theme = "fjord"
ask_where_you_get_help = false
members = { missing = true }
services = { nb = "Alt" }
user_representation = { missing = true }
answer_time = { missing = true }
accessibility_statement = { missing = true }
fallback_email = { missing = true }

[unit]
code = "senter"
name = { nb = "Senteret" }
phone = "00 00 00 00"
hours = { missing = true }
email = "by@by.example"
visit = "Tullegata 1"
post = ["0099 By"]

[units.ost]
name = { nb = "Øst" }
phone = { missing = true }
hours = { missing = true }
email = { missing = true }
visit = { missing = true }
post = { missing = true }

[districts.ost]
name = "Øst"
postcodes = ["0010-0019"]
unit = "ost"

[districts.vest]
name = "Vest"
postcodes = ["0020"]
unit = "senter"

[entries.psyk]
name = { nb = "Psykisk helse" }
unit = "ost"

[statements.uenig]
nb = "Klag hit."

[[outdated]]
says = "a"
today = "b"
law = "c"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "_default.toml").write_bytes((FOLDER / "_default.toml").read_bytes())
    (tmp_path / "9999-by.toml").write_text(SOUND, encoding="utf-8")
    return tmp_path


def test_the_sound_file_is_sound(folder: Path) -> None:
    assert load_profiles(folder)["by"].units["ost"].phone is None


@pytest.mark.parametrize(
    ("line", "asks"), [("", True), ("asks_register = true", True), ("asks_register = false", False)]
)
def test_a_municipality_may_leave_the_register_of_who_acts_for_whom_unasked(
    folder: Path, line: str, asks: bool
) -> None:
    whole = SOUND.replace("invented = true", f"invented = true\n{line}")
    (folder / "9999-by.toml").write_text(whole, encoding="utf-8")
    assert load_profiles(folder)["by"].asks_register is asks


@pytest.mark.parametrize(
    ("good", "bad", "field", "advice"),
    [
        # unknown keys
        ('theme = "fjord"', 'theme = "fjord"\nthemes = "a"', "themes", "did you mean “theme”?"),
        ('code = "senter"', 'code = "senter"\nmobil = "1"', "unit.mobil", "take it out"),
        # wrong types
        ("invented = true", 'invented = "ja"', "invented", "true or false"),
        ("invented = true", 'invented = true\nopen_within_days = "3"', "open_within_days", "a whole number"),
        ('number = "9999"', "number = 9999", "number", "text in quotes"),
        ('postcodes = ["0020"]', 'postcodes = "0020"', "districts.vest.postcodes", "list"),
        ('services = { nb = "Alt" }', 'services = "Alt"', "services", "table"),
        ('post = ["0099 By"]', "post = [99]", "unit.post.1", "text in quotes"),
        # missing required
        ('theme = "fjord"\n', "", "theme", "write it"),
        ("answer_time = { missing = true }\n", "", "answer_time", "{ missing = true }"),
        ('phone = "00 00 00 00"\n', "", "unit.phone", "phone = { missing = true }"),
        ('name = { nb = "Senteret" }', "name = { missing = true }", "unit.name", "cannot be said"),
        ('slug = "by"', "slug = { missing = true }", "slug", "cannot be said to be missing"),
        ('phone = "00 00 00 00"', "phone = { missing = false }", "unit.phone", "text in quotes"),
        ('post = ["0099 By"]', "post = []", "unit.post", "is empty"),
        ('nb = "Klag hit."', "", "statements.uenig", "is empty"),
        ('nb = "Klag hit."', 'nb = ""', "statements.uenig.nb", "is empty"),
        ('says = "a"\n', "", "outdated.1.says", "write it"),
        # shapes
        ('number = "9999"', 'number = "99"', "number", "four digits"),
        ("invented = true", "invented = true\nopen_within_days = 0", "open_within_days", "at least 1"),
        ("invented = true", "invented = true\nopen_within_days = 21", "open_within_days", "at most 20"),
        ('fallback_email = { missing = true }', 'fallback_email = "sjefen"', "fallback_email", "e-mail address"),
        ('phone = "00 00 00 00"', 'phone = "ring oss"', "unit.phone", "22 33 44 55"),
        ('email = "by@by.example"', 'email = "by"', "unit.email", "e-mail address"),
        ('postcodes = ["0020"]', 'postcodes = ["20"]', "districts.vest.postcodes.1", "0123-0145"),
        ('theme = "fjord"', 'theme = "rosa"', "theme", "'lyng'"),
        ('nb = "Klag hit."', 'nb = "Klag\\u202ehit."', "statements.uenig.nb", "invisible"),
        ('nb = "Klag hit."', f'nb = "{"a" * 601}"', "statements.uenig.nb", "at most 600"),
        ("[statements.uenig]", '[statements."Uenig her"]', "statements.Uenig her", "small letters"),
        # postcodes
        ('["0020"]', '["0029-0020"]', "districts.vest.postcodes.1", "lowest first"),
        ('["0020"]', '["0019-0025"]', "districts", "0019 stands twice, in ost and in vest"),
        ('["0020"]', '["0020", "0020"]', "districts", "0020 stands twice, in vest and in vest"),
        # receivers
        ('name = "Vest"\npostcodes = ["0020"]\nunit = "senter"', 'name = "Vest"\npostcodes = ["0020"]', "districts.vest.unit", "write it"),
        ('postcodes = ["0020"]\nunit = "senter"', 'postcodes = ["0020"]\nunit = "vest"', "districts.vest.unit", "add [units.vest]"),
        ('name = { nb = "Psykisk helse" }\nunit = "ost"', 'name = { nb = "Psykisk helse" }\nunit = "psyk"', "entries.psyk.unit", "no unit “psyk”"),
        ('name = { nb = "Psykisk helse" }\nunit = "ost"', 'name = { nb = "Psykisk helse" }', "entries.psyk.unit", "write it"),
        ('code = "senter"', 'code = "ost"', "units", "“ost” is also the code of [unit]"),
        # languages
        ('nb = "Klag hit."', 'en = "Complain here."', "statements.uenig", "“en” is not in `languages`"),
        ('nb = "Klag hit."', 'se = "Klag hit."', "statements.uenig", "“se” is not in `languages`"),
        ('languages = ["nb", "nn"]', 'languages = ["nb", "nb"]', "languages", "twice"),
        ('languages = ["nb", "nn"]', 'languages = ["nb", "se"]', "languages.2", "'nn'"),
        ('languages = ["nb", "nn"]', "languages = []", "languages", "is empty"),
        # the file itself
        ('slug = "by"', 'slug = "by', "whole file", "is not TOML"),
    ],
)  # fmt: skip
def test_a_broken_file_names_file_and_field_and_what_to_do(
    folder: Path, good: str, bad: str, field: str, advice: str
) -> None:
    assert SOUND.count(good) == 1, "the case must break exactly one thing"
    (folder / "9999-by.toml").write_text(SOUND.replace(good, bad), encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        load_profiles(folder)
    said = dict(caught.value.problems)
    assert caught.value.file == "9999-by.toml"
    assert advice in said[field]
    assert f"9999-by.toml: {field}: " in str(caught.value)


KEPT = '[retention]\n{}\ndecided = "2026-11-22"\nreference = "26/1"\n'


@pytest.mark.parametrize(
    ("line", "kept_for", "events_years"),
    [
        ("grants_years = 10", {Data.GRANT: 120}, None),
        ("grants_years = 3\nsent_days = 30", {Data.GRANT: 36, Data.SENT: 30}, None),
        ("requests_years = 3\nevents_years = 5", {Data.PRIVACY_REQUEST: 36}, 5),
    ],
)
def test_a_municipality_decides_how_long_what_the_law_leaves_open_is_kept(
    folder: Path, line: str, kept_for: dict[Data, int], events_years: int | None
) -> None:
    (folder / "9999-by.toml").write_text(SOUND + KEPT.format(line), encoding="utf-8")
    by = load_profiles(folder)["by"]
    assert (by.kept_for, by.events_years) == (kept_for, events_years)


@pytest.mark.parametrize(
    ("line", "field", "advice"),
    [
        ("grants_years = 2", "retention.grants_years", "at least 3"),
        ("requests_years = 11", "retention.requests_years", "at most 10"),
        ("sent_days = 29", "retention.sent_days", "at least 30"),
        ("sent_days = 366", "retention.sent_days", "at most 365"),
        ("events_years = 4", "retention.events_years", "at least 5"),
        ("drafts_days = 10", "retention.drafts_days", "take it out"),
    ],
)
def test_and_nothing_the_law_settles(folder: Path, line: str, field: str, advice: str) -> None:
    (folder / "9999-by.toml").write_text(SOUND + KEPT.format(line), encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        load_profiles(folder)
    assert advice in dict(caught.value.problems)[field]


@pytest.mark.parametrize("word", ["innlogging", "lever", "klar", "static", "demo", "dev-idporten"])
def test_addresses_of_the_site_itself_cannot_be_a_slug(folder: Path, word: str) -> None:
    (folder / "9999-by.toml").write_text(SOUND.replace('slug = "by"', f'slug = "{word}"'))
    with pytest.raises(ProfileError, match=f"9999-by.toml: slug: “{word}” is an address"):
        load_profiles(folder)


@pytest.mark.parametrize(
    ("change", "field"),
    [(('number = "9999"', 'number = "9998"'), "slug"), (('slug = "by"', 'slug = "to"'), "number")],
)
def test_two_municipalities_cannot_share_slug_or_number(
    folder: Path, change: tuple[str, str], field: str
) -> None:
    (folder / "9999-to.toml").write_text(SOUND.replace(*change), encoding="utf-8")
    with pytest.raises(ProfileError, match=f"9999-to.toml: {field}: .*already used by By kommune"):
        load_profiles(folder)


def test_all_that_is_wrong_is_said_at_once(folder: Path) -> None:
    broken = SOUND.replace("invented = true\n", "").replace('"fjord"', '"rosa"')
    (folder / "9999-by.toml").write_text(broken, encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        load_profiles(folder)
    assert {field for field, _ in caught.value.problems} == {"invented", "theme"}


@pytest.mark.parametrize(
    ("spoil", "file", "field"),
    [
        (lambda at: (at / "_default.toml").unlink(), "_default.toml", "whole file"),
        (lambda at: (at / "_default.toml").write_text("a = 1"), "_default.toml", "plan_url"),
        (lambda at: (at / "9999-by.toml").write_bytes(b"\xff"), "9999-by.toml", "whole file"),
        (lambda at: (at / "9999-by.toml").write_text("missing = true"), "9999-by.toml", "slug"),
    ],
)
def test_a_file_that_is_not_there_or_not_readable_is_named(
    folder: Path, spoil: Callable[[Path], object], file: str, field: str
) -> None:
    spoil(folder)
    with pytest.raises(ProfileError) as caught:
        load_profiles(folder)
    assert caught.value.file == file
    assert field in dict(caught.value.problems)


def test_a_folder_without_municipalities_is_refused(folder: Path) -> None:
    (folder / "9999-by.toml").unlink()
    with pytest.raises(ProfileError, match="no municipality here"):
        load_profiles(folder)
