/* Locks htmx before it starts. Load this file first, then vendor/htmx/htmx.min.js, both deferred, only on pages where a part is swapped in.
   - nothing is evaluated, no script in a part runs, no style is injected, only our own server is asked
   - nothing is kept in the browser's storage; going back fetches the whole page again
   - 422 shows the form again with its errors; other faults leave the page as it is */
(() => {
  "use strict";
  const locked = {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    historyCacheSize: 0,
    historyRestoreAsHxRequest: false,
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "422", swap: true, error: false },
      { code: "...", swap: false, error: true },
    ],
  };
  const settings = document.createElement("meta");
  settings.name = "htmx-config";
  settings.content = JSON.stringify(locked);
  document.head.append(settings);

  /* htmx writes the address of each page into the browser's storage unless it finds that it cannot. */
  Storage.prototype.setItem = () => {
    throw new DOMException("nothing is kept in the browser", "QuotaExceededError");
  };

  /* A part that was swapped in says where it begins, so that a screen reader goes there too. */
  document.addEventListener("htmx:afterSettle", (swap) => {
    swap.detail.target.querySelector("[tabindex='-1']")?.focus();
  });

  /* When the page demands trusted types: parts may be swapped in, but never a script or a handler. */
  const dangerous = /<script|<[^>]*[\s/](?:hx-)?on[a-z:-]*\s*=|<[^>]*javascript:/i;
  window.trustedTypes?.createPolicy("default", {
    createHTML: (html) => {
      if (dangerous.test(html)) throw new TypeError("refused HTML");
      return html;
    },
  });
})();
