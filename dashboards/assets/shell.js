/* Keyboard, theme, language and the side panel: what happens in the tab alone. */
(function () {
  "use strict";
  const root = document.documentElement;

  function keep(name, value) {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = name + "=" + value + "; Path=/; Max-Age=31536000; SameSite=Lax" + secure;
  }

  function theme() {
    const next = root.getAttribute("data-mantine-color-scheme") === "dark" ? "light" : "dark";
    keep("quanmei_theme", next);
    root.setAttribute("data-mantine-color-scheme", next);
    document.body.dataset.agThemeMode = next;
    window.dash_clientside.set_props("provider", { forceColorScheme: next });
  }

  function tongue() {
    keep("quanmei_lang", root.lang === "en" ? "zh" : "en");
    location.reload();
  }

  function panel(open) {
    const shell = document.getElementById("shell");
    if (!shell) { return; }
    const now = open === undefined ? !shell.classList.contains("with-panel") : open;
    shell.classList.toggle("with-panel", now);
    const button = document.getElementById("panel-toggle");
    if (button) { button.setAttribute("aria-expanded", String(now)); }
    setTimeout(function () { window.dispatchEvent(new Event("resize")); }, 220);
    if (now) { const first = document.querySelector("#panel button, #panel input"); if (first && open === undefined) { first.focus(); } }
  }

  function keys(show) {
    const box = document.getElementById("keys");
    if (!box) { return; }
    box.hidden = !show;
    const place = document.getElementById(show ? "keys-close" : "show-keys");
    if (place) { place.focus(); }
  }

  function tab(name) {
    ["new", "log", "terms"].forEach(function (each) {
      const body = document.getElementById("panel-" + each), head = document.getElementById("tab-" + each);
      if (body) { body.hidden = each !== name; }
      if (head) { head.classList.toggle("chosen", each === name); head.setAttribute("aria-pressed", String(each === name)); }
    });
  }

  /* the glossary is the third leaf of the side panel; terms.js fills it */
  function terms(key) {
    if (!document.getElementById("panel-terms")) { return; }
    panel(true);
    tab("terms");
    document.dispatchEvent(new CustomEvent("quanmei-terms", { detail: key }));
  }
  document.addEventListener("quanmei-explain", function (event) { terms(event.detail); });

  /* a page that waits for work in the background is fetched again while it is looked at */
  setInterval(function () {
    if (!document.hidden && document.querySelector("[data-poll]")) { window.dash_clientside.set_props("url", { pathname: location.pathname }); }
  }, 3000);

  let asked = 0;
  function ask(store, data) { data.nonce = ++asked; window.dash_clientside.set_props(store, { data: data }); }

  function go(anchor) {
    const url = new URL(anchor.href), page = document.getElementById("page");
    if (page && url.pathname !== location.pathname) { page.scrollTop = 0; } /* another page begins at its top */
    window.dash_clientside.set_props("url", { pathname: url.pathname, search: url.search });
  }

  document.addEventListener("click", function (event) {
    const anchor = event.target.closest("a[data-nav]");
    if (anchor && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) { event.preventDefault(); go(anchor); return; }
    const guided = event.target.closest("button[data-guide]");
    if (guided) { keys(false); ask("guide-press", { act: guided.dataset.guide, value: guided.dataset.value || "" }); return; }
    const acting = event.target.closest("[data-lever], [data-control]");
    if (acting) {
      if (acting.dataset.control) { ask("control-request", { action: acting.dataset.control }); }
      else { ask("lever-request", { lever: acting.dataset.lever, target: acting.dataset.target || "" }); }
      return;
    }
    const pressed = event.target.closest("button, .keys");
    if (!pressed) { return; }
    if (pressed.id === "set-theme") { theme(); }
    else if (pressed.id === "set-language") { tongue(); }
    else if (pressed.id === "show-keys") { keys(true); }
    else if (pressed.id === "keys-close" || pressed === event.target && pressed.id === "keys") { keys(false); }
    else if (pressed.id === "panel-toggle") { panel(); }
    else if (pressed.id === "panel-close") { panel(false); }
    else if (pressed.id === "tab-new") { tab("new"); }
    else if (pressed.id === "tab-log") { tab("log"); }
    else if (pressed.id === "tab-terms") { terms(""); }
  });

  function neighbour(step) {
    const seats = Array.prototype.slice.call(document.querySelectorAll("#rail a.seat"));
    let here = seats.findIndex(function (seat) { return new URL(seat.href).pathname === location.pathname; });
    if (here < 0) { here = seats.findIndex(function (seat) { return seat.classList.contains("chosen"); }); } /* a page without a seat */
    const next = seats[(here + step + seats.length) % seats.length];
    if (next) { next.click(); }
  }

  /* the next order's stop button: Enter then opens its form */
  function stops() {
    const all = Array.prototype.slice.call(document.querySelectorAll("#page .act-stop"));
    const next = all[(all.indexOf(document.activeElement) + 1) % all.length];
    if (next) { next.focus(); }
  }

  function press(selector) { const found = document.querySelector(selector); if (found) { found.click(); } }

  document.addEventListener("keydown", function (event) {
    const typing = event.target.closest("input, textarea, select, [contenteditable], .ag-root");
    if (event.key === "Escape") {
      const box = document.getElementById("keys");
      if (box && !box.hidden) { keys(false); } else if (!typing) { panel(false); }
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) { return; }
    const key = event.key.toLowerCase();
    if (key === "?") { keys(true); event.preventDefault(); }
    else if (key === "d") { panel(); event.preventDefault(); }
    else if (key === "g") { terms(""); event.preventDefault(); }
    else if (key === "p") { press("#top-play button"); }
    else if (key === "s") { press("button[data-control='step']"); }
    else if (key === "t") { theme(); }
    else if (key === "x") { stops(); }
    else if (key === "a") { press("[data-deck='alerts']"); }
    else if (key >= "0" && key <= "9") {
      const seats = document.querySelectorAll("#rail a.seat"), place = (Number(key) + 9) % 10;
      if (seats[place]) { seats[place].click(); }
    } else if (key === "[" || key === "]") { neighbour(key === "]" ? 1 : -1); }
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    quanmei: Object.assign({}, (window.dash_clientside || {}).quanmei, {
      openPanel: function (intent) {
        if (intent) {
          panel(true);
          tab("new");
          setTimeout(function () {
            const body = document.getElementById("panel-new");
            if (body) { body.scrollTop = 0; const first = body.querySelector(".form input, .form textarea"); if (first) { first.focus(); } }
          }, 60);
        }
        return window.dash_clientside.no_update;
      }
    })
  });
})();
