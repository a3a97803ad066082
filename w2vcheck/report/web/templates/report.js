"use strict";
// The page can be read without this: it adds a switch between light and dark, and opens, closes and filters findings.
(() => {
  const root = document.documentElement;
  const KEY = "w2vcheck-theme";
  const remember = (theme) => { try { localStorage.setItem(KEY, theme); } catch { /* a page from a file may have no storage */ } };
  const remembered = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const before = remembered();
  if (before === "dark" || before === "light") root.dataset.theme = before;

  document.querySelectorAll("[data-needs-script]").forEach((one) => { one.hidden = false; });
  const toggle = document.getElementById("theme");
  const tell = () => { toggle.setAttribute("aria-pressed", String(dark())); };
  toggle.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; remember(root.dataset.theme); tell(); });
  tell();

  const findings = [...document.querySelectorAll("details.finding")];
  const fold = document.getElementById("fold");
  if (fold) fold.addEventListener("click", () => {
    const open = fold.getAttribute("aria-expanded") !== "true";
    findings.forEach((one) => { one.open = open; });
    fold.setAttribute("aria-expanded", String(open));
    fold.textContent = open ? "Close all" : "Open all";
  });
  const filters = [...document.querySelectorAll("[data-only]")];
  filters.forEach((button) => button.addEventListener("click", () => {
    filters.forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
    findings.forEach((one) => { one.hidden = button.dataset.only !== "" && one.dataset.severity !== button.dataset.only; });
  }));

  const reveal = () => {
    const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    for (let one = target; one; one = one.parentElement) {
      if (one instanceof HTMLDetailsElement) one.open = true;
      if (one.matches("details.finding")) one.hidden = false;
    }
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details.printed:not([open])")];
    closed.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => { closed.forEach((one) => { one.open = false; }); });
})();
