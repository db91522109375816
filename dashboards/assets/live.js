/* The tab's end of the live socket: receive, keep, draw at the page's own pace. */
(function () {
  "use strict";
  const link = { socket: null, target: null, seq: 0, queue: [], tries: 0, timer: 0, texts: {}, since: 0, metric: "" };

  function banner(text, kind) {
    const place = document.getElementById("link-banner");
    if (!place) { return; }
    place.textContent = text || "";
    place.className = "link-banner" + (text ? " shown " + (kind || "") : "");
  }

  function address(target) {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const query = new URLSearchParams({ run: target.run, page: target.page, since: String(link.since), metric: link.metric, search: target.search || "" });
    return scheme + "//" + location.host + "/live?" + query;
  }

  function open() {
    const target = link.target;
    if (!target || !target.run) { return; }
    const socket = new WebSocket(address(target));
    link.socket = socket;
    socket.onopen = function () {
      if (link.tries > 0) { banner(link.texts["link.back"], "good"); setTimeout(function () { banner(""); }, 1800); }
      link.tries = 0;
    };
    socket.onmessage = function (event) {
      const message = JSON.parse(event.data);
      if (message.seq) { link.since = Math.max(link.since, message.seq); }
      link.queue.push(message);
      window.dash_clientside.set_props("wire", { data: ++link.seq });
    };
    socket.onclose = function () { if (link.socket === socket) { again(); } };
  }

  /* a socket that is still being opened is closed when it is: closing it before is told as an error */
  function hang_up() {
    const old = link.socket;
    link.socket = null;
    if (!old) { return; }
    old.onclose = old.onmessage = null;
    if (old.readyState === 0) { old.onopen = function () { old.close(); }; } else { old.close(); }
  }

  function again() {
    link.tries += 1;
    if (link.tries === 2) {
      banner(link.texts["link.lost"], "lost");
      fetch("/_dash-dependencies", { method: "HEAD" }).then(function (answer) {
        if (answer.status === 401) { link.target = null; banner(link.texts["link.expired"], "lost"); }
      }).catch(function () { /* the server is away: keep trying */ });
    }
    clearTimeout(link.timer);
    link.timer = setTimeout(open, Math.min(8000, 300 * Math.pow(2, link.tries)));
  }

  function plot() { return document.querySelector("#main-chart .js-plotly-plot"); }

  function later(run, times) {
    if (plot() && plot().data) { run(plot()); } else if (times > 0) { setTimeout(function () { later(run, times - 1); }, 150); }
  }

  /* the new points and the window that follows them in one drawing: moving it afterwards would draw all lines twice */
  function extend(points) {
    if (!points.length) { return; }
    later(function (graph) {
      const meta = graph.layout.meta || {};
      const x = [], y = [], which = [];
      (meta.channels || []).forEach(function (_channel, index) {
        x.push(points.map(function (point) { return point.x; }));
        y.push(points.map(function (point) { return (point.y[meta.metric] || [])[index] || 0; }));
        which.push(index);
      });
      if (which.length && which.length <= graph.data.length) {
        const lines = graph.data.map(function (line, index) {
          return { x: Array.from(line.x).concat(x[index] || []), y: Array.from(line.y).concat(y[index] || []) };
        });
        const wanted = view_of(lines);
        ["xaxis", "yaxis"].forEach(function (axis) {
          if (wanted[axis]) { Object.assign(graph.layout[axis], { autorange: false }, wanted[axis]); }
        });
        window.dash_clientside.set_props("main-chart", { extendData: [{ x: x, y: y }, which, 2400] });
      }
    }, 20);
  }

  function parse(text) { return Date.parse(text.replace(" ", "T") + ":00Z"); }
  function written(stamp) { return new Date(stamp).toISOString().slice(0, 16).replace("T", " "); }

  /* the height follows what is in view, so that a quiet day is not flat under last week's peak */
  function highest(lines, range) {
    let top = 0;
    lines.forEach(function (line) {
      line.x.forEach(function (at, index) {
        if (!range || (at >= range[0] && at <= range[1])) { top = Math.max(top, line.y[index] || 0); }
      });
    });
    return top;
  }

  /* what of some lines is looked at: the last hours that were chosen, or all */
  function view_of(lines) {
    const span = link.span === undefined ? 1440 : link.span;
    const xs = lines[0] ? lines[0].x : [];
    if (!xs.length) { return {}; }
    let xaxis = { autorange: true };
    if (span > 0) {
      const last = parse(xs[xs.length - 1]);
      const first = Math.max(parse(xs[0]), last - span * 60000);
      xaxis = { range: [written(first), written(Math.max(last, first + 3600000))] };
    }
    return { xaxis: xaxis, yaxis: { range: [0, (highest(lines, xaxis.range) || 4) * 1.08] } };
  }

  function window_to(graph, change) {
    const wanted = view_of(graph.data || []);
    Object.keys(wanted).forEach(function (axis) {
      Object.keys(wanted[axis]).forEach(function (name) { change[axis + "." + name] = wanted[axis][name]; });
    });
    if (window.Plotly) { window.Plotly.relayout(graph, change); }
  }

  function flash(before) {
    document.querySelectorAll("[data-flash]").forEach(function (place) {
      const name = place.getAttribute("data-flash");
      if (before[name] !== undefined && before[name] !== place.textContent) {
        place.classList.remove("flash");
        void place.offsetWidth;
        place.classList.add("flash");
      }
    });
  }

  function numbers() {
    const found = {};
    document.querySelectorAll("[data-flash]").forEach(function (place) { found[place.getAttribute("data-flash")] = place.textContent; });
    return found;
  }

  const said = new WeakMap();
  /* the inside of one element: Dash would walk the whole page for it; the server has escaped it */
  function put(id, text) {
    const place = document.getElementById(id);
    if (!place) { return false; }
    if (said.get(place) === text && (place.firstChild || !text)) { return true; } /* the same again would take a press that is on its way with it */
    said.set(place, text);
    const inner = document.activeElement;
    const held = inner && place.contains(inner) ? Array.prototype.indexOf.call(place.querySelectorAll("a, button, summary, [tabindex]"), inner) : -1;
    const folds = Array.prototype.map.call(place.querySelectorAll("details"), function (one) { return one.open; });
    place.innerHTML = text;
    const unfolded = place.querySelectorAll("details");
    if (unfolded.length === folds.length) { folds.forEach(function (open, at) { unfolded[at].open = open; }); }
    if (held >= 0) { const again = place.querySelectorAll("a, button, summary, [tabindex]")[held]; if (again) { again.focus({ preventScroll: true }); } }
    return true;
  }

  function fill(blocks, times) {
    const left = {};
    Object.keys(blocks || {}).forEach(function (id) { if (!put(id, blocks[id])) { left[id] = blocks[id]; } });
    if (Object.keys(left).length && times > 0) { setTimeout(function () { fill(left, times - 1); }, 30); }
  }

  function receive() {
    const messages = link.queue;
    link.queue = [];
    if (!messages.length) { return window.dash_clientside.no_update; }
    const blocks = {}, figures = {};
    let marks = null, points = [], status = "", begun = false, hour;
    messages.forEach(function (message) {
      Object.assign(blocks, message.blocks || {});
      Object.assign(figures, message.figures || {});
      points = points.concat(message.points || []);
      marks = message.marks || marks;
      status = message.status || status;
      begun = begun || message.begun;
      hour = message.hour === undefined ? hour : message.hour;
    });
    const before = numbers();
    Object.keys(blocks).forEach(function (id) { put(id, blocks[id]); });
    Object.keys(figures).forEach(function (id) {
      if (document.getElementById(id)) { window.dash_clientside.set_props(id, { figure: figures[id] }); }
    });
    if (Object.keys(figures).length && document.querySelector("[data-wait-claim], [data-wait-chart]")) { fetch_again(); }
    flash(before);
    extend(points);
    if (marks) { later(function (graph) { window_to(graph, { shapes: marks.shapes, annotations: marks.annotations }); }, 20); }
    strike(hour);
    turn(status, begun);
    return window.dash_clientside.no_update;
  }

  /* a page that is built anew takes an open list and half a sentence with it: it waits until they are done with */
  function in_hand() {
    const field = document.activeElement, page = document.getElementById("page");
    if (!field || !page || !page.contains(field)) { return false; }
    if (field.getAttribute("aria-haspopup") === "listbox") { return Boolean(document.getElementById(field.getAttribute("aria-controls"))); }
    return field.matches("textarea, input:not([type=radio]):not([type=checkbox]):not([type=range])");
  }

  function fetch_again(of) {
    const page = of || location.pathname;
    clearTimeout(link.fetching);
    if (page !== location.pathname) { return; }
    if (in_hand()) { link.fetching = setTimeout(function () { fetch_again(page); }, 300); return; }
    window.dash_clientside.set_props("url", { pathname: page });
  }

  /* the chart of the open tab is drawn anew by the hour of campaign time, never by the tick, and not
     more often than somebody can read it */
  function strike(hour) {
    if (hour === undefined) { return; }
    const first = link.hour === undefined;
    if (link.hour === hour) { return; }
    link.hour = hour;
    if (first || link.striking) { return; }
    link.striking = setTimeout(function () {
      link.striking = 0;
      document.querySelectorAll("#deck .deck-place").forEach(function (place) {
        if (place.offsetParent) { window.dash_clientside.set_props(place.id + "-hour", { data: link.hour }); }
      });
    }, Math.max(0, 2000 - (Date.now() - (link.struck || 0))));
    link.struck = Date.now();
  }

  function show(tab) {
    window.dash_clientside.set_props("deck-tab", { value: tab });
    const place = document.getElementById("deck"), page = document.getElementById("page");
    if (!place || !page) { return; }
    setTimeout(function () {
      page.scrollTop += place.getBoundingClientRect().top - page.getBoundingClientRect().top - 12;
      const head = place.querySelector("[role=tab][aria-selected=true]");
      if (head) { head.focus({ preventScroll: true }); }
    }, 80);
  }

  let dropped = 0;
  document.addEventListener("click", function (event) {
    const drop = event.target.closest("[data-alert-drop]"), open = event.target.closest("[data-deck]");
    if (drop) { window.dash_clientside.set_props("alert-drop", { data: { key: drop.dataset.alertDrop, nonce: ++dropped } }); }
    if (open) { show(open.dataset.deck); }
  });

  /* a page that waited for the first tick, or for the end, is fetched again */
  function turn(status, ready) {
    const target = link.target || {};
    const waited = document.querySelector("[data-wait]:not([data-fetched])");
    const over = waited && waited.getAttribute("data-wait") === "finished" && status === "finished";
    const begun = ready && Boolean(waited) && waited.getAttribute("data-wait") === "begun";
    const ended = link.status && link.status !== status && (status === "finished" || status === "settling");
    link.status = status;
    if ((over || begun || ended) && !link.turning) {
      link.turning = true;
      /* asked for once: a second answer, come late, would wipe what is being written on the new page */
      if (waited) { waited.setAttribute("data-fetched", "1"); setTimeout(function () { waited.removeAttribute("data-fetched"); }, 4000); }
      setTimeout(function () { link.turning = false; fetch_again(); }, 400);
    }
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    quanmei: Object.assign({}, (window.dash_clientside || {}).quanmei, {
      receive: receive,
      connect: function (target, texts) {
        link.texts = texts || {};
        const same = link.target && target && link.target.run === target.run;
        link.target = target;
        fill(target && target.blocks, 60);
        link.metric = "";
        link.hour = undefined;
        link.span = undefined;
        link.since = target && target.since ? (same ? Math.max(link.since, target.since) : target.since) : 0;
        hang_up();
        clearTimeout(link.timer);
        link.tries = 0;
        if (target && target.run) { open(); }
        return window.dash_clientside.no_update;
      },
      /* thresholds are kept by the browser; the socket is opened anew, so that the server reads them */
      risk: function (mentions, asks, negative, rank, body) {
        const numbers = [mentions, asks, negative, rank];
        if (numbers.some(function (one) { return !(Number(one) >= 1); })) { return window.dash_clientside.no_update; }
        const said = numbers.map(function (one) { return String(Math.round(Number(one))); }).concat([body || "auto"]).join(".");
        const before = link.risk;
        link.risk = said;
        if (before === undefined || before === said) { return window.dash_clientside.no_update; }
        const secure = location.protocol === "https:" ? "; Secure" : "";
        document.cookie = "quanmei_risk=" + said + "; Path=/; Max-Age=31536000; SameSite=Lax" + secure;
        hang_up();
        clearTimeout(link.timer);
        link.tries = 0;
        open();
        return window.dash_clientside.no_update;
      },
      /* after a decision the blocks are asked for again: a clock that stands still sends none by itself */
      renew: function () {
        [700, 2800].forEach(function (wait) {
          setTimeout(function () { if (link.socket && link.socket.readyState === 1) { link.socket.send(link.metric); } }, wait);
        });
        return window.dash_clientside.no_update;
      },
      /* one piece beside another: the choice goes into the address */
      beside: function (piece, other) {
        const said = "?" + new URLSearchParams(other ? { c: piece, with: other } : { c: piece });
        /* a page that is built anew fills both in by itself: only who stands in a field has chosen */
        const field = document.activeElement;
        if (!field || (field.id !== "piece-choice" && field.id !== "piece-with")) { return window.dash_clientside.no_update; }
        if (piece && said !== location.search) { window.dash_clientside.set_props("url", { search: said }); }
        return window.dash_clientside.no_update;
      },
      span: function (minutes, figure) {
        link.span = Number(minutes);
        const meta = (figure && figure.layout && figure.layout.meta) || {};
        if (meta.metric && meta.metric !== link.metric) {
          link.metric = meta.metric;
          if (link.socket && link.socket.readyState === 1) { link.socket.send(link.metric); }
        }
        later(function (graph) { window_to(graph, {}); }, 20);
        return window.dash_clientside.no_update;
      }
    })
  });
})();
