/* The address keeps the state: #2502.01068;steps=2;votes=10;at=12,40,1.5 */

import { camera, moveTo } from "./camera.js";
import { byKey, keyOf } from "./data.js";
import { applyFilters, choose } from "./filters.js";
import { showPath } from "./path.js";
import { state, tell } from "./state.js";

let written = "";

/** A place as the address has it, whatever way the map is turned here; and back again. */
const upright = ([x, y]) => (state.world.turned ? [y, x] : [x, y]);

const namesOff = (flags, names) => names.filter((_, place) => !flags[place]).join(",");

function textOf() {
  const { world } = state;
  const parts = [];
  const put = (name, value, usual) => value !== usual && parts.push(name + "=" + encodeURIComponent(value));
  if (state.path.length) put("path", keyOf(world, state.path[0]) + "," + keyOf(world, state.path.at(-1)), "");
  if (state.chosen >= 0) put("steps", state.steps, 1);
  put("expand", state.grown.map((i) => keyOf(world, i)).join(","), "");
  put("from", state.since, 0);
  put("to", state.until, world.days.length - 1);
  if (state.since) parts[parts.findIndex((part) => part.startsWith("from="))] = "from=" + world.days[state.since];
  if (state.until < world.days.length - 1) parts[parts.findIndex((part) => part.startsWith("to="))] = "to=" + world.days[state.until];
  put("votes", state.votes, 0);
  put("topic", state.topic, -1);
  put("without", namesOff(state.kinds, world.kinds), "");
  put("roles", namesOff(state.roles, world.roles), "");
  if (camera.moved) put("at", [...upright([Math.round(camera.x), Math.round(camera.y)]), camera.k.toPrecision(3)].join(","), "");
  const key = state.chosen >= 0 && !state.path.length ? encodeURIComponent(keyOf(world, state.chosen)).replaceAll("%2F", "/") : "";
  return key || parts.length ? "#" + [key, ...parts].join(";") : "";
}

/** Write the state; a new choice is a step of the history. */
export function writeAddress(step) {
  const text = textOf();
  if (text === written) return;
  const same = text.split(";")[0] === written.split(";")[0];
  written = text;
  history[step && !same ? "pushState" : "replaceState"](null, "", text || location.pathname + location.search);
}

const decoded = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Follow the address; returns a key that nothing has, or "". */
export function readAddress() {
  const { world } = state;
  written = location.hash;
  const [first, ...rest] = location.hash.slice(1).split(";");
  const given = new Map(rest.map((part) => [part.split("=")[0], decoded(part.slice(part.indexOf("=") + 1))]));
  const dayOf = (text, usual) => {
    const place = world.days.indexOf(text);
    return place < 0 ? usual : place;
  };
  state.since = dayOf(given.get("from"), 0);
  state.until = dayOf(given.get("to"), Math.max(0, world.days.length - 1));
  state.votes = Math.max(0, Number.parseInt(given.get("votes") ?? "0", 10) || 0);
  state.topic = given.has("topic") && world.regions[Number(given.get("topic"))] ? Number(given.get("topic")) : -1;
  const hidden = (given.get("without") ?? "").split(",");
  const silent = (given.get("roles") ?? "").split(",");
  state.kinds = world.kinds.map((kind) => !hidden.includes(kind));
  state.roles = world.roles.map((role) => !silent.includes(role));
  applyFilters();
  const key = decoded(first);
  const ends = (given.get("path") ?? "").split(",").map((end) => byKey(world, end));
  const chosen = key ? byKey(world, key) : -1;
  if (ends.length === 2 && ends.every((end) => end >= 0)) showPath(...ends);
  else choose(chosen, { steps: Math.max(1, Math.min(3, Number.parseInt(given.get("steps") ?? "1", 10) || 1)) });
  for (const other of (given.get("expand") ?? "").split(",").filter(Boolean)) if (byKey(world, other) >= 0) state.grown.push(byKey(world, other));
  if (state.grown.length) {
    applyFilters();
    tell("choose");
  }
  const at = (given.get("at") ?? "").split(",").map(Number);
  const placed = at.length === 3 && at.every(Number.isFinite) && at[2] > 0;
  if (placed) {
    camera.moved = true;
    moveTo(...upright(at.slice(0, 2)), at[2], false);
  }
  return { unknown: chosen < 0 ? key : "", placed };
}
