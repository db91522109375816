/* The workshop's draft: the browser keeps it, nothing is sent for that. */
(function () {
  "use strict";
  const MOST = 8, MOST_TEMPLATES = 12;  /* runs whose drafts are kept, and templates */

  function run() { const found = /^\/r\/([A-Za-z0-9_.-]+)/.exec(location.pathname); return found ? found[1] : ""; }
  function key(entry) { return entry.id.name + "|" + entry.id.port; }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    quanmei: Object.assign({}, (window.dash_clientside || {}).quanmei, {
      keepDraft: function (_values, _flags, restored, drafts) {
        const none = window.dash_clientside.no_update, here = run();
        if (!here || restored !== here) { return none; }
        const lists = window.dash_clientside.callback_context.inputs_list;
        const mine = {};
        lists.slice(0, 2).forEach(function (list) {
          list.forEach(function (entry) { mine[key(entry)] = entry.value === undefined ? null : entry.value; });
        });
        if (!Object.keys(mine).length || JSON.stringify(mine) === JSON.stringify((drafts || {})[here])) { return none; }
        const kept = Object.assign({}, drafts || {});
        delete kept[here];
        kept[here] = mine;
        Object.keys(kept).slice(0, -MOST).forEach(function (old) { delete kept[old]; });
        return kept;
      },
      listTemplates: function (templates, here) {
        const found = [], words = (here || {}).words || {};
        const mine = (Array.isArray(templates) ? templates : []).map(function (one, place) { return { value: "t:" + place, label: String(one.name) }; });
        if (mine.length) { found.push({ group: words.templates, items: mine }); }
        if (((here || {}).pieces || []).length) { found.push({ group: words.pieces, items: here.pieces }); }
        return found;
      },
      keepTemplate: function (_keep, _drop, _values, chosen, templates) {
        const none = window.dash_clientside.no_update, context = window.dash_clientside.callback_context;
        const pressed = context.triggered_id, kept = (Array.isArray(templates) ? templates : []).slice();
        if (!context.triggered.length || !context.triggered[0].value) { return [none, none]; }
        if (pressed === "template-drop") {
          if (!/^t:\d+$/.test(chosen || "")) { return [none, none]; }
          kept.splice(Number(chosen.slice(2)), 1);
          return [kept, null];
        }
        const values = {};
        context.states_list[0].forEach(function (entry) {
          if (!entry.id.port && ["reason", "forecast"].indexOf(entry.id.name) < 0) { values[key(entry)] = entry.value === undefined ? null : entry.value; }
        });
        const name = String(values["title|"] || "").trim().slice(0, 40);
        if (!name) { return [none, none]; }
        const rest = kept.filter(function (one) { return one.name !== name; });
        return [[{ name: name, values: values }].concat(rest).slice(0, MOST_TEMPLATES), none];
      },
      clearDraft: function (clicks) {
        const none = window.dash_clientside.no_update;
        const lists = window.dash_clientside.callback_context.states_list;
        const texts = ["title", "copy_text", "title_b", "reason", "forecast", "at"];
        return [
          lists[0].map(function (entry) { return clicks && texts.indexOf(entry.id.name) >= 0 ? "" : none; }),
          lists[1].map(function (entry) { return clicks && entry.id.name === "on" ? false : none; })
        ];
      }
    })
  });
})();
