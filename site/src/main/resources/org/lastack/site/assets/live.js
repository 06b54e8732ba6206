// Makes the blocks of a lesson live, on pages that ./lastack site --serve serves: they can be changed and run. From disk it does
// nothing, and the page says how to get this.
"use strict";
(() => {
  const note = document.querySelector(".live-note");
  if (!document.querySelector('meta[name="lastack-served"]') || !note) return;
  const token = key();

  /** What stood in the address that the server printed; site.js keeps it. */
  function key() {
    try { return localStorage.getItem("lastack.key"); } catch { return null; }
  }

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  if (!token) {
    note.replaceChildren("To change blocks and run them, open the address that ", element("code", {}, "./lastack site --serve"),
      " printed when it started: it has a key in it, since every user of this machine can read this page.");
    return;
  }

  // What is asked of the server.

  class Refused extends Error {
    constructor(status, message) {
      super(message);
      this.status = status;
    }
  }

  async function call(name, body = {}, keepalive = false) {
    let answer;
    try {
      answer = await fetch("/api/" + name, {
        method: "POST", body: JSON.stringify(body), keepalive,
        headers: { "Content-Type": "application/json", "X-Lastack-Token": token },
      });
    } catch {
      throw new Refused(0, "The server does not answer. Start ./lastack site --serve again, and open the address that it prints.");
    }
    const said = await answer.json();
    if (!answer.ok) throw new Refused(answer.status, capital(said.error) + ".");
    return said;
  }

  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  let opening = null;

  /** Opens the room of this page when it is first needed, since its JVM takes a second to start. */
  function room() {
    opening ??= call("open").then((said) => said.room);
    opening.catch(() => { opening = null; });
    return opening;
  }

  function leave() {
    // Not sendBeacon, which cannot carry the token.
    opening?.then((name) => call("close", { room: name }, true)).catch(() => {});
    forgetRoom();
  }

  function forgetRoom() {
    opening = null;
    blocks.forEach((block) => { block.done = false; });
  }

  // What comes back is inserted element by element, and only what is known to be harmless.

  const ELEMENTS = new Set(("pre figure figcaption a details summary " +
    "svg g path line polyline polygon rect circle ellipse text tspan title desc defs marker").split(" "));
  const ATTRIBUTES = new Set(("class role aria-label aria-hidden viewBox width height x y x1 y1 x2 y2 cx cy r rx ry dx dy d points " +
    "transform text-anchor textLength lengthAdjust dominant-baseline stroke stroke-width stroke-dasharray fill font-size font-weight data-mask data-script").split(" "));
  const PLAYGROUND = /^\.\.\/playground\.html#s=[\w.~-]*$/;

  function harmless(node) {
    if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || !ELEMENTS.has(node.localName)) return "";
    const made = document.createElementNS(node.namespaceURI, node.localName);
    for (const { name, value } of node.attributes) {
      const link = name === "href" && node.localName === "a" && PLAYGROUND.test(value);
      if (link || (ATTRIBUTES.has(name) && !/url\s*\(/i.test(value))) made.setAttribute(name, value);
    }
    made.append(...[...node.childNodes].map(harmless));
    return made;
  }

  function insert(place, html) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    place.replaceChildren(...[...parsed.body.childNodes].map(harmless));
    for (const each of place.querySelectorAll("pre, .drawing")) {
      if (each.scrollWidth > each.clientWidth + 1) each.tabIndex = 0;
    }
  }

  // What differs from what the page recorded.

  /** The lines of both texts, each with " ", "-" or "+" before it: the longest common subsequence. */
  function compare(before, after) {
    const a = before.split("\n"), b = after.split("\n");
    const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) {
        length[i][j] = a[i] === b[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
      }
    }
    const lines = [];
    for (let i = 0, j = 0; i < a.length || j < b.length;) {
      if (i < a.length && j < b.length && a[i] === b[j]) { lines.push([" ", a[i++]]); j++; }
      else if (j >= b.length || (i < a.length && length[i + 1][j] >= length[i][j + 1])) lines.push(["-", a[i++]]);
      else lines.push(["+", b[j++]]);
    }
    return lines;
  }

  const MOST_LINES = 400;

  function difference(before, after) {
    if (Math.max(before.split("\n").length, after.split("\n").length) > MOST_LINES) return null;
    const pre = element("pre", { class: "diff" });
    for (const [sign, line] of compare(before, after)) {
      const kind = { "-": "del", "+": "ins", " ": "span" }[sign];
      pre.append(element(kind, {}, sign + " " + line), "\n");
    }
    return element("details", { class: "differs" }, element("summary", {}, "What differs from the page"), pre);
  }

  // A block.

  const KEYWORDS = "abstract boolean break byte case catch char class continue default do double else enum extends false final " +
    "finally float for if implements import instanceof int interface long new null package private protected public record return " +
    "short static super switch this throw throws true try var void while yield";
  const TOKEN = new RegExp(String.raw`(?<tc>\/\/[^\n]*|\/\*[^]*?\*\/)` +
    String.raw`|(?<ts>"""[^]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(?<tn>\b\d[\d_]*(?:\.\d+)?[LlFfDd]?\b)` +
    `|\\b(?<tk>${KEYWORDS.replaceAll(" ", "|")})\\b`, "g");

  /** Colours Java as the pages do. */
  function paint(code, source) {
    code.replaceChildren();
    let from = 0;
    for (const token of source.matchAll(TOKEN)) {
      const kind = Object.keys(token.groups).find((name) => token.groups[name] !== undefined);
      code.append(source.slice(from, token.index), element("span", { class: kind }, token[0]));
      from = token.index + token[0].length;
    }
    // The space makes the last line as high as the others when it is empty.
    code.append(source.slice(from), " ");
  }

  const shownText = (place) => [...place.querySelectorAll("pre")].map((pre) => pre.textContent).join("");

  class Block {
    constructor(section) {
      this.section = section;
      this.number = section.dataset.block;
      this.kind = section.dataset.kind;
      this.code = section.querySelector("pre.code code");
      this.original = this.code.textContent;
      this.shown = section.querySelector(".shown");
      this.recorded = [...this.shown.childNodes];
      this.recordedText = shownText(this.shown);
      this.mask = this.shown.querySelector("pre[data-mask]")?.dataset.mask;
      this.done = false;
      this.runs = false;
      this.name = "Block " + this.number;
      if (this.kind !== "check") this.edit();
      this.bar();
    }

    /** What the block may run for; the page says it. */
    get seconds() { return Number(this.section.dataset.seconds) || 10; }

    get source() { return this.editor ? this.editor.value : this.original; }

    edit() {
      const pre = this.code.parentElement;
      pre.setAttribute("aria-hidden", "true");
      this.editor = element("textarea", {
        class: "editor", rows: "1", spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off",
        "aria-label": this.name + ": Java. Ctrl+Enter runs it.", "aria-keyshortcuts": "Control+Enter",
      });
      this.editor.value = this.original;
      const box = element("div", { class: "edit" });
      pre.replaceWith(box);
      box.append(pre, this.editor);
      paint(this.code, this.original);
      this.editor.addEventListener("input", () => this.changed());
      this.editor.addEventListener("scroll", () => { pre.scrollLeft = this.editor.scrollLeft; });
      this.editor.addEventListener("focus", () => room().catch(() => {}), { once: true });
      this.editor.addEventListener("keydown", (event) => this.key(event));
    }

    key(event) {
      if (event.key !== "Enter" || event.altKey || event.isComposing) return;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        run(this);
      }
    }

    changed() {
      paint(this.code, this.editor.value);
      this.restore.hidden = this.editor.value === this.original;
    }

    bar() {
      const words = this.kind === "check" ? "Check" : "Run";
      this.start = button(words, () => run(this), { "aria-label": words + " block " + this.number });
      this.stop = button("Stop", stop, { hidden: "", "aria-label": "Stop block " + this.number });
      this.restore = button("Undo my changes", () => this.asItWas(), { hidden: "", "aria-label": "Undo my changes of block " + this.number });
      this.said = element("span", { class: "said" });
      this.section.insertBefore(element("div", { class: "run-bar" }, this.start, this.stop, this.restore, this.said), this.shown);
    }

    asItWas() {
      this.editor.value = this.original;
      this.changed();
      this.editor.focus();
      say(this, "The text is as it was.");
    }

    /** As when the page was opened. */
    reset() {
      if (this.editor && this.editor.value !== this.original) {
        this.editor.value = this.original;
        this.changed();
      }
      this.done = false;
      this.shown.replaceChildren(...this.recorded);
      this.say("", "");
    }

    running(now) {
      this.runs = now;
      this.section.classList.toggle("running", now);
      this.start.setAttribute("aria-disabled", now);
      const focused = document.activeElement === this.stop;
      this.stop.hidden = !now;
      if (focused && !now) this.start.focus();
    }

    say(words, how) {
      this.said.textContent = words;
      this.section.dataset.how = how;
    }

    /** Shows what came, and returns in words how it is. */
    take(answer) {
      insert(this.shown, answer.html);
      if (this.kind === "check") return this.verdict(answer);
      const failed = answer.end !== "done" && this.kind !== "fails";
      this.done = answer.kept && !failed;
      const differs = !failed && this.recordedText !== "" && this.masked(answer.shown) !== this.masked(this.recordedText);
      if (differs) this.shown.append(difference(this.recordedText.trimEnd(), answer.shown.trimEnd()) ?? "");
      if (failed) return [ENDS[answer.end] + (answer.kept ? "" : " The next run begins with the blocks before it."), "bad"];
      if (this.recordedText === "") return ["Done.", "good"];
      return differs ? ["Done: not the same as on the page.", "other"] : ["Done: the same as on the page.", "good"];
    }

    verdict(answer) {
      return answer.shown === "true\n" ? ["Right. Compare with the solution below.", "good"]
        : [answer.shown === "false\n" ? "Not yet: this is false." : "Not yet.", "bad"];
    }

    masked(text) {
      const plain = text.trimEnd();
      try {
        return this.mask ? plain.replace(new RegExp(this.mask, "g"), "…") : plain;
      } catch {
        return plain;
      }
    }
  }

  const ENDS = {
    not_compiled: "It does not compile.", thrown: "An exception ended it.", overrun: "It was stopped.", exited: "The JVM ended.",
  };

  function button(words, action, attributes = {}) {
    const made = element("button", { type: "button", ...attributes }, words);
    made.addEventListener("click", action);
    return made;
  }

  const live = element("p", { class: "unseen", role: "status" });

  /** For eyes beside the block, for ears at once. */
  function say(block, words, how = "") {
    block.say(words, how);
    live.textContent = block.name + ": " + words;
  }

  // Running.

  const blocks = [...document.querySelectorAll(".block[data-block]")].map((section) => new Block(section));
  let busy = null;

  /** What must have run before a block: the lesson is one text, and later blocks use what earlier ones declared. */
  function before(block) {
    const kinds = block.kind === "kernel" ? ["run", "fails", "kernel"] : ["run", "fails"];
    const earlier = blocks.slice(0, blocks.indexOf(block));
    const needed = earlier.filter((each) => kinds.includes(each.kind) && !each.done);
    if (block.kind === "check") needed.push(earlier.filter((each) => each.kind === "exercise").pop());
    return needed;
  }

  async function run(block) {
    if (busy) {
      say(busy, "This one runs. Stop it first, or wait.");
      return;
    }
    busy = block;
    try {
      await runWithWhatItNeeds(block);
    } catch (refused) {
      say(block, refused.message, "bad");
    } finally {
      busy = null;
    }
  }

  async function runWithWhatItNeeds(block) {
    const name = await room();
    try {
      for (const each of [...before(block), block]) {
        busy = each;
        const [words, how] = await one(each, name);
        say(each, words, how);
        if (each !== block && how === "bad") {
          say(block, each.name + " comes before it, and did not end well.", "bad");
          return;
        }
      }
    } catch (refused) {
      if (refused.status !== 404) throw refused;
      // It was closed while nobody used it, or by another page that needed its place.
      forgetRoom();
      await runWithWhatItNeeds(block);
    }
  }

  async function one(block, name) {
    block.running(true);
    const clock = tick(block, name);
    block.say("Runs.", "");
    try {
      const kernel = block.kind === "kernel";
      const answer = await call("run", { room: name, source: block.source, seconds: block.seconds, kernel });
      if (!answer.kept) blocks.forEach((each) => { each.done = false; });
      return block.take(answer);
    } finally {
      clearInterval(clock);
      block.running(false);
    }
  }

  /** Says each second how long the block has run. One that needs the kernel may have to wait for others who use it. */
  function tick(block, name) {
    let start = performance.now(), waited = false;
    const clock = setInterval(async () => {
      const waits = block.kind === "kernel" && await call("waits", { room: name }).then((said) => said.waits, () => false);
      if (!block.runs) return; // it has ended meanwhile
      if (waits) {
        start = performance.now();
        const words = "Another lastack uses the kernel; this block waits for it.";
        if (!waited) say(block, words);
        waited = true;
      } else {
        block.say("Runs for " + Math.round((performance.now() - start) / 1000) + " s.", "");
      }
    }, 1000);
    return clock;
  }

  async function stop() {
    try {
      await call("stop", { room: await room() });
    } catch (refused) {
      live.textContent = refused.message;
    }
  }

  async function reset() {
    const changed = blocks.some((each) => each.source !== each.original);
    if (changed && !confirm("Reset the lesson? What you wrote into its blocks is lost.")) return;
    try {
      if (opening) await call("reset", { room: await room() });
    } catch {
      forgetRoom();
    }
    blocks.forEach((each) => each.reset());
    live.textContent = "The lesson is as it was when you opened it.";
    hint.textContent = live.textContent;
  }

  const hint = element("span", { class: "said" });
  note.classList.add("on");
  note.replaceChildren("This lesson is live: change a block and run it with its button, or with ", element("kbd", {}, "Ctrl"), "+",
    element("kbd", {}, "Enter"), ". The blocks before it run first. It is Java of your own on your own machine: ",
    element("a", { href: "../safety.html" }, "what that means"), ". ", button("Reset lesson", reset), hint);
  note.after(live);
  addEventListener("pagehide", leave);
})();
