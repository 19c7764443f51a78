/* The answer as a table that can be sorted by any column. */

import { element, isNumber, ordered, shown, text } from "./terms.js";
import { number, t } from "./words.js";

const STEP = 200;
const LONG = 28; // characters; what is shorter is not broken

/** A table of rows of terms, some of them first and the rest when asked for. */
export function table(columns, rows) {
  const state = { column: -1, direction: 1, many: STEP };
  const body = element("tbody");
  const told = element("p", { class: "unseen", role: "status" });
  const more = element("button", { type: "button" });
  const rest = element("p", { class: "rest" });
  const heads = columns.map((name, place) => head(name, () => sort(place)));
  const sheet = element(
    "div",
    { class: "sheet", role: "region", tabindex: "0", "aria-label": t("resultTable") },
    element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body),
  );
  more.addEventListener("click", () => {
    state.many += STEP;
    fill();
  });

  function sort(place) {
    const again = state.column === place;
    if (again && state.direction < 0) Object.assign(state, { column: -1, direction: 1 });
    else Object.assign(state, { column: place, direction: again ? -1 : 1 });
    heads.forEach((cell, at) => {
      const now = at === state.column ? (state.direction > 0 ? "ascending" : "descending") : "none";
      cell.setAttribute("aria-sort", now);
    });
    const name = columns[place];
    told.textContent = state.column < 0 ? t("unsorted") : t(state.direction > 0 ? "sortedUp" : "sortedDown", name);
    fill();
  }

  function fill() {
    const sorted = state.column < 0 ? rows : ordered(rows, state.column, state.direction);
    body.replaceChildren(...sorted.slice(0, state.many).map(line));
    const left = rows.length - state.many;
    rest.replaceChildren();
    if (left > 0) {
      more.textContent = t("more", Math.min(left, STEP));
      rest.append(`${t("first", state.many, rows.length)} `, more);
    }
  }

  fill();
  return [told, sheet, rest];
}

function head(name, sort) {
  const button = element("button", { type: "button", title: t("sortBy", name) }, name);
  button.addEventListener("click", sort);
  return element("th", { scope: "col", "aria-sort": "none" }, button);
}

const line = (row) => element("tr", {}, ...row.map((term) => element("td", { class: sort(term) }, shown(term))));

const sort = (term) => (isNumber(term) ? "number" : text(term).length > LONG && "long");

/** How many rows or triples there are, in words. */
export const count = (many, one, several) => (many === 1 ? t(one) : t(several, number(many)));
