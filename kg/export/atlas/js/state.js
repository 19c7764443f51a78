/* What is chosen, shown and asked for, and who wants to know when that changes. */

const listeners = new Map();

export const state = {
  world: null,
  chosen: -1,
  hovered: -1,
  steps: 1, // how far the neighbourhood of what is chosen reaches
  grown: [], // things whose neighbours were added by hand
  path: [], // the things of a path, from one end to the other
  from: -1, // where a path begins that still lacks its end
  kinds: [], // kind -> whether it is shown
  roles: [], // role -> whether it counts
  since: 0, // the first day shown
  until: 0, // the last one
  votes: 0, // at least so many
  topic: -1, // one region only
  passes: null, // thing -> whether the filters let it through
  near: null, // thing -> whether it belongs to the neighbourhood or path; null when all do
};

/** Events: "filter", "choose", "look" (colours, language), "view" (the camera). */
export function on(event, act) {
  if (!listeners.has(event)) listeners.set(event, []);
  listeners.get(event).push(act);
}

export function tell(event) {
  for (const act of listeners.get(event) ?? []) act();
}

export const byId = (id) => document.getElementById(id);

/** An element with attributes and children; strings become text, never markup. */
export function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name === "click") made.addEventListener("click", value);
    else if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== ""));
  return made;
}

export function say(text) {
  byId("live").textContent = text;
}
