/* Names on the map: one occupancy grid for all of them, so that none overlaps another. */

import { camera, screenX, screenY } from "./camera.js";
import { state } from "./state.js";

const SQUARE = 40;
const LIMIT = 40;
const LANDMARKS = 56; // papers named from far
const FAMILY = getComputedStyle(document.documentElement).fontFamily;
const measure = document.createElement("canvas").getContext("2d");
const segmenter = typeof Intl === "object" && Intl.Segmenter ? new Intl.Segmenter() : null;
const widths = new Map();
const cuts = new Map();

export const fontOf = (size, weight) => weight + " " + size + "px " + FAMILY;

function widthOf(text, font) {
  const key = font + text;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > 6000) widths.clear();
    measure.font = font;
    width = measure.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

/** At most so many characters as a reader sees them, the last one an ellipsis if something was cut. */
export function cut(text, limit = LIMIT) {
  if (text.length <= limit) return text;
  const key = limit + text;
  if (cuts.has(key)) return cuts.get(key);
  const pieces = segmenter ? Array.from(segmenter.segment(text.slice(0, 400)), (part) => part.segment) : Array.from(text);
  let short = text;
  if (pieces.length > limit) {
    short = pieces.slice(0, limit - 1).join("");
    const word = short.lastIndexOf(" ");
    if (word > short.length * 0.6) short = short.slice(0, word);
    short = short.replace(/[\s,;:–—-]+$/u, "") + "…";
  }
  if (cuts.size > 4000) cuts.clear();
  cuts.set(key, short);
  return short;
}

/** One line, or two of about the same length. */
function wrap(text) {
  if (text.length <= 24) return [text];
  let best = -1;
  for (let i = text.indexOf(" "); i >= 0; i = text.indexOf(" ", i + 1)) {
    if (best < 0 || Math.abs(i - text.length / 2) < Math.abs(best - text.length / 2)) best = i;
  }
  return best < 0 ? [text] : [text.slice(0, best), text.slice(best + 1)];
}

/** From far a paper goes by the name before its colon. */
function titleOf(i, far) {
  const title = state.world.label[i];
  const colon = title.indexOf(":");
  return far && colon > 1 && colon <= 26 ? [title.slice(0, colon)] : wrap(cut(title));
}

class Occupancy {
  constructor() {
    this.squares = new Map();
  }

  *near(box) {
    const [c0, c1] = [Math.floor(box.left / SQUARE), Math.floor(box.right / SQUARE)];
    const [r0, r1] = [Math.floor(box.top / SQUARE), Math.floor(box.bottom / SQUARE)];
    for (let c = c0; c <= c1; c += 1) for (let r = r0; r <= r1; r += 1) yield c * 4099 + r;
  }

  free(box) {
    for (const key of this.near(box)) {
      for (const other of this.squares.get(key) ?? []) {
        if (box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom) return false;
      }
    }
    return true;
  }

  add(box) {
    for (const key of this.near(box)) {
      if (!this.squares.has(key)) this.squares.set(key, []);
      this.squares.get(key).push(box);
    }
  }
}

let byVotes = null;
let byDegree = null;

function orders() {
  const { world } = state;
  byVotes = Int32Array.from({ length: world.papers }, (_, i) => i).sort((a, b) => world.votes[b] - world.votes[a] || a - b);
  const several = [];
  for (let i = world.papers; i < world.count; i += 1) if (world.degree[i] > 1) several.push(i);
  byDegree = Int32Array.from(several).sort((a, b) => (a >= world.firstAuthor) - (b >= world.firstAuthor) || world.degree[b] - world.degree[a] || a - b);
}

/** What wants a name, the most important first; want(wish) says whether there was room, and null when there are enough. */
function wishes(drawn, want) {
  const { world, near } = state;
  if (!byVotes) orders();
  const { k, home } = camera;
  const far = k < Math.max(1.1, home * 2.2);
  const shown = new Set(drawn);
  const paper = (i, weight) => want({ node: i, lines: titleOf(i, far && i !== state.chosen && !near), size: 13, weight });
  const other = (i, weight) => want({ node: i, lines: [cut(world.label[i], 30)], size: 13, weight });
  if (near) {
    if (state.chosen >= 0) (state.chosen < world.papers ? paper : other)(state.chosen, 700);
    for (const i of state.path) if (i !== state.chosen) (i < world.papers ? paper : other)(i, 600);
    const close = Array.from(near).filter((i) => i !== state.chosen && shown.has(i) && !state.path.includes(i));
    const rank = (i) => (i >= world.firstAuthor ? 2 : (i < world.papers) === (state.chosen < world.papers) ? 1 : 0);
    close.sort((a, b) => rank(a) - rank(b) || (world.votes[b] ?? world.degree[b]) - (world.votes[a] ?? world.degree[a]) || a - b);
    for (const i of close.slice(0, 400)) (i < world.papers ? paper : other)(i, 500);
    return;
  }
  if (k < home * 5) {
    world.regions.forEach((region, r) => {
      if (state.topic < 0 || state.topic === r) want({ region: r, lines: nameLines(region.name), size: far ? 15 : 16, weight: 650 });
    });
  }
  let left = far ? LANDMARKS : Infinity;
  for (const i of byVotes) {
    if (!left) break;
    if (!shown.has(i)) continue;
    const placed = paper(i, far ? 400 : 500);
    if (placed === null) break;
    if (placed) left -= 1;
  }
  for (const i of byDegree) if (shown.has(i) && other(i, 400) === null) break;
  for (const i of drawn) if (world.degree[i] === 1 && other(i, 400) === null) break;
}

const nameLines = (name) => (name.includes(" · ") && name.length > 18 ? name.split(" · ").map((part) => cut(part, 32)) : [cut(name)]);

/** The labels for the things drawn, in pixels of the canvas: {…wish, left, top, right, bottom, cx}. */
export function placeLabels(drawn, radius) {
  const taken = new Occupancy();
  const labels = [];
  const most = camera.width < 760 ? 60 : 170;
  const { world } = state;
  const block = () => {
    if (state.near) for (const i of drawn) if (state.near.has(i) && i < world.papers && i !== state.chosen) taken.add(around4(i, radius(i)));
  };
  if (state.chosen < 0) block();
  wishes(drawn, (wish) => {
    const font = fontOf(wish.size, wish.weight);
    const width = Math.max(...wish.lines.map((line) => widthOf(line, font)));
    const height = wish.lines.length * (wish.size + 2);
    const found = spots(wish, width, height, radius).find((box) => inside(box) && taken.free({ left: box.left - 3, right: box.right + 3, top: box.top - 2, bottom: box.bottom + 2 }));
    if (found) {
      taken.add(found);
      labels.push({ ...wish, ...found, font });
    }
    if (wish.node === state.chosen) block();
    return labels.length < most ? found !== undefined : null;
  });
  return labels;
}

const around4 = (i, r) => ({ left: screenX(state.world.x[i]) - r, right: screenX(state.world.x[i]) + r, top: screenY(state.world.y[i]) - r, bottom: screenY(state.world.y[i]) + r });

const inside = (box) => box.left > 4 && box.right < camera.width - 4 && box.top > 4 && box.bottom < camera.height - 4;

function spots(wish, width, height, radius) {
  const { world } = state;
  const at = (left, top) => ({ left, top, right: left + width, bottom: top + height });
  if (wish.region !== undefined) {
    const region = world.regions[wish.region];
    const [x, y] = [screenX(region.x), screenY(region.y)];
    return [0, -1, 1, -2, 2].map((shift) => at(x - width / 2, y - height / 2 + shift * 16));
  }
  const [x, y, r] = [screenX(world.x[wish.node]), screenY(world.y[wish.node]), radius(wish.node) + 3];
  return [at(x + r, y - height / 2), at(x - width / 2, y + r), at(x - r - width, y - height / 2), at(x - width / 2, y - r - height), at(x + r, y + r), at(x + r, y - r - height), at(x - r - width, y + r), at(x - r - width, y - r - height)];
}
