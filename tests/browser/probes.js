/* What the checks ask a page. Defines window.probes; nothing here changes the page for good. */
window.probes = (() => {
  const FOCUSABLE =
    "a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex]:not([tabindex='-1'])";
  /* Behind a modal dialog nothing can be reached. */
  const behind = (e) => document.querySelector("dialog:modal") && !e.closest("dialog:modal");
  const seen = (e) => {
    if (behind(e)) return false;
    const box = e.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };
  const words = (e) => (e.innerText || e.value || e.getAttribute("aria-label") || "").replace(/\s+/g, " ").trim();
  const name = (e) =>
    `${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""}${e.classList.length ? "." + e.classList[0] : ""} «${words(e).slice(0, 40)}»`;
  const labelsOf = (e) => [...(e.labels || [])];
  const hiddenForEyes = (e) => e.clientWidth <= 2 || e.clientHeight <= 2;

  /* The elements Tab should reach, in the order of the page; of a radio group the one that takes the focus. */
  const reachable = () => {
    const all = [...document.querySelectorAll(FOCUSABLE)].filter((e) => e.tabIndex >= 0 && !e.disabled && seen(e));
    return all.filter((e) => {
      if (e.type !== "radio") return true;
      const group = all.filter((o) => o.type === "radio" && o.name === e.name && o.form === e.form);
      return e === (group.find((o) => o.checked) || group[0]);
    });
  };

  const tooWide = () => {
    const width = document.documentElement.clientWidth;
    const found = [];
    const page = document.scrollingElement.scrollWidth;
    if (page > width) found.push(`the page is ${page} px wide in a window of ${width}`);
    for (const e of document.querySelectorAll("body *")) {
      const box = e.getBoundingClientRect();
      if (words(e) && seen(e) && !hiddenForEyes(e) && box.right > width + 1 && box.left < width)
        found.push(`${name(e)} ends at ${Math.round(box.right)} px`);
    }
    return found.slice(0, 5);
  };

  /* A finger of `size` px on the middle of a target must hit it, its label or what it holds. */
  const smallTargets = (size) => {
    const chosen = "button,.ds-button,input:not([type=hidden]),select,textarea,summary,[role=button]";
    const found = [];
    const unseen = "[aria-hidden=true][tabindex='-1']"; // what Enter presses: no finger is meant to find it
    for (const e of [...document.querySelectorAll(chosen)].filter((one) => seen(one) && !one.matches(unseen))) {
      e.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
      const box = e.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const mine = [e, ...labelsOf(e)];
      const hit = (dx, dy) => {
        const there = document.elementFromPoint(x + dx, y + dy);
        return there && mine.some((m) => m === there || m.contains(there) || there.contains(e) && labelsOf(e).includes(there));
      };
      const half = size / 2 - 1;
      const reach = (dx, dy) => {
        let n = 0;
        while (n < half && hit(dx * (n + 1), dy * (n + 1))) n += 1;
        return n;
      };
      const high = reach(0, 1) + reach(0, -1) + 1;
      const isChoice = ["radio", "checkbox"].includes(e.type);
      const wide = isChoice ? Math.max(box.width, ...labelsOf(e).map((l) => l.getBoundingClientRect().width)) : reach(1, 0) + reach(-1, 0) + 1;
      if (high < size - 1.5 || wide < size - 1.5) found.push(`${name(e)} answers on ${Math.round(wide)} × ${Math.round(high)} px`);
    }
    scrollTo(0, 0);
    return found;
  };

  const clipped = () =>
    [...document.querySelectorAll("body *:not(input, textarea)")]
      .filter((e) => {
        const style = getComputedStyle(e);
        return (
          /(hidden|clip)/.test(style.overflowX + style.overflowY) &&
          seen(e) && !hiddenForEyes(e) && words(e) &&
          (e.scrollWidth > e.clientWidth + 2 || e.scrollHeight > e.clientHeight + 3)
        );
      })
      .map(name);

  const withSheet = (css, ask) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
    const answer = ask();
    document.adoptedStyleSheets = [];
    return answer;
  };

  const beyond = (before, after) => after.filter((one) => !before.includes(one));

  const textSpacing = () => {
    const before = clipped();
    const css = `*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}
      p{margin-block-end:2em!important}`;
    return withSheet(css, () => [...beyond(before, clipped()), ...tooWide()]);
  };

  const largeText = () => {
    const before = clipped();
    const all = [...document.querySelectorAll("body *")];
    const sizes = all.map((e) => parseFloat(getComputedStyle(e).fontSize));
    const kept = all.map((e) => e.getAttribute("style"));
    all.forEach((e, i) => e.style.setProperty("font-size", `${sizes[i] * 2}px`, "important"));
    const found = [...beyond(before, clipped()), ...tooWide()];
    all.forEach((e, i) => (kept[i] === null ? e.removeAttribute("style") : e.setAttribute("style", kept[i])));
    return found;
  };

  /* So that the next Tab comes to the first thing on the page. */
  const startAtTheTop = () => {
    const top = document.querySelector("dialog:modal") || document.body;
    top.tabIndex = -1;
    top.focus({ preventScroll: true });
    top.removeAttribute("tabindex");
    scrollTo(0, 0);
  };

  /* What has the focus now: its place among the reachable, whether a ring shows and something covers it. */
  const focused = () => {
    const e = document.activeElement;
    if (!e || e === document.body || e === document.documentElement) return null;
    const box = e.getBoundingClientRect();
    const spots = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]]
      .map(([a, b]) => [box.left + box.width * a, box.top + box.height * b])
      .filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
    const covered = spots.filter(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top && !e.contains(top) && !top.contains(e) && !labelsOf(e).some((l) => l.contains(top));
    });
    const ringed = (one) => {
      const style = getComputedStyle(one);
      const clear = /rgba\(.*, 0\)|transparent/.test(style.outlineColor);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && !clear;
    };
    const card = e.closest("li"); // a card wears the ring of the one link it holds
    return {
      place: reachable().indexOf(e),
      name: name(e),
      covered: spots.length === 0 || covered.length === spots.length,
      ring: ringed(e) || (card !== null && ringed(card)),
    };
  };

  const still = () => Promise.all(document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime < Infinity).map((a) => a.finished));

  const endlessMotion = () =>
    document.getAnimations()
      .filter((a) => a.effect && (a.effect.getTiming().iterations === Infinity || a.effect.getComputedTiming().activeDuration > 400))
      .map((a) => name(a.effect.target));

  const linksOfSummary = () =>
    [...document.querySelectorAll("[role=group][tabindex='-1'] a[href^='#'], .ds-error-summary a[href^='#']")].map((a) => ({
      id: a.getAttribute("href").slice(1),
      message: words(a),
    }));

  /* Same tag, type, class and surroundings: the same rules draw it. */
  const markKinds = (selector) => {
    const known = new Set();
    for (const e of document.querySelectorAll(selector)) {
      const around = [e.parentElement, e.parentElement?.parentElement, e.closest("header, main, footer, section")];
      const of = (one) => (one ? one.tagName + one.className : "");
      const kind = [of(e), e.type, e.dataset.variant, ...around.map(of)].join("|");
      const box = e.getBoundingClientRect();
      if (known.has(kind) || !seen(e) || box.width < 4 || box.left < 0) continue;
      known.add(kind);
      e.dataset.kind = "";
    }
  };

  const reachableNames = () => reachable().map(name);

  /* Each key that comes up tells where it brought the focus: one question for a whole walk. */
  let walk = [];
  const note = () => walk.push(focused());
  const watchTheWalk = () => {
    walk = [];
    addEventListener("keyup", note, true);
  };
  const theWalk = () => {
    removeEventListener("keyup", note, true);
    return walk;
  };
  return { watchTheWalk, theWalk, startAtTheTop, tooWide, smallTargets, textSpacing, largeText, reachableNames, endlessMotion, linksOfSummary, still, markKinds };
})();
