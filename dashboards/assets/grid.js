/* What the matrix grid shows in a cell, and pasting a block from a spreadsheet. */
(function () {
  "use strict";
  const day = function (params) { return params.colDef.field.slice(1); };
  window.dashAgGridFunctions = window.dashAgGridFunctions || {};
  window.dashAgGridFunctions.quanmeiCell = function (params) {
    const done = params.data["e" + day(params)], draft = params.value;
    return [done, draft].filter(Boolean).join("\n");
  };
  window.dashAgGridFunctions.quanmeiTip = function (params) {
    const done = params.data["e" + day(params)];
    return [done, params.value].filter(Boolean).join("\n") || null;
  };
  window.dashAgGridFunctions.quanmeiStyle = function (params) {
    const done = params.data["e" + day(params)], editable = params.colDef.editable;
    const style = { whiteSpace: "pre-line", lineHeight: "1.45", padding: "4px 8px" };
    if (params.value) { style.background = "var(--accent-soft)"; }
    else if (done) { style.background = "var(--good-soft)"; }
    else if (editable === false) { style.background = "var(--sunken)"; style.color = "var(--faint)"; }
    else { style.background = "transparent"; }
    return style;
  };
  window.dashAgGridFunctions.quanmeiCarrier = function (params) {
    const names = (params.context || {}).carriers || {};
    return names[params.value] || params.value;
  };

  function pasted(event) {
    const api = window.dash_ag_grid && window.dash_ag_grid.getApi("matrix-grid");
    const cell = api && api.getFocusedCell();
    if (!cell || event.target.closest("input, textarea")) { return; }
    const text = (event.clipboardData || window.clipboardData).getData("text");
    const columns = api.getAllDisplayedColumns();
    const first = columns.indexOf(cell.column);
    text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach(function (line, down) {
      const row = api.getDisplayedRowAtIndex(cell.rowIndex + down);
      line.split("\t").forEach(function (value, right) {
        const column = columns[first + right];
        if (row && column && column.getColDef().editable) { row.setDataValue(column.getColId(), value); }
      });
    });
    event.preventDefault();
  }

  document.addEventListener("paste", function (event) {
    if (event.target.closest && event.target.closest("#matrix-grid")) { pasted(event); }
  });
})();
