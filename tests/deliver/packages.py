"""A complaint that is to leave the house: Marte's, kept to by the unit and sent on, and the worker that carries it."""

import base64
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from PIL import Image
from sqlalchemy import select

from portal import worker
from portal.complaint_package import Package
from portal.deliver.packages import Packages
from portal.deliver.packed import PDF, File
from portal.rules.complaint_course import State
from portal.rules.complaint_out import Way
from portal.store import attachments, case, complaint_course, complaint_out
from portal.store.complaint_course import Said
from portal.store.crypto import new_id, seal
from portal.store.db import Database, add, keyring_of
from portal.store.tables.case import CaseRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.request import AttachmentRow
from tests.store.citizens import citizen
from tests.store.complaints import send
from tests.store.people import NAMSOS, OFFICER, enrol

WORDS_TO_MARTE = "Kanarigrunn: vi har sett på det du skrev."
MADE = datetime(2026, 11, 21, 11, 3, tzinfo=UTC)


def package(**changes: Any) -> Package:
    """A small package with two files."""
    values: dict[str, Any] = {
        "id": "a1" * 16, "municipality": NAMSOS, "municipality_name": "Namsos kommune",
        "unit": "Koordinerende enhet", "reference": "KLAG-E123", "title": "Papirer i sak KLAG-E123",
        "sender": "Kanari Solvik", "receiver": "Statsforvalteren", "made_at": MADE, "received_at": MADE,
        "incoming": False,
        "files": (
            File("01-folgebrev.pdf", "Følgebrev", PDF, b"%PDF-1.7 en"),
            File("02-ordrett.txt", "Ord for ord", "text/plain; charset=utf-8", "æøå".encode()),
        ),
    }  # fmt: skip
    return Package(**(values | changes))


class Out:
    """One complaint that is sent on, in a house with these settings."""

    def __init__(self, app: Flask, settings: Any, channel: Way = Way.SVARUT) -> None:
        self.app, self.database = app, app.extensions["database"]
        self.clock = app.extensions["clock"]
        app.extensions.update(settings=settings, packages=Packages(settings, self.clock))
        enrol(self.database)
        self.marte = citizen(self.database)
        self.reference = send(self.database, self.marte).reference
        self.channel = channel
        self.mute()

    def do(self, what: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with self.database.transaction() as session:
            return what(session, *args, **kwargs)

    def sent_on(self) -> str:
        """Kept, and sent on to the County Governor. Gives the id of the row that carries it."""
        self.do(case.take, OFFICER, self.reference)
        self.step(State.KEPT, Said(text=WORDS_TO_MARTE))
        self.step(State.FORWARDED, Said())
        self.mute()
        return self.do(complaint_out.put, OFFICER, self.reference, self.channel)

    def step(self, state: State, said: Said) -> None:
        self.clock.now += timedelta(seconds=1)
        key = f"{state.value:k<22}"[:22]
        self.do(complaint_course.step, OFFICER, self.reference, state, key=key, said=said)

    def mute(self) -> None:
        """End every message but packages: no mail is tried here."""
        with self.database.transaction() as session:
            for row in session.scalars(select(OutboxRow).filter_by(state="pending")):
                if row.template not in complaint_out.TEMPLATES:
                    row.state = "handled"

    def work(self) -> int:
        return worker.work_once(self.app)

    def row(self, row_id: str) -> OutboxRow:
        with self.database.transaction() as session:
            return session.get_one(OutboxRow, row_id)

    @property
    def out(self) -> list[complaint_out.Out]:
        with self.database.transaction() as session:
            found = select(CaseRow.id).filter_by(reference=self.reference)
            return complaint_out.of_case(session, session.scalars(found).one())


def enclose(database: Database, reference: str, state: str = "kept", digit: str = "7") -> str:
    """A picture that goes along with the complaint. Gives its id."""
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "#16262e").save(drawn, "JPEG")
    with database.transaction() as session:
        found = session.scalars(select(CaseRow).filter_by(reference=reference)).one()
        its_id, text = new_id(), base64.b64encode(drawn.getvalue()).decode()
        add(
            session, AttachmentRow, id=its_id, municipality=NAMSOS, owner=digit * 32, draft_id=None,
            case_id=found.id, content=seal(keyring_of(session), attachments.CONTENT, its_id, text),
            media_type="image/jpeg", size=len(drawn.getvalue()), state=state, added_at=found.received_at,
        )  # fmt: skip
        return its_id
