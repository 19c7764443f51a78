/* The words of the interface, in English and Korean. */

import { byId, state, tell } from "./state.js";

let words = {};
let language = "en";
const TITLE = document.title;

export function readWords() {
  words = JSON.parse(byId("words").textContent);
  const root = document.documentElement;
  const wanted = (root.dataset.pages === undefined ? kept("paperkg-language") : root.lang) ?? (navigator.language.startsWith("ko") ? "ko" : "en");
  setLanguage(wanted in words ? wanted : "en", false);
}

/** A text of the interface; {0}, {1} … are filled in. */
export function t(key, ...values) {
  const text = words[language][key] ?? words.en[key] ?? key;
  return text.replace(/\{(\d)\}/g, (_, place) => (typeof values[place] === "number" ? number(values[place]) : values[place] ?? ""));
}

/** Why a text is doubted: the build says it in English, "doubts" has the same sentences with gaps. */
export function doubtSaid(text) {
  for (const [own, other] of words[language].doubts) {
    const parts = own.split(/\{\d\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const gaps = new RegExp("^" + parts.join("(.*?)") + "$").exec(text);
    if (gaps) return other.replace(/\{(\d)\}/g, (_, place) => gaps[Number(place) + 1]);
  }
  return text;
}

/** What a build calls the map ("50 papers, 2025-02-05"), in the language of the page; any other title as it is. */
function titled() {
  const found = /^([\d,]+) papers, (\S+?)(?: to (\S+))?$/.exec(TITLE);
  return found ? t(found[3] ? "titleSpan" : "titleDay", ...found.slice(1)) : TITLE;
}

export const number = (value) => value.toLocaleString(language);

export const languageNow = () => language;

export function setLanguage(wanted, remember) {
  language = wanted;
  document.documentElement.lang = wanted;
  for (const item of document.querySelectorAll("[data-t]")) item.textContent = t(item.dataset.t);
  for (const item of document.querySelectorAll("[data-label]")) {
    item.setAttribute("aria-label", t(item.dataset.label));
    if (item.tagName === "BUTTON") item.title = t(item.dataset.label);
  }
  document.title = document.querySelector(".bar h1").textContent = titled();
  byId("search").placeholder = t("search");
  byId("language").lang = wanted === "en" ? "ko" : "en";
  byId("language").textContent = wanted === "en" ? "한국어" : "English";
  if (remember) keep("paperkg-language", wanted);
  if (state.world) tell("look");
}

export function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    /* a file without storage: the choice lasts until the page closes */
  }
}

export function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
