/* Share, print and read aloud on articles, print on personal pages. Everything here is an extra: the page works without. */
(() => {
  "use strict";
  const box = document.querySelector("[data-tools]");
  if (!box) return;
  const button = (name) => box.querySelector(`[data-do="${name}"]`);
  const status = box.querySelector("[role=status]");
  const offer = (name, press) => {
    if (!button(name)) return;
    button(name).hidden = false;
    button(name).addEventListener("click", press);
  };
  const address = location.origin + location.pathname;

  offer("share", async () => {
    status.textContent = "";
    if (navigator.share) {
      await navigator.share({ title: box.dataset.title, url: address }).catch(() => {});
      return;
    }
    try {
      await navigator.clipboard.writeText(address);
      status.textContent = box.dataset.copied;
    } catch {
      status.textContent = box.dataset.failed;
    }
  });
  offer("print", () => print());
  box.hidden = false;

  /* Read aloud: only with a voice for the language of the page; bokmål and nynorsk may share one. */
  const speech = window.speechSynthesis;
  if (!speech || !window.SpeechSynthesisUtterance || !button("read")) return;
  const language = document.documentElement.lang;
  const fits = language === "nb" ? ["nb", "no"] : language === "nn" ? ["nn", "no", "nb"] : [language];
  const voice = () =>
    fits.flatMap((code) => speech.getVoices().filter((one) => one.lang.toLowerCase().split(/[-_]/)[0] === code))[0];

  const show = (reading) => {
    const from = button(reading ? "read" : "stop");
    const to = button(reading ? "stop" : "read");
    const hadFocus = document.activeElement === from;
    from.hidden = true;
    to.hidden = false;
    if (hadFocus) to.focus();
  };
  const paragraphs = () =>
    [...document.querySelectorAll("main :is(h1, h2, h3, p, li, dt, dd)")].filter(
      (one) => !one.closest("[data-tools], nav, [hidden]") && !one.querySelector("p, li") && one.textContent.trim(),
    );
  const stop = () => {
    speech.cancel();
    show(false);
  };
  const read = () => {
    speech.cancel();
    const texts = paragraphs();
    texts.forEach((one, at) => {
      const said = new SpeechSynthesisUtterance(one.textContent.trim());
      said.voice = voice();
      said.lang = said.voice.lang;
      if (at === texts.length - 1) said.onend = () => show(false);
      speech.speak(said);
    });
    show(true);
  };
  const prepare = () => {
    if (!voice() || !button("read").hidden || !button("stop").hidden) return;
    offer("read", read);
    button("stop").addEventListener("click", stop);
  };
  prepare();
  speech.addEventListener?.("voiceschanged", prepare);
  addEventListener("pagehide", () => speech.cancel());
})();
