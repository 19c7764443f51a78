/* RDF terms as people read them, where they lead, and in which order they stand. */

const PAGES = ["author", "concept", "digest", "result", "listing", "link", "collaboration", "mention"];
const NUMBERS = /#(?:integer|decimal|double|float|int|long|short|byte|(?:non)?(?:positive|negative)Integer|unsigned\w+)$/i;
let known = [];
let collator = new Intl.Collator("en", { numeric: true });

export function setPrefixes(prefixes) {
  known = Object.entries(prefixes).sort(([, one], [, other]) => other.length - one.length);
}

export function setLanguage(language) {
  collator = new Intl.Collator(language, { numeric: true });
}

/** An IRI by its prefix where it has one. */
export function short(iri) {
  const found = known.find(([, start]) => iri.startsWith(start));
  return found ? `${found[0]}:${iri.slice(found[1].length)}` : iri;
}

export function text(term) {
  if (!term) return "";
  if (term.type === "uri") return short(term.value);
  if (term.type === "bnode") return `_:${term.value}`;
  return typeof term.value === "string" ? term.value : JSON.stringify(term.value);
}

/** The page of a thing on this server, or the address of anything else on the web; "" where there is none. */
export function link(iri) {
  for (const [name, start] of known) {
    if (!iri.startsWith(start)) continue;
    const rest = iri.slice(start.length);
    if (name === "arxiv") return `/paper/${encodeURIComponent(rest)}`;
    if (PAGES.includes(name)) return `/${name}/${rest.split("/").map(encodeURIComponent).join("/")}`;
  }
  return /^https?:\/\//.test(iri) ? iri : "";
}

export const isNumber = (term) => term?.type === "literal" && NUMBERS.test(term.datatype ?? "");

/** Rows in the order of a column: numbers by value, everything else as a dictionary has it, what is missing at the end. */
export function ordered(rows, column, direction) {
  const keyed = rows.map((row) => ({ row, term: row[column], number: isNumber(row[column]), text: text(row[column]) }));
  keyed.sort((one, other) => {
    if (!one.term || !other.term) return one.term ? -1 : other.term ? 1 : 0;
    const both = one.number && other.number;
    return direction * (both ? one.term.value - other.term.value : collator.compare(one.text, other.text));
  });
  return keyed.map(({ row }) => row);
}

/** An element with a text in it, or with children. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined && value !== false) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A term as an element of the page; whatever it says stays text. */
export function shown(term) {
  const address = term?.type === "uri" ? link(term.value) : "";
  if (!address) return document.createTextNode(text(term));
  return element("a", { href: address, title: term.value, rel: "noreferrer" }, text(term));
}
