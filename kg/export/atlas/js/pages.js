/* Ways from the map to the pages of a server that shows it (data-pages says where they begin); a file alone has none. */

import { keyOf } from "./data.js";
import { byId, el, state } from "./state.js";
import { languageNow, t } from "./words.js";

const site = document.documentElement.dataset.pages;
const languageGiven = document.documentElement.lang;

/** Whether there are pages. */
const served = site !== undefined;

/** The address of a page, in the language of the map. */
function pageAt(path, query = {}) {
  const asked = new URLSearchParams(query);
  if (languageNow() !== languageGiven) asked.set("lang", languageNow());
  const text = asked.toString();
  return site + path.map(encodeURIComponent).join("/") + (text ? "?" + text : "");
}

/** A link to a page, null where there are none. */
const link = (name, path, query, className) => (served ? el("a", { class: className, href: pageAt(path, query), "data-page": true }, name) : null);

/** A link to the page of a thing. */
export const pageOf = (i) => link(t("page"), i < state.world.papers ? ["paper", keyOf(state.world, i)] : keyOf(state.world, i).split("/"), {}, "tool");

/** A day as a link to what was listed on it, or as text. */
export const dayOf = (day) => link(day, ["digest", day], {}, "") ?? day;

/** A link to the page of a region. */
export const regionPage = (region) => (region.id ? link(t("page"), ["topic", region.id], {}, "") : null);

/** A link to the evidence for a path. */
export const evidenceOf = (one, other) => link(t("evidence"), ["path"], { from: nameOf(one), to: nameOf(other) }, "tool");

/** What the page of paths calls a thing: "2502.01068", "concept:fastkv". */
const nameOf = (i) => keyOf(state.world, i).replace(/^(concept|author)\//, "$1:");

/** The names of the pages beside the map. */
export function showPages() {
  const holder = byId("pages");
  holder.hidden = !served;
  byId("home").hidden = !served;
  if (!served) return;
  byId("home").href = pageAt([""]);
  holder.replaceChildren(...["", "trends", "path", "query"].map((path) => link(t("pages." + path), [path], {}, "")));
}
