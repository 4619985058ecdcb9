"""Part of the daily work: near 12, 16 and 18 years, the register is asked anew who a child's parents are.

A call goes out between two transactions, never inside one. A register that is away is asked again tomorrow, and what rests on
its word has gone stale by itself meanwhile.
"""

import logging

from flask import Flask

from portal.registers import InTime, RegisterAway
from portal.rules.register_answers import Answer
from portal.store import grants_near, grants_sourced
from portal.store.daily_pages import Day
from portal.store.db import Database
from portal.store.grants_near import Child

KIND = "children near a birthday whose parents were asked about"

log = logging.getLogger("portal.daily")


def ask_anew(app: Flask, database: Database, day: Day) -> int:
    """Ask about every child of the municipality near a birthday, once a day. How many were answered."""
    register: InTime | None = app.extensions["register"]
    if register is None or not day.profile.asks_register:
        return 0
    with database.transaction() as session:
        children = grants_near.children(session, day.municipality, day.on)
    answered = 0
    try:
        for child in children:
            follow(database, day, answers_about(register, child))
            answered += 1
    except RegisterAway as away:
        log.warning("register %s gave no answer: %s", register.name, away.reason)
    return answered


def answers_about(register: InTime, child: Child) -> list[Answer]:
    """Who acts for the child; from a register that cannot be asked so, whom each of the parents acts for."""
    answer = register.who_acts_for(child.number)
    if answer is not None:
        return [answer]
    return [register.whom_one_acts_for(number) for number in child.parents]


def follow(database: Database, day: Day, answers: list[Answer]) -> None:
    """Let the grants follow, in a transaction of their own."""
    with database.transaction() as session:
        for answer in answers:
            grants_sourced.renew(session, day.municipality, answer, language=day.language)
