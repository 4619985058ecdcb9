"""The demo's complaints: each stands where its story ends, and a second start adds nothing."""

from flask import Flask
from sqlalchemy import select

from portal import demo, demo_complaints
from portal.store.tables.complaint import ComplaintRow


def test_the_complaints_of_the_demo_are_told_once(app: Flask) -> None:
    demo.enrol_employees(app)
    profile = app.extensions["profiles"]["storby"]
    for _start in range(2):
        with demo.past(app) as days_ago:
            for story in demo_complaints.STORIES:
                demo_complaints.tell(profile, story, demo.officer_of(profile), days_ago)
    with app.extensions["database"].transaction() as session:
        rows = session.execute(select(ComplaintRow.state, ComplaintRow.standing)).all()
    assert sorted(map(tuple, rows)) == [
        ("changed-fully", "may"),
        ("forwarded", "may"),
        ("received", "desk-decides"),
        ("received", "may"),
    ]
