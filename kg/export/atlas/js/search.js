/* Search in everything: one folded text of all names, a line for each thing, asked anew at every keystroke. */

import { byId, el, say, state } from "./state.js";
import { number, t } from "./words.js";

const SHOWN = 12;
let text = "";
let lines = null;
let found = [];
let active = -1;

const INITIALS = Array.from("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ");
const VOWELS = "ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ".split(" ");
const FINALS = "ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ".split(" ");

/** The key strokes of a Hangul letter (conjoining jamo: The Unicode Standard, section 3.12). */
function strokes(letter) {
  const code = letter.charCodeAt(0);
  return (code < 0x1161 ? INITIALS[code - 0x1100] : code < 0x11a8 ? VOWELS[code - 0x1161] : FINALS[code - 0x11a8]) ?? letter;
}

/**
 * Case, accents and hyphens do not count, nor how Hangul is composed: it stands as the keys that type it, so that what is
 * typed half ("지시", on the way to "지식") begins what it becomes.
 */
export const fold = (name) => name.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[-_‐‑–·]/g, " ").replace(/[\u1100-\u11ff]/g, strokes);

function index() {
  if (lines) return;
  const { world } = state;
  const names = world.label.map((label, i) => {
    if (i < world.papers) return label + "\t" + world.ids[i];
    const alias = i < world.firstAuthor ? world.aliases[i - world.papers] : "";
    return alias ? label + "\t" + alias : label;
  });
  text = "\n" + fold(names.join("\n")) + "\n";
  lines = new Int32Array(world.count + 1);
  for (let i = 0, at = 0; i <= world.count; i += 1) {
    lines[i] = at;
    at = text.indexOf("\n", at + 1);
  }
}

/** Done when nothing else is to do, so that the first keystroke finds it ready. */
export const prepareSearch = () => (window.requestIdleCallback ?? setTimeout)(index);

/** How well a line matches: 3 a whole name, 2 its beginning, 1 beginnings of words, 0 anywhere. */
function quality(line, whole, words) {
  const at = line.indexOf(whole);
  if (at >= 0) {
    const begins = at === 0 || line[at - 1] === "\t";
    const after = line[at + whole.length];
    if (begins) return after === undefined || after === "\t" ? 3 : 2;
    if (line[at - 1] === " ") return 1;
  }
  return words.length > 1 && words.every((word) => line.startsWith(word) || line.includes(" " + word)) ? 1 : 0;
}

/** Among things that match equally well: short names before long ones, known ones before others. */
function fame(world, i, length) {
  const known = i < world.papers ? Math.max(0, world.votes[i]) : world.degree[i] * (i < world.firstAuthor ? 3 : 2);
  return Math.min(known, 900) * 3 - Math.min(length, 999);
}

/** The things whose names hold all words, the best first: {best, all}. */
export function find(query) {
  index();
  const { world } = state;
  const whole = fold(query).trim().replace(/\s+/g, " ");
  const words = whole.split(" ").filter(Boolean);
  if (!words.length) return { best: [], all: 0 };
  const rarest = words.reduce((a, b) => (b.length > a.length ? b : a));
  const best = [];
  let all = 0;
  for (let at = text.indexOf(rarest), i = 0; at >= 0; at = text.indexOf(rarest, lines[i + 1])) {
    while (lines[i + 1] <= at) i += 1;
    const line = text.slice(lines[i] + 1, lines[i + 1]);
    if (words.length > 1 && !words.every((word) => line.includes(word))) continue;
    all += 1;
    const score = quality(line, whole, words) * 1e6 + fame(world, i, line.length);
    if (best.length === SHOWN && score <= best[SHOWN - 1].score) continue;
    let place = best.length;
    while (place > 0 && best[place - 1].score < score) place -= 1;
    best.splice(place, 0, { i, score });
    best.length = Math.min(best.length, SHOWN);
  }
  return { best: best.map((hit) => hit.i), all };
}

export function startSearch(take, describe) {
  const field = byId("search");
  const list = byId("found");
  const close = () => {
    list.hidden = byId("nothing").hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    active = -1;
  };
  const mark = (place) => {
    active = place;
    Array.from(list.children).forEach((item, at) => item.setAttribute("aria-selected", String(at === place)));
    if (place >= 0) field.setAttribute("aria-activedescendant", "found-" + place);
    list.children[place]?.scrollIntoView({ block: "nearest" });
  };
  const show = () => {
    const query = field.value.trim();
    if (!query) return close();
    const { best, all } = find(query);
    found = best;
    list.replaceChildren(...best.map((i, place) => el("li", { id: "found-" + place, role: "option", "aria-selected": "false", "data-node": i }, describe(i))));
    list.hidden = !best.length;
    field.setAttribute("aria-expanded", String(best.length > 0));
    byId("nothing").hidden = best.length > 0 && all <= best.length;
    byId("nothing").textContent = best.length ? t("firstOf", best.length, all) : t("nothing", query);
    byId("nothing").classList.toggle("more", best.length > 0);
    active = -1;
    return say(best.length ? t("matches", number(all)) : t("nothing", query));
  };
  const pickOne = (place) => {
    const i = found[place];
    close();
    field.value = "";
    byId("map").focus();
    take(i);
  };
  field.addEventListener("input", show);
  field.addEventListener("focus", () => field.value && show());
  field.addEventListener("blur", () => setTimeout(close, 150));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const many = list.hidden ? 0 : found.length;
    if (event.key === "ArrowDown" && many) mark((active + 1) % many);
    else if (event.key === "ArrowUp" && many) mark((active + many - (active < 0 ? 0 : 1)) % many);
    else if (event.key === "Enter" && many) pickOne(Math.max(0, active));
    else if (event.key === "Escape") {
      if (list.hidden && byId("nothing").hidden) field.blur();
      close();
      field.value = "";
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("pointerdown", (event) => {
    const item = event.target.closest("[id^=found-]");
    event.preventDefault();
    if (item) pickOne(Number(item.id.slice(6)));
  });
}
