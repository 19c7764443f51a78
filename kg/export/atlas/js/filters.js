/* Which things the filters let through, and which belong to the neighbourhood of what is chosen. */

import { ABOVE, around, LINKED, WROTE } from "./data.js";
import { state, tell } from "./state.js";

export function startFilters() {
  const { world } = state;
  state.kinds = world.kinds.map(() => true);
  state.roles = world.roles.map(() => true);
  state.until = Math.max(0, world.days.length - 1);
  state.passes = new Uint8Array(world.count);
}

/** Whether a relation counts, by the filters of roles. */
export const counts = (kind) => kind >= WROTE || state.roles[kind];

export function applyFilters() {
  const { world, passes } = state;
  const { papers, adjacent } = world;
  passes.fill(0);
  for (let i = 0; i < papers; i += 1) {
    const inside = world.day[i] >= state.since && world.day[i] <= state.until && world.votes[i] >= (state.votes || -1);
    passes[i] = state.kinds[0] && inside && (state.topic < 0 || world.topic[i] === state.topic) ? 1 : 0;
  }
  const paperShown = state.kinds[0];
  for (let i = 0; i < papers; i += 1) {
    const inside = paperShown ? passes[i] : world.day[i] >= state.since && world.day[i] <= state.until && world.votes[i] >= (state.votes || -1) && (state.topic < 0 || world.topic[i] === state.topic);
    if (!inside) continue;
    for (let e = adjacent.start[i]; e < adjacent.start[i + 1]; e += 1) {
      const kind = adjacent.kind[e];
      const other = adjacent.to[e];
      if (kind <= WROTE && counts(kind) && state.kinds[world.kind[other]]) passes[other] = 1;
    }
  }
  if (!filtered()) for (let i = papers; i < world.count; i += 1) if (!world.degree[i]) passes[i] = 1;
  neighbourhood();
  tell("filter");
}

/** How many of each kind pass, and how many there are. */
export function tally() {
  const { world, passes } = state;
  const shown = world.kinds.map(() => 0);
  const all = world.kinds.map(() => 0);
  for (let i = 0; i < world.count; i += 1) {
    shown[world.kind[i]] += passes[i];
    all[world.kind[i]] += 1;
  }
  return { shown, all };
}

export const filtered = () => state.since > 0 || state.until < state.world.days.length - 1 || state.votes > 0 || state.topic >= 0 || state.kinds.includes(false) || state.roles.includes(false);

/** Whether steps lead through a thing: not through metrics and concepts that more than a hundredth of the papers name. */
export function leads(i) {
  const { world } = state;
  return i < world.papers || i >= world.firstAuthor || (world.kinds[world.kind[i]] !== "metric" && world.degree[i] <= Math.max(12, world.papers / 100));
}

/** Everything within so many steps. */
export function reach(start, steps, allowed = () => true) {
  const { world } = state;
  const found = new Map([[start, 0]]);
  let edge = [start];
  for (let step = 1; step <= steps; step += 1) {
    const next = [];
    for (const i of edge) {
      if (!leads(i) && i !== start) continue;
      around(world, i, (other, kind) => {
        if (found.has(other) || !counts(kind) || !allowed(other)) return;
        found.set(other, step);
        next.push(other);
      });
    }
    edge = next;
  }
  return found;
}

/** Work out state.near from what is chosen, expanded, or lies on the path. */
export function neighbourhood() {
  const { world, passes } = state;
  if (state.path.length) {
    state.near = new Set(state.path);
    return;
  }
  if (state.chosen < 0) {
    state.near = null;
    return;
  }
  const fits = (other) => passes[other] === 1;
  state.near = new Set(reach(state.chosen, state.steps, fits).keys());
  for (const i of state.grown) {
    state.near.add(i);
    around(world, i, (other, kind) => {
      if (counts(kind) && fits(other)) state.near.add(other);
    });
  }
}

/** A shortest way between two things: through what few papers share, else through anything but a hub; [] if none. */
export function shortest(from, to) {
  const way = search(from, to, leads);
  return way.length ? way : search(from, to, (i) => !state.world.hub[i]);
}

function search(from, to, through) {
  const { world } = state;
  const before = new Map([[from, -1]]);
  let edge = [from];
  while (edge.length && !before.has(to)) {
    const next = [];
    for (const i of edge) {
      if (i !== from && !through(i)) continue;
      around(world, i, (other, kind) => {
        if (before.has(other) || kind === ABOVE || !counts(kind)) return;
        before.set(other, i);
        next.push(other);
      });
    }
    edge = next;
  }
  if (!before.has(to)) return [];
  const way = [];
  for (let i = to; i >= 0; i = before.get(i)) way.unshift(i);
  return way;
}

/** What joins two neighbours: the kinds of their edges. */
export function between(one, other) {
  const found = [];
  around(state.world, one, (to, kind) => {
    if (to === other && !found.includes(kind)) found.push(kind);
  });
  return found.sort((a, b) => a - b).filter((kind, _, all) => kind !== LINKED || all.length === 1);
}

export function choose(i, { steps = 1, keepPath = false } = {}) {
  if (!keepPath) state.path = [];
  state.grown = [];
  state.chosen = i;
  state.steps = i < 0 ? 1 : steps;
  neighbourhood();
  tell("choose");
}
