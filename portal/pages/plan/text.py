"""The texts of the plan, one for each topic: the person's own, and those the coordinator writes."""

from flask import abort, g
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.plan import TextForm
from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.plan.change_words import entries
from portal.pages.plan.frame import blueprint, found, page, transaction
from portal.pages.plan.writing import Question, ask, open_plan, plan_address, save
from portal.plan_labels import TOPICS
from portal.rules.access import Permission
from portal.rules.plan import OWN_TOPICS, Topic
from portal.store import plan_changes, plan_texts
from portal.store.plan import SeenPlan

SLUGS: dict[str, Topic] = {
    "viktigst": Topic.IMPORTANT,
    "ressurser": Topic.RESOURCES,
    "behov": Topic.NEEDS,
    "jeg-bidrar": Topic.BY_ME,
    "tjenestene-bidrar": Topic.BY_SERVICES,
    "parorende-bidrar": Topic.BY_KIN,
    "samarbeid": Topic.COOPERATION,
    "barnet-med": Topic.CHILD,
}


@blueprint.get("/plan/<string:reference>/tekst/<string:topic>")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def text(reference: str, topic: str) -> ResponseReturnValue:
    """One's own text, to write; another's, to read."""
    about = topic_of(topic)
    if about not in OWN_TOPICS:
        return read(found(reference), about)
    seen = open_plan(reference)
    there = seen.plan.text(about)
    form = TextForm(
        about,
        key=new_key(),
        version=str(there.version if there else 0),
        text=there.says("text") if there else "",
    )
    return ask(question(seen, about, form))


@blueprint.post("/plan/<string:reference>/tekst/<string:topic>")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def text_save(reference: str, topic: str) -> ResponseReturnValue:
    """Write it as a new version. Has somebody else changed it meanwhile, both are shown."""
    about = topic_of(topic)
    if about not in OWN_TOPICS:
        abort(404)
    seen, form = open_plan(reference), TextForm(about)

    def do() -> str:
        key, said = form.key.data or "", form.text.data or ""
        with transaction() as db:
            plan_texts.write(db, g.actor, reference, about, said, based_on=form.based_on, key=key)
        return url("plan.one", reference=reference)

    return save(question(seen, about, form), do)


def read(seen: SeenPlan, about: Topic) -> ResponseReturnValue:
    """A text the coordinator writes."""
    there = seen.plan.text(about)
    if there is None:
        abort(404)
    with transaction() as db:
        history = plan_changes.of_part(db, seen.id, there.id)
    shown = entries(seen, history.changes, history.names)
    return page("plan/text.html", seen, part=there, heading=str(TOPICS[about]), history=shown)


def question(seen: SeenPlan, about: Topic, form: TextForm) -> Question:
    """The page that asks."""
    there = seen.plan.text(about)
    return Question(
        "plan/text_form.html", seen, form, str(TOPICS[about]), plan_address(seen), {"part": there}
    )


def topic_of(slug: str) -> Topic:
    """The topic an address names; the 404 for others."""
    topic = SLUGS.get(slug)
    if topic is None:
        abort(404)
    return topic
