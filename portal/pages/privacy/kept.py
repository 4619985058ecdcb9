"""«Hvor lenge vi lagrer»: the table the daily work follows, for whoever asks."""

from flask import g
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.coordinator import norwegian_of
from portal.pages.privacy import kept_words
from portal.pages.privacy.frame import blueprint, page
from portal.plan_document import Entry, Row, Said
from portal.rules.access import Permission
from portal.rules.retention import TABLE, Data, From


@blueprint.get("/innsyn/lagring")
@requires(Permission.READ_OWN_TRACES, cache=Cache.PERSONAL)
def kept() -> ResponseReturnValue:
    """How long each kind is kept, and why."""
    goes = [one for one, row in TABLE.items() if row.since is not From.NEVER]
    stays = [one for one in TABLE if one not in goes]
    return page(
        "kept.html",
        goes=[entry(one) for one in goes],
        stays=[entry(one) for one in stays],
        spoken=norwegian_of(g.profile) if g.language == "en" else g.language,
    )


def entry(data: Data) -> Entry:
    """A kind: how long, what is left, and what it rests on, which is law in Norwegian also on the page in English."""
    row = TABLE[data]
    told = [Row(str(kept_words.HOW_LONG), Said(kept_words.how_long(data, g.profile)))]
    if row.rest:
        told.append(Row(str(kept_words.LEFT), Said(str(kept_words.CODES_STAY))))
    told.append(Row(str(kept_words.LAW), Said(kept_words.law_of(data), own=True)))
    return Entry(Said(str(kept_words.WHAT[data])), tuple(told))
