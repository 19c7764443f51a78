/* The page on which queries are written: the start, and what happens when. */

import { ask, read } from "./ask.js";
import { downloads } from "./downloads.js";
import { createField } from "./field.js";
import { picture } from "./picture.js";
import { missing, place, unused } from "./prefixes.js";
import { openQuestions } from "./questions.js";
import { count, table } from "./table.js";
import { element, setLanguage, setPrefixes } from "./terms.js";
import { languageNow, readWords, t } from "./words.js";

const byId = (id) => document.getElementById(id);
const desk = byId("desk");
const state = { editor: null, vocabulary: { prefixes: {}, terms: [] }, running: null, answer: null, query: "", view: "table" };

async function start() {
  await readWords(desk.lang);
  setLanguage(languageNow());
  state.vocabulary = await read("/api/vocabulary").catch(() => state.vocabulary);
  setPrefixes(state.vocabulary.prefixes);
  state.editor = await editor();
  await openQuestions(byId("questions"), { editor: state.editor, fail, run });
  desk.classList.add("js");
  for (const id of ["prefixes", "link"]) byId(id).hidden = false;
  for (const other of document.querySelectorAll("a[hreflang]")) other.addEventListener("click", () => keep(other));
  byId("prefixes").addEventListener("click", declarePrefixes);
  byId("link").addEventListener("click", copyLink);
  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    if (state.running) state.running.abort();
    else run();
  });
  const given = new URLSearchParams(location.search);
  if (byId("fault").querySelector("pre")) desk.classList.add("faulty");
  else if (given.has("query") || given.has("name")) await run();
}

async function editor() {
  const area = byId("text");
  if (!desk.dataset.editor) return createField(area, { run });
  const { createEditor } = await import(desk.dataset.editor);
  const made = createEditor({
    parent: byId("editor"),
    text: area.value,
    nonce: desk.dataset.nonce,
    vocabulary: state.vocabulary,
    declare: (query, prefix) => ({ at: place(query), text: missing(query, state.vocabulary.prefixes, [prefix]).text }),
    find: (text, kinds, signal) => read(`/api/search?${new URLSearchParams([["q", text], ["limit", "20"], ...kinds.map((kind) => ["kind", kind])])}`, { signal }),
    language: languageNow,
    t,
    run,
  });
  area.hidden = true;
  area.disabled = true;
  return made;
}

/** Let the link to the page in the other language take the query along. */
function keep(other) {
  const lang = new URL(other.href).searchParams.get("lang");
  other.href = `/query?${new URLSearchParams({ query: state.editor.text(), lang })}`;
}

async function run() {
  const query = state.editor.text();
  if (!query.trim()) return say(t("noQuery"));
  state.running?.abort();
  const mine = new AbortController();
  state.running = mine;
  busy(true);
  say(t("running"));
  clear();
  try {
    const answer = await ask(query, mine.signal);
    if (state.running !== mine) return undefined;
    Object.assign(state, { answer, query, view: answer.triples?.length ? state.view : "table" });
    remember(query);
    say("");
    show();
  } catch (fault) {
    if (state.running !== mine) return undefined;
    byId("answer").hidden = true;
    state.answer = null;
    say(fault.name === "AbortError" ? t("stopped") : "");
    if (fault.name !== "AbortError") fail(fault);
  } finally {
    if (state.running === mine) {
      state.running = null;
      busy(false);
    }
  }
  return undefined;
}

function busy(now) {
  byId("run").textContent = t(now ? "stop" : "run");
  desk.classList.toggle("busy", now);
}

const say = (text) => {
  byId("said").textContent = text;
};

/** The address of this query, so that it can be shared and found again. */
function remember(query) {
  history.replaceState(null, "", `/query?${new URLSearchParams({ query })}`);
}

function clear() {
  byId("fault").replaceChildren();
  state.editor.mark(null);
}

/** Say what is wrong, and where. */
function fail(fault) {
  if (!("status" in fault)) throw fault;
  const box = byId("fault");
  const title = fault.status ? t(fault.line ? "error" : "fault") : t("noAnswer");
  box.replaceChildren(element("h2", {}, title));
  if (fault.line) {
    const go = element("button", { type: "button" }, t("goThere"));
    go.addEventListener("click", () => state.editor.go(fault.line, fault.column));
    box.append(element("p", {}, `${t("place", fault.line, fault.column)} `, go));
    state.editor.mark(fault);
  }
  if (fault.message) box.append(element("pre", {}, fault.message));
}

function show() {
  const { answer, query } = state;
  const shown = byId("shown");
  const parts = [facts(answer)];
  if (answer.cut) parts.push(element("p", { class: "warning", role: "note" }, t("cut", many(answer))));
  if ("boolean" in answer) parts.push(element("p", { class: "verdict" }, t(answer.boolean ? "yes" : "no")));
  else if (!(answer.rows ?? answer.triples).length) parts.push(...empty(query));
  else if (answer.triples) parts.push(...graph(answer));
  else parts.push(...table(answer.columns, answer.rows));
  parts.push(downloads(query, answer, say, fail));
  shown.replaceChildren(...parts);
  byId("answer").hidden = false;
}

/** That nothing was found, and what may be the reason. */
function empty(query) {
  const names = unused(query, state.vocabulary);
  const hint = element("p", { class: "warning", role: "note" }, t("unusedHere", names.join(", ")));
  return [element("p", {}, t("nothing")), ...(names.length ? [hint] : [])];
}

const many = (answer) =>
  answer.triples ? count(answer.triples.length, "triple", "triples") : count(answer.rows.length, "row", "rows");

function facts(answer) {
  const time = t("seconds", answer.seconds.toLocaleString(languageNow(), { maximumSignificantDigits: 2 }));
  return element("p", { class: "facts", role: "status" }, "boolean" in answer ? time : `${many(answer)} · ${time}`);
}

/** Triples as a table and as a picture. */
function graph(answer) {
  const box = element("div");
  const choices = ["table", "graph"].map((view) => {
    const made = element("button", { type: "button", "aria-pressed": String(view === state.view) }, t(view));
    made.addEventListener("click", () => turn(view));
    return made;
  });
  function turn(view) {
    state.view = view;
    choices.forEach((each, at) => each.setAttribute("aria-pressed", String(["table", "graph"][at] === view)));
    const names = [t("subject"), t("predicate"), t("object")];
    box.replaceChildren(...(view === "graph" ? picture(answer.triples, lookUp) : table(names, answer.triples)));
  }
  turn(state.view);
  return [element("p", { class: "views", role: "group", "aria-label": t("view") }, ...choices), box];
}

/** What things are called, by address. */
async function lookUp(things) {
  const values = things.map((iri) => `<${iri}>`).join(" ");
  const query = `SELECT ?thing (MIN(?name) AS ?called) { VALUES ?thing { ${values} } ?thing skos:prefLabel|rdfs:label|foaf:name ?name } GROUP BY ?thing`;
  const found = things.length ? await ask(query).catch(() => null) : null;
  return (found?.rows ?? []).map(([thing, called]) => [thing.value, called.value]);
}

function declarePrefixes() {
  const query = state.editor.text();
  const found = missing(query, state.vocabulary.prefixes);
  if (found.text) state.editor.insert(place(query), found.text);
  say(found.text ? t("prefixesAdded", found.names.join(", ")) : t("prefixesThere"));
}

async function copyLink() {
  remember(state.editor.text());
  try {
    await navigator.clipboard.writeText(location.href);
    say(t("copied"));
  } catch {
    say(t("notCopied"));
  }
}

start();
