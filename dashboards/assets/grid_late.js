/* Stands in for the grid until its code has come: only the matrix pays for it. */
(function () {
  "use strict";
  if (window.dash_ag_grid) { return; }
  const CODE = "/_dash-component-suites/dash_ag_grid/dash_ag_grid.min.js";
  const MOST = 5; /* tries: the server may be starting again */
  let coming = null;

  function once() {
    return new Promise(function (come, fail) {
      const script = document.createElement("script");
      script.src = CODE;
      script.onload = come;
      script.onerror = function () { script.remove(); fail(); };
      document.head.appendChild(script);
    });
  }

  function fetched(left) {
    return once().catch(function () {
      if (left <= 1) { coming = null; throw new Error("the grid's code did not come"); }
      return new Promise(function (go) { setTimeout(go, 1000); }).then(function () { return fetched(left - 1); });
    });
  }

  function Later(given) {
    const React = window.React;
    const state = React.useState(window.dash_ag_grid.AgGrid !== Later);
    React.useEffect(function () {
      let here = true;
      coming = coming || fetched(MOST);
      coming.then(function () { if (here) { state[1](true); } });
      return function () { here = false; };
    }, []);
    return state[0]
      ? React.createElement(window.dash_ag_grid.AgGrid, given)
      : React.createElement("div", { className: "busy grid-coming", "aria-busy": true });
  }

  window.dash_ag_grid = { AgGrid: Later };
})();
