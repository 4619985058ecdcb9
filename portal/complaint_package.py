"""(papirene samlet) The files of a package: cover letter with a list of them, the complaint, the answer, our assessment, what was sent along.

The same papers give the same bytes, so that a package made again can be told from one that has changed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import BytesIO

from flask import g
from flask_babel import force_locale
from PIL import Image

from portal import complaint_labels as labels
from portal import letters
from portal.complaint_cover import Part, Row, Sheet, lacks_signs, sheet_paper
from portal.deliver.packed import PDF, File, Package
from portal.forms.case import ANSWERS
from portal.language import date_in_words, datetime_in_words, local
from portal.language import gettext as _
from portal.rules.answers import AnswerKind
from portal.rules.case import local_day
from portal.rules.complaint_right import complaint_right
from portal.rules.municipality import Profile, words
from portal.store.case_answers import Answer
from portal.store.complaint_papers import Enclosed, Papers

SPOKEN = ("nb", "nn")
A4 = (595, 842)  # in points, 72 to an inch
TEXT = "text/plain; charset=utf-8"


def package_of(papers: Papers, profile: Profile, *, demo: bool = False) -> Package:
    """The finished package, in the municipality's own Norwegian; needs an app context."""
    language = next((one for one in profile.languages if one in SPOKEN), SPOKEN[0])
    with speaking(language):
        files = [file for file in parts_of(papers, profile, language, demo=demo) if file]
        sheet = cover(papers, profile, files)
        made = sheet_paper(profile, language, sheet, local_day(papers.as_of), demo=demo)
        return Package(
            id=papers.id,
            municipality=papers.municipality,
            municipality_name=profile.name,
            unit=unit_name(papers, profile),
            reference=papers.reference,
            title=sheet.heading,
            sender=papers.words.name,
            receiver=governor(profile) if papers.to_governor else "",
            made_at=papers.as_of,
            received_at=papers.received_at,
            incoming=not papers.whole,
            files=(File("01-folgebrev.pdf", _("Følgebrev"), PDF, made), *files),
        )


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """For a while, say everything in this language, on pages and outside them."""
    before = g.pop("language", None)
    g.language = language
    try:
        with force_locale(language):
            yield
    finally:
        g.pop("language")
        if before:
            g.language = before


def parts_of(
    papers: Papers, profile: Profile, language: str, *, demo: bool
) -> Iterator[File | None]:
    """Every file but the cover letter, in the order they are read."""
    day = local_day(papers.as_of)
    made = sheet_paper(profile, language, the_complaint(papers), day, demo=demo)
    yield File("02-klagen.pdf", _("Klagen slik den ble sendt"), PDF, made)
    yield in_plain_text(papers)
    if papers.answered:
        letter = the_answer(papers, profile, language, demo=demo)
        yield File("03-svaret-det-klages-pa.pdf", _("Svaret det klages på"), PDF, letter)
    if any(one.text for one in papers.steps):
        sheet = the_assessment(papers)
        made = sheet_paper(profile, language, sheet, day, demo=demo)
        yield File("04-vurderingen.pdf", _("Hva kommunen har vurdert"), PDF, made)
    for number, enclosed in enumerate(papers.files, start=1):
        title = _("Vedlegg %(number)s fra den som klager", number=number)
        yield File(f"{number + 4:02}-vedlegg-{number}.pdf", title, PDF, as_pdf(enclosed))


def cover(papers: Papers, profile: Profile, files: list[File]) -> Sheet:
    """Who sends what, and how to see that it is all there and unchanged."""
    return Sheet(
        heading=_("Papirer i sak %(reference)s", reference=papers.reference),
        foot=_("Referanse: %(reference)s", reference=papers.reference),
        facts=tuple((label, text) for label, text in facts_of(papers, profile) if text),
        opening=(opening(papers, profile),),
        parts=tuple(
            Part(
                file.title,
                (
                    (_("Fil"), file.name),
                    (_("Type"), file.media_type.partition(";")[0]),
                    (_("Størrelse"), _("%(bytes)s byte", bytes=len(file.content))),
                    ("SHA-256", file.digest),
                ),
            )
            for file in files
        ),
    )


def facts_of(papers: Papers, profile: Profile) -> list[Row]:
    """The dates somebody who decides must know. What is not known is empty."""
    return [
        (_("Kommune"), profile.name),
        (_("Enhet"), unit_name(papers, profile)),
        (_("Hva det er"), str(labels.TITLES[papers.title])),
        (_("Hvem som klager"), papers.words.name),
        (_("Rett til å klage"), str(labels.STANDINGS.get(papers.standing, papers.standing))),
        (_("Svaret er datert"), day_in_words(papers.told_on)),
        (_("Siste dag å klage"), day_in_words(papers.complaint_due)),
        (_("Mottatt av kommunen"), datetime_in_words(papers.received_at)),
        (_("Dato"), date_in_words(local_day(papers.as_of))),
    ]


def opening(papers: Papers, profile: Profile) -> str:
    """Why the receiver gets this."""
    if not papers.whole:
        return _("Kommunen har tatt imot dette.")
    if papers.to_governor:
        governor_name = governor(profile)
        return _(
            "Kommunen har vurdert svaret sitt på nytt og sender klagen til %(body)s for avgjørelse.",
            body=governor_name,
        )
    return _("Dette hører hjemme hos dere. Kommunen sender det derfor videre.")


def the_complaint(papers: Papers) -> Sheet:
    """All that was said, word for word."""
    sent = (_("Mottatt av kommunen"), datetime_in_words(papers.received_at))
    return Sheet(
        heading=str(labels.TITLES[papers.title]),
        foot=_("Referanse: %(reference)s", reference=papers.reference),
        facts=((_("Referanse"), papers.reference), sent),
        parts=tuple(Part(label, text=text) for label, text in labels.rows_of(papers.words)),
    )


def in_plain_text(papers: Papers) -> File | None:
    """The complaint as text, when it holds a sign our paper cannot show: no word may be lost on the way."""
    said = "\n\n".join(f"{label}:\n{text}" for label, text in labels.rows_of(papers.words))
    if not lacks_signs(said):
        return None
    return File("02-klagen-ordrett.txt", _("Klagen ord for ord"), TEXT, said.encode())


def the_answer(papers: Papers, profile: Profile, language: str, *, demo: bool) -> bytes:
    """The answer complained of, as the letter that says it. Its receiver is named, without an address."""
    if papers.answered is None:
        raise ValueError("no answer is complained of")
    reference, answer = papers.answered
    vacant = answer.kind == AnswerKind.COORDINATOR and answer.words.vacant
    told = letters.Letter(
        receiver=(papers.words.about_name or papers.words.name,),
        reference=reference,
        day=local_day(answer.made_at),
        heading=str(ANSWERS["coordinator-vacant" if vacant else answer.kind]),
        parts=tuple(part for part in said_in(answer) if part.text),
        unit=papers.unit,
        complaint=right_in(answer, papers, profile),
    )
    return letters.letter(profile, language, told, demo=demo)


def said_in(answer: Answer) -> list[letters.Part]:
    """The municipality's own words, in the language they were written in."""
    said = answer.words
    whose = {
        AnswerKind.IN_PART: _("Dette sier kommunen nei til, og hvorfor"),
        AnswerKind.REFUSED: _("Grunnen til at kommunen sier nei"),
    }
    return [
        letters.Part(_("Dette sier kommunen ja til"), said.granted or "", said.language),
        letters.Part(_("Koordinator"), said.coordinator_name or "", said.language),
        letters.Part(whose.get(AnswerKind(answer.kind)), said.text, said.language),
    ]


def right_in(answer: Answer, papers: Papers, profile: Profile) -> letters.Complaint | None:
    """The right to complain, as it stood in the answer."""
    if answer.law is None or answer.complaint_due is None:
        return None
    right = complaint_right(profile, papers.unit, answer.law, local_day(answer.made_at))
    return letters.Complaint(right, answer.complaint_due)


def the_assessment(papers: Papers) -> Sheet:
    """What has been said since, by the municipality and by the one who complains."""
    return Sheet(
        heading=_("Hva kommunen har vurdert"),
        foot=_("Referanse: %(reference)s", reference=papers.reference),
        parts=tuple(
            Part(
                str(labels.STEPS.get(one.kind, one.kind)),
                ((_("Dato"), date_in_words(local(one.at).date())),),
                one.text,
            )
            for one in papers.steps
            if one.text
        ),
    )


def as_pdf(enclosed: Enclosed) -> bytes:
    """A document as it is; a picture as a page of A4 at most, as not every receiver prints pictures. Undated, so that it is the same each time."""
    if enclosed.media_type == PDF:
        return enclosed.content
    page, never = BytesIO(), datetime(2000, 1, 1, tzinfo=UTC).timetuple()
    with Image.open(BytesIO(enclosed.content)) as picture:
        fits = max(side * 72 / of_paper for side, of_paper in zip(picture.size, A4, strict=True))
        picture.convert("RGB").save(page, "PDF", resolution=fits, creationDate=never, modDate=never)
    return page.getvalue()


def governor(profile: Profile) -> str:
    """Who decides what the municipality does not change, as they are called in the language spoken now."""
    return words(profile.national.complaint_body, g.language)[0]


def unit_name(papers: Papers, profile: Profile) -> str:
    """The unit that has the complaint, as people know it."""
    return words(profile.units.get(papers.unit, profile.unit).name, g.language)[0]


def day_in_words(day: date | None) -> str:
    """A date, empty when there is none."""
    return date_in_words(day) if day else ""
