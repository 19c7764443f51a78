/* The map on the canvas, in levels of detail: land and papers from far, concepts and authors nearer, lines of what is chosen. */

import { camera, screenX, screenY } from "./camera.js";
import { around, LINKED, WROTE } from "./data.js";
import { counts } from "./filters.js";
import { placeLabels } from "./labels.js";
import { byId, state } from "./state.js";

const PIXEL = 12; // units of the map to one pixel of the land
const TINTS = 7;
const colour = new Map();
const shapes = [];
let canvas = null;
let context = null;
let land = null;

/** What the last picture showed: things, labels, lines, and lines left out. */
export const picture = { drawn: [], labels: [], lines: 0, omitted: 0, fresh: false };

export function startDrawing(kinds) {
  canvas = byId("map");
  context = canvas.getContext("2d");
  for (const kind of state.world.kinds) shapes.push(new Path2D(kinds[kind].path));
}

export function readColours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => colour.set(name, style.getPropertyValue("--" + name).trim());
  ["ground", "halo", "ink", "muted", "accent", "faint"].forEach(read);
  state.world.kinds.forEach((kind) => read("k-" + kind));
  [...state.world.roles, "creator", "topic", "broader"].forEach((kind) => read("e-" + kind));
  for (let i = 0; i < TINTS; i += 1) ["r-" + i, "n-" + i].forEach(read);
  land = null;
}

const edgeColour = (kind) => colour.get("e-" + (state.world.roles[kind] ?? (kind === WROTE ? "creator" : kind === LINKED ? "topic" : "broader")));

function rgb(name) {
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = colour.get(name);
  probe.fillRect(0, 0, 1, 1);
  return probe.getImageData(0, 0, 1, 1).data;
}

/** The tinted land under the papers: for each pixel the region most of the papers around it belong to. */
function makeLand() {
  const { world } = state;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < world.papers; i += 1) {
    left = Math.min(left, world.x[i]);
    right = Math.max(right, world.x[i]);
    top = Math.min(top, world.y[i]);
    bottom = Math.max(bottom, world.y[i]);
  }
  const reach = world.papers > 400 ? 4 : 7;
  const wide = Math.ceil((right - left) / PIXEL) + 2 * reach + 2;
  const high = Math.ceil((bottom - top) / PIXEL) + 2 * reach + 2;
  const weight = new Float32Array(wide * high);
  const best = new Float32Array(wide * high);
  const owner = new Int16Array(wide * high).fill(-1);
  const order = Array.from({ length: world.papers }, (_, i) => i).sort((a, b) => world.topic[a] - world.topic[b]);
  const own = new Float32Array(wide * high);
  let touched = [];
  const finish = (topic) => {
    for (const p of touched) {
      if (own[p] > best[p]) {
        best[p] = own[p];
        owner[p] = topic;
      }
      own[p] = 0;
    }
    touched = [];
  };
  order.forEach((i, place) => {
    if (place && world.topic[i] !== world.topic[order[place - 1]]) finish(world.topic[order[place - 1]]);
    const [cx, cy] = [(world.x[i] - left) / PIXEL + reach + 0.5, (world.y[i] - top) / PIXEL + reach + 0.5];
    for (let r = Math.floor(cy) - reach; r <= Math.floor(cy) + reach; r += 1) {
      for (let c = Math.floor(cx) - reach; c <= Math.floor(cx) + reach; c += 1) {
        const near = 1 - Math.hypot(c + 0.5 - cx, r + 0.5 - cy) / (reach + 0.5);
        if (near <= 0) continue;
        const p = r * wide + c;
        if (!own[p]) touched.push(p);
        own[p] += near;
        weight[p] += near;
      }
    }
  });
  if (order.length) finish(world.topic[order.at(-1)]);
  return { canvas: tinted(wide, high, weight, owner), left: left - (reach + 0.5) * PIXEL, top: top - (reach + 0.5) * PIXEL, wide: wide * PIXEL, high: high * PIXEL };
}

function tinted(wide, high, weight, owner) {
  const made = document.createElement("canvas");
  made.width = wide;
  made.height = high;
  const ctx = made.getContext("2d");
  const image = ctx.createImageData(wide, high);
  const tints = Array.from({ length: TINTS }, (_, i) => rgb("r-" + i));
  for (let p = 0; p < owner.length; p += 1) {
    if (owner[p] < 0) continue;
    const tint = tints[state.world.regions[owner[p]].tint];
    image.data.set([tint[0], tint[1], tint[2], Math.round(255 * Math.min(1, weight[p] * 1.4))], 4 * p);
  }
  ctx.putImageData(image, 0, 0);
  return made;
}

/** The radius of a thing in pixels of the screen. */
export function radius(i) {
  const { world } = state;
  const zoom = (0.55 + 0.75 * Math.sqrt(camera.k)) * Math.min(1, 0.35 + camera.k * 1.7);
  const calm = world.papers > 1500 ? 1 : 1.5;
  if (i < world.papers) return calm * Math.min(13, (1.5 + Math.min(3.4, 0.3 * Math.sqrt(Math.max(0, world.votes[i])))) * zoom);
  return calm * Math.min(10, (1.5 + Math.min(3, 0.35 * Math.sqrt(world.degree[i]))) * zoom);
}

/** From how many papers on a concept, and an author, has a symbol of its own at this distance. */
export function detail() {
  const many = Math.max(1, state.world.papers / 1500);
  const near = camera.k / Math.max(0.35, Math.min(1, camera.home * 2));
  const from = (steps) => steps.find(([zoom]) => near >= zoom)?.[1] ?? Infinity;
  const large = many > 1;
  return { concept: from(large ? [[8, 1], [4, 2], [2.6, 4], [1.6, 12]] : [[4, 1], [0, 2]]), author: from(large ? [[12, 1], [6, 2], [4, 4]] : [[5, 1], [1.6, 2]]) };
}

function inView(i, margin) {
  const { world } = state;
  const [x, y] = [screenX(world.x[i]), screenY(world.y[i])];
  return x > -margin && y > -margin && x < camera.width + margin && y < camera.height + margin;
}

/** The things to draw now, papers last so that they lie on top. */
function visible() {
  const { world, near, passes } = state;
  const found = [];
  const level = detail();
  for (let i = world.papers; i < world.count; i += 1) {
    const wanted = near?.has(i) || i === state.chosen;
    if (!wanted && (!passes[i] || world.hub[i] || world.degree[i] < (i < world.firstAuthor ? level.concept : level.author))) continue;
    if (inView(i, 12)) found.push(i);
  }
  for (let i = 0; i < world.papers; i += 1) if ((passes[i] || near?.has(i) || i === state.chosen) && inView(i, 12)) found.push(i);
  return found;
}

export function draw(withLabels) {
  const ratio = canvas.width / camera.width;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = colour.get("ground");
  context.fillRect(0, 0, camera.width, camera.height);
  drawLand();
  picture.drawn = visible();
  drawLines();
  drawThings();
  if (withLabels) picture.labels = placeLabels(picture.drawn, radius).map((label) => ({ ...label, k: camera.k, x: camera.x, y: camera.y }));
  drawLabels();
  picture.fresh = withLabels;
}

function drawLand() {
  if (!state.world.papers) return;
  land ??= makeLand();
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "medium";
  context.globalAlpha = state.near ? 0.55 : 1;
  context.drawImage(land.canvas, screenX(land.left), screenY(land.top), land.wide * camera.k, land.high * camera.k);
  context.globalAlpha = 1;
}

const MOST_LINES = 4000;

/** Lines among what is chosen and its neighbourhood; with nothing chosen, links of papers seen from near. */
function drawLines() {
  const { world, near } = state;
  const batches = new Map();
  picture.lines = picture.omitted = 0;
  const line = (a, b, kind) => {
    if (picture.lines >= MOST_LINES) {
      picture.omitted += 1;
      return;
    }
    picture.lines += 1;
    if (!batches.has(kind)) batches.set(kind, new Path2D());
    batches.get(kind).moveTo(screenX(world.x[a]), screenY(world.y[a]));
    batches.get(kind).lineTo(screenX(world.x[b]), screenY(world.y[b]));
  };
  const shown = near ?? (camera.k > 2.2 ? new Set(picture.drawn) : null);
  if (!shown) return;
  const path = state.path.length > 1;
  const hubs = new Set([state.chosen, ...state.grown]);
  for (const i of shown) {
    around(world, i, (other, kind) => {
      if (i > other || !counts(kind) || !shown.has(other) || (!near && kind !== LINKED)) return;
      if (path && Math.abs(state.path.indexOf(i) - state.path.indexOf(other)) !== 1) return;
      if (near && !path && state.steps === 1 && !hubs.has(i) && !hubs.has(other)) return;
      line(i, other, kind);
    });
  }
  const pale = near ? (picture.lines > 400 ? 0.3 : 0.62) : 0.4;
  for (const [kind, batch] of batches) {
    context.strokeStyle = edgeColour(kind);
    context.globalAlpha = path ? 0.95 : pale;
    context.lineWidth = path ? 2.6 : kind === 0 ? 1.8 : 1;
    context.stroke(batch);
  }
  context.globalAlpha = 1;
}

function drawThings() {
  const { world, near } = state;
  const dim = near ? 0.16 : 1;
  const groups = new Map();
  for (const i of picture.drawn) {
    const strong = !near || near.has(i);
    const key = (strong ? 100 : 0) + (i < world.papers ? 50 + world.regions[world.topic[i]].tint : world.kind[i]);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(i);
  }
  for (const key of Array.from(groups.keys()).sort((a, b) => a - b)) {
    context.globalAlpha = key < 100 ? dim : near || world.papers < 400 ? 1 : Math.min(1, 0.55 + camera.k * 0.25);
    const place = key % 100;
    if (place >= 50) discs(groups.get(key), colour.get("n-" + (place - 50)));
    else symbols(groups.get(key), shapes[place], colour.get("k-" + world.kinds[place]));
  }
  context.globalAlpha = 1;
  for (const i of [state.hovered, state.chosen, state.from]) if (i >= 0) ring(i);
}

function discs(list, fill) {
  const { world } = state;
  const edge = camera.k > 0.9;
  context.beginPath();
  for (const i of list) {
    const [x, y, r] = [screenX(world.x[i]), screenY(world.y[i]), radius(i)];
    if (r < 1.4) {
      context.rect(x - r, y - r, 2 * r, 2 * r);
    } else {
      context.moveTo(x + r, y);
      context.arc(x, y, r, 0, 2 * Math.PI);
    }
  }
  if (edge) {
    context.strokeStyle = colour.get("halo");
    context.lineWidth = 1.6;
    context.stroke();
  }
  context.fillStyle = fill;
  context.fill();
}

function symbols(list, shape, fill) {
  const { world } = state;
  const path = new Path2D();
  const matrix = new DOMMatrix();
  for (const i of list) {
    matrix.a = matrix.d = radius(i);
    matrix.e = screenX(world.x[i]);
    matrix.f = screenY(world.y[i]);
    path.addPath(shape, matrix);
  }
  context.strokeStyle = colour.get("halo");
  context.lineWidth = 1.6;
  context.stroke(path);
  context.fillStyle = fill;
  context.fill(path);
}

function ring(i) {
  const { world } = state;
  context.beginPath();
  context.arc(screenX(world.x[i]), screenY(world.y[i]), radius(i) + 4, 0, 2 * Math.PI);
  context.strokeStyle = colour.get("accent");
  context.lineWidth = 2.5;
  context.stroke();
}

/** Labels keep to their things while the map moves; when it rests they are placed anew. */
function drawLabels() {
  const { world } = state;
  context.textBaseline = "top";
  context.lineJoin = "round";
  for (const label of picture.labels) {
    const grown = label.k !== camera.k;
    const anchor = label.region === undefined ? label.node : null;
    const [wx, wy] = anchor === null ? [world.regions[label.region].x, world.regions[label.region].y] : [world.x[anchor], world.y[anchor]];
    const dx = screenX(wx) - ((wx - label.x) * label.k + camera.width / 2);
    const dy = screenY(wy) - ((wy - label.y) * label.k + camera.height / 2);
    if (grown && anchor !== null && camera.k < label.k * 0.8) continue;
    write(label, dx, dy);
  }
}

function write(label, dx, dy) {
  const { world } = state;
  const region = label.region === undefined ? null : world.regions[label.region];
  const tint = region ? region.tint : label.node < world.papers ? world.regions[world.topic[label.node]].tint : -1;
  context.font = label.font;
  context.textAlign = region ? "center" : "left";
  context.strokeStyle = colour.get(tint >= 0 && !state.near ? "r-" + tint : "halo");
  context.lineWidth = 3.5;
  context.fillStyle = region ? colour.get("n-" + tint) : label.node < world.papers ? colour.get("ink") : colour.get("k-" + world.kinds[world.kind[label.node]]);
  label.lines.forEach((line, row) => {
    const x = (region ? (label.left + label.right) / 2 : label.left) + dx;
    const y = label.top + dy + row * (label.size + 2) + 1;
    context.strokeText(line, x, y);
    context.fillText(line, x, y);
  });
}

/** The thing at a place of the canvas, -1 if there is none: symbols first, then names. */
export function pick(x, y, slack = 5) {
  const { world, near } = state;
  let best = -1;
  let least = Infinity;
  for (const i of picture.drawn) {
    const away = Math.hypot(screenX(world.x[i]) - x, screenY(world.y[i]) - y) - radius(i);
    const order = away + (near && !near.has(i) ? 4 : 0);
    if (away < slack && order <= least) {
      least = order;
      best = i;
    }
  }
  if (best >= 0 && least <= 1) return best;
  const label = labelAt(x, y);
  return label && label.node !== undefined ? label.node : best;
}

export const labelAt = (x, y) => (picture.fresh ? picture.labels.find((label) => x >= label.left && x <= label.right && y >= label.top && y <= label.bottom) : undefined);

