// The page around the machine: machine.js plays and says what there is, this file shows it and passes on what is clicked.
"use strict";
(() => {
const $ = (id) => document.getElementById("play-" + id);
const SVG = "http://www.w3.org/2000/svg";
// Steps as a script has them; > lets what comes next come, x loses a packet, | is where an exercise begins.
const OPEN = ["s1l80", "c2c80", ">", ">", ">", "s3a1"];
const BEGIN = {
  empty: [],
  open: OPEN,
  crossing: [...OPEN, "c2k", "s3k"],
  timewait: [...OPEN, "c2k", ">", ">", "s3k", ">", ">"],
  close: [...OPEN, "|", "c2k", ">", ">", "s3k", ">", ">"],
  half: [...OPEN, "|", "c2hw", ">", ">", "s3w0_100", ">", "c2r65536", ">", "s3k", ">", ">"],
  lost: [...OPEN, "|", "c2k", ">", ">", "s3k", ">", "x", ">", ">", ">"],
  reset: [...OPEN, "|", "c2w0_100", ">", ">", "s3b", ">", "c2k"],
};
const EMPTY = "1~r~r~";
const OPTIONS = { SO_LINGER: "linger", TCP_LINGER2: "linger2", SO_KEEPALIVE: "keepalive",
  TCP_USER_TIMEOUT: "user_timeout", TCP_KEEPIDLE: "keepidle", TCP_KEEPINTVL: "keepintvl", TCP_KEEPCNT: "keepcnt",
  TCP_NODELAY: "nodelay", TCP_CORK: "cork" };
// What is long is played and drawn in pieces, between which the page lives.
const AT_ONCE = 100, SLICE_MS = 40, PIECE = 1000, MOST_TOLD = 50;
let view = { steps: [], seen: [] };
let drawn = null; // what the ladder shows already
let logged = 0; // how many steps stand in words already
let writing = 0; // when the address is written next
let written = ""; // what it was then
let marks = []; // how many steps there were before each thing that was clicked
let running = 0;
let asked = null;
let score = [0, 0];
let room = 0; // for the ladder
let opening = 0; // which attempt to open a link is the latest
const later = new Map(); // what is drawn when the page has had time for others

const el = (name, text, props) => {
  const e = document.createElement(name);
  if (text) e.textContent = text;
  for (const [k, v] of Object.entries(props || {})) k === "class" ? (e.className = v) : e.setAttribute(k, v);
  return e;
};
const button = (text, key, act, props) => {
  const b = el("button", text, { type: "button", "data-key": key, ...props });
  b.addEventListener("click", act);
  return b;
};
const secs = (us) => (us / 1e6).toFixed(3) + " s";
const steps = () => view.steps.length;
const script = () => view.seats + view.steps.join(".");
const packet = (id) => view.packets.get(id);
const air = () => view.air;
const nobody = (who) => view.sides.some((s) => s.who === who && s.scripted);
const other = (who) => (who === "client" ? "server" : "client");

// Doing

/** Before anything changes: afterwards the browser would have to lay out the page to know. */
const measure = () => { const style = getComputedStyle($("ladder")); room = $("ladder").clientWidth - parseFloat(style.paddingLeft) * 2; };

/** Asks how things are, and what the steps after so many have brought: what was before is known, and drawn. */
function load(since = 0) {
  const news = JSON.parse(viewOfWorld(since));
  const kept = since ? upTo(since) : { packets: new Map() };
  for (const e of news.seen) if (e.label) kept.packets.set(e.packet, { id: e.packet, from: e.who, label: e.label, forged: e.kind === "forged" });
  if (!since) drawn = logged = 0;
  view = { ...news, packets: kept.packets, air: news.air.map((f) => ({ ...f, ...kept.packets.get(f.id) })) };
  for (const key of ["steps", "rules", "seen"]) if (since) view[key] = kept[key].concat(news[key]);
}

/** What the page knows of the first steps. */
function upTo(count) {
  let seen = view.seen.length;
  while (seen && view.seen[seen - 1].step >= count) view.packets.delete(view.seen[--seen].label && view.seen[seen].packet);
  return { steps: view.steps.slice(0, count), rules: view.rules.slice(0, count), seen: view.seen.slice(0, seen), packets: view.packets };
}

/** Tries what was asked for; a sentence says why it cannot be. */
function attempt(what) {
  measure();
  $("error").textContent = "";
  try {
    what();
  } catch (e) {
    $("error").textContent = e.message || String(e);
  }
}

/** Does one thing more: it is undone as one. */
function act(what) {
  const mark = steps(), before = view.seen.length;
  attempt(what);
  load(mark);
  if (steps() > mark) marks.push(mark);
  show(before);
}

/** Puts another scenario in the place of this one. */
function anew(what) {
  attempt(what);
  load();
  marks = [];
  show(0);
  // Plays all once more while nobody waits, and takes nothing back: the first undo would be slow, as all is that is done first.
  if (steps() < 500) setTimeout(() => takeBack(0), 300);
}
const step = (text) => act(() => playStep(text));

function begin(list) {
  openScript(header());
  list.forEach(one);
}
function one(s) {
  if (s === "|") return;
  if (s === ">") return playOnward();
  if (s === "x") { load(); const f = air()[0]; return playStep("x" + f.id); }
  playStep(s);
}
const header = () => (view.seats && !/~k/.test(view.seats) ? view.seats : EMPTY);

function restart(name) {
  stop();
  anew(() => begin(BEGIN[name]));
  say("Started: " + $("begin").selectedOptions[0].textContent + ".");
}

/** Opens a link, which anybody may have made: it is played in slices, and the reader may have enough of it. */
function open(text) {
  stop();
  const mine = ++opening;
  let all = 0;
  const slice = () => {
    if (mine !== opening) return;
    const until = performance.now() + SLICE_MS;
    let left = 0;
    try {
      all = all || beginScript(text);
      do left = playMore(); while (left && (all - left < AT_ONCE || performance.now() < until));
    } catch (e) {
      return instead(e.message || e);
    }
    waiting(left && `Playing the scenario: ${all - left} of ${all} steps.`);
    if (left) return setTimeout(slice);
    anew(() => {});
    say("A scenario of " + steps() + " steps is open, at " + secs(view.now) + ".");
  };
  slice();
}

function instead(why) {
  opening++;
  waiting("");
  anew(() => {
    begin(BEGIN.open);
    throw new Error(why + " An open connection is shown instead.");
  });
  say("");
}

/** While a link is being played nothing else is to be done but to cancel that. */
function waiting(text) {
  $("opening").hidden = !text;
  $("progress").textContent = text || "";
  busy();
}
const inWork = () => !$("opening").hidden;
function busy() {
  const play = document.getElementById("play"), now = String(inWork() || later.size > 0);
  play.inert = inWork();
  if (play.getAttribute("aria-busy") !== now) play.setAttribute("aria-busy", now);
}

/** Goes on drawing when the page has had its turn, or is done with it. */
function goOn(what, unfinished) {
  clearTimeout(later.get(what));
  unfinished ? later.set(what, setTimeout(what)) : later.delete(what);
  busy();
}

function undo() {
  stop();
  const to = marks.length ? marks.pop() : steps() - 1;
  const n = steps() - to;
  if (steps() === 0) return say("There is nothing to take back.");
  takeBack(n);
  load(to);
  show(view.seen.length);
  say("Taken back. It is " + secs(view.now) + " again.");
}

function next() {
  if (asked) return;
  const f = air().find((x) => view.onward === "d" + x.id);
  if (f && $("predict").checked && !running) return ask(f, () => act(() => playOnward()));
  if (!view.onward) return say("Nothing will happen any more unless an application does something.");
  act(() => playOnward());
}

function run() {
  if (running) return stop();
  if (!air().some((f) => !f.held)) return say("No packet is under way. The next timer comes with Next timer.");
  $("run").textContent = "Stop";
  const tick = () => {
    if (!air().some((f) => !f.held)) return stop();
    act(() => playOnward());
  };
  tick();
  running = setInterval(tick, matchMedia("(prefers-reduced-motion: reduce)").matches ? 50 : 600);
}
function stop() {
  clearInterval(running);
  running = 0;
  $("run").textContent = "Run";
}

const firstWake = () => view.sides.filter((s) => s.wake >= 0).sort((a, b) => a.wake - b.wake)[0];
const timer = () => { const s = firstWake(); if (s) step("t" + s.who[0]); };
const wait = () => {
  const us = Math.round(Number($("seconds").value) * 1e6);
  if (!(us > 0)) { $("error").textContent = "Say how many seconds to wait: a number above 0."; return; }
  step("u" + (view.now + us).toString(36));
};

function deliver(f) {
  const go = () => step("d" + f.id);
  $("predict").checked ? ask(f, go) : go();
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href.split("#")[0] + "#s=" + script());
    say("The link is copied. It holds the whole scenario.");
  } catch {
    say("The address of this page holds the whole scenario: copy it from there.");
  }
}

// Words

const CALLS = { listen: "Listen on port 80", connect: "Connect", accept: "Accept", write: "Send 100 octets", read: "Read",
  "shutdown wr": "Shut down sending", close: "Close", abort: "Abort" };
function callName(c) {
  if (c.again) return "Connect from the same port again";
  if (c.listener && c.call === "close") return "Stop listening";
  return CALLS[c.call] || CALLS[c.call.split(" ")[0]] || c.call;
}
const code = (text) => { const i = text.indexOf(" "); return i < 0 ? text + "()" : text.slice(0, i) + "(" + text.slice(i + 1).replaceAll(" ", ", ") + ")"; };

/** What happened, as words; the label of a packet says what it is. */
function words(e) {
  const f = packet(e.packet);
  switch (e.kind) {
    case "sent": return `The ${e.who} sends ${f.label}.`;
    case "arrived": return `${f.label} reaches the ${e.who}.`;
    case "lost": return `${f.label} is lost on its way to the ${e.who}.`;
    case "forged": return nobody(e.who) ? `The ${e.who} sends ${f.label}.` : `Somebody sends, in the name of the ${e.who}: ${f.label}.`;
    case "called": return `The ${e.who} calls ${code(e.text)}.`;
    case "returned": return `${code(e.text)} at the ${e.who} answers ${e.result}.`;
    default: return `The ${e.who} is in ${e.text}.`;
  }
}
const told = (events) => events.slice(0, MOST_TOLD).map(words).join(" ") + (events.length > MOST_TOLD ? ` And ${events.length - MOST_TOLD} things more.` : "");
const say = (text) => { $("says").textContent = text; };

function ruleLinks(ids) {
  const span = el("span", "", { class: "play-ids" });
  ids.forEach((id) => span.append(el("a", id, { href: "rules/" + id + ".html" }), " "));
  return span;
}

// Showing

function show(before) {
  const focus = document.activeElement.dataset.key;
  $("now").textContent = secs(view.now);
  sides();
  flights();
  ladder();
  log();
  settings();
  clock();
  const fresh = view.seen.slice(before);
  if (fresh.length) say(told(fresh));
  const last = view.rules[view.rules.length - 1] || [];
  $("rules").replaceChildren();
  if (last.length) $("rules").append(last.length > 1 ? "The rules behind it: " : "The rule behind it: ", ruleLinks(last));
  clearTimeout(writing);
  writing = setTimeout(write, 200);
  if (focus && document.activeElement === document.body) refocus(focus);
}

/** Puts the scenario into the address, unless somebody has just put another one there. Rarely: it is slow, and some browsers count. */
function write() {
  if (!view.seats || inWork()) return;
  if (written && location.hash !== written) return;
  history.replaceState(null, "", "#s=" + script());
  written = location.hash;
}

/** What had the focus has it again; when it is gone, what is of its kind, or the heading. */
function refocus(key) {
  const all = [...document.querySelectorAll("#play [data-key]")];
  const same = all.find((b) => b.dataset.key === key) || all.find((b) => b.dataset.key.split(":")[0] === key.split(":")[0]);
  (same && !same.disabled ? same : $("air-h")).focus({ preventScroll: true });
}

function clock() {
  const wake = firstWake();
  $("timer").disabled = !wake;
  $("timer").textContent = wake ? "Next timer, in " + secs(Math.max(0, wake.wake - view.now)) : "No timer runs";
  $("next").disabled = !view.onward;
  $("undo").disabled = steps() === 0;
}

function sides() {
  for (const side of view.sides) {
    const box = $(side.who);
    const states = box.querySelector(".play-states");
    states.replaceChildren();
    if (side.scripted) states.append(el("p", "Nobody sits here: the packets of the recorded run come again."));
    if (side.listens) states.append(el("p", "LISTEN", { class: "play-state" }));
    if (!side.scripted && !side.connections.length && !side.listens) states.append(el("p", "CLOSED", { class: "play-state" }));
    side.connections.forEach((c) => states.append(connection(c)));
    calls(side, box.querySelector(".play-calls"));
  }
}

function connection(c) {
  const box = el("div");
  box.append(el("p", c.state, { class: "play-state" }));
  const facts = [];
  if (c.unread) facts.push(c.unread + " octets unread");
  if (c.queued) facts.push(c.queued + " octets not acknowledged");
  if (c.orphan) facts.push("no application holds it");
  (c.timers || []).forEach((t) => facts.push(t.name + " timer in " + secs(Math.max(0, t.at - view.now))));
  if (facts.length) box.append(el("p", facts.join(", "), { class: "play-facts" }));
  return box;
}

const offered = {};
function calls(side, box) {
  const all = JSON.stringify([side.scripted, side.choices]);
  if (offered[side.who] === all) return;
  offered[side.who] = all;
  box.replaceChildren();
  const list = el("ul", "", { "aria-label": "What the application of the " + side.who + " may do now" });
  for (const c of side.choices) {
    const li = el("li");
    li.append(button(callName(c), "call:" + side.who + c.call + c.again, () => step(c.step)));
    list.append(li);
  }
  if (side.choices.length) box.append(list);
  else if (!side.scripted) box.append(el("p", "The application holds no socket.", { class: "play-facts" }));
  const held = side.choices.find((c) => c.call === "abort");
  if (held) box.append(optionForm(side, held.socket));
}

const chosen = {};
function optionForm(side, socket) {
  const details = el("details", "", { class: "play-option" });
  details.open = !!chosen[side.who + "open"];
  details.addEventListener("toggle", () => { chosen[side.who + "open"] = details.open; });
  const name = el("select", "", { "aria-label": "Socket option of the " + side.who });
  Object.keys(OPTIONS).forEach((o) => name.append(el("option", o)));
  name.value = chosen[side.who] || "SO_LINGER";
  name.addEventListener("change", () => { chosen[side.who] = name.value; });
  const value = el("input", "", { type: "number", value: "0", "aria-label": "Value" });
  const range = el("span", "", { class: "play-facts" });
  const ranged = () => { range.textContent = ranges[OPTIONS[name.value]] || ""; };
  name.addEventListener("change", ranged);
  ranged();
  const set = button("Set", "option:" + side.who, () => step(side.who[0] + socket + "o" + OPTIONS[name.value] + "-" + Math.trunc(Number(value.value))));
  details.append(el("summary", "Socket option"), name, " ", value, " ", set, " ", range);
  return details;
}

const HANDLE = [["Deliver", "d"], ["Drop", "x"], ["Copy", "y"], ["Hold", "h"]];
let cards = new Map();
function flights() {
  const list = $("air");
  const old = cards;
  cards = new Map();
  for (const f of air()) {
    const key = [f.id, f.copies, f.held, f.label].join();
    cards.set(key, old.get(key) || card(f));
  }
  if (!cards.size) cards.set("none", old.get("none") || el("li", "No packet is under way.", { class: "play-none" }));
  old.forEach((li, key) => cards.has(key) || li.remove());
  [...cards.values()].forEach((li, i) => li === list.children[i] || list.insertBefore(li, list.children[i] || null));
}

function card(f) {
  const li = el("li", "", { "data-id": f.id });
  const text = el("p", "", { class: "play-packet" });
  text.append(el("span", f.from === "client" ? "client → server" : "server → client", { class: "play-way" }), el("span", f.label, { class: "play-label" }));
  const more = [f.copies > 1 ? f.copies + " copies" : "", f.held ? "held back" : "", f.forged && !nobody(f.from) ? "forged" : ""].filter(Boolean);
  if (more.length) text.append(el("span", more.join(", "), { class: "play-facts" }));
  const row = el("div", "", { class: "play-hands" });
  for (const [name, letter] of HANDLE) {
    const text = name === "Hold" && f.held ? "Let go" : name;
    row.append(button(text, name + ":" + f.id, name === "Deliver" ? () => deliver(f) : () => step(letter + f.id),
      { "aria-label": text + " " + f.label + " to the " + other(f.from) }));
  }
  li.append(text, row);
  return li;
}

function log() {
  const list = $("log");
  if (!$("words").open) return;
  if (!logged) list.replaceChildren();
  while (list.lastChild && list.lastChild.dataset.step >= steps()) list.lastChild.remove();
  logged = Math.min(logged, steps());
  const by = new Map(), end = Math.min(steps(), logged + PIECE);
  for (const e of view.seen) if (e.step >= logged && e.step < end) by.has(e.step) ? by.get(e.step).push(e) : by.set(e.step, [e]);
  for (const [step, events] of by) {
    const li = el("li", "", { "data-step": step });
    li.append(el("span", secs(events[0].at) + " ", { class: "play-facts" }), told(events) + " ", ruleLinks(view.rules[step] || []));
    list.append(li);
  }
  logged = end;
  goOn(log, end < steps());
}

// The ladder: time runs down, a packet goes from where it was sent to where it arrived

function svg(name, props, text) {
  const e = document.createElementNS(SVG, name);
  for (const [k, v] of Object.entries(props)) e.setAttribute(k, v);
  if (text !== undefined) e.textContent = text;
  return e;
}

// It is drawn in sections, so that the browser lays out the last one only; a packet that began in an earlier one reaches out of its own.
const SECTION = 50;
const LAYERS = ["shafts", "marks", "texts"];

function blank(width) {
  const d = { width, x: { client: 54, server: width - 54 }, y: 40, time: "", rungs: [], sections: [], sent: new Map() };
  $("ladder").replaceChildren();
  const { texts } = section(d, 0, 0);
  for (const who of ["client", "server"]) texts.append(svg("text", { class: "ladder-name", x: d.x[who], y: 16, "text-anchor": "middle" }, who));
  return d;
}

function section(d, top, first) {
  const one = { top, first, picture: svg("svg", { class: "ladder", width: d.width }) };
  for (const layer of ["poles", "shafts", "air", "marks", "texts"]) one.picture.append((one[layer] = svg("g", {})));
  for (const who of ["client", "server"]) one.poles.append(svg("path", { class: "ladder-line" }));
  d.sections.push(one);
  $("ladder").append(one.picture);
  return one;
}

const last = () => drawn.sections[drawn.sections.length - 1];

/** Ends the last section here, for now or for good. */
function close(bottom) {
  const d = drawn, { picture, poles, top } = last();
  picture.setAttribute("height", bottom - top);
  picture.setAttribute("viewBox", `0 ${top} ${d.width} ${bottom - top}`);
  ["client", "server"].forEach((who, i) => poles.children[i].setAttribute("d", `M${d.x[who]} ${top || 24}V${bottom}`));
}

/** Draws what is new below what is drawn, and takes away what was taken back. */
function ladder() {
  const width = Math.max(240, Math.min(640, Math.floor(room || 560)));
  if (!drawn || drawn.width !== width) drawn = blank(width);
  const d = drawn;
  last().air.replaceChildren();
  if (d.rungs.length > view.seen.length) cut(view.seen.length);
  const { seen } = view, from = d.rungs.length, end = Math.min(seen.length, from + PIECE);
  let first = from, until = end;
  while (first && first < seen.length && seen[first - 1].step === seen[from].step) first--;
  while (until && until < seen.length && seen[until].step === seen[until - 1].step) until++;
  const answers = atOnce(seen.slice(first, until));
  for (const e of seen.slice(from, end)) {
    const count = d.rungs.push({ y: d.y, time: d.time, sections: d.sections.length, drawn: LAYERS.map((layer) => last()[layer].childElementCount) });
    if (count - last().first > SECTION) {
      close(d.y);
      section(d, d.y, count - 1);
    }
    if (answers.get(e.step) !== e) rung(e, answers.get(e.step));
  }
  const { air: way } = last();
  if (end === seen.length) for (const f of air()) arrow(way, way, f.from, d.sent.get(f.id), Math.max(d.y, d.sent.get(f.id) + 8), 0.6, "ladder-shaft ladder-under-way");
  close(d.y + 16);
  goOn(ladder, end < seen.length);
}

/** Leaves as many rungs as are said. */
function cut(count) {
  const { y, time, sections, drawn: left } = drawn.rungs[count];
  Object.assign(drawn, { y, time });
  while (drawn.sections.length > sections) drawn.sections.pop().picture.remove();
  LAYERS.forEach((layer, i) => { while (last()[layer].childElementCount > left[i]) last()[layer].lastChild.remove(); });
  drawn.rungs.length = count;
}

/** What a call answers at once stands with the call; a step has one call at most. */
function atOnce(events) {
  const calls = new Map(), answers = new Map();
  for (const e of events) {
    const c = calls.get(e.step);
    if (e.kind === "called") calls.set(e.step, e);
    else if (e.kind === "returned" && c && c.socket === e.socket && c.text === e.text && !answers.has(e.step)) answers.set(e.step, e);
  }
  return answers;
}

/** Draws one thing that happened. */
function rung(e, answer) {
  const d = drawn, { shafts, marks, texts } = last();
  switch (e.kind) {
    case "sent":
    case "forged":
      clockAt(e.at);
      if (e.kind === "sent" || nobody(e.who)) label("", 3, e.who, e.label);
      else label("ladder-aside", 3, e.who, "forged: " + e.label);
      d.sent.set(e.packet, d.y + 10);
      // Where nobody sits it is there at once, and nothing more is said of it.
      if (nobody(other(e.who))) arrow(shafts, marks, e.who, d.y + 10, d.y + 20, 1, "ladder-shaft");
      d.y += nobody(other(e.who)) ? 34 : 26;
      break;
    case "arrived":
    case "lost":
      clockAt(e.at);
      arrow(shafts, marks, other(e.who), d.sent.get(e.packet), d.y, e.kind === "lost" ? 0.75 : 1, e.kind === "lost" ? "ladder-lost" : "ladder-shaft");
      d.y += 18;
      break;
    case "called":
    case "returned": {
      clockAt(e.at);
      const result = e.result || (e.kind === "called" && answer && answer.result);
      label("ladder-call", 4, e.who, code(e.text), result ? " → " + result : "");
      d.y += 19;
      break;
    }
    default: {
      const half = e.text.length * 3.2 + 7;
      marks.append(svg("rect", { class: "ladder-pill", x: d.x[e.who] - half, y: d.y - 9, width: 2 * half, height: 18, rx: 9 }));
      texts.append(svg("text", { class: "ladder-state", x: d.x[e.who], y: d.y + 4, "text-anchor": "middle" }, e.text));
      d.y += 24;
    }
  }
}

/** The end is shown even where there is no room for all. */
function label(cls, down, who, text, end = "") {
  const client = who === "client";
  // Calls are bold. What is cut stands in the list below in full.
  const room = Math.floor((drawn.width - 124) / (cls === "ladder-call" ? 6.9 : 6.1));
  const cut = text.length + end.length > room ? text.slice(0, room - end.length - 1) + "…" + end : text + end;
  last().texts.append(svg("text", { class: cls, x: drawn.x[who] + (client ? 8 : -8), y: drawn.y + down, "text-anchor": client ? "start" : "end" }, cut));
}

function clockAt(at) {
  const text = (at / 1e6).toFixed(3);
  if (text === drawn.time) return;
  drawn.time = text;
  // Days are made narrower, to fit beside the line.
  const narrow = text.length > 8 ? { textLength: 46, lengthAdjust: "spacingAndGlyphs" } : {};
  last().texts.append(svg("text", { class: "ladder-time", x: 0, y: drawn.y + 4, ...narrow }, text));
}

function arrow(shafts, marks, from, y1, y2, end, cls) {
  const { x } = drawn;
  const to = other(from), way = from === "client" ? 1 : -1;
  const x2 = end === 1 ? x[to] - way : x[from] + (x[to] - x[from]) * end;
  shafts.append(svg("path", { class: cls, d: `M${x[from]} ${y1}L${x2} ${y2}` }));
  const turn = Math.atan2(y2 - y1, x2 - x[from]) * 180 / Math.PI;
  if (cls !== "ladder-lost") marks.append(svg("path", { class: "ladder-head", d: `M${x2} ${y2}l-9 -4.5v9z`, transform: `rotate(${turn.toFixed(1)} ${x2} ${y2})` }));
  else marks.append(svg("path", { class: cls, d: `M${x2 - 5} ${y2 - 5}l10 10m0 -10l-10 10` }));
}

// Settings

const knobs = JSON.parse(allKnobs());
const ranges = JSON.parse(optionRanges());
knobs.forEach((k) => $("knobs").append(el("option", "", { value: k.word })));
let settingsShown = "";

function settings() {
  const seats = view.seats.split("~").slice(1, 3);
  if (settingsShown === seats.join("~")) return;
  settingsShown = seats.join("~");
  $("settings").replaceChildren(...seats.map((seat, i) => seatForm(seats, i)));
}

function reseat(seats) {
  const empty = "1~" + seats.join("~") + "~";
  const rest = view.steps.join(".");
  anew(() => {
    openScript(empty); // a value that cannot be is refused here
    try {
      openScript(empty + rest);
    } catch {
      BEGIN.open.forEach(one);
      throw new Error("With these settings the steps so far cannot be done. An open connection is shown instead.");
    }
  });
}

function seatForm(seats, i) {
  const who = i ? "server" : "client";
  const [head, ...changed] = seats[i].split(".");
  const box = el("div", "", { class: "play-seat" });
  const to = (parts) => { const all = [...seats]; all[i] = parts.join("."); reseat(all); };
  if (head[0] === "k") { box.append(el("p", "Nobody sits at the " + who + "'s side.")); return box; }
  const preset = el("select", "", { "data-key": "preset:" + who });
  [["r", "RFC 9293"], ["l", "Linux"]].forEach(([v, t]) => preset.append(el("option", t, { value: v })));
  preset.value = head[0];
  preset.addEventListener("change", () => to([preset.value + head.slice(1), ...changed]));
  const label = el("label", who + " ");
  label.append(preset);
  box.append(label);
  const list = el("ul");
  changed.forEach((c) => {
    const cut = c.indexOf("-");
    const li = el("li", c.slice(0, cut) + " = " + c.slice(cut + 1) + " ");
    li.append(button("Reset", "unset:" + who + c, () => to([head, ...changed.filter((d) => d !== c)]), { "aria-label": "Reset " + c.slice(0, cut) }));
    list.append(li);
  });
  const name = el("input", "", { list: "play-knobs", "aria-label": "Name of a setting of the " + who, placeholder: "tcp_fin_timeout", spellcheck: "false", autocomplete: "off" });
  const value = el("input", "", { type: "number", "aria-label": "Value" });
  const unit = el("span", "", { class: "play-facts" });
  name.addEventListener("input", () => {
    const k = knobs.find((x) => x.word === name.value);
    unit.textContent = k ? `${k.range} (RFC 9293 ${k.rfc9293}, Linux ${k.linux})` : "";
    if (k && !value.value) value.value = preset.value === "l" ? k.linux : k.rfc9293;
  });
  const set = button("Set", "set:" + who, () => to([head, ...changed.filter((c) => !c.startsWith(name.value + "-")), name.value + "-" + value.value]));
  box.append(list, name, " ", value, " ", set, unit);
  return box;
}

// Exercises

const KINDS = ["nothing", "ACK", "data", "FIN,ACK", "SYN,ACK", "RST"];
const kindOf = (label) => {
  const flags = label.replace(/^#\d+ /, "").split(" ")[0];
  return flags.includes("RST") ? "RST" : flags.includes("SYN") ? "SYN,ACK" : flags.includes("FIN") ? "FIN,ACK" : /len=/.test(label) ? "data" : "ACK";
};

function ask(f, go) {
  if (asked) return;
  asked = f;
  const box = $("quiz");
  box.hidden = false;
  const head = el("p", `${f.label} is about to reach the ${other(f.from)}. What will the ${other(f.from)} send at once?`, { id: "play-quiz-h", tabindex: "-1" });
  const row = el("div", "", { class: "play-hands", role: "group", "aria-labelledby": "play-quiz-h" });
  KINDS.forEach((kind) => row.append(button(kind, "quiz:" + kind, () => answer(kind, f, go))));
  box.replaceChildren(head, row);
  head.focus();
}

function answer(kind, f, go) {
  asked = null;
  const before = view.seen.length;
  go();
  const sent = view.seen.slice(before).filter((e) => e.kind === "sent" && e.who === other(f.from)).map((e) => e.label);
  const kinds = sent.length ? sent.map(kindOf) : ["nothing"];
  const right = kinds.includes(kind);
  score = [score[0] + (right ? 1 : 0), score[1] + 1];
  const what = sent.length ? "It sends " + sent.join(", and ") + "." : "It sends nothing.";
  $("quiz").replaceChildren(el("p", (right ? "Right. " : "No. ") + what, { tabindex: "-1", role: "status" }));
  $("quiz").firstChild.focus();
  $("score").textContent = score[0] + " of " + score[1] + " right.";
}

let order = null;
function shuffle() {
  const list = BEGIN[$("order-which").value];
  const kept = script();
  openScript(EMPTY);
  let first = 0;
  list.forEach((s) => { if (s === "|") { load(); first = view.packets.size; } else one(s); });
  load();
  const right = [...view.packets.values()].slice(first).map((f) => f.from + ": " + f.label);
  openScript(kept);
  load();
  order = { right, now: [...right] };
  do {
    for (let i = order.now.length - 1; i > 0; i--) {
      const j = Math.floor(Math.random() * (i + 1));
      [order.now[i], order.now[j]] = [order.now[j], order.now[i]];
    }
  } while (order.now.join() === right.join());
  $("order-check").hidden = false;
  $("order-says").textContent = "";
  orderShow();
}
function orderShow() {
  $("order").replaceChildren(...order.now.map((text, i) => {
    const li = el("li", text + " ");
    const move = (by) => {
      const to = i + by;
      [order.now[i], order.now[to]] = [order.now[to], order.now[i]];
      orderShow();
      const b = [...document.querySelectorAll("#play-order button")].find((x) => x.dataset.key === (by < 0 ? "up:" : "down:") + to && !x.disabled);
      (b || $("order-check")).focus();
      $("order-says").textContent = text + " is now number " + (to + 1) + ".";
    };
    const up = button("Up", "up:" + i, () => move(-1), { "aria-label": "Up: " + text });
    const down = button("Down", "down:" + i, () => move(1), { "aria-label": "Down: " + text });
    up.disabled = i === 0;
    down.disabled = i === order.now.length - 1;
    li.append(up, " ", down);
    return li;
  }));
}
function orderCheck() {
  const wrong = order.now.findIndex((t, i) => t !== order.right[i]);
  $("order-says").textContent = wrong < 0
    ? "Right: so the machine does it."
    : "Not yet: number " + (wrong + 1) + " is the first at the wrong place.";
}

// Keys and clicks

const KEYS = { n: next, r: run, t: timer, w: wait, u: undo, l: copyLink, d: "Deliver", x: "Drop", c: "Copy", h: "Hold" };
function onKey(e) {
  const field = e.target.closest("input, select, textarea");
  if (inWork() || e.ctrlKey || e.altKey || e.metaKey || (field && field.type !== "checkbox") || !$("keys").checked || asked) return;
  const what = KEYS[e.key];
  if (!what) return;
  e.preventDefault();
  if (typeof what === "function") return what();
  const li = e.target.closest("#play-air li") || document.querySelector("#play-air li[data-id]");
  const b = li && [...li.querySelectorAll("button")].find((x) => x.dataset.key.startsWith(what));
  if (b) b.click(); else say("No packet is under way.");
}

function forge(e) {
  e.preventDefault();
  const form = e.target;
  const flags = [...form.querySelectorAll("[name=f]:checked")].reduce((sum, b) => sum + Number(b.value), 0);
  act(() => playStep(forgedStep(form.elements.from.value, flags, Number(form.elements.seq.value) | 0, Number(form.elements.ack.value) | 0)));
}

function fromHash() {
  const m = /[#&]s=([^&]*)/.exec(location.hash);
  try {
    return m ? decodeURIComponent(m[1]) : "";
  } catch {
    return m[1]; // no script has a percent sign: it is refused like any other text
  }
}
function start() {
  document.getElementById("play").hidden = false;
  for (const [id, what] of Object.entries({ restart: () => restart($("begin").value), link: copyLink, next, run, timer, wait, undo, "order-go": shuffle, "order-check": orderCheck })) {
    $(id).dataset.key = id;
    $(id).addEventListener("click", what);
  }
  $("cancel").addEventListener("click", () => instead("Cancelled."));
  $("forge").addEventListener("submit", forge);
  $("predict").addEventListener("change", () => { asked = null; $("quiz").hidden = true; });
  try { $("keys").checked = localStorage.lastackKeys !== "off"; } catch { /* this browser keeps nothing */ }
  $("keys").addEventListener("change", () => { try { localStorage.lastackKeys = $("keys").checked ? "on" : "off"; } catch { /* nor here */ } });
  document.addEventListener("keydown", onKey);
  addEventListener("pagehide", write);
  addEventListener("hashchange", () => { const s = fromHash(); written = location.hash; if (s && s !== script()) open(s); });
  let width = 0;
  addEventListener("resize", () => { if (width !== innerWidth) { width = innerWidth; measure(); ladder(); } });
  $("words").addEventListener("toggle", log);
  written = location.hash;
  const given = fromHash();
  if (given) open(given); else restart("open");
}
start();
})();
