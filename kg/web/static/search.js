/* Answers while you type: a combobox over a list (WAI-ARIA Authoring Practices, "Combobox", with a list that filters). */

import { addressOf } from "./addresses.js";

const KINDS = ["paper", "author", "method", "model", "dataset", "benchmark", "metric", "task", "result"];
const SHOWN = 9;
const PAUSE = 25; // milliseconds before the next question while one is out
const KEPT = 200;

/** Make an input with a form around it answer at once; the form stays what Enter does where nothing is chosen. */
export function enhance(input) {
  const kinds = JSON.parse(input.dataset.kinds);
  const matches = JSON.parse(input.dataset.matches);
  const answers = new Map();
  const list = document.createElement("ul");
  list.id = "found";
  list.className = "found";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.list);
  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("role", "status");
  input.after(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  let chosen = -1;
  let asking = null;
  let timer = 0;
  let shown = "";
  let composing = false;

  const options = () => [...list.querySelectorAll("[role=option]")];

  const open = (wanted) => {
    list.hidden = !wanted;
    input.setAttribute("aria-expanded", String(wanted));
    if (!wanted) choose(-1);
  };

  const choose = (place) => {
    chosen = place;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    const option = options()[place];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };

  const piece = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };

  const optionOf = (hit, place) => {
    const option = document.createElement("li");
    option.id = "found-" + place;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.address = addressOf(hit);
    option.append(piece("small", "kind", kinds[hit.kind] ?? hit.kind), piece("span", "label", hit.label));
    if (hit.matched !== hit.label) option.append(piece("small", "matched", matches[hit.match] + ": " + hit.matched));
    return option;
  };

  const show = (text, hits) => {
    shown = text;
    const before = options()[chosen]?.dataset.address; // chosen while this answer was on its way
    list.replaceChildren(...hits.map(optionOf));
    status.textContent = hits.length ? "" : input.dataset.none;
    choose(options().findIndex((option) => option.dataset.address === before));
    open(hits.length > 0);
  };

  const ask = async (text) => {
    forget();
    if (answers.has(text)) return show(text, answers.get(text));
    const own = new AbortController();
    asking = own;
    const parameters = new URLSearchParams([["q", text], ["limit", SHOWN], ...KINDS.map((kind) => ["kind", kind])]);
    try {
      const answer = await fetch("/api/search?" + parameters, { signal: own.signal });
      if (!answer.ok) return open(false);
      const hits = await answer.json();
      if (answers.size > KEPT) answers.clear();
      answers.set(text, hits);
      if (input.value.trim() === text) show(text, hits);
    } catch (error) {
      if (error.name !== "AbortError") open(false);
    } finally {
      if (asking === own) asking = null;
    }
  };

  const forget = () => {
    asking?.abort();
    asking = null;
  };

  const typed = () => {
    const text = input.value.trim();
    clearTimeout(timer);
    choose(-1);
    if (!text) {
      forget();
      open(false);
    } else if (asking && !answers.has(text)) timer = setTimeout(ask, PAUSE, text);
    else ask(text);
  };

  const go = (option) => location.assign(option.dataset.address);

  input.addEventListener("input", typed);
  input.addEventListener("compositionstart", () => (composing = true));
  input.addEventListener("compositionend", () => (composing = false));
  input.addEventListener("focus", () => {
    if (input.value.trim() === shown && list.children.length) open(true);
  });
  input.addEventListener("blur", () => setTimeout(open, 150, false));
  input.addEventListener("keydown", (event) => {
    const last = options().length - 1;
    if (event.isComposing || composing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      open(false);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (last < 0) return;
      event.preventDefault();
      if (list.hidden) open(true);
      const next = event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? last : chosen - 1;
      choose(next > last ? -1 : next);
    } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      event.preventDefault();
      go(options()[chosen]);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(option);
  });
  document.addEventListener("keydown", (event) => {
    const elsewhere = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || elsewhere) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  open(false);
}
