/* What can stand where the cursor is: words of SPARQL, terms of the ontology, variables, and things by name. */

import { keywords } from "./keywords.js";

const KINDS = { concept: ["method", "model", "dataset", "benchmark", "metric", "task"], author: ["author"], arxiv: ["paper"] };
const QUIET = /#[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^\s<>"{}|^`\\]*>/g;
const VARIABLE = /[?$]([\p{L}_][\p{L}\p{N}_]*)/gu;
const LOCAL = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?$/;
const MOST = 60;

/** The sources of completions, to be given to ``autocompletion``. */
export function completions({ vocabulary, find, declare, t, language }) {
  const insert = (text, prefix) => (view, completion, from, to) => {
    const { at, text: lines } = declare(view.state.doc.toString(), prefix);
    const changes = [{ from, to, insert: text }];
    if (lines) changes.push({ from: Math.min(at, from), insert: lines });
    const made = view.state.changes(changes);
    view.dispatch({ changes: made, selection: { anchor: made.mapPos(to, 1) }, userEvent: "input.complete" });
  };
  const describe = (term) => () => explanation(term, { t, language });

  function written(context) {
    const place = where(context);
    if (!place || place.quoted) return null;
    if (place.declaring) return declarations(place, vocabulary);
    if (place.variable) return variables(place, context, t);
    const begun = place.text || place.classes || place.prefix in vocabulary.prefixes;
    if (!begun && !context.explicit) return null;
    const found = place.prefix === null ? [...words(place), ...prefixes(place, vocabulary, t)] : [];
    const all = vocabulary.terms.filter((term) => !place.classes || term.sort === "class");
    for (const term of all) {
      const score = rank(term, place);
      if (score > 0) found.push({ score, label: term.name, displayLabel: term.name, detail: label(term, language()), type: term.sort, info: describe(term), apply: insert(term.name, term.name.split(":")[0]) });
    }
    return options(place, found);
  }

  async function named(context) {
    const place = where(context);
    const text = place && (place.quoted ? place.text : place.text.replaceAll("-", " ")).trim();
    if (!text || place.variable || place.declaring || (place.quoted && !context.explicit)) return null;
    if (place.prefix !== null && !(place.prefix in KINDS)) return null;
    if (Array.from(text).length < (context.explicit || place.prefix !== null || /[^\x00-\x7f]/.test(text) ? 1 : 3)) return null;
    const stop = new AbortController();
    context.addEventListener("abort", () => stop.abort());
    let things = [];
    try {
      things = await find(text, KINDS[place.prefix] ?? [], stop.signal);
    } catch {
      return null; // the server is busy or gone: a completion less
    }
    if (context.aborted) return null;
    const known = Object.entries(vocabulary.prefixes);
    return options(place, things.map((thing, at) => {
      const name = shortest(thing.iri, known);
      const also = thing.matched === thing.label ? "" : ` · ${thing.matched}`;
      return { score: 4 - at / 100, label: name, displayLabel: thing.label, detail: `${t(`kind.${thing.kind}`)}${also}`, type: "thing", apply: insert(name, name.startsWith("<") ? "" : name.split(":")[0]) };
    }));
  }

  return [written, named];
}

/** What is being written at the cursor: its text, where it starts, and of what sort it is; null in a comment. */
function where({ state, pos }) {
  const line = state.doc.lineAt(pos);
  const before = line.text.slice(0, pos - line.from);
  const open = before.replace(QUIET, (piece) => (piece.startsWith("#") ? "#" : " ".repeat(piece.length)));
  if (open.includes("#") && !/<[^\s>]*#[^\s>]*$/.test(open)) return null;
  const quoted = inQuotes(line.text, pos - line.from);
  if (quoted) return { quoted: true, text: quoted.text, from: line.from + quoted.from, to: line.from + quoted.to, prefix: null };
  if (/["'<][^"'\s>]*$/.test(open) && /<[^\s>]+$|["'][^"']*$/.test(open)) return null;
  const name = /(?:([\p{L}][\p{L}\p{N}_-]*)?:)?[\p{L}\p{N}_.-]*$/u.exec(open)[0];
  const [from, sign] = [pos - name.length, open[open.length - name.length - 1] ?? ""];
  if (sign === "?" || sign === "$") return { variable: true, text: name, from: from - 1, to: pos, prefix: null };
  if (sign === "@" || sign === "^" || /^[\d.]/.test(name)) return null;
  const colon = name.indexOf(":");
  const lead = open.slice(0, open.length - name.length);
  return {
    text: name.slice(colon + 1),
    prefix: colon < 0 ? null : name.slice(0, colon),
    from,
    to: pos,
    declaring: /\bPREFIX\s+$/i.test(lead),
    classes: /(?:\ba|rdf:type)\s+$/.test(lead),
  };
}

/** The text in quotes around a place of a line, with the quotes' places. */
function inQuotes(text, at) {
  for (const found of text.matchAll(QUIET)) {
    const end = found.index + found[0].length;
    if (/^["']/.test(found[0]) && found.index < at && at < end) return { text: found[0].slice(1, -1), from: found.index, to: end };
  }
  return null;
}

function options(place, found) {
  found.sort((one, other) => other.score - one.score || (one.label < other.label ? -1 : 1));
  const kept = found.slice(0, MOST).map(({ score, ...option }) => ({ ...option, boost: Math.round(score * 10) }));
  return kept.length ? { from: place.from, to: place.to, options: kept, filter: false } : null;
}

/** How well a term fits what is written: by its name, by its label in either language, or not at all (0). */
function rank(term, place) {
  const [prefix, name] = term.name.split(":");
  if (place.prefix !== null && place.prefix !== prefix) return 0;
  const wanted = place.text.toLowerCase();
  const names = [name, ...Object.values(term.labels)].map((each) => each.toLowerCase());
  const used = term.uses > 0 ? 0.4 : 0;
  if (!wanted) return 1 + used + Math.log10(term.uses + 1) / 20;
  if (names.some((each) => each.startsWith(wanted))) return 5 + used;
  if (names.some((each) => each.split(/[\s-]/).some((word) => word.startsWith(wanted)))) return 3 + used;
  if (place.prefix === null && prefix.startsWith(wanted)) return 0;
  return wanted.length > 1 && names.some((each) => each.includes(wanted)) ? 2 + used : 0;
}

function words(place) {
  const wanted = place.text.toUpperCase();
  if (!wanted) return [];
  return keywords.filter((word) => word.startsWith(wanted)).map((word) => ({ score: 4.5, label: word, type: "keyword" }));
}

function prefixes(place, vocabulary, t) {
  const wanted = place.text.toLowerCase();
  const names = wanted ? Object.keys(vocabulary.prefixes).filter((name) => name.startsWith(wanted)) : [];
  return names.map((name) => ({ score: 4.2, label: `${name}:`, detail: t("prefix"), type: "prefix" }));
}

function declarations(place, vocabulary) {
  const wanted = place.prefix ?? place.text;
  const names = Object.keys(vocabulary.prefixes).filter((name) => name.startsWith(wanted)).sort();
  return options(place, names.map((name) => ({ score: 1, label: `${name}: <${vocabulary.prefixes[name]}>`, type: "prefix" })));
}

function variables(place, { state }, t) {
  const text = state.doc.toString();
  const others = `${text.slice(0, place.from)} ${text.slice(place.to)}`.replace(QUIET, " ");
  const names = [...new Set(Array.from(others.matchAll(VARIABLE), ([, name]) => name))].filter((name) => name.startsWith(place.text));
  return options(place, names.sort().map((name) => ({ score: 1, label: `?${name}`, detail: t("variable"), type: "variable" })));
}

const label = (term, language) => term.labels[language] ?? term.labels.en ?? "";

function shortest(iri, known) {
  for (const [name, start] of known) {
    const local = iri.startsWith(start) ? iri.slice(start.length) : "";
    if (LOCAL.test(local)) return `${name}:${local}`;
  }
  return `<${iri}>`;
}

/** What a term means, beside the list. */
function explanation(term, { t, language }) {
  const box = document.createElement("div");
  const used = term.uses ? t(term.sort === "class" ? "usedInstances" : "usedTriples", term.uses) : t("unused");
  const comment = term.comments[language()] ?? term.comments.en ?? "";
  for (const [name, text] of [["b", `${term.name} · ${t(term.sort)}`], ["p", comment], ["small", used]]) {
    if (!text) continue;
    const part = document.createElement(name);
    part.textContent = text;
    box.append(part);
  }
  return box;
}
