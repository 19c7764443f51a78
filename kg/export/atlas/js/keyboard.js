/* Keys: everything that the mouse can do. */

import { camera, fit, moveTo, pan, zoom } from "./camera.js";
import { around } from "./data.js";
import { choose } from "./filters.js";
import { closeList, expandAll, listOpen } from "./panel.js";
import { beginPath } from "./path.js";
import { byId, state, tell } from "./state.js";

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let turn = -1;
let centre = -1;

export function startKeyboard() {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input[type=text], select");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !typing) byId("search").focus();
    else if (event.key === "Escape" && !typing) escape();
    else return;
    event.preventDefault();
  });
  byId("map").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (onMap(event.key, event.shiftKey)) event.preventDefault();
  });
}

function escape() {
  if (byId("rail").classList.contains("open")) byId("close-rail").click();
  else if (state.from >= 0) {
    state.from = -1;
    tell("choose");
  } else if (listOpen()) closeList();
  else choose(-1);
  byId("map").focus();
}

function onMap(key, shift) {
  if (key in WAYS) {
    const [dx, dy] = WAYS[key];
    if (shift) pan(-dx * 80, -dy * 80);
    else step(dx, dy);
  } else if (key === "+" || key === "=") zoom(1.4);
  else if (key === "-") zoom(1 / 1.4);
  else if (key === "0") fit();
  else if (key === "[" || key === "]") cycle(key === "]" ? 1 : -1);
  else if (key === "Enter" && state.chosen >= 0) byId("panel").focus();
  else if (key === "e") expandAll();
  else if (key === "p" && state.chosen >= 0) beginPath(state.chosen);
  else if ("123".includes(key) && state.chosen >= 0) choose(state.chosen, { steps: Number(key) });
  else return false;
  return true;
}

/** The nearest paper in a direction; with nothing chosen, the most voted one in view. */
function step(dx, dy) {
  const { world, passes, chosen } = state;
  let best = -1;
  let least = Infinity;
  const lost = chosen < 0 || Number.isNaN(world.x[chosen]);
  for (let i = 0; i < world.papers; i += 1) {
    if (!passes[i] || i === chosen) continue;
    const [x, y] = lost ? [world.x[i] - camera.x, world.y[i] - camera.y] : [world.x[i] - world.x[chosen], world.y[i] - world.y[chosen]];
    const along = lost ? 1 : x * dx + y * dy;
    const across = Math.abs(x * dy) + Math.abs(y * dx);
    const cost = lost ? Math.hypot(x, y) - Math.max(0, world.votes[i]) : along + 2 * across;
    if (along > 0 && cost < least) [best, least] = [i, cost];
  }
  if (best >= 0) choose(best);
}

/** Round the neighbours of the thing where the walk began. */
function cycle(way) {
  if (state.chosen < 0) return;
  const known = centre >= 0 && neighbours(centre).includes(state.chosen);
  if (!known) [centre, turn] = [state.chosen, way > 0 ? -1 : 0];
  const list = neighbours(centre);
  if (!list.length) return;
  turn = (turn + way + list.length) % list.length;
  choose(list[turn]);
}

function neighbours(i) {
  const found = [];
  around(state.world, i, (other) => found.includes(other) || found.push(other));
  return found;
}

/** Bring a thing and the nearer part of its neighbourhood into view; stay where one is if they are. */
export function show(i) {
  const { world } = state;
  if (i < 0 || Number.isNaN(world.x[i])) return;
  const away = (other) => Math.hypot(world.x[other] - world.x[i], world.y[other] - world.y[i]);
  const near = Array.from(state.near ?? [i]).filter((other) => !Number.isNaN(world.x[other])).sort((a, b) => away(a) - away(b));
  const reach = Math.max(40, away(near[Math.min(near.length - 1, Math.ceil(near.length * 0.5))]));
  const high = camera.height - camera.bottom;
  const k = Math.max(camera.home * 1.8, Math.min(4, (Math.min(camera.width, high) / 2 - 50) / reach));
  const [x, y] = [(world.x[i] - camera.x) * camera.k + camera.width / 2, (world.y[i] - camera.y) * camera.k + camera.height / 2];
  const seen = x > 120 && x < camera.width - 120 && y > 60 && y < high - 60;
  if (seen && camera.k > k * 0.6 && camera.k < k * 1.7) return;
  moveTo(world.x[i], world.y[i] + camera.bottom / 2 / k, k);
}
