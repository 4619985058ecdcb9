"""What an accessible page must hold, asked of a real browser. Each check returns what is wrong, in words.

Engines see about half of what goes wrong; the rest is asked here: see `bad/` for a page that each
check must flag. A check leaves the page as it found it.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import groupby
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops
from playwright.sync_api import ElementHandle, Page

HERE = Path(__file__).parent
AXE = (HERE / "vendor" / "axe.min.js").read_text()
PROBES = (HERE / "probes.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
PHONE = {"width": 320, "height": 640}
FINGER = 44
FOCUSABLE = (
    "a[href], button:not([tabindex='-1']), input:not([type=hidden]), select, textarea, summary"
)
SEEN_CHANGE = 24  # of 255, per pixel

# Each element that shows words of its own, and each field: tag, class and state of it and of all around it.
COLOURS = """() => {
    const kept = /^(class|type|open|disabled|role|aria-(current|invalid|hidden|disabled)|data-(color.*|variant|size|state|field|weight))$/;
    const mark = (e) => e.tagName + [...e.attributes].filter((a) => kept.test(a.name))
        .map((a) => `[${a.name}=${a.value}]`).join("");
    const chain = (e) => (e ? `${chain(e.parentElement)} ${mark(e)}` : sheets);
    const sheets = [...document.styleSheets].map((sheet) => sheet.href).join(" ");
    const own = (e) => /^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName)
        || [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    window.coloured = [...document.querySelectorAll("body, body *")].filter((e) => own(e) && e.checkVisibility());
    return window.coloured.map(chain);
}"""
MARK = "marked => marked.forEach((i) => window.coloured[i].setAttribute('data-colours', 'new'))"
CONTRAST = ["color-contrast", "link-in-text-block"]
AXE_ADDRESS = "/axe-of-the-tests.js"
FETCH_AXE = """address => !matchMedia("(scripting: none)").matches && new Promise((come) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = script.onerror = () => { script.remove(); come(typeof window.axe === "object"); };
    document.head.append(script);
})"""

Check = Callable[[Page], list[str]]


def axe(page: Page) -> list[str]:
    """WCAG A and AA and best practice, by axe."""
    return run_axe(page, {"runOnly": RULES})


def axe_but_colours(page: Page) -> list[str]:
    """The same without the rule that takes half the time, for a page whose colours are asked apart."""
    return run_axe(page, {"runOnly": RULES, "rules": {"color-contrast": {"enabled": False}}})


def axe_dark(page: Page) -> list[str]:
    """The same colours asked again in the dark."""
    return in_the_dark(page, "html")


def new_colours(page: Page, asked: set[str]) -> list[str]:
    """The contrast, by day and in the dark, of what has not stood on an earlier page with the same around it."""
    chains: list[str] = page.evaluate(COLOURS)
    first = {chain: place for place, chain in enumerate(chains) if chain not in asked}
    if not first:
        return []
    asked.update(first)
    page.evaluate(MARK, list(first.values()))
    new = "[data-colours=new]"
    return run_axe(page, {"runOnly": {"type": "rule", "values": CONTRAST}}, new) + in_the_dark(
        page, new
    )


def in_the_dark(page: Page, which: str) -> list[str]:
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    ask(page, "still")
    found = run_axe(page, {"runOnly": {"type": "rule", "values": CONTRAST}}, which)
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    ask(page, "still")
    return found


def bring_axe(page: Page) -> None:
    fetched = page.url.startswith("http") and page.evaluate(FETCH_AXE, AXE_ADDRESS)
    if not fetched:
        page.evaluate(AXE)


def run_axe(page: Page, options: dict[str, Any], which: str = "html") -> list[str]:
    if not page.evaluate("() => typeof window.axe === 'object'"):
        bring_axe(page)
    result = page.evaluate(
        "([which, options]) => axe.run(which, {...options, resultTypes: ['violations']})",
        [which, options],
    )
    return [
        f"{broken['id']}: {node['target'][0]} {node['failureSummary'].splitlines()[-1].strip()}"
        for broken in result["violations"]
        for node in broken["nodes"]
    ]


def ask(page: Page, question: str, *arguments: Any) -> Any:
    """Ask one of the probes, which are brought to the page at the first question."""
    asked = f"arguments => window.probes ? probes.{question}(...arguments) : 'no probes'"
    answer = page.evaluate(asked, list(arguments))
    if answer == "no probes":
        page.evaluate(PROBES)
        answer = page.evaluate(asked, list(arguments))
    return answer


@contextmanager
def on_a_phone(page: Page) -> Iterator[None]:
    """What is asked meanwhile is asked of a window of 320 px."""
    before = page.viewport_size
    page.set_viewport_size(PHONE)
    yield
    page.set_viewport_size(before)


def narrow(page: Page) -> list[str]:
    """Nothing is wider than a window of 320 px."""
    return ask(page, "tooWide")


def targets(page: Page) -> list[str]:
    """Buttons, fields and choices answer on 44 × 44 px on a phone."""
    return ask(page, "smallTargets", FINGER)


def text_spacing(page: Page) -> list[str]:
    """The four text spacings of WCAG 1.4.12 hide nothing."""
    return ask(page, "textSpacing")


def large_text(page: Page) -> list[str]:
    """Text twice as large hides nothing and needs no sideways scroll."""
    return ask(page, "largeText")


def motion(page: Page) -> list[str]:
    """Nothing moves for long for those who asked for less motion."""
    page.emulate_media(reduced_motion="reduce")
    found = ask(page, "endlessMotion")
    page.emulate_media(reduced_motion="no-preference")
    return found


def keyboard(page: Page) -> list[str]:
    """Tab reaches everything once, in order, with a ring around it and nothing on top."""
    ask(page, "startAtTheTop")
    names: list[str] = ask(page, "reachableNames")
    ask(page, "watchTheWalk")
    for _press in range(len(names) + 3):
        page.keyboard.press("Tab")
    reached, found, last = [], [], None
    for now in ask(page, "theWalk"):
        if now is None or now["place"] in reached:
            stuck = now is not None and last is not None and now["place"] == last["place"]
            found += [f"Tab stays at {now['name']}"] if stuck and len(names) > 1 else []
            break
        reached.append(now["place"])
        found += [] if now["ring"] else [f"no ring around {now['name']}"]
        found += [f"something covers {now['name']}"] if now["covered"] else []
        last = now
    found += [f"Tab never reaches {names[i]}" for i in range(len(names)) if i not in reached]
    return found + (
        [] if reached == sorted(reached) else ["Tab goes in another order than the page"]
    )


def focus_in_pixels(page: Page) -> list[str]:
    """The picture of a thing changes clearly when it gets the focus."""
    found = []
    page.keyboard.press("Shift")  # the keyboard was used last, so that rings are shown
    for handle in one_of_each_kind(page, FOCUSABLE):
        changed, around = changed_by_focus(page, handle)
        if changed < around:
            words = handle.evaluate("e => (e.innerText || e.name || e.id).trim().slice(0, 40)")
            found.append(f"«{words}» looks the same with focus ({changed} of {around} px)")
    return found


def one_of_each_kind(page: Page, selector: str) -> list[ElementHandle]:
    """What is drawn by the same rules need be looked at once: the first that shows of each kind."""
    ask(page, "markKinds", selector)
    handles = page.query_selector_all("[data-kind]")
    page.evaluate(
        "() => document.querySelectorAll('[data-kind]').forEach((e) => e.removeAttribute('data-kind'))"
    )
    return handles


def changed_by_focus(page: Page, handle: ElementHandle) -> tuple[int, int]:
    """(pixels that differ, as many as a thin line around it has)."""
    handle.evaluate("e => { document.activeElement.blur(); e.scrollIntoView({block: 'center'}) }")
    card = handle.evaluate_handle(
        "e => e.closest('li:has(> :is(h2, h3) > a, > a:only-child)') || e"
    ).as_element()
    box = card.bounding_box()
    clip = {"x": max(0, box["x"] - 6), "y": max(0, box["y"] - 6)}
    clip |= {"width": box["width"] + 12, "height": box["height"] + 12}
    without = picture(page, clip)
    handle.evaluate("e => e.focus({focusVisible: true, preventScroll: true})")
    difference = ImageChops.difference(without, picture(page, clip)).convert("L").histogram()
    return sum(difference[SEEN_CHANGE + 1 :]), int(box["width"] + box["height"])


def picture(page: Page, clip: dict[str, float]) -> Image.Image:
    shot = page.screenshot(clip=clip, animations="disabled", caret="hide")
    return Image.open(io.BytesIO(shot)).convert("RGB")


def choices_without_colour(page: Page) -> list[str]:
    """With forced colours a chosen box still looks different from one that is not."""
    page.emulate_media(forced_colors="active")
    found = []
    for handle in one_of_each_kind(page, "input[type=checkbox], input[type=radio]"):
        was = handle.evaluate("e => [e.checked, e.checked = true][0]")
        chosen = Image.open(io.BytesIO(handle.screenshot(animations="disabled"))).convert("RGB")
        handle.evaluate("e => { e.checked = false }")
        empty = Image.open(io.BytesIO(handle.screenshot(animations="disabled"))).convert("RGB")
        handle.evaluate("(e, was) => { e.checked = was }", was)
        if ImageChops.difference(chosen, empty).getbbox() is None:
            found.append(f"{handle.evaluate('e => e.id')} looks the same chosen and not")
    page.emulate_media(forced_colors="none")
    return found


def errors_reach_their_field(page: Page) -> list[str]:
    """Each line of the summary lands in the very field, which says the same and that it is wrong."""
    found = []
    lines = ask(page, "linksOfSummary")
    spoken = accessibility_tree(page)
    for line in lines:
        page.locator(f"a[href='#{line['id']}']").first.click()
        here = page.evaluate("() => document.activeElement.id")
        if here != line["id"]:
            found.append(f"«{line['message']}» lands in «{here}», not in «{line['id']}»")
        said = [spoken[i] for i in ids_around(page, line["id"]) if i in spoken]
        if not any(line["message"] in one["description"] for one in said):
            found.append(f"«{line['message']}» is not heard at {line['id']}")
        if not any(one["invalid"] == "true" for one in said):
            found.append(f"{line['id']} is not marked as wrong")
    shown = page.locator("[id$='-error']").count()
    return found + (
        [] if shown <= len(lines) else [f"{shown} errors on the page, {len(lines)} in the summary"]
    )


def ids_around(page: Page, field: str) -> list[str]:
    """A field and the group it stands in, by the marks that `accessibility_tree` has set."""
    return page.evaluate(
        """id => { const e = document.getElementById(id); if (!e) return [];
            const group = e.closest('fieldset, [role=radiogroup], [role=group]');
            return [e, ...(e.type === 'radio' || e.type === 'checkbox' ? [group] : [])]
                .filter(Boolean).map(one => one.dataset.probe) }""",
        field,
    )


def accessibility_tree(page: Page) -> dict[str, dict[str, str]]:
    """What assistive technology gets for each field and group: role, name, description, states."""
    page.evaluate(
        "() => document.querySelectorAll('input, select, textarea, fieldset, [role=radiogroup]')"
        ".forEach((e, i) => { e.dataset.probe = String(i) })"
    )
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    document = session.send("DOM.getFlattenedDocument", {"depth": -1})["nodes"]
    session.detach()
    marks = {}
    for node in document:
        attributes = node.get("attributes", [])
        pairs = dict(zip(attributes[::2], attributes[1::2], strict=True))
        if "data-probe" in pairs:
            marks[node["backendNodeId"]] = pairs["data-probe"]
    return {
        marks[node["backendDOMNodeId"]]: said_by(node)
        for node in nodes
        if node.get("backendDOMNodeId") in marks and not node.get("ignored")
    }


def said_by(node: dict[str, Any]) -> dict[str, str]:
    properties = {one["name"]: str(one["value"].get("value")) for one in node.get("properties", [])}
    return {
        "role": str(node["role"]["value"]),
        "name": str(node.get("name", {}).get("value", "")),
        "description": str(node.get("description", {}).get("value", "")),
        "invalid": properties.get("invalid", "false").lower(),
        "required": properties.get("required", "false").lower(),
    }


EVERYWHERE: dict[str, Check] = {
    "axe": axe,
    "axe in the dark": axe_dark,
    "320 px": narrow,
    "targets": targets,
    "text spacing": text_spacing,
    "large text": large_text,
    "motion": motion,
    "keyboard": keyboard,
}
ON_FORMS: dict[str, Check] = {
    "errors": errors_reach_their_field,
    "forced colours": choices_without_colour,
}
ON_A_PHONE = {"320 px", "targets"}
"""These stand side by side, as the window changes once for both: the page is laid out anew each time."""
WITH_PICTURES: dict[str, Check] = {"focus in pixels": focus_in_pixels}
ALL = EVERYWHERE | ON_FORMS | WITH_PICTURES


def problems(page: Page, checks: dict[str, Check]) -> dict[str, list[str]]:
    """What each check found; empty when nothing is wrong."""
    found = {}
    for small, names in groupby(checks, key=ON_A_PHONE.__contains__):
        with on_a_phone(page) if small else nullcontext():
            found |= {name: checks[name](page) for name in names}
    return {name: words for name, words in found.items() if words}
