"""A browser without a screen or script: cookies, redirects and forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import requests


@dataclass
class Form:
    """A form as it would be sent without pressing any named button."""

    action: str
    method: str
    fields: dict[str, str]


class Parts(HTMLParser):
    """The links of a page, and its forms with their hidden fields."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(has.get("action", ""), has.get("method", "get"), {}))
        elif tag == "a":
            self.links.append(has.get("href", ""))
        elif tag == "input" and self.forms and has.get("type") == "hidden":
            self.forms[-1].fields[has["name"]] = has.get("value", "")


@dataclass
class Page:
    """Where the browser has come. With `status` 0 it stands before an address it has not asked for."""

    address: str
    status: int
    text: str = field(repr=False)

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    def parameter(self, name: str) -> str:
        """What the address says."""
        return parse_qs(urlsplit(self.address).query)[name][0]

    def form(self, part: str = "") -> Form:
        """The first form whose address holds `part`."""
        forms = Parts(self.text).forms
        return next(form for form in forms if part in urljoin(self.address, form.action))

    def link(self, part: str) -> str:
        """Where the first link leads whose address holds `part`."""
        return next(link for link in Parts(self.text).links if part in link)


class Browser:
    """Somebody's browser: what it has opened it can open again, and it can wait before an address."""

    def __init__(self) -> None:
        self.session = requests.Session()
        self.session.trust_env = False

    def open(self, address: str, *, before: str | None = None) -> Page:
        """Go there and wherever that leads; stop before the first address that holds `before`."""
        return self._go("GET", address, {}, before)

    def send(self, page: Page, part: str = "", *, before: str | None = None, **typed: str) -> Page:
        """Send the page's form with what is typed."""
        form = page.form(part)
        fields = form.fields | typed
        return self._go(form.method.upper(), urljoin(page.address, form.action), fields, before)

    def forget(self, *names: str) -> None:
        """Lose these cookies."""
        for cookie in list(self.session.cookies):
            if cookie.name in names:
                self.session.cookies.clear(cookie.domain, cookie.path, cookie.name)

    def _go(self, method: str, address: str, fields: dict[str, str], before: str | None) -> Page:
        for _step in range(12):
            if before is not None and before in address:
                return Page(address, 0, "")
            answer = self.session.request(
                method,
                address,
                data=fields or None,
                headers={"Accept-Language": "nb"},
                allow_redirects=False,
                timeout=10,
            )
            if answer.status_code not in (302, 303):
                return Page(address, answer.status_code, answer.text)
            method, fields, address = "GET", {}, urljoin(address, answer.headers["Location"])
        raise AssertionError(f"a loop, last at {address}")
