/* Which prefixes a query uses and declares. The editor proper is made with this module, too. */

const QUIET = /#[^\r\n]*|"""(?:[^"\\]|\\.|"(?!""))*"""|'''(?:[^'\\]|\\.|'(?!''))*'''|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'|<[^\x00-\x20<>"{}|^`\\]*>/gs;
const DECLARED = /\bPREFIX\s+([\p{L}][\p{L}\p{N}_.-]*)?:/giu;
const USED = /(?<![\p{L}\p{N}_?$@:.-])([\p{L}][\p{L}\p{N}_-]*):/gu;

const NAMED = /(?<![\p{L}\p{N}_?$@:.-])[\p{L}][\p{L}\p{N}_-]*:[\p{L}\p{N}_-]+/gu;

/** The query with everything that is no code blanked out, place by place. */
export const code = (query) => query.replace(QUIET, (piece) => piece.replace(/[^\n]/g, " "));

export const declared = (query) => new Set(Array.from(code(query).matchAll(DECLARED), ([, name]) => name ?? ""));

/** The lines that declare the known prefixes that a query uses without declaring them, "" if there are none. */
export function missing(query, known, also = []) {
  const there = declared(query);
  const used = new Set([...Array.from(code(query).matchAll(USED), ([, name]) => name), ...also]);
  const names = [...used].filter((name) => name in known && !there.has(name)).sort();
  return { names, text: names.map((name) => `PREFIX ${name}: <${known[name]}>\n`).join("") };
}

/** Where such lines belong: behind the comments and declarations that a query opens with. */
export function place(query) {
  const opening = /^(?:[ \t]*(?:#[^\n]*)?\n|[ \t]*(?:PREFIX|BASE)\b[^\n]*\n)*/i.exec(query)[0];
  const last = [...opening.matchAll(/^[ \t]*(?:PREFIX|BASE)\b[^\n]*\n/gim)].at(-1);
  return last ? last.index + last[0].length : opening.length;
}

/** The classes and properties in a query that the graph has none of; things and datatypes do not count. */
export function unused(query, { terms }) {
  const used = new Set(terms.filter((term) => term.uses > 0).map((term) => term.name));
  const vocabularies = new Set([...used].map((name) => name.split(":")[0]));
  const names = new Set(Array.from(code(query).matchAll(NAMED), ([name]) => name));
  return [...names].filter((name) => vocabularies.has(name.split(":")[0]) && !used.has(name)).sort();
}
