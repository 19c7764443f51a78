/* N-Triples as the server writes them, one triple a line: https://www.w3.org/TR/n-triples/ */

const ESCAPES = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f", '"': '"', "'": "'", "\\": "\\" };
const TERM = /\s*(?:<([^>]*)>|_:([\p{L}\p{N}_][\p{L}\p{N}_.·-]*)|"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?)/uy;

/** Triples as arrays of three terms in the shape of SPARQL's JSON; a line that is none of these is left out. */
export function readTriples(text) {
  return text.split("\n").map(readLine).filter(Boolean);
}

function readLine(line) {
  TERM.lastIndex = 0;
  const terms = [];
  for (let place = 0; place < 3; place += 1) {
    const found = TERM.exec(line);
    if (!found) return null;
    terms.push(term(found));
  }
  return terms;
}

function term([, iri, blank, literal, language, datatype]) {
  if (iri !== undefined) return { type: "uri", value: plain(iri) };
  if (blank !== undefined) return { type: "bnode", value: blank };
  const made = { type: "literal", value: plain(literal) };
  if (language) made["xml:lang"] = language;
  if (datatype) made.datatype = plain(datatype);
  return made;
}

const plain = (text) =>
  text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/gs, (_, four, eight, sign) =>
    sign === undefined ? String.fromCodePoint(parseInt(four ?? eight, 16)) : (ESCAPES[sign] ?? sign),
  );
