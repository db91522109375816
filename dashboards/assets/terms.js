/* Cards that explain a name on hover and focus, and the searchable list of terms in the side panel. */
(function () {
  "use strict";
  let known = null, place = null, hiding = 0, coming = 0;

  function data() {
    if (!known) {
      const source = document.getElementById("terms-data");
      if (!source) { return { labels: {}, kinds: [], entries: {} }; }
      known = JSON.parse(source.textContent);
    }
    return known;
  }

  function made(tag, name, text) {
    const part = document.createElement(tag);
    if (name) { part.className = name; }
    if (text) { part.textContent = text; }
    return part;
  }

  function lines(entry) {
    const labels = data().labels, lever = entry.kind === "lever", list = made("dl", "term-lines");
    [[lever ? labels.rule : labels.formula, entry.formula], [labels.use, entry.use], [lever ? labels.takes : labels.when, entry.when]].forEach(function (pair) {
      if (!pair[1]) { return; }
      list.appendChild(made("dt", "", pair[0]));
      list.appendChild(made("dd", "", pair[1]));
    });
    return list;
  }

  function heading(tag, entry) {
    const head = made(tag, "term-head");
    head.appendChild(made("b", "", entry.name));
    if (entry.other) { head.appendChild(document.createTextNode(" ")); head.appendChild(made("span", "", entry.other)); }
    return head;
  }

  function hide() {
    const box = document.getElementById("tip");
    clearTimeout(hiding);
    clearTimeout(coming);
    if (box) { box.classList.remove("shown"); }
    if (place) { place.removeAttribute("aria-describedby"); }
    place = null;
  }

  function fill(box, next) {
    const entry = data().entries[next.getAttribute("data-term")];
    box.textContent = "";
    box.classList.toggle("tip-card", Boolean(entry));
    if (!entry) { box.textContent = next.getAttribute("data-tip") || ""; return Boolean(box.textContent); }
    box.appendChild(heading("div", entry));
    box.appendChild(lines(entry));
    if (document.getElementById("panel-terms")) {
      const more = made("button", "tip-more", data().labels.more);
      more.type = "button";
      more.tabIndex = -1; /* with the keyboard Enter on the name does the same */
      more.dataset.termOpen = entry.key;
      box.appendChild(more);
    }
    return true;
  }

  function show(next) {
    const box = document.getElementById("tip");
    if (!box) { return; }
    clearTimeout(hiding);
    if (next === place && box.classList.contains("shown")) { return; }
    hide();
    if (!fill(box, next)) { return; }
    place = next;
    place.setAttribute("aria-describedby", "tip");
    box.classList.add("shown");
    const at = next.getBoundingClientRect(), size = box.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left + at.width / 2 - size.width / 2, window.innerWidth - size.width - 8));
    const above = at.top - size.height - 6;
    box.style.left = left + "px";
    box.style.top = Math.max(8, above > 8 ? above : Math.min(at.bottom + 6, window.innerHeight - size.height - 8)) + "px";
  }

  function over(event) {
    const target = event.target.closest ? event.target.closest("[data-tip], [data-term], #tip") : null;
    if (target && target.id === "tip") { clearTimeout(hiding); return; }
    clearTimeout(coming);
    if (target && target.tagName === "BUTTON" && event.type === "mouseover") { coming = setTimeout(function () { if (target.isConnected) { show(target); } }, 400); } /* buttons are passed on the way */
    else if (target) { show(target); return; }
    if (target && target === place) { return; }
    clearTimeout(hiding);
    if (place) { hiding = setTimeout(hide, event.type === "focusin" ? 0 : 180); } /* time to move onto the card */
  }
  ["mouseover", "focusin"].forEach(function (name) { document.addEventListener(name, over); });
  document.addEventListener("scroll", function (event) { if (place && event.target !== document.getElementById("tip")) { hide(); } }, true);

  function open(key) { hide(); document.dispatchEvent(new CustomEvent("quanmei-explain", { detail: key })); }

  document.addEventListener("pointerdown", function (event) { if (!event.target.closest("#tip, span[data-term]")) { hide(); } }, true);
  document.addEventListener("click", function (event) {
    const more = event.target.closest("[data-term-open]");
    if (more) { open(more.dataset.termOpen); return; }
    const term = event.target.closest("span[data-term]");
    if (!term) { return; }
    if (event.pointerType === "touch") { show(term); } else { open(term.getAttribute("data-term")); }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && place) { hide(); event.stopImmediatePropagation(); return; }
    const term = event.target.closest && event.target.closest("span[data-term]");
    if (term && (event.key === "Enter" || event.key === " ")) { open(term.getAttribute("data-term")); event.preventDefault(); }
  }, true);

  /* the list */
  function item(entry) {
    const part = made("div", "term-item");
    part.id = "term-" + entry.key.replace(/[^A-Za-z0-9_-]/g, "-");
    part.tabIndex = -1;
    part.dataset.words = [entry.name, entry.other, entry.formula, entry.use, entry.key].join(" ").toLowerCase();
    part.appendChild(heading("h4", entry));
    part.appendChild(lines(entry));
    return part;
  }

  function search(body) {
    const box = made("input", "term-search");
    box.type = "search";
    box.placeholder = data().labels.search;
    box.setAttribute("aria-label", data().labels.search);
    box.addEventListener("input", function () { filter(body, box.value); });
    return box;
  }

  function filter(body, text) {
    const words = text.trim().toLowerCase().split(/\s+/);
    let found = 0;
    body.querySelectorAll(".term-kind").forEach(function (group) {
      let mine = 0;
      group.querySelectorAll(".term-item").forEach(function (one) {
        one.hidden = !words.every(function (word) { return one.dataset.words.indexOf(word) >= 0; });
        mine += one.hidden ? 0 : 1;
      });
      group.hidden = !mine;
      found += mine;
    });
    body.querySelector(".term-none").hidden = found > 0;
  }

  function build(body) {
    const keys = body.getAttribute("data-keys") || "";
    if (body.dataset.built === keys) { return; }
    body.dataset.built = keys;
    body.textContent = "";
    body.appendChild(search(body));
    const none = made("p", "term-none fine", data().labels.none);
    none.hidden = true;
    none.setAttribute("role", "status");
    body.appendChild(none);
    data().kinds.forEach(function (kind) {
      const group = made("section", "term-kind");
      group.appendChild(made("h3", "lever-group", kind[1]));
      keys.split(" ").forEach(function (key) {
        const entry = data().entries[key];
        if (entry && entry.kind === kind[0]) { group.appendChild(item(entry)); }
      });
      if (group.children.length > 1) { body.appendChild(group); }
    });
  }

  document.addEventListener("quanmei-terms", function (event) {
    const body = document.getElementById("panel-terms");
    if (!body) { return; }
    build(body);
    const box = body.querySelector(".term-search");
    box.value = "";
    filter(body, "");
    body.querySelectorAll(".term-chosen").forEach(function (one) { one.classList.remove("term-chosen"); });
    const chosen = event.detail && document.getElementById("term-" + event.detail.replace(/[^A-Za-z0-9_-]/g, "-"));
    setTimeout(function () {
      if (!chosen) { body.scrollTop = 0; box.focus(); return; }
      chosen.classList.add("term-chosen");
      chosen.scrollIntoView({ block: "center" });
      chosen.focus({ preventScroll: true });
    }, 60);
  });
})();
