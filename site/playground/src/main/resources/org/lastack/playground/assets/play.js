"use strict";
const list = document.getElementById("states");
for (const name of Object.values(window.states ? window.states() : {})) {
  const item = document.createElement("li");
  item.textContent = name;
  list.append(item);
}
