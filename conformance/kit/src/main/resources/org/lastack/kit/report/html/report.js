// Filters the table of rules, and unfolds what a link points at. The page is whole without it.
"use strict";
const form = document.querySelector(".filter");
const rows = [...document.querySelectorAll(".rules tr[data-marks]")];

function filter() {
  const marks = [...form.querySelectorAll("[name=mark]:checked")].map(box => box.value);
  const words = form.elements.words.value.toLowerCase().split(/\s+/);
  const differ = form.elements.differ && form.elements.differ.checked;
  let shown = 0;
  for (const row of rows) {
    const own = row.dataset.marks.split(" ");
    const text = row.textContent.toLowerCase();
    const wanted = own.some(mark => marks.includes(mark))
      && words.every(word => text.includes(word))
      && !(differ && own.length === 1);
    row.hidden = !wanted;
    shown += wanted ? 1 : 0;
  }
  for (const body of document.querySelectorAll(".rules tbody")) {
    body.hidden = !body.querySelector("tr[data-marks]:not([hidden])");
  }
  form.querySelector("output").value = shown === rows.length ? `${shown} rules` : `${shown} of ${rows.length} rules`;
}

function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) {
    return;
  }
  if (target.hidden) {
    form.reset();
    filter();
  }
  const details = target.querySelector("details");
  if (details) {
    details.open = true;
  }
  target.scrollIntoView();
}

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", event => event.preventDefault());
addEventListener("hashchange", unfold);
filter();
if (location.hash) {
  unfold();
}
