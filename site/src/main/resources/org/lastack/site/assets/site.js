// What every page does: colours that the reader chose, search, progress. Reading needs none of it.
"use strict";
(() => {
  const root = document.documentElement;
  const THEMES = ["system", "light", "dark"];

  const keep = {
    get(name) { try { return localStorage.getItem("lastack." + name); } catch { return null; } },
    set(name, value) { try { localStorage.setItem("lastack." + name, value); } catch { /* a browser that keeps nothing */ } },
    drop(name) { try { localStorage.removeItem("lastack." + name); } catch { /* the same */ } },
  };

  // The address that ./lastack site --serve prints has a key behind the #, which browsers send nowhere. It makes lessons live.

  /** Keeps the key that the address has, once the server knows it: a link from anywhere may have another one. */
  async function takeKey() {
    const key = /^#key=([\w-]+)$/.exec(location.hash)?.[1];
    if (!key) return;
    history.replaceState(null, "", location.pathname);
    if (location.protocol !== "http:" || key === keep.get("key")) return; // from disk there is nobody to ask
    const answer = await fetch("/api/key", { method: "POST", body: "{}", keepalive: true, headers: { "X-Lastack-Token": key } });
    if (!answer.ok) return;
    keep.set("key", key);
    // A lesson that was opened without it becomes live.
    if (document.querySelector(".live-note")) location.reload();
  }
  const take = () => takeKey().catch(() => { /* the server has ended: there is nothing to be live with */ });
  take();
  addEventListener("hashchange", take);

  function paint(theme) {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  }
  paint(keep.get("theme"));

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function themeSwitch() {
    const button = document.querySelector("button.theme");
    const say = (theme) => {
      const words = theme === "system" ? "Colours: as the system has them" : "Colours: " + theme;
      button.setAttribute("aria-label", words);
      button.title = words;
    };
    let now = THEMES.includes(keep.get("theme")) ? keep.get("theme") : "system";
    say(now);
    button.hidden = false;
    button.addEventListener("click", () => {
      // The first press must change something that can be seen.
      const dark = matchMedia("(prefers-color-scheme: dark)").matches;
      const order = dark ? ["system", "light", "dark"] : ["system", "dark", "light"];
      now = order[(order.indexOf(now) + 1) % order.length];
      keep.set("theme", now);
      paint(now);
      say(now);
    });
  }

  // Search: both scripts come when somebody searches for the first time.

  const up = () => document.body.dataset.up;
  const KINDS = {
    lesson: "Lesson", playground: "Playground", rule: "Rule", stack: "Stack", claim: "Claims", state: "States", knob: "Knob",
    glossary: "Glossary", guide: "Guide", home: "Home",
  };
  const MOST = 12;
  let engine = null;

  function load(name) {
    return new Promise((done, failed) => {
      const script = element("script", { src: up() + "assets/" + name });
      script.addEventListener("load", done);
      script.addEventListener("error", () => failed(new Error(name)));
      document.head.append(script);
    });
  }

  async function index() {
    if (engine) return engine;
    await Promise.all([load("minisearch.js"), load("search-index.js")]);
    engine = new MiniSearch({
      fields: ["title", "page", "text"],
      storeFields: ["title", "page", "text", "href", "kind"],
      // A rule or a state is found as it is written, and by its parts.
      tokenize: (text) => text.toLowerCase().match(/[\p{L}\p{N}_]+(?:-[\p{L}\p{N}_]+)*/gu)?.flatMap(
        (word) => word.includes("-") ? [word, ...word.split("-")] : [word]) ?? [],
      processTerm: (term) => term,
      searchOptions: { boost: { title: 4, page: 2 }, prefix: true, fuzzy: (term) => (term.length > 5 ? 0.15 : false), combineWith: "AND" },
    });
    engine.addAll(window.lastackSearchIndex);
    return engine;
  }

  /** The words around the first hit, with every hit marked. */
  function excerpt(text, terms) {
    const lower = text.toLowerCase();
    const hits = terms.map((term) => lower.indexOf(term)).filter((at) => at >= 0);
    const first = hits.length ? Math.max(0, Math.min(...hits) - 50) : 0;
    const from = first === 0 ? 0 : text.indexOf(" ", first) + 1;
    const piece = text.slice(from, from + 220);
    const made = element("span", { class: "text" }, from > 0 ? "… " : "");
    const safe = terms.map((term) => term.replace(/[^\p{L}\p{N}_-]/gu, "")).filter((term) => term.length > 1);
    if (!safe.length) {
      made.append(piece);
      return made;
    }
    piece.split(new RegExp("(?<![\\p{L}\\p{N}])(" + safe.join("|") + ")", "iu")).forEach((part, i) => {
      made.append(i % 2 ? element("mark", {}, part) : part);
    });
    return made;
  }

  function result(hit) {
    const where = KINDS[hit.kind] + (hit.page === hit.title || hit.page === KINDS[hit.kind] ? "" : " · " + hit.page);
    return element("li", {}, element("a", { href: up() + hit.href },
      element("span", { class: "what" }, hit.title), element("span", { class: "where" }, where), excerpt(hit.text, hit.terms)));
  }

  function searchDialog() {
    const input = element("input", { type: "search", "aria-label": "Search", placeholder: "A state, a rule, a setting, a word", autocomplete: "off", spellcheck: "false" });
    const close = element("button", { type: "button" }, "Close");
    const say = element("p", { class: "search-say", role: "status" });
    const list = element("ol");
    const dialog = element("dialog", { class: "search", "aria-label": "Search the site" }, element("div", { class: "search-row" }, input, close), say, list);
    document.body.append(dialog);

    async function search() {
      const words = input.value.trim();
      let found = [];
      try {
        found = words ? (await index()).search(words) : [];
      } catch (e) {
        say.textContent = "The index cannot be read: " + e.message + ".";
        return;
      }
      if (words !== input.value.trim()) return;
      list.replaceChildren(...found.slice(0, MOST).map(result));
      say.textContent = !words ? "" : found.length === 0 ? "Nothing has all of these words."
        : found.length > MOST ? "The first " + MOST + " of " + found.length + "." : found.length + " found.";
    }

    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const stops = [input, ...list.querySelectorAll("a")];
      const next = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      if (stops[next]) stops[next].focus();
      event.preventDefault();
    });
    input.addEventListener("input", search);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") list.querySelector("a")?.click();
    });
    close.addEventListener("click", () => dialog.close());
    list.addEventListener("click", (event) => { if (event.target.closest("a")) dialog.close(); });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    return () => {
      dialog.showModal();
      input.select();
      index().catch(() => {});
    };
  }

  function searching() {
    const button = document.querySelector("button.search-open");
    let open = null;
    const show = () => (open ??= searchDialog())();
    button.hidden = false;
    button.addEventListener("click", show);
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest?.("input, textarea, select, [contenteditable], dialog");
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        show();
      }
    });
  }

  // Progress: which lessons were begun and which were read to the end. It stays in this browser.

  function progress() {
    try { return JSON.parse(keep.get("lessons") ?? "{}"); } catch { return {}; }
  }

  function lessonSeen() {
    const lesson = document.querySelector("[data-lesson]");
    if (!lesson) return;
    const mark = (how) => {
      const all = progress();
      if (all[lesson.dataset.lesson] === "read") return;
      all[lesson.dataset.lesson] = how;
      keep.set("lessons", JSON.stringify(all));
      keep.set("latest", lesson.dataset.lesson);
    };
    mark("begun");
    const end = document.querySelector(".pager");
    new IntersectionObserver((seen) => { if (seen.some((each) => each.isIntersecting)) mark("read"); }).observe(end);
    sections(lesson);
  }

  /** The section that is being read, in the list of sections. */
  function sections(lesson) {
    const links = new Map([...lesson.querySelectorAll(".toc a")].map((a) => [a.hash.slice(1), a]));
    const heads = [...lesson.querySelectorAll("h2[id]")];
    let now = null;
    const look = () => {
      const above = heads.filter((head) => head.getBoundingClientRect().top < innerHeight / 3);
      const link = above.length ? links.get(above[above.length - 1].id) : null;
      if (link === now) return;
      now?.removeAttribute("aria-current");
      link?.setAttribute("aria-current", "true");
      now = link;
    };
    addEventListener("scroll", look, { passive: true });
    look();
  }

  /** The track that the reader has chosen, by a link of it: only what is next on that is offered, where the track goes on. */
  function tracks() {
    for (const link of document.querySelectorAll("[data-track-link]")) {
      link.addEventListener("click", () => keep.set("track", link.dataset.trackLink));
    }
    const nexts = [...document.querySelectorAll(".pager .next")];
    const mine = nexts.find((next) => next.dataset.track && next.dataset.track === keep.get("track"));
    for (const next of nexts) next.hidden = keep.get("track") !== null && (mine ? next !== mine : next.dataset.track !== "");
  }

  function showProgress() {
    const all = progress();
    for (const item of document.querySelectorAll("[data-progress]")) {
      const how = all[item.dataset.progress];
      if (how) {
        item.textContent = how === "read" ? "✓ read" : "begun";
        item.classList.toggle("begun", how !== "read");
      }
    }
    const forget = document.querySelector("button.forget");
    if (forget && Object.keys(all).length) {
      forget.hidden = false;
      forget.addEventListener("click", () => {
        keep.drop("lessons");
        keep.drop("latest");
        keep.drop("track");
        location.reload();
      });
    }
    const latest = document.querySelector("a.continue");
    const link = latest && document.querySelector('[data-lesson-link="' + keep.get("latest") + '"]');
    if (link && all[keep.get("latest")] === "begun") {
      latest.href = link.getAttribute("href");
      latest.hidden = false;
    }
  }

  /** What scrolls can be scrolled by keyboard. */
  function scrollers() {
    const watch = new ResizeObserver((changes) => {
      for (const { target } of changes) {
        if (target.scrollWidth > target.clientWidth + 1) target.tabIndex = 0;
        else target.removeAttribute("tabindex");
      }
    });
    document.querySelectorAll("pre:not([aria-hidden]), .drawing").forEach((each) => watch.observe(each));
  }

  document.addEventListener("DOMContentLoaded", () => {
    themeSwitch();
    searching();
    lessonSeen();
    showProgress();
    tracks();
    scrollers();
  });
})();
