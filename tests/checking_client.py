"""A test client that inspects every HTML answer of every test, so that no page escapes."""

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.headers import SECURITY
from tests.reading_events import COUNT, unseen_reading

LANGUAGES = {"nb", "nn", "en", "pl", "uk", "ar", "so"}
FRAMED = re.compile(r"^/[a-z0-9-]+/innlogging/ut/ramme$")  # the one page others may frame
REFERRERS = {"same-origin", "no-referrer"}
# Stores nothing, changes nothing.
WITHOUT_TOKEN = re.compile(r"/(veiviser|noe-er-galt(/brev(\.pdf)?)?)$")
INSIDE = re.compile(r"^/(namsos|vik|iveland|fjordvik|storby)(/|$)")
PLACE = re.compile(r"^/[a-z0-9-]+(?:/(?:nb|nn|en)(?=/|$))?")
CHANCE = re.compile(rb'[0-9a-f]{32}|[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}|(?<=value=")[\w.-]{22,}(?=")')
NAMES_FROM = {"label", "legend"}
EMPTY_WORDS = {
    "her",
    "les mer",
    "klikk her",
    "les meir",
    "here",
    "read more",
    "click here",
    "mer",
    "more",
}


class CheckingClient(FlaskClient):
    """Use as Flask's client. A page that breaks a house rule fails the test that opened it."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        read_before = COUNT.seen
        answer = super().open(*args, **kwargs)
        check_headers(answer)
        unseen = unseen_reading(self.application, answer, read_before)
        assert unseen is None, f"{answer.request.path}: {unseen} shows something without an event"
        if is_readable_page(answer):
            path = answer.request.path
            cache_control = answer.headers.get("Cache-Control", "")
            problems = problems_of(without_chance(answer.data), place_of(path), cache_control)
            assert not problems, f"{path}: " + "; ".join(problems)
        return answer


def is_readable_page(answer: TestResponse) -> bool:
    """A whole page that is neither a redirect nor folded for the way."""
    is_page = answer.mimetype == "text/html" and answer.data
    redirect = 300 <= answer.status_code < 400
    return bool(is_page and not redirect and "Content-Encoding" not in answer.headers)


def check_headers(answer: TestResponse) -> None:
    """Each answer carries the security headers, a cache class and a charset."""
    if answer.request.path.startswith("/dev-idporten"):
        return
    wanted: dict[str, str | None] = dict(SECURITY)
    if FRAMED.match(answer.request.path) and answer.status_code == 200:
        wanted |= {"X-Frame-Options": None, "Cross-Origin-Resource-Policy": "cross-origin"}
    assert answer.headers.get("Referrer-Policy") in REFERRERS, answer.request.path
    del wanted["Referrer-Policy"]
    for name, value in wanted.items():
        assert answer.headers.get(name) == value, f"{answer.request.path}: {name}"
    policy = answer.headers.get("Content-Security-Policy", "")
    if not answer.request.path.startswith("/static/"):
        assert policy.startswith("default-src 'none'"), answer.request.path
        assert "unsafe" not in policy
        assert "Cache-Control" in answer.headers
    if answer.mimetype == "text/html" and answer.data:
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    if "no-cache" in answer.headers.get("Cache-Control", ""):
        assert "Set-Cookie" not in answer.headers, (
            f"{answer.request.path}: a public page sets a cookie"
        )


def without_chance(body: bytes) -> bytes:
    """A page with numbers in place of tokens, ids and references: pages that differ in nothing else are read once."""
    numbers: dict[bytes, bytes] = {}
    return CHANCE.sub(lambda match: numbers.setdefault(match[0], b"%022d" % len(numbers)), body)


def place_of(path: str) -> str:
    """What of its address a page is held to: the municipality and the language, and whether its forms need a token.

    The 404 of a thousand addresses is one page, and is read once.
    """
    place = PLACE.match(path)
    return (place[0] if place else "/") + ("/veiviser" if WITHOUT_TOKEN.search(path) else "")


@lru_cache(maxsize=2048)
def problems_of(body: bytes, path: str, cache_control: str = "no-store") -> tuple[str, ...]:
    """What is wrong with an HTML page, in words; empty when nothing is."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(body, transport_encoding="utf-8")
    found = [f"not valid HTML: {code} at {place}" for place, code, _more in parser.errors[:3]]
    elements = list(tree.iter())
    for check in (
        one_heading,
        title,
        language,
        ids,
        labels,
        references,
        scripts,
        forms,
        links,
        images,
    ):
        found += check(tree, elements, path)
    if INSIDE.match(path):
        found += phone(tree, elements, path)
    if "no-cache" in cache_control and any(e.get("name") == "csrf_token" for e in elements):
        found.append("a public page holds a token")
    return tuple(found)


def text(element: Element | None) -> str:
    """The words of an element, spaces folded."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def one_heading(tree: Element, elements: list[Element], path: str) -> list[str]:
    headings = [e for e in elements if isinstance(e.tag, str) and re.fullmatch(r"h[1-6]", e.tag)]
    levels = [int(e.tag[1]) for e in headings]
    found = [] if levels.count(1) == 1 else [f"{levels.count(1)} h1"]
    # The error summary and messages stand above the h1; the order counts from the h1 on.
    after = levels[levels.index(1) :] if 1 in levels else levels
    found += [f"h{a} → h{b}" for a, b in pairwise(after) if b > a + 1]
    return found + [f"empty {e.tag}" for e in headings if not text(e)]


def title(tree: Element, elements: list[Element], path: str) -> list[str]:
    words, heading = (
        text(tree.find("head/title")),
        text(next((e for e in elements if e.tag == "h1"), None)),
    )
    wrong = any("error-summary" in (e.get("class") or "") for e in elements)
    prefix = {"en": "Error: "}.get(tree.get("lang") or "nb", "Feil: ")
    expected = prefix + heading if wrong else heading
    begins = words.removeprefix(prefix).startswith(heading) and words.startswith(expected)
    return [] if begins else [f"title «{words}» does not begin with «{expected}»"]


def language(tree: Element, elements: list[Element], path: str) -> list[str]:
    own = tree.get("lang")
    marks = {e.get("lang") for e in elements if e.get("lang")}
    found = [f"language {mark}" for mark in marks if mark not in LANGUAGES]
    in_path = re.match(r"^/[a-z0-9-]+/(nb|nn|en)(/|$)", path)
    if in_path and own != in_path[1]:
        found.append(f"lang={own} on {in_path[1]}")
    return found + ([] if own in LANGUAGES else ["no language"])


def ids(tree: Element, elements: list[Element], path: str) -> list[str]:
    counts = Counter(e.get("id") for e in elements if e.get("id"))
    return [f"id {name} stands {n} times" for name, n in counts.items() if n > 1]


def labels(tree: Element, elements: list[Element], path: str) -> list[str]:
    named = {e.get("for") for e in elements if e.tag == "label" and text(e)}
    wrapped = {c for e in elements if e.tag == "label" and text(e) for c in e.iter()}
    fields = [
        e
        for e in elements
        if e.tag in {"input", "select", "textarea"} and e.get("type") not in {"hidden", "submit"}
    ]
    found = [
        f"no label for {e.get('name')}"
        for e in fields
        if e.get("id") not in named and e not in wrapped and not e.get("aria-label")
    ]
    for group in (e for e in elements if e.tag == "fieldset"):
        if not text(group.find("legend")):
            found.append("fieldset without legend")
    return found + [
        f"button without words: {e.get('name')}"
        for e in elements
        if e.tag == "button" and not text(e)
    ]


def references(tree: Element, elements: list[Element], path: str) -> list[str]:
    there = {e.get("id") for e in elements}
    found = []
    for element in elements:
        for name in ("aria-describedby", "aria-labelledby", "aria-controls", "for", "form"):
            found += [
                f"{name}={i} leads nowhere"
                for i in (element.get(name) or "").split()
                if i not in there
            ]
        href = element.get("href") or ""
        if href.startswith("#") and href[1:] not in there:
            found.append(f"{href} leads nowhere")
    return found


def scripts(tree: Element, elements: list[Element], path: str) -> list[str]:
    found = [f"inline {e.tag}" for e in elements if e.tag in {"script", "style"} and text(e)]
    for element in elements:
        found += [
            f"{n} on {element.tag}" for n in element.attrib if n == "style" or n.startswith("on")
        ]
    return found


def forms(tree: Element, elements: list[Element], path: str) -> list[str]:
    found = []
    for form in (
        e for e in elements if e.tag == "form" and (e.get("method") or "").lower() == "post"
    ):
        action = form.get("action") or path
        names = {e.get("name") for e in form.iter()}
        if "//" in action:
            found += [f"our token goes to {action}"] if "csrf_token" in names else []
        elif "csrf_token" not in names and not WITHOUT_TOKEN.search(action):
            found.append(f"form to {action} has no token")
    return found


def links(tree: Element, elements: list[Element], path: str) -> list[str]:
    anchors = [e for e in elements if e.tag == "a" and e.get("href") is not None]
    nothing = [e.get("href") for e in anchors if not text(e) and not e.get("aria-label")]
    vague = [text(e) for e in anchors if text(e).casefold().strip(".!») «") in EMPTY_WORDS]
    return [f"link without words: {h}" for h in nothing] + [
        f"link says nothing: {w}" for w in vague
    ]


def images(tree: Element, elements: list[Element], path: str) -> list[str]:
    return [
        f"picture without alt: {e.get('src')}"
        for e in elements
        if e.tag == "img" and e.get("alt") is None
    ]


def phone(tree: Element, elements: list[Element], path: str) -> list[str]:
    """A number to ring on every page of a municipality, or words that say it is not given."""
    rings = any((e.get("href") or "").startswith("tel:") for e in elements)
    says_missing = any(e.get("data-missing") == "phone" for e in elements)
    return [] if rings or says_missing else ["no phone number and no word that it is missing"]
