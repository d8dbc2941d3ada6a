/* The editor of a letter: from a mark to its place, and a word before typed words are left behind. */
"use strict";

const field = document.getElementById("words");

/* Line and column count from 1. */
function goTo(line, column) {
  const before = field.value.split("\n").slice(0, line - 1);
  const place = before.join("\n").length + (before.length ? 1 : 0) + column - 1;
  field.focus();
  field.setSelectionRange(place, place);
  field.scrollTop = (field.scrollHeight * (line - 4)) / field.value.split("\n").length;
}

document.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-line]");
  if (mark) goTo(Number(mark.dataset.line), Number(mark.dataset.column));
});

let isPublished = false;

field.form.addEventListener("submit", () => { isPublished = true; });

window.addEventListener("beforeunload", (event) => {
  if (!isPublished && field.value !== field.defaultValue) event.preventDefault();
});
