"""(klagen ut av huset) How a complaint leaves the house, with all papers, to those who are to decide it.

The office that decided sends it on when it does not change its answer (forvaltningsloven § 33: C). In what way is for the municipality.
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from portal.rules.complaint_bodies import Body
from portal.rules.complaint_course import State
from portal.rules.complaint_path import Code
from portal.rules.complaint_table import row_on


class Way(StrEnum):
    """(måten) A file somebody at the desk fetches and sends, SvarUt, or the folder the archive reads."""

    DOWNLOAD = "download"
    SVARUT = "svarut"
    ARCHIVE = "archive"


CARRIED = frozenset({Way.SVARUT, Way.ARCHIVE})
"""What the house carries itself; a file somebody fetches is in their hands."""

LEAVES = frozenset({State.FORWARDED, State.SENT_ON})
"""The states a package belongs to."""


def ways_for(configured: Collection[Way], *, to_governor: bool = True) -> tuple[Way, ...]:
    """(måter som finnes) The ways there are here, download always and first. SvarUt is set up with one receiver: the County Governor."""
    there = {Way.DOWNLOAD, *configured}
    return tuple(way for way in Way if way in there and (to_governor or way is not Way.SVARUT))


def goes_to_governor(path: Code, state: State, day: date) -> bool:
    """(til Statsforvalteren) Whether those who decide after this step are the County Governor, by the table of that day."""
    return state is State.FORWARDED and row_on(path, day).decider is Body.COUNTY_GOVERNOR
