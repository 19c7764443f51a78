/* Where a thing stands on this server: what addresses.py says. */

const SORTS = ["author", "digest", "result", "listing", "link", "collaboration", "mention"];
const CONCEPTS = ["method", "model", "dataset", "benchmark", "metric", "task", "concept"];
const ARXIV = "https://arxiv.org/abs/";

/** The path of a thing with an IRI and a kind. */
export function addressOf({ iri, kind }) {
  const sort = CONCEPTS.includes(kind) ? "concept" : kind;
  if (sort === "paper") return "/paper/" + encodeURIComponent(iri.startsWith(ARXIV) ? iri.slice(ARXIV.length) : iri);
  const at = iri.lastIndexOf("/" + sort + "/");
  if (at < 0 || !(sort === "concept" || SORTS.includes(sort))) return "/thing?name=" + encodeURIComponent(iri);
  return "/" + sort + "/" + iri.slice(at + sort.length + 2).split("/").map(encodeURIComponent).join("/");
}
