/* What the matrix grid shows in a cell; pasting a block, moving a piece, and the keys for steps back. */
(function () {
  "use strict";
  const day = function (params) { return params.colDef.field.slice(1); };
  const mark = function (params) { return (window.quanmeiMarks || {})[params.data.id + "|d" + day(params)]; };
  window.dashAgGridFunctions = window.dashAgGridFunctions || {};
  window.dashAgGridFunctions.quanmeiCell = function (params) {
    if (params.node.rowPinned) { return params.value; }
    const done = params.data["e" + day(params)], draft = params.value, found = mark(params);
    const sign = found && draft ? (found.level === "bad" ? "⚠ " : "△ ") : "";
    return [done, draft ? sign + draft : ""].filter(Boolean).join("\n");
  };
  window.dashAgGridFunctions.quanmeiTip = function (params) {
    if (params.node.rowPinned) { return null; }
    const done = params.data["e" + day(params)], found = mark(params);
    return [found && params.value ? found.text : "", done, params.value].filter(Boolean).join("\n") || null;
  };
  window.dashAgGridFunctions.quanmeiStyle = function (params) {
    const style = { whiteSpace: "pre-line", lineHeight: "1.45", padding: "4px 8px", boxShadow: "none" };
    if (params.node.rowPinned) { return Object.assign(style, { textAlign: "right", fontVariantNumeric: "tabular-nums" }); }
    const done = params.data["e" + day(params)], past = params.colDef.editable === false, found = mark(params);
    if (params.value) { style.background = "var(--accent-soft)"; }
    else if (done) { style.background = "var(--good-soft)"; }
    else if (past) { style.background = "var(--sunken)"; style.color = "var(--faint)"; }
    else { style.background = "transparent"; }
    if (found && params.value) { style.boxShadow = "inset 3px 0 0 var(--" + (found.level === "bad" ? "bad" : "warn") + ")"; }
    return style;
  };
  window.dashAgGridFunctions.quanmeiCarrier = function (params) {
    const names = (params.context || {}).carriers || {};
    return names[params.value] || params.value;
  };
  window.dashAgGridFunctions.quanmeiTakes = function (params) { return { values: params.data.takes || [] }; };

  function grid() {
    try { return window.dash_ag_grid && window.dash_ag_grid.getApi("matrix-grid"); } catch (_error) { return null; }
  }

  function editable(column, row) { return Boolean(column && row && !row.rowPinned && column.getColDef().editable); }

  function pasted(event) {
    const api = grid(), cell = api && api.getFocusedCell();
    if (!cell || event.target.closest("input, textarea")) { return; }
    const text = (event.clipboardData || window.clipboardData).getData("text");
    const columns = api.getAllDisplayedColumns();
    const first = columns.indexOf(cell.column);
    text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach(function (line, down) {
      const row = api.getDisplayedRowAtIndex(cell.rowIndex + down);
      line.split("\t").forEach(function (value, right) {
        const column = columns[first + right];
        if (editable(column, row)) { row.setDataValue(column.getColId(), value); }
      });
    });
    event.preventDefault();
  }

  document.addEventListener("paste", function (event) {
    if (event.target.closest && event.target.closest("#matrix-grid")) { pasted(event); }
  });

  /* a piece goes from one cell to another; what stands there already stays */
  function move(from, to) {
    const same = from.row === to.row && from.column === to.column;
    if (same || !editable(from.column, from.row) || !editable(to.column, to.row)) { return false; }
    const ids = [from.column.getColId(), to.column.getColId()];
    const text = from.row.data[ids[0]], there = to.row.data[ids[1]];
    if (!text || !/^d\d+$/.test(ids[1])) { return false; }
    from.row.setDataValue(ids[0], "");
    to.row.setDataValue(ids[1], there ? there + "; " + text : text);
    return true;
  }

  function placeOf(element) {
    const api = grid(), cell = element && element.closest && element.closest("#matrix-grid .ag-cell[col-id]"), line = cell && cell.closest(".ag-row");
    const id = line && line.getAttribute("row-id"), name = cell && cell.getAttribute("col-id");
    const row = api && id ? api.getRowNode(id) : null;
    return row && /^d\d+$/.test(name) ? { row: row, column: api.getColumn(name), cell: cell } : null;
  }

  let held = null, aim = null;
  function drop() {
    if (held) { held.cell.classList.remove("cell-held"); }
    if (aim) { aim.classList.remove("cell-aim"); }
    document.body.classList.remove("moving-piece");
    held = null; aim = null;
  }
  document.addEventListener("pointerdown", function (event) {
    if (event.button !== 0 || event.pointerType === "touch" || event.target.closest("input, textarea")) { return; }
    const place = placeOf(event.target);
    if (place && editable(place.column, place.row) && place.row.data[place.column.getColId()]) {
      held = Object.assign(place, { x: event.clientX, y: event.clientY, moving: false });
    }
  });
  document.addEventListener("pointermove", function (event) {
    if (!held) { return; }
    if (!held.moving && Math.abs(event.clientX - held.x) + Math.abs(event.clientY - held.y) < 8) { return; }
    if (!held.moving) { held.moving = true; held.cell.classList.add("cell-held"); document.body.classList.add("moving-piece"); }
    const place = placeOf(document.elementFromPoint(event.clientX, event.clientY));
    const next = place && editable(place.column, place.row) ? place.cell : null;
    if (next !== aim) {
      if (aim) { aim.classList.remove("cell-aim"); }
      if (next) { next.classList.add("cell-aim"); }
      aim = next;
    }
  });
  document.addEventListener("pointerup", function (event) {
    if (held && held.moving) {
      const place = placeOf(document.elementFromPoint(event.clientX, event.clientY));
      if (place) { move(held, place); }
    }
    drop();
  });
  document.addEventListener("pointercancel", drop);

  function shifted(event) {
    const api = grid(), cell = api && api.getFocusedCell();
    if (!cell) { return; }
    const columns = api.getAllDisplayedColumns(), steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const row = api.getDisplayedRowAtIndex(cell.rowIndex), column = columns[columns.indexOf(cell.column) + steps[1]];
    const to = { row: api.getDisplayedRowAtIndex(cell.rowIndex + steps[0]), column: column };
    event.preventDefault();
    event.stopPropagation();
    if (row && move({ row: row, column: cell.column }, to)) { api.setFocusedCell(to.row.rowIndex, to.column); }
  }

  document.addEventListener("keydown", function (event) {
    if (!event.target.closest || !event.target.closest(".card-matrix") || event.target.closest("input, textarea")) { return; }
    const key = event.key.toLowerCase(), command = event.ctrlKey || event.metaKey;
    if (event.altKey && /^Arrow/.test(event.key)) { shifted(event); return; }
    const name = !command ? "" : key === "z" && !event.shiftKey ? "matrix-undo" : key === "y" || key === "z" ? "matrix-redo" : "";
    const button = name && document.getElementById(name);
    if (button) { event.preventDefault(); event.stopPropagation(); button.click(); }
  }, true);
})();
