/* The console's keys. Everything works without them: they press links and buttons that stand on the page. */
"use strict";

const PLACES = { d: "/", t: "/tickets", h: "/held", f: "/failed", l: "/letters", p: "/policy", e: "/people" };
const GOES_WITHIN = 1200; // milliseconds between g and its letter

let wentAt = 0;

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function rows() {
  return Array.from(document.querySelectorAll("[data-row] a[data-main]"));
}

/* From the line that has the focus to the one `step` away; from nowhere to the first. */
function move(step) {
  const all = rows();
  if (!all.length) return;
  const here = all.indexOf(document.activeElement);
  const next = here < 0 ? 0 : Math.min(all.length - 1, Math.max(0, here + step));
  all[next].focus();
}

const KEYS = {
  "/": () => document.getElementById("find")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
  j: () => move(1),
  k: () => move(-1),
  g: () => { wentAt = Date.now(); },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape" && isTyping(event.target)) { event.target.blur(); return; }
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const place = Date.now() - wentAt < GOES_WITHIN ? PLACES[event.key] : undefined;
  const act = place ? () => location.assign(place) : KEYS[event.key];
  if (!act) return;
  if (place) wentAt = 0;
  event.preventDefault();
  act();
});

/* What refreshes by itself neither takes the focus from somebody nor asks for a page that nobody sees. */
document.addEventListener("htmx:beforeRequest", (event) => {
  const place = event.detail.target;
  const isByItself = event.detail.elt.getAttribute("hx-trigger")?.startsWith("every");
  if (isByItself && (document.hidden || place.contains(document.activeElement))) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
});
