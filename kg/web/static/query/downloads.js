/* The answer as a file: asked for again, so that the server writes it. */

import { file } from "./ask.js";
import { element } from "./terms.js";
import { t } from "./words.js";

const TABLES = [
  ["CSV", "text/csv", "csv"],
  ["TSV", "text/tab-separated-values", "tsv"],
  ["JSON", "application/sparql-results+json", "json"],
  ["XML", "application/sparql-results+xml", "xml"],
];
const GRAPHS = [
  ["Turtle", "text/turtle", "ttl"],
  ["N-Triples", "application/n-triples", "nt"],
  ["JSON-LD", "application/ld+json", "jsonld"],
  ["RDF/XML", "application/rdf+xml", "rdf"],
];

/** Buttons for the forms that an answer has; ``say`` is told what happens, ``fail`` what went wrong. */
export function downloads(query, answer, say, fail) {
  const title = element("span", {}, t("downloads"));
  return element("p", { class: "downloads" }, title, ...(answer.triples ? GRAPHS : TABLES).map(([name, media, ending]) => {
    const made = element("button", { type: "button" }, name);
    made.addEventListener("click", async () => {
      say(t("preparing"));
      try {
        save(await file(query, media), `paperkg.${ending}`);
        say("");
      } catch (fault) {
        say("");
        fail(fault);
      }
    });
    return made;
  }));
}

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
