"""The rights: overview, article, search, and the guide «Er dette noe for meg?»."""

from flask import Blueprint, abort, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from portal.articles import ArticleLibrary
from portal.forms.base import UNREADABLE, made_clean
from portal.forms.rights import GuideForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.rules.access import Permission
from portal.rules.municipality import statement_for
from portal.rules.rights import suggest

blueprint = Blueprint("rights", __name__)

LONGEST_QUERY = 100
MOST_HITS = 8


@blueprint.get("/rettigheter")
@requires(Permission.READ_PUBLIC, cache=Cache.PUBLIC)
def overview() -> ResponseReturnValue:
    """All articles, by group."""
    return render_template("rights/overview.html", groups=library().overview(g.language))


@blueprint.get("/rettigheter/<slug:slug>")
@requires(Permission.READ_PUBLIC, cache=Cache.PUBLIC)
def article(slug: str) -> ResponseReturnValue:
    """One article with the municipality's own facts and words in it."""
    found = library().article(g.language, slug)
    if found is None:
        abort(404)
    return render_template(
        "rights/article.html",
        article=found,
        statement=statement_for(g.profile, slug, g.language),
        next_articles=library().next_after(found),
    )


@blueprint.get("/sok")
@requires(Permission.READ_PUBLIC, cache=Cache.PUBLIC)
def search() -> ResponseReturnValue:
    """The articles that answer `?q=`, or kind words and who to call."""
    query = " ".join((made_clean(request.args.get("q")) or "").replace(UNREADABLE, " ").split())
    query = query[:LONGEST_QUERY]
    hits = library().search(query, g.language)[:MOST_HITS] if query else []
    return render_template("rights/search.html", query=query, hits=hits)


@blueprint.get("/veiviser")
@requires(Permission.READ_PUBLIC, cache=Cache.FORM)
def guide() -> ResponseReturnValue:
    """The questions."""
    return show(GuideForm())


@blueprint.post("/veiviser")
@requires(Permission.READ_PUBLIC, cache=Cache.FORM)
def answer_guide() -> ResponseReturnValue:
    """What the answers lead to, on the same address; an unknown code shows the questions again."""
    form = GuideForm()
    if "show" in request.form and not (form.result.data and form.validate()):
        return show(GuideForm())
    if not form.validate():
        return show(form, 422)
    form.result.data = "1"
    suggestion = suggest(
        form.answers(),
        entries=[entry.code for entry in g.profile.entries],
        ask_where_you_get_help=g.profile.ask_where_you_get_help,
    )
    articles = [library().article(g.language, slug) for slug in suggestion.read]
    return render_template(
        "rights/guide_result.html", form=form, suggestion=suggestion, articles=articles
    )


def show(form: GuideForm, status: int = 200) -> ResponseReturnValue:
    """The questions, with what is already answered."""
    form.result.data = ""
    return render_template(
        "rights/guide.html", form=form, heading=_("Er dette noe for meg?")
    ), status


def library() -> ArticleLibrary:
    """The articles, read when the site started."""
    found: ArticleLibrary = current_app.extensions["articles"]
    return found
