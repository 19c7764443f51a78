/* The words of the page in its language. */

let words = {};
let language = "en";

/** Have the words of a language, English where it has none. */
export async function readWords(wanted) {
  const all = await (await fetch("/static/query/words.json")).json();
  language = wanted in all ? wanted : "en";
  words = { ...all.en, ...all[language] };
}

/** A text of the page; {0}, {1} … are filled in. */
export const t = (key, ...values) => words[key].replace(/\{(\d)\}/g, (_, place) => shown(values[place]));

/** What a ready-made question asks for; the ontology says it in English. */
export const help = (english) => words.givenAs?.[english] ?? english;

export const number = (value) => value.toLocaleString(language);

export const languageNow = () => language;

const shown = (value) => (typeof value === "number" ? number(value) : (value ?? ""));
