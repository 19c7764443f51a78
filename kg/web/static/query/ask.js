/* Questions to the server and what comes back. */

import { readTriples } from "./triples.js";

const ANSWERS = "application/sparql-results+json, application/n-triples";

/** What the server says is wrong: with line and column where it knows them, without a status where it is silent. */
export class Fault extends Error {
  constructor(detail, status, line, column) {
    super(detail);
    Object.assign(this, { status, line, column });
  }
}

/** The answer of a query: {columns, rows} or {boolean} or {triples}, with the seconds it took and where it was cut. */
export async function ask(query, signal) {
  const start = performance.now();
  const response = await post(query, ANSWERS, signal);
  const body = await response.text();
  const seconds = (performance.now() - start) / 1000;
  const cut = Number(response.headers.get("X-SPARQL-MaxRows") ?? 0);
  if (!response.headers.get("Content-Type").includes("json")) return { triples: readTriples(body), cut, seconds };
  const found = JSON.parse(body);
  if ("boolean" in found) return { boolean: found.boolean, cut, seconds };
  const columns = found.head.vars ?? [];
  const rows = found.results.bindings.map((binding) => columns.map((name) => binding[name]));
  return { columns, rows, cut, seconds };
}

/** The answer as a file in some format. */
export async function file(query, media) {
  return (await post(query, media)).blob();
}

/** What stands at an address of this server, as JSON, or as text where another type is asked for. */
export async function read(address, { accept = "application/json", signal } = {}) {
  const response = await sent(address, { headers: { Accept: accept }, signal });
  return accept === "application/json" ? response.json() : response.text();
}

const post = (query, accept, signal) =>
  sent("/sparql", {
    method: "POST",
    headers: { "Content-Type": "application/sparql-query", Accept: accept },
    body: query,
    signal,
  });

async function sent(address, options) {
  let response;
  try {
    response = await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Fault("", 0);
  }
  if (response.ok) return response;
  const said = await response.json().catch(() => ({ detail: response.statusText }));
  throw new Fault(said.detail, response.status, said.line, said.column);
}
