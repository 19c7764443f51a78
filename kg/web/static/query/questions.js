/* The ready-made questions: choose one, fill in what it asks for, and go on from its query. */

import { read } from "./ask.js";
import { element } from "./terms.js";
import { help } from "./words.js";

/** Let the form put queries into the editor. */
export async function openQuestions(form, { editor, fail, run }) {
  const known = new Map((await read("/api/queries").catch(() => [])).map((query) => [query.name, query]));
  const select = form.elements.namedItem("name");
  const parameters = document.getElementById("parameters");

  const load = async () => {
    const query = known.get(select.value);
    if (!query) return false;
    const values = query.parameters.map(({ name, default: usual }) => [name, parameters.querySelector(`[name="${name}"]`)?.value || usual]);
    try {
      editor.replace(await read(`/api/queries/${query.name}?${new URLSearchParams(values)}`, { accept: "application/sparql-query" }));
      return true;
    } catch (fault) {
      fail(fault);
      return false;
    }
  };
  select.addEventListener("change", () => {
    parameters.replaceChildren(...(known.get(select.value)?.parameters ?? []).map(field));
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await load()) await run();
  });
}

function field({ name, default: usual, help: english }) {
  const id = `parameter-${name}`;
  const input = element("input", { id, name, value: usual, maxlength: "500" });
  return element("div", { class: "field" }, element("label", { for: id }, help(english)), input);
}
