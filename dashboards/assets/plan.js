/* The drafts of the matrix: every change is one step that can be taken back; marks and sums in the grid. */
(function () {
  "use strict";
  const MOST_STEPS = 40;
  const none = function () { return window.dash_clientside.no_update; };

  function merged(rows, changes) {
    const next = Object.assign({}, rows);
    changes.forEach(function (one) {
      const key = String(one.rowId || ""), data = one.data || {};
      if (key.indexOf("|") < 0) { return; }
      const row = Object.assign({ carrier: data.carrier, hours: data.hours, time: data.time }, next[key]);
      row[String(one.colId)] = one.value === undefined ? null : one.value;
      next[key] = row;
    });
    return next;
  }

  function changePlan(changes, change, undo, redo, plan, past, run) {
    const context = window.dash_clientside.callback_context;
    /* a page that is opened anew calls this once with nothing pressed: then nothing is to be done */
    const pressed = context.triggered.filter(function (one) { return one.value; }).map(function (one) { return one.prop_id.split(".")[0]; });
    const rows = ((plan || {})[run]) || {}, steps = ((past || {})[run]) || { back: [], forth: [] };
    let next = null, back = steps.back.slice(), forth = steps.forth.slice();
    if (pressed.indexOf("matrix-grid") >= 0 && changes && changes.length) {
      next = merged(rows, changes);
      back.push(rows);
      forth = [];
    } else if (pressed.indexOf("plan-change") >= 0 && change && change.rows) {
      next = change.rows;
      if (change.final) { back = []; } else { back.push(rows); }
      forth = [];
    } else if (undo && pressed.indexOf("matrix-undo") >= 0 && back.length) {
      next = back.pop();
      forth.push(rows);
    } else if (redo && pressed.indexOf("matrix-redo") >= 0 && forth.length) {
      next = forth.pop();
      back.push(rows);
    }
    if (next === null) { return [none(), none(), none(), none()]; }
    const mark = String(Date.now()) + Math.random();
    const kept = {};
    kept[run] = { back: back.slice(-MOST_STEPS), forth: forth.slice(-MOST_STEPS) };
    const drafts = Object.assign({}, plan);
    drafts[run] = next;
    const typed = pressed.indexOf("matrix-grid") >= 0;
    return [drafts, Object.assign({}, past, kept), typed ? none() : mark, typed ? mark : none()];
  }

  /* a file is read here and handed over as text; one that is too large is never sent */
  function choose(button) {
    const box = document.createElement("input");
    box.type = "file";
    box.accept = ".xlsx,.csv";
    box.addEventListener("change", function () {
      const file = box.files && box.files[0];
      if (!file) { return; }
      const hand = function (more) { window.dash_clientside.set_props("matrix-import", { data: Object.assign({ name: file.name, nonce: Date.now() }, more) }); };
      if (file.size > Number(button.dataset.most)) { hand({ large: true }); return; }
      const reader = new FileReader();
      reader.onload = function () { hand({ contents: String(reader.result).split(",")[1] || "" }); };
      reader.readAsDataURL(file);
    });
    box.click();
  }
  document.addEventListener("click", function (event) {
    const button = event.target.closest("#matrix-choose-file");
    if (button) { choose(button); }
  });

  function planSteps(past, run) {
    const steps = ((past || {})[run]) || { back: [], forth: [] };
    return [!steps.back.length, !steps.forth.length];
  }

  function markPlan(derived, times) {
    window.quanmeiMarks = (derived && derived.marks) || {};
    const grid = window.dash_ag_grid, place = document.getElementById("matrix-grid");
    let api = null;
    try { api = grid && place && grid.getApi("matrix-grid"); } catch (_error) { api = null; }
    if (!api) {
      const left = times === undefined ? 40 : times;
      if (left > 0) { setTimeout(function () { markPlan(derived, left - 1); }, 100); }
      return none();
    }
    api.setGridOption("pinnedBottomRowData", (derived && derived.totals) || []);
    api.refreshCells({ force: true, suppressFlash: true });
    if (window.innerWidth < 600) { api.setColumnsPinned(["pillar"], null); } /* a phone needs the room for the days */
    return none();
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    quanmei: Object.assign({}, (window.dash_clientside || {}).quanmei, {
      changePlan: changePlan,
      planSteps: planSteps,
      markPlan: function (derived) { return markPlan(derived); }
    })
  });
})();
