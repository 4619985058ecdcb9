/* Says in time that the login is about to end, lets the person stay with one press, and covers the page when it is over.
   The server says how many seconds are left; it is asked again before anything is said, because another tab may have stayed on.
   Nothing is kept in the browser, and nobody is sent anywhere without a press. */
(() => {
  "use strict";
  const dialog = document.getElementById("session");
  const bar = document.getElementById("stay");
  if (!dialog?.showModal || !bar) return;
  const WARN = 300;
  const LAST_CALL = 60;
  const OFTEN = 10;
  const said = dialog.querySelector("[data-minutes]");
  const heading = dialog.querySelector("h2");
  const title = document.title;
  let warnAt = WARN;
  let timer = 0;
  let askedAt = performance.now();
  let end = 0;
  let whole = false;
  let ended = "out";
  let shown = "";

  const left = () => Math.ceil((end - performance.now()) / 1000);
  const set = (seconds, of) => {
    end = performance.now() + seconds * 1000;
    whole = of === "whole";
  };

  /* The number of seconds comes from the server. Without an answer our own count goes on. */
  const ask = async (address = dialog.dataset.ask, more = {}) => {
    askedAt = performance.now();
    const answer = await fetch(address, { ...more, headers: { Accept: "application/json" }, redirect: "error", cache: "no-store" });
    if (answer.status === 401) {
      if (left() > OFTEN) ended = (await answer.json()).kept ? "elsewhere" : "left";
      set(0, "idle");
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const now = await answer.json();
    set(now.seconds, now.of);
    if (now.said) bar.querySelector("[role=status]").textContent = now.said;
  };

  const close = () => {
    shown = "";
    document.title = title;
    if (dialog.open) dialog.close();
  };

  const words = () => {
    const minutes = Math.ceil(left() / 60);
    const { many, one, over } = dialog.dataset;
    return minutes <= 0 ? over : minutes === 1 ? one : many.replace("#", minutes);
  };

  const open = (state) => {
    if (said.textContent !== words()) said.textContent = words();
    if (state === shown) return;
    shown = state;
    dialog.dataset.state = state;
    for (const part of dialog.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
    if (!dialog.open) dialog.showModal();
    document.title = `${heading.innerText} – ${title}`;
    const first = dialog.querySelector(".actions > :not([hidden])");
    (left() <= 0 ? heading : first).focus();
  };

  /* What the page shows now, and when to look again. */
  const look = () => {
    const rest = left();
    if (rest <= 0) open(ended);
    else if (rest <= warnAt) open(whole ? "whole" : "idle");
    else close();
    clearTimeout(timer);
    if (rest <= 0) return;
    const wait = rest > warnAt ? rest - warnAt : rest % 60 || 60;
    timer = setTimeout(again, wait * 1000);
  };
  const again = () => ask().catch(() => {}).then(look);

  const stay = () =>
    ask(bar.action, { method: "POST", body: new FormData(bar) })
      .then(() => (warnAt = WARN))
      .then(look)
      .catch(() => (said.textContent = dialog.dataset.failed));
  const later = () => {
    warnAt = Math.min(LAST_CALL, left() - 1);
    close();
    look();
  };

  dialog.querySelector("[data-do=stay]").addEventListener("click", stay);
  dialog.querySelector("[data-do=later]").addEventListener("click", later);
  /* Escape says that somebody is there. When time is up, the page stays covered. */
  dialog.addEventListener("cancel", (press) => {
    press.preventDefault();
    if (shown === "idle") stay();
    if (shown === "whole") later();
  });
  dialog.addEventListener("close", () => shown && dialog.showModal());
  bar.querySelector("button")?.remove();

  /* A machine that has slept, a tab that was left, a page the browser had kept. */
  const back = () => {
    if (document.visibilityState === "visible" && performance.now() - askedAt > OFTEN * 1000) again();
  };
  document.addEventListener("visibilitychange", back);
  addEventListener("pageshow", (page) => page.persisted && again());

  /* Near the two hours the words in the bar are enough until the last minute: no press would put the end off. */
  set(Number(dialog.dataset.seconds), dialog.dataset.of);
  if (whole && left() <= WARN) warnAt = LAST_CALL;
  look();
})();
