/* The page's behaviour. Data reaches the document as text only (textContent), the canvas through fillText.
   Sections: data, state, colours, map, labels, camera, panel, search, legend, keyboard, address, start. */
(() => {
"use strict";

// ---------------------------------------------------------------- data

const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const { nodes, papers, relations } = data;
const KINDS = Object.keys(data.kinds).sort((a, b) => order(a) - order(b));
const RELATIONS = Array.from(document.querySelectorAll("[data-relation]"), (item) => item.dataset.relation);
const count = nodes.label.length;
const everyone = Array.from({ length: count }, (_, i) => i);
const kindOf = (i) => KINDS[nodes.kind[i]];
// Written out again what the data leave to be derived.
nodes.kind = Array.from(nodes.look, (letter) => letter.toLowerCase().charCodeAt(0) - 97);
nodes.first = Array.from(nodes.look, (letter) => (letter < "a" ? 1 : 0));
nodes.size = everyone.map((i) => nodes.size[i] ?? data.usualSize);
nodes.key = nodes.label.map((label, i) => nodes.key[i] ?? label.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, ""));
papers.forEach((paper, i) => {
  paper.url ??= "https://arxiv.org/abs/" + nodes.key[i];
  paper.date ??= data.usualDate;
});
/** What stands behind # in the address of a node. */
const keyOf = (i) => (isPaper(i) ? "" : kindOf(i) === "author" ? "author/" : "concept/") + nodes.key[i];
const kindName = (i) => data.kinds[kindOf(i)].one;
const isPaper = (i) => i < papers.length;

function order(kind) {
  return data.order.indexOf(kind);
}

/** neighbours[i]: {to, kind, out}, in the order of the data; edges: {from, to, kind}. */
const neighbours = everyone.map(() => []);
const edges = [];
for (const kind of RELATIONS) {
  let from = -1;
  for (const to of data.edges[kind]) {
    if (to < 0) {
      from = -1 - to;
      continue;
    }
    edges.push({ from, to, kind });
    neighbours[from].push({ to, kind, out: true });
    neighbours[to].push({ to: from, kind, out: false });
  }
}
const papersOf = (i) => neighbours[i].filter((n) => !n.out && isPaper(n.to));
const distinct = (list) => Array.from(new Set(list));
const hubs = new Set(data.hubs);
const regionOf = new Map(data.regions.flatMap((region, r) => region.papers.map((paper) => [paper, r])));

/** For each paper its links: {other, weight, reasons: [[node, weight], …], said: [topic or word, …]}, the strongest first. */
const links = papers.map(() => []);
for (const [one, other, weight, ...rest] of data.links) {
  const reasons = [];
  const said = rest.filter((part) => typeof part === "string");
  for (let i = 0; i < rest.length - said.length; i += 2) reasons.push([rest[i], rest[i + 1]]);
  links[one].push({ other, weight, reasons, said });
  links[other].push({ other: one, weight, reasons, said });
}
for (const list of links) list.sort((a, b) => b.weight - a.weight || a.other - b.other);
const results = papers.map(() => []);
let quoted = "";
for (const [paper, ...rest] of data.results) {
  quoted = rest[3] = rest[3] === 0 ? quoted : rest[3];
  results[paper].push(rest);
}

// ---------------------------------------------------------------- state

const root = document.documentElement;
const state = {
  chosen: -1,
  hovered: -1,
  near: new Set(), // the chosen node and its neighbours
  on: new Map(KINDS.map((kind) => [kind, true])),
  all: new Map(KINDS.map((kind) => [kind, false])),
  edge: new Map(RELATIONS.map((kind) => [kind, relations[kind].shown])),
  shown: new Set(),
  moved: false, // whether the visitor has moved the map
  quiet: false, // whether a large map is seen from far: then few labels and no lines but the chosen node's
  font: 13,
  lines: 0, // how many edges are drawn
};
const CLOSEST = 5;
const SMALLEST = 0.1;
const LARGEST = 8;
const MANY = 120; // papers
const FAR = 0.55;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const small = matchMedia("(max-width: 760px)");

function isShown(i) {
  if (i === state.chosen) return true;
  const kind = kindOf(i);
  return state.on.get(kind) && (nodes.first[i] === 1 || state.all.get(kind) || state.near.has(i));
}

// ---------------------------------------------------------------- colours

const colour = new Map();

function readColours() {
  const style = getComputedStyle(root);
  const read = (name) => colour.set(name, style.getPropertyValue("--" + name).trim());
  ["ground", "halo", "ink", "muted", "accent"].forEach(read);
  KINDS.forEach((kind) => read("k-" + kind));
  RELATIONS.forEach((kind) => read("e-" + kind));
  for (let i = 0; i < 7; i += 1) ["r-" + i, "n-" + i].forEach(read);
}

function setTheme(theme, remember) {
  root.dataset.theme = theme;
  byId("theme").setAttribute("aria-pressed", String(theme === "dark"));
  if (remember) store("paperkg-theme", theme);
  readColours();
  paintEdges(true);
  refresh();
}

function store(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    /* a file without storage: the choice lasts until the page closes */
  }
}

function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

// ---------------------------------------------------------------- map

const shapes = new Map(KINDS.map((kind) => [kind, new Path2D(data.kinds[kind].path)]));
const nodeSet = new vis.DataSet();
const edgeSet = new vis.DataSet();
const edgeLook = new Map();
let network = null;

const land = data.regions.map(() => new Path2D());
for (const [region, ...corners] of data.cells) {
  let [x, y] = corners;
  land[region].moveTo(x, y);
  for (let i = 2; i < corners.length; i += 2) land[region].lineTo((x += corners[i]), (y += corners[i + 1]));
  land[region].closePath();
}
const border = new Path2D();
for (let i = 0; i < data.borders.length; i += 4) {
  border.moveTo(data.borders[i], data.borders[i + 1]);
  border.lineTo(data.borders[i + 2], data.borders[i + 3]);
}

function drawLand(ctx) {
  noticeDistance();
  ctx.save();
  ctx.lineJoin = ctx.lineCap = "round";
  land.forEach((path, r) => {
    ctx.fillStyle = ctx.strokeStyle = colour.get("r-" + data.regions[r].tint);
    ctx.lineWidth = 1.5;
    ctx.fill(path);
    ctx.stroke(path);
  });
  ctx.strokeStyle = colour.get("ground");
  ctx.lineWidth = 7;
  ctx.stroke(border);
  ctx.restore();
}

/** Near and far, lines and labels of a large map differ. */
function noticeDistance() {
  const quiet = papers.length > MANY && network.getScale() < FAR;
  if (quiet === state.quiet) return;
  state.quiet = quiet;
  byId("distant").hidden = !quiet;
  placed = null;
  setTimeout(() => {
    paintEdges(false);
    refresh();
  });
}

/** How strongly a node is drawn: fully, unless another one is chosen that it has nothing to do with. */
const strength = (i) => (state.chosen < 0 || state.near.has(i) ? 1 : 0.14);

function drawNode({ ctx, id, x, y, style }) {
  const drawSymbol = () => {
    const size = style.size;
    const active = id === state.chosen || id === state.hovered;
    ctx.save();
    ctx.globalAlpha = state.quiet && state.chosen < 0 && !isPaper(id) ? 0.3 : strength(id);
    ctx.translate(x, y);
    if (active) ring(ctx, size);
    ctx.scale(size, size);
    ctx.lineJoin = "round";
    ctx.lineWidth = 3 / size;
    ctx.strokeStyle = colour.get("halo");
    ctx.stroke(shapes.get(kindOf(id)));
    ctx.fillStyle = colour.get("k-" + kindOf(id));
    ctx.fill(shapes.get(kindOf(id)));
    ctx.restore();
  };
  return { drawNode: drawSymbol, nodeDimensions: { width: style.size * 2, height: style.size * 2 } };
}

function ring(ctx, size) {
  ctx.beginPath();
  ctx.arc(0, 0, size + 5, 0, 2 * Math.PI);
  ctx.lineWidth = 2.5;
  ctx.strokeStyle = colour.get("accent");
  ctx.stroke();
}

function edgeShown(edge) {
  if (!state.shown.has(edge.from) || !state.shown.has(edge.to)) return false;
  const chosen = edge.from === state.chosen || edge.to === state.chosen;
  if (state.quiet && !chosen) return false;
  if (edge.kind === "topic" && chosen) return state.near.has(edge.from) && state.near.has(edge.to);
  return state.edge.get(edge.kind) || (chosen && !relations[edge.kind].shown);
}

function edgeStyle(edge) {
  const focus = edge.from === state.chosen || edge.to === state.chosen;
  const look = focus ? "strong" : state.chosen < 0 ? "rest" : "faint";
  return edge.kind === "introduces" && look === "rest" ? "strong" : look;
}

const OPACITY = { rest: 0.42, strong: 0.95, faint: 0.05 };

/** The more lines there are, the paler each is; on a large map, where most only pass through, still paler. */
const crowd = () => Math.max(0.2, Math.min(1, (450 / Math.max(1, state.lines)) ** (papers.length > MANY ? 1 : 0.5)));

function edgeItem(edge, id, look) {
  const relation = relations[edge.kind];
  const base = OPACITY[look] * (state.chosen < 0 ? crowd() : 1);
  const opacity = edge.kind === "topic" ? base * 0.45 : base;
  return {
    id,
    from: edge.from,
    to: edge.to,
    width: relation.width,
    dashes: relation.dashes.length ? relation.dashes : false,
    arrows: relation.arrow ? { to: { enabled: true, scaleFactor: 0.45 } } : "",
    color: { color: colour.get("e-" + edge.kind), opacity, inherit: false },
  };
}

/** Bring the edges of the network in line with the state; only what differs is touched. */
function paintEdges(all) {
  const change = [];
  const gone = [];
  const before = crowd();
  state.lines = edges.filter(edgeShown).length;
  const repaint = all || Math.abs(crowd() - before) > 0.05;
  edges.forEach((edge, id) => {
    const look = edgeShown(edge) ? edgeStyle(edge) : null;
    const last = edgeLook.get(id) ?? null;
    if (look === last && !(repaint && look)) return;
    edgeLook.set(id, look);
    if (look) change.push(edgeItem(edge, id, look));
    else gone.push(id);
  });
  if (gone.length) edgeSet.remove(gone);
  if (change.length) edgeSet.update(change);
}

/** Bring the network in line with the state. */
function apply() {
  const now = new Set(everyone.filter(isShown));
  const gone = Array.from(state.shown).filter((i) => !now.has(i));
  const come = Array.from(now).filter((i) => !state.shown.has(i));
  state.shown = now;
  if (gone.length) {
    paintEdges(false);
    nodeSet.remove(gone);
  }
  if (come.length) nodeSet.add(come.map((i) => ({ id: i, x: nodes.x[i], y: nodes.y[i], size: nodes.size[i], shape: "custom", ctxRenderer: drawNode })));
  paintEdges(false);
  countKinds();
  refresh();
}

function refresh() {
  placed = null;
  if (network) network.redraw();
}

// ---------------------------------------------------------------- labels

const FAMILY = getComputedStyle(root).fontFamily;
const measure = document.createElement("canvas").getContext("2d");
const widths = new Map();
let placed = null;

function textWidth(text, font) {
  const key = font + "\n" + text;
  if (!widths.has(key)) {
    measure.font = font;
    widths.set(key, measure.measureText(text).width);
  }
  return widths.get(key);
}

function cut(text, limit) {
  const pieces = typeof Intl === "object" && Intl.Segmenter ? Array.from(new Intl.Segmenter().segment(text), (s) => s.segment) : Array.from(text);
  return pieces.length > limit ? pieces.slice(0, limit - 1).join("").trimEnd() + "…" : text;
}

/** Text is outlined in the colour of the land it lies on. */
function haloOf(i) {
  const paper = isPaper(i) ? i : papersOf(i)[0]?.to;
  const region = regionOf.get(paper);
  return region === undefined ? "halo" : "r-" + data.regions[region].tint;
}

const shortLabels = new Map();
const AIR = [14, 8];

function linesOf(i) {
  if (isPaper(i)) return papers[i].lines;
  if (!shortLabels.has(i)) shortLabels.set(i, [cut(nodes.label[i], 30)]);
  return shortLabels.get(i);
}

/** Around a paper its concepts are named first, around anything else its papers. */
function rankOf(i) {
  if (kindOf(i) === "author") return 2;
  return isPaper(i) === isPaper(state.chosen) ? 1 : 0;
}

/** Everything that wants a label at this moment, the most important first. Units: pixels of the screen. */
function wishes(scale) {
  const focus = state.chosen >= 0;
  const list = [];
  if (!focus) data.regions.forEach((region, r) => list.push({ region: r, lines: scale < 0.7 ? region.name.split(" · ") : [region.name], x: region.x, y: region.y, size: 12, weight: 650, halo: "r-" + region.tint, ink: "n-" + region.tint, alpha: 1 }));
  const wish = (i, alpha) => list.push({ node: i, lines: linesOf(i), x: nodes.x[i], y: nodes.y[i], r: nodes.size[i], size: isPaper(i) ? state.font : 11, weight: i === state.chosen ? 700 : isPaper(i) ? 500 : 400, halo: haloOf(i), ink: isPaper(i) ? "ink" : "k-" + kindOf(i), alpha });
  const shown = Array.from(state.shown).sort((a, b) => a - b);
  if (focus) {
    wish(state.chosen, 1);
    const close = shown.filter((i) => i !== state.chosen && state.near.has(i));
    close.sort((a, b) => rankOf(a) - rankOf(b)).forEach((i) => wish(i, 1));
  }
  if (focus && state.quiet) return list;
  shown.filter((i) => isPaper(i) && !(focus && state.near.has(i))).forEach((i) => wish(i, focus ? 0.3 : 1));
  if (!focus && !state.quiet) shown.filter((i) => !isPaper(i)).forEach((i) => wish(i, 1));
  return list;
}

/** Places that a label may take around its symbol, best first: left, top of its box. */
function candidates(wish, scale, width, height) {
  const inside = ([left]) => left > world.left * scale - 88 && left + width < world.right * scale + 88;
  const x = wish.x * scale;
  const y = wish.y * scale;
  if (wish.region !== undefined) return [[x - width / 2, y - height / 2]];
  const gap = wish.r * scale + 3;
  const below = [x - width / 2, y + gap];
  const above = [x - width / 2, y - gap - height];
  const right = [x + gap + 2, y - height / 2];
  const left = [x - gap - 2 - width, y - height / 2];
  if (!isPaper(wish.node)) return [right, left, below, above].filter(inside);
  const shifts = [0.25, -0.25, 0.42, -0.42].map((share) => [below[0] + share * width, below[1]]);
  return [below, ...shifts, above, right, left].filter(inside);
}

/** The sides of the map, beyond which a label goes only as far as the margin. */
const world = { left: Math.min(...nodes.x.slice(0, papers.length)), right: Math.max(...nodes.x.slice(0, papers.length)) };

class Occupancy {
  constructor() {
    this.squares = new Map();
  }

  *keys(box) {
    for (let c = Math.floor(box.left / 48); c <= Math.floor(box.right / 48); c += 1) {
      for (let r = Math.floor(box.top / 48); r <= Math.floor(box.bottom / 48); r += 1) yield c * 100003 + r;
    }
  }

  add(box) {
    for (const key of this.keys(box)) {
      if (!this.squares.has(key)) this.squares.set(key, []);
      this.squares.get(key).push(box);
    }
  }

  free(box) {
    for (const key of this.keys(box)) {
      for (const other of this.squares.get(key) ?? []) {
        if (other.owner !== box.owner && box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom) return false;
      }
    }
    return true;
  }
}

/** Labels without overlaps at a scale; {…wish, left, top, right, bottom} in screen pixels from the map's origin. */
function placeLabels(scale) {
  const taken = new Occupancy();
  const block = (i) => {
    const r = nodes.size[i] * scale;
    taken.add({ owner: i, left: nodes.x[i] * scale - r, right: nodes.x[i] * scale + r, top: nodes.y[i] * scale - r, bottom: nodes.y[i] * scale + r });
  };
  const bright = Array.from(state.shown).filter((i) => strength(i) === 1);
  // Names of regions may lie above symbols, labels of papers above those of concepts and authors.
  let symbols = bright.filter((i) => isPaper(i));
  let others = bright.filter((i) => !isPaper(i));
  // From far the most voted papers of a large map are named, with air around them, over the symbols of the others.
  const distant = state.quiet && state.chosen < 0;
  const air = distant ? AIR : [2, 1];
  if (distant) symbols = others = [];
  const found = [];
  for (const wish of wishes(scale)) {
    if (wish.node !== undefined) {
      symbols.forEach(block);
      symbols = [];
    }
    if (wish.node !== undefined && wish.node !== state.chosen && (!isPaper(wish.node) || state.chosen >= 0)) {
      others.forEach(block);
      others = [];
    }
    const font = wish.weight + " " + wish.size + "px " + FAMILY;
    const width = Math.max(...wish.lines.map((line) => textWidth(line, font)));
    const height = wish.lines.length * wish.size * 1.16;
    for (const [left, top] of candidates(wish, scale, width, height)) {
      const box = { owner: wish.node ?? -1 - wish.region, left: left - air[0], top: top - air[1], right: left + width + air[0], bottom: top + height + air[1] };
      if (!taken.free(box)) continue;
      taken.add(box);
      found.push({ ...wish, font, left, top, right: left + width, bottom: top + height });
      break;
    }
  }
  return found;
}

function labels() {
  const scale = network.getScale();
  if (!placed || placed.scale !== scale) placed = { scale, list: placeLabels(scale) };
  return placed.list;
}

function drawLabels(ctx) {
  const ratio = ctx.canvas.width / ctx.canvas.clientWidth;
  const origin = network.canvasToDOM({ x: 0, y: 0 });
  const wide = ctx.canvas.clientWidth;
  const high = ctx.canvas.clientHeight;
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3.5;
  for (const label of drawnLabels().reverse()) {
    const x = origin.x + (label.left + label.right) / 2;
    const y = origin.y + label.top;
    if (x < -200 || x > wide + 200 || y < -60 || y > high + 60) continue;
    ctx.font = label.font;
    ctx.globalAlpha = label.alpha;
    ctx.strokeStyle = colour.get(label.halo);
    ctx.fillStyle = colour.get(label.ink);
    label.lines.forEach((line, n) => {
      const middle = y + (n + 0.5) * label.size * 1.16;
      ctx.strokeText(line, x, middle);
      ctx.fillText(line, x, middle);
    });
  }
  ctx.restore();
}

/** In a narrow window a label that the side of the map would cut waits until it is whole. */
function drawnLabels() {
  if (!small.matches) return labels().slice();
  const { x } = network.canvasToDOM({ x: 0, y: 0 });
  const wide = byId("map").clientWidth;
  const whole = (label) => label.right - label.left > wide || (x + label.left >= 0 && x + label.right <= wide);
  return labels().filter((label) => label.node === state.chosen || whole(label));
}

/** The largest size, 13 px at most, at which every paper has a label in the view of the whole map. */
function chooseFont(scale) {
  for (const size of [13, 12.5, 12, 11.5, 11]) {
    state.font = size;
    if (placeLabels(scale).filter((label) => isPaper(label.node ?? count)).length === papers.length) return;
  }
  state.font = 13;
}

// ---------------------------------------------------------------- camera

function extent(list) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const i of list) {
    box.left = Math.min(box.left, nodes.x[i]);
    box.right = Math.max(box.right, nodes.x[i]);
    box.top = Math.min(box.top, nodes.y[i]);
    box.bottom = Math.max(box.bottom, nodes.y[i]);
  }
  return box;
}

/** The part of the map's element that neither panel nor sheet covers: width, height and its offset. */
function freeView() {
  const map = byId("map");
  const panel = byId("panel");
  const view = { width: map.clientWidth, height: map.clientHeight, x: 0, y: 0 };
  if (panel.hidden) return view;
  if (small.matches) {
    const covered = Math.max(0, map.getBoundingClientRect().bottom - panel.getBoundingClientRect().top);
    return { ...view, height: view.height - covered, y: -covered / 2 };
  }
  return { ...view, width: view.width - panel.offsetWidth, x: -panel.offsetWidth / 2 };
}

/** Show these nodes with their labels around them, not larger than ``most``. */
function frame(list, { most = 1.6, least = 0.05, animate = true, view = freeView() } = {}) {
  const box = extent(list);
  const width = Math.max(1, box.right - box.left);
  const height = Math.max(1, box.bottom - box.top);
  const room = [Math.max(60, view.width - 180), Math.max(60, view.height - 110)];
  const scale = Math.max(least, Math.min(most, room[0] / width, room[1] / height));
  const position = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 + 12 / scale };
  moveTo({ position, scale, offset: { x: view.x, y: view.y } }, animate);
  return scale;
}

function moveTo(target, animate) {
  const animation = animate && !calm.matches ? { duration: 350, easingFunction: "easeInOutQuad" } : false;
  network.moveTo({ ...target, animation });
}

function fitAll(animate) {
  const map = byId("map");
  const list = everyone.slice(0, papers.length).concat();
  if (!list.length) return;
  const view = { width: map.clientWidth, height: map.clientHeight, x: 0, y: 0 };
  const scale = small.matches ? fillSmall(list, view, animate) : frame(list, { animate, view, most: 2 });
  chooseFont(scale);
  state.moved = false;
  refresh();
}

/** A narrow window shows a legible part of the map around the paper with the most votes; the rest is a swipe away. */
function fillSmall(list, view, animate) {
  const box = extent(list);
  const scale = Math.min(1, Math.max(0.75, (view.height - 110) / Math.max(1, box.bottom - box.top)));
  const within = (want, low, high) => (low > high ? (low + high) / 2 : Math.min(high, Math.max(low, want)));
  const half = { x: view.width / 2 / scale, y: view.height / 2 / scale };
  const y = within(nodes.y[0], box.top - 45 / scale + half.y, box.bottom + 70 / scale - half.y);
  moveTo({ position: { x: wholeLabels(scale, { y, half, box }), y }, scale }, animate);
  return scale;
}

/** Where to look so that few papers' labels are cut by the sides, the most voted one's least of all. */
function wholeLabels(scale, { y, half, box }) {
  const list = placeLabels(scale).filter((label) => Math.abs((label.top + label.bottom) / 2 / scale - y) < half.y);
  const first = list.find((label) => label.node === 0) ?? { left: nodes.x[0] * scale, right: nodes.x[0] * scale };
  const low = Math.max(first.right / scale - half.x, Math.min(box.left - 60 + half.x, nodes.x[0])) + 8;
  const high = Math.min(first.left / scale + half.x, Math.max(box.right + 60 - half.x, nodes.x[0])) - 8;
  let best = nodes.x[0];
  let least = Infinity;
  for (let x = low; x <= high; x += 6) {
    const sides = [(x - half.x) * scale, (x + half.x) * scale];
    const cuts = list.filter((label) => sides.some((side) => label.left < side && side < label.right)).length;
    const cost = cuts + Math.abs(x - nodes.x[0]) / half.x;
    if (cost < least) [best, least] = [x, cost];
  }
  return best;
}

/** Move only if the node lies outside the free view, so that a click does not make the map jump. */
function reveal(i) {
  const view = freeView();
  const place = network.canvasToDOM({ x: nodes.x[i], y: nodes.y[i] });
  const inside = place.x > 60 && place.x < view.width - 60 && place.y > 40 && place.y < view.height - 60;
  if (!inside) moveTo({ position: { x: nodes.x[i], y: nodes.y[i] }, scale: network.getScale(), offset: { x: view.x, y: view.y } }, true);
}

// ---------------------------------------------------------------- panel

function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

function icon(kind) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  svg.setAttribute("class", "icon k-" + kind);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", "#symbol-" + kind);
  svg.append(use);
  return svg;
}

const go = (i, text = nodes.label[i]) => el("button", { type: "button", class: "go", dir: "auto", onclick: () => visit(i) }, text);
const chip = (i, note = "") => el("button", { type: "button", class: "chip", onclick: () => visit(i), title: kindName(i) }, icon(kindOf(i)), el("span", { dir: "auto" }, nodes.label[i] + note));
const chips = (list) => el("div", { class: "chips" }, ...list.map((i) => chip(i)));
const number = (value) => value.toLocaleString("en");
const plural = (n, one, many = one + "s") => number(n) + " " + (n === 1 ? one : many);

/** A list that begins with its first rows and grows on demand. */
function growing(rows, first, make) {
  const list = el("ul", { class: "rows" }, ...rows.slice(0, first).map(make));
  if (rows.length <= first) return list;
  const more = el("button", { type: "button", class: "go", onclick: () => {
    const added = rows.slice(first).map(make);
    list.append(...added);
    more.remove();
    added[0].querySelector("button")?.focus();
  } }, "Show " + number(rows.length - first) + " more");
  return el("div", null, list, more);
}

function section(title, content, n) {
  return [el("h3", null, title + (n ? " (" + number(n) + ")" : "")), content];
}

function conceptsByRole(i) {
  const found = [];
  for (const kind of RELATIONS) {
    if (kind === "creator" || kind === "topic" || kind === "broader" || kind === "related") continue;
    const list = neighbours[i].filter((n) => n.kind === kind && n.out).map((n) => n.to);
    if (list.length) found.push(...section(relations[kind].heading, chips(list)));
  }
  return found;
}

function people(i) {
  const known = neighbours[i].filter((n) => n.kind === "creator" && n.out).map((n) => n.to);
  const others = papers[i].others ?? [];
  if (!known.length && !others.length) return [];
  const line = el("p", { class: "people" });
  const write = (limit) => {
    line.replaceChildren();
    const parts = [...known.map((a) => go(a)), ...others.map((name) => el("span", { dir: "auto" }, name))];
    parts.slice(0, limit).forEach((part, n) => line.append(...(n ? [", ", part] : [part])));
    if (parts.length > limit) line.append(" ", el("button", { type: "button", class: "go", onclick: () => { write(Infinity); line.querySelectorAll("button")[limit]?.focus(); } }, "and " + number(parts.length - limit) + " more"));
  };
  write(12);
  return section("Authors", line, known.length + others.length);
}

function resultRows(i) {
  if (!results[i].length) return [];
  const rows = results[i].map(([value, unit, kind, quote, subject, metric, where, baseline]) => {
    const about = [["", subject], ["", metric], ["on ", where], ["against ", baseline]].filter(([, n]) => n >= 0);
    const sign = kind === "improvement" && !/^[+-]/.test(value) ? "+" : "";
    const text = el("div", null, el("span", { class: "value" }, sign + value + (unit === "%" || unit === "x" ? unit : unit ? " " + unit : "")), " ");
    about.forEach(([word, n], place) => text.append(place ? " · " : "", word, go(n)));
    return el("li", null, text, quote ? el("q", { lang: /[가-힣]/.test(quote) ? "ko" : "en", dir: "auto" }, quote) : null);
  });
  return section("Reported results", el("ul", { class: "rows" }, ...rows), rows.length);
}

function relatedRows(i) {
  if (!links[i].length) return [...section("Related papers", el("p", { class: "hint" }, "None: it has nothing telling in common with another paper here."))];
  const make = ({ other, weight, reasons, said }) => {
    const percent = (part) => Math.round((100 * part) / weight) + " %";
    const share = (part) => (weight > 0 && (said.length || reasons.length > 1) ? " " + percent(part) : "");
    const rest = weight - reasons.reduce((sum, [, part]) => sum + part, 0);
    const words = said.length && weight > 0 ? el("p", { class: "hint", dir: "auto" }, "Words and topics " + percent(rest) + ": " + said.join(", ")) : null;
    return el("li", null, go(other), reasons.length ? el("div", { class: "chips" }, ...reasons.slice(0, 5).map(([n, w]) => chip(n, share(w)))) : null, words);
  };
  return [...section("Related papers", growing(links[i], 6, make), links[i].length), el("p", { class: "hint" }, "Below each: what both share, and how much that weighs.")];
}

function external(url, text) {
  return /^https?:\/\//i.test(url) ? el("a", { href: url, target: "_blank", rel: "noopener" }, text) : null;
}

function aboutPaper(i) {
  const paper = papers[i];
  const arxiv = /^https:\/\/arxiv\.org\/abs\//.test(paper.url);
  const meta = [
    paper.votes === undefined ? null : el("span", { title: "Votes in the digest" }, "▲ " + plural(paper.votes, "vote")),
    paper.date ? el("span", null, "Listed ", el("time", { datetime: paper.date }, paper.date)) : null,
    external(paper.url, (arxiv ? "arXiv:" + nodes.key[i] : "Open the paper") + " ↗"),
  ];
  const doubt = paper.doubt ? [el("p", { class: "doubt", dir: "auto" }, el("strong", null, "Doubtful text. "), paper.doubt)] : [];
  return [el("p", { class: "meta" }, ...meta), ...doubt, ...people(i), ...conceptsByRole(i), ...resultRows(i), ...relatedRows(i)];
}

function aboutConcept(i) {
  const found = [];
  const n = distinct(papersOf(i).map((p) => p.to)).length;
  found.push(el("p", { class: "meta" }, n ? plural(n, "paper") + (n === papers.length ? "" : " of " + number(papers.length)) : "No paper here names it itself: it stands beside or above what they name."));
  if (hubs.has(i)) found.push(el("p", { class: "hint" }, "So many papers name it that it is drawn only when it is chosen."));
  const names = data.names[i] ?? [];
  if (names.length) found.push(...section("Also called", el("p", null, ...names.flatMap((name, k) => (k ? [" · ", el("span", { dir: "auto" }, name)] : [el("span", { dir: "auto" }, name)])))));
  for (const kind of ["broader", "related"]) {
    for (const out of [true, false]) {
      const list = neighbours[i].filter((e) => e.kind === kind && e.out === out).map((e) => e.to);
      if (list.length) found.push(...section(out ? relations[kind].heading : relations[kind].inverse, chips(list)));
    }
  }
  for (const kind of RELATIONS) {
    if (kind === "broader" || kind === "related") continue;
    const list = neighbours[i].filter((e) => e.kind === kind && !e.out).map((e) => e.to);
    if (list.length) found.push(...section(relations[kind].inverse, growing(list, 12, (p) => el("li", null, go(p))), list.length));
  }
  return found;
}

function aboutAuthor(i) {
  const own = papersOf(i).map((p) => p.to);
  const together = new Map();
  for (const paper of own) {
    for (const n of neighbours[paper]) if (n.kind === "creator" && n.to !== i) together.set(n.to, (together.get(n.to) ?? 0) + 1);
  }
  const list = Array.from(together).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const people = growing(list, 24, ([a, n]) => el("li", null, go(a), n > 1 ? el("small", null, " " + plural(n, "paper") + " together") : null));
  return [
    el("p", { class: "meta" }, plural(own.length, "paper") + " here"),
    ...section("Papers", el("ul", { class: "rows" }, ...own.map((p) => el("li", null, go(p)))), own.length),
    ...(list.length ? section("Co-authors", people, list.length) : []),
  ];
}

function showPanel(...content) {
  byId("details").replaceChildren(...content.filter((child) => child !== null));
  byId("panel").hidden = false;
  byId("panel").scrollTop = 0;
  byId("open-list").setAttribute("aria-expanded", "false");
  byId("rail").classList.remove("open");
  byId("open-legend").setAttribute("aria-expanded", "false");
}

function showDetails(i) {
  const kind = el("span", { class: "meta kind" }, icon(kindOf(i)), kindName(i) + (isPaper(i) && data.regions.length ? " · " + data.regions[regionOf.get(i)].name : ""));
  const about = isPaper(i) ? aboutPaper(i) : kindOf(i) === "author" ? aboutAuthor(i) : aboutConcept(i);
  showPanel(kind, el("h2", { dir: "auto" }, nodes.label[i]), ...about);
}

function showList() {
  showPanel(el("h2", null, "All papers here"), listing);
  byId("open-list").setAttribute("aria-expanded", "true");
}

function hidePanel() {
  byId("panel").hidden = true;
  byId("open-list").setAttribute("aria-expanded", "false");
}

// ---------------------------------------------------------------- choosing

const say = (text) => { byId("live").textContent = text; };

/** What is highlighted around a node: all its neighbours, but of the related papers only the nearest. */
function surroundings(i) {
  const close = neighbours[i].filter((n) => n.kind !== "topic").map((n) => n.to);
  return isPaper(i) ? [...close, ...links[i].slice(0, CLOSEST).map((link) => link.other)] : close;
}

function choose(i) {
  state.chosen = i;
  state.near = new Set(i < 0 ? [] : [i, ...surroundings(i)]);
  hideTip();
  apply();
  if (i < 0) return;
  showDetails(i);
  const shown = neighbours[i].filter((n) => state.shown.has(n.to)).length;
  say(kindName(i) + ": " + nodes.label[i] + ". " + plural(shown, "neighbour") + " shown.");
}

/** Choose a node from a list, the search or an address: the map moves there. */
function visit(i, { animate = true } = {}) {
  setAddress(i);
  choose(i);
  state.moved = true;
  const list = Array.from(state.near).filter((n) => state.shown.has(n) && (n === i || !hubs.has(n)) && (n === i || !isPaper(n) || !isPaper(i)));
  const close = list.length > 1 && list.length < 80 ? list : [i];
  frame(close, { most: small.matches ? 1.1 : 1.5, least: 0.55, animate });
  reveal(i);
}

/** Choose a node on the map: it stays where it is, unless the panel would cover it. */
function pick(i) {
  setAddress(i);
  choose(i);
  state.moved = true;
  reveal(i);
}

function clear() {
  if (state.chosen < 0 && byId("panel").hidden) return;
  setAddress(-1);
  hidePanel();
  if (state.chosen >= 0) {
    choose(-1);
    say("Nothing is chosen.");
  }
}

/** The node at a place of the map's element: its symbol, else its label, else a symbol close by. */
function nodeAt(place) {
  const hit = network.getNodeAt(place);
  if (hit !== undefined && strength(hit) === 1) return hit;
  const origin = network.canvasToDOM({ x: 0, y: 0 });
  const x = place.x - origin.x;
  const y = place.y - origin.y;
  const label = drawnLabels().find((l) => l.node !== undefined && x >= l.left && x <= l.right && y >= l.top && y <= l.bottom);
  if (label) return label.node;
  if (hit !== undefined) return hit;
  const scale = network.getScale();
  let best = -1;
  let reach = 12;
  for (const i of state.shown) {
    const distance = Math.hypot(nodes.x[i] * scale - x, nodes.y[i] * scale - y) - nodes.size[i] * scale;
    if (distance < reach && strength(i) === 1) [best, reach] = [i, distance];
  }
  return best;
}

function showTip(i, place) {
  const tip = byId("tip");
  const n = distinct(papersOf(i).map((p) => p.to)).length;
  const votes = isPaper(i) && papers[i].votes !== undefined ? " · " + plural(papers[i].votes, "vote") : "";
  tip.textContent = nodes.label[i] + "\n" + kindName(i) + (isPaper(i) ? votes : " · " + plural(n, "paper"));
  tip.hidden = false;
  const left = Math.min(place.x + 14, byId("map").clientWidth - tip.offsetWidth - 8);
  const top = place.y + 18 + tip.offsetHeight > byId("map").clientHeight ? place.y - tip.offsetHeight - 10 : place.y + 18;
  tip.style.transform = "translate(" + Math.max(4, Math.round(left)) + "px," + Math.round(top) + "px)";
}

function hideTip() {
  byId("tip").hidden = true;
}

function onHover(event) {
  const box = byId("map").getBoundingClientRect();
  const place = { x: event.clientX - box.left, y: event.clientY - box.top };
  const i = event.pointerType === "touch" || event.buttons ? -1 : nodeAt(place);
  byId("map").style.cursor = i >= 0 ? "pointer" : "grab";
  if (i >= 0) showTip(i, place);
  else hideTip();
  if (i !== state.hovered) {
    state.hovered = i;
    network.redraw();
  }
}

// ---------------------------------------------------------------- search

/** Case, accents, hyphens, spaces and the composition of Hangul do not count. */
function fold(text) {
  return text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "").normalize("NFKC").replace(/[\s\-_‐‑–·]+/g, " ").trim();
}

const entries = everyone.map((i) => {
  const names = [nodes.label[i], ...(data.names[i] ?? []), ...(data.misspelt[i] ?? [])];
  if (isPaper(i)) names.push(nodes.key[i], ...(papers[i].others ?? []));
  const seen = names.map((name) => ({ name, text: fold(name), tight: fold(name).replace(/ /g, "") }));
  return { node: i, seen, weight: neighbours[i].length };
});

function score(entry, query, tight) {
  let best = null;
  entry.seen.forEach((name, place) => {
    let rank = 9;
    if (name.text === query || name.tight === tight) rank = 0;
    else if (name.text.startsWith(query) || name.tight.startsWith(tight)) rank = 2;
    else if ((" " + name.text).includes(" " + query)) rank = 3;
    else if (name.text.includes(query) || (tight.length > 2 && name.tight.includes(tight))) rank = 4;
    if (rank < 9 && place) rank += 0.5;
    if (rank < 9 && (!best || rank < best.rank)) best = { rank, place };
  });
  return best;
}

function search(text) {
  const query = fold(text);
  if (!query) return [];
  const words = query.split(" ");
  const found = matches(query, words);
  // Of two names that differ in a final s the page may hold the other one.
  return found.length || query.length < 5 || !query.endsWith("s") ? found : matches(query.slice(0, -1), words);
}

function matches(query, words) {
  const found = [];
  for (const entry of entries) {
    const hit = score(entry, query, query.replace(/ /g, ""));
    if (hit) found.push({ node: entry.node, rank: hit.rank, place: hit.place, weight: entry.weight });
    else if (words.length > 1 && words.every((word) => entry.seen.some((name) => name.text.includes(word)))) found.push({ node: entry.node, rank: 6, place: 0, weight: entry.weight });
  }
  return found.sort((a, b) => a.rank - b.rank || b.weight - a.weight || a.node - b.node);
}

const input = byId("search");
const box = byId("found");
let active = -1;
let offered = [];

function offer() {
  const hits = search(input.value);
  offered = hits.slice(0, 9).map((hit) => hit.node);
  active = offered.length ? 0 : -1;
  box.replaceChildren(...hits.slice(0, 9).map((hit, n) => option(hit, n)));
  box.hidden = !offered.length;
  const nothing = byId("nothing");
  nothing.hidden = !input.value.trim() || offered.length > 0;
  nothing.textContent = nothing.hidden ? "" : "Nothing on this page is called “" + input.value.trim() + "”.";
  input.setAttribute("aria-expanded", String(!box.hidden));
  say(!input.value.trim() ? "" : offered.length ? plural(hits.length, "result") + "." : nothing.textContent);
  mark();
}

function option(hit, n) {
  const i = hit.node;
  const alias = hit.place ? entries[i].seen[hit.place].name : "";
  const note = kindName(i) + (isPaper(i) ? " · " + nodes.key[i] : " · " + plural(distinct(papersOf(i).map((p) => p.to)).length, "paper")) + (alias && alias !== nodes.key[i] ? " · " + alias : "");
  return el("li", { role: "option", id: "found-" + n, onmousedown: (event) => { event.preventDefault(); take(n); } }, icon(kindOf(i)), el("div", null, el("b", { dir: "auto" }, nodes.label[i]), el("small", { dir: "auto" }, note)));
}

function mark() {
  Array.from(box.children).forEach((item, n) => item.setAttribute("aria-selected", String(n === active)));
  if (active >= 0) {
    input.setAttribute("aria-activedescendant", "found-" + active);
    box.children[active].scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

function closeSearch() {
  box.hidden = true;
  byId("nothing").hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function take(n) {
  const i = offered[n];
  closeSearch();
  input.value = "";
  input.blur();
  visit(i);
  focusMap();
}

function onSearchKey(event) {
  if (event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && offered.length) {
    active = (active + step + offered.length) % offered.length;
    mark();
  } else if (event.key === "Enter" && active >= 0 && !box.hidden) take(active);
  else if (event.key === "Escape") {
    if (!input.value) focusMap();
    input.value = "";
    closeSearch();
    event.stopPropagation();
  } else return;
  event.preventDefault();
}

// ---------------------------------------------------------------- legend

function countKinds() {
  let hidden = 0;
  for (const kind of KINDS) {
    const all = everyone.filter((i) => kindOf(i) === kind);
    const shown = all.filter((i) => state.shown.has(i)).length;
    hidden += all.length - shown;
    const button = document.querySelector("[data-all=" + kind + "]");
    if (!button) continue;
    const complete = all.every((i) => nodes.first[i] === 1);
    button.textContent = shown === all.length ? number(shown) : number(shown) + " / " + number(all.length);
    button.disabled = complete || !state.on.get(kind);
    button.setAttribute("aria-pressed", String(state.all.get(kind)));
    const what = state.all.get(kind) ? "Show fewer " : "Show all ";
    button.title = complete ? "" : what + data.kinds[kind].many.toLowerCase();
    button.setAttribute("aria-label", number(shown) + " of " + number(all.length) + " " + data.kinds[kind].many.toLowerCase() + " shown" + (complete ? "" : ". " + what.trim()));
  }
  const everything = KINDS.every((kind) => state.all.get(kind) && state.on.get(kind));
  byId("everything").setAttribute("aria-pressed", String(everything));
  byId("everything").textContent = everything ? "Show less" : "Show everything";
  byId("everything").hidden = everyone.every((i) => nodes.first[i] === 1) && !hidden;
  const common = hubs.size ? " " + plural(hubs.size, "concept") + " that too many papers name " + (hubs.size === 1 ? "is" : "are") + " among them." : "";
  byId("hidden").textContent = hidden ? number(hidden) + " nodes are hidden. Choose a paper or a concept: what belongs to it alone, or stands above it, unfolds." + common : "Nothing is hidden.";
}

function toggleKind(kind, on) {
  state.on.set(kind, on);
  apply();
  say(data.kinds[kind].many + (on ? " shown." : " hidden."));
}

function toggleAll(kind) {
  state.all.set(kind, !state.all.get(kind));
  apply();
}

function toggleEverything() {
  const on = byId("everything").getAttribute("aria-pressed") !== "true";
  for (const kind of KINDS) {
    state.all.set(kind, on);
    if (on) state.on.set(kind, true);
  }
  document.querySelectorAll("[data-kind]").forEach((item) => { item.checked = state.on.get(item.dataset.kind); });
  apply();
}

function toggleEdge(kind, on) {
  state.edge.set(kind, on);
  apply();
}

function connectLegend() {
  document.querySelectorAll("[data-relation]").forEach((item) => { item.hidden = !data.edges[item.dataset.relation].length; });
  document.querySelectorAll("[data-kind]").forEach((item) => {
    item.checked = true;
    item.addEventListener("change", () => toggleKind(item.dataset.kind, item.checked));
  });
  document.querySelectorAll("[data-all]").forEach((item) => item.addEventListener("click", () => toggleAll(item.dataset.all)));
  document.querySelectorAll("[data-edge]").forEach((item) => {
    item.checked = relations[item.dataset.edge].shown;
    item.addEventListener("change", () => toggleEdge(item.dataset.edge, item.checked));
  });
  document.querySelectorAll("[data-topic]").forEach((item) => item.addEventListener("click", () => {
    clear();
    state.moved = true;
    byId("rail").classList.remove("open");
    frame(data.regions[Number(item.dataset.topic)].papers, { most: 1.8 });
  }));
  byId("everything").addEventListener("click", toggleEverything);
}

// ---------------------------------------------------------------- keyboard

const mapFrame = () => byId("map").firstElementChild;
const focusMap = () => mapFrame().focus({ preventScroll: true });
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The nearest shown paper in a direction, measured so that straight ahead counts as nearer. */
function ahead(from, [dx, dy]) {
  let best = -1;
  let nearest = Infinity;
  for (const i of state.shown) {
    if (i === from || !isPaper(i)) continue;
    const x = nodes.x[i] - nodes.x[from];
    const y = nodes.y[i] - nodes.y[from];
    const along = x * dx + y * dy;
    const across = Math.abs(x * dy) + Math.abs(y * dx);
    if (along > 0 && along + 2 * across < nearest) [best, nearest] = [i, along + 2 * across];
  }
  return best;
}

let walk = { around: -1, step: -1 }; // the node whose neighbours [ and ] go through

function onward(direction) {
  if (state.chosen < 0) return pick(0);
  const to = ahead(state.chosen, direction);
  if (to >= 0) pick(to);
}

function neighbourStep(step) {
  if (state.chosen < 0) return;
  const around = walk.around >= 0 && neighbours[walk.around].some((n) => n.to === state.chosen) ? walk.around : state.chosen;
  const list = distinct(neighbours[around].map((n) => n.to)).filter((i) => state.on.get(kindOf(i)));
  if (!list.length) return;
  const place = around === state.chosen ? (step > 0 ? -1 : list.length) : list.indexOf(state.chosen);
  const next = list[(place + step + list.length) % list.length];
  walk = { around, step };
  pick(next);
  walk.around = around;
}

function onMapKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const direction = DIRECTIONS[event.key];
  if (direction) onward(direction);
  else if (event.key === "[") neighbourStep(-1);
  else if (event.key === "]") neighbourStep(1);
  else if (event.key === "Enter" && state.chosen >= 0) byId("panel").focus();
  else if (event.key === "+" || event.key === "=") zoom(1.25);
  else if (event.key === "-") zoom(0.8);
  else if (event.key === "0") fitAll(true);
  else return;
  event.preventDefault();
}

function onPageKey(event) {
  const typing = event.target instanceof HTMLInputElement && event.target.type === "text";
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    input.focus();
    input.select();
  } else if (event.key === "Escape" && !typing) {
    const inside = byId("panel").contains(document.activeElement);
    if (byId("rail").classList.contains("open")) openLegend(false);
    else clear();
    if (inside) focusMap();
  }
}

function zoom(factor) {
  state.moved = true;
  const scale = Math.min(LARGEST, Math.max(SMALLEST, network.getScale() * factor));
  moveTo({ position: network.getViewPosition(), scale }, true);
}

function openLegend(open) {
  byId("rail").classList.toggle("open", open);
  byId("open-legend").setAttribute("aria-expanded", String(open));
}

// ---------------------------------------------------------------- address

const keys = new Map(everyone.map((i) => [keyOf(i).normalize("NFC"), i]));
const encodeKey = (i) => "#" + encodeURIComponent(keyOf(i)).replace(/%2F/g, "/").replace(/%3A/g, ":");

function addressed() {
  try {
    return keys.get(decodeURIComponent(location.hash.slice(1)).normalize("NFC")) ?? -1;
  } catch (error) {
    if (error instanceof URIError) return -1;
    throw error;
  }
}

function setAddress(i) {
  const hash = i < 0 ? "" : encodeKey(i);
  if (hash === location.hash) return;
  history.pushState(null, "", hash || location.pathname + location.search);
}

function followAddress() {
  const i = addressed();
  if (i >= 0 && i !== state.chosen) visit(i);
  else if (i < 0 && location.hash) missing();
  else if (i < 0) clear();
}

/** An address that leads to nothing on this page. */
function missing() {
  if (state.chosen >= 0) choose(-1);
  const text = "Nothing here has the address " + location.hash + ".";
  showPanel(el("h2", null, "Not on this page"), el("p", { class: "hint" }, text + " Search for it, or choose a paper from the list."));
  say(text);
}

// ---------------------------------------------------------------- start

const listing = byId("papers");

function start() {
  root.classList.add("js");
  listing.remove();
  listing.querySelectorAll("[data-node]").forEach((link) => {
    link.removeAttribute("rel");
    link.href = encodeKey(Number(link.dataset.node));
  });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  root.dataset.theme = stored("paperkg-theme") === "dark" || (stored("paperkg-theme") !== "light" && dark.matches) ? "dark" : "light";
  byId("theme").setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
  readColours();
  network = new vis.Network(byId("map"), { nodes: nodeSet, edges: edgeSet }, data.options);
  network.on("beforeDrawing", drawLand);
  network.on("afterDrawing", drawLabels);
  connectLegend();
  connectMap();
  connectPage(dark);
  apply();
  fitAll(false);
  const i = addressed();
  if (i >= 0) visit(i, { animate: false });
  else if (location.hash) missing();
}

function connectMap() {
  const frameElement = mapFrame();
  frameElement.setAttribute("role", "application");
  frameElement.setAttribute("aria-label", "Map of " + plural(papers.length, "paper") + ". Arrow keys go from paper to paper, brackets through neighbours, Enter to the details.");
  frameElement.addEventListener("keydown", onMapKey);
  frameElement.addEventListener("pointermove", onHover);
  frameElement.addEventListener("pointerleave", () => { hideTip(); state.hovered = -1; });
  network.on("click", (event) => {
    const i = nodeAt(event.pointer.DOM);
    if (i >= 0) pick(i);
    else clear();
  });
  network.on("doubleClick", (event) => {
    const i = nodeAt(event.pointer.DOM);
    if (i >= 0) visit(i);
  });
  network.on("dragStart", () => { state.moved = true; });
  network.on("zoom", ({ scale }) => {
    state.moved = true;
    const most = Math.min(LARGEST, Math.max(SMALLEST, scale));
    if (most !== scale) network.moveTo({ scale: most });
  });
}

function connectPage(dark) {
  input.addEventListener("input", offer);
  input.addEventListener("keydown", onSearchKey);
  input.addEventListener("focus", () => { if (input.value) offer(); });
  input.addEventListener("blur", closeSearch);
  document.addEventListener("keydown", onPageKey);
  byId("close").addEventListener("click", () => { clear(); focusMap(); });
  byId("open-list").addEventListener("click", (event) => {
    if (event.currentTarget.getAttribute("aria-expanded") === "true") return clear();
    clear();
    showList();
    byId("panel").focus();
  });
  byId("open-legend").addEventListener("click", () => openLegend(!byId("rail").classList.contains("open")));
  byId("zoom-in").addEventListener("click", () => zoom(1.25));
  byId("zoom-out").addEventListener("click", () => zoom(0.8));
  byId("zoom-fit").addEventListener("click", () => fitAll(true));
  byId("theme").addEventListener("click", () => setTheme(root.dataset.theme === "dark" ? "light" : "dark", true));
  dark.addEventListener("change", () => { if (!stored("paperkg-theme")) setTheme(dark.matches ? "dark" : "light", false); });
  matchMedia("(forced-colors: active)").addEventListener("change", () => setTheme(root.dataset.theme, false));
  addEventListener("hashchange", followAddress);
  addEventListener("popstate", followAddress);
  addEventListener("resize", () => { if (!state.moved) requestAnimationFrame(() => fitAll(false)); });
}

start();

/** For tests: what is drawn where, in pixels of the window. */
window.paperkg = Object.freeze({
  labels: () => {
    const origin = network.canvasToDOM({ x: 0, y: 0 });
    const map = byId("map").getBoundingClientRect();
    return drawnLabels().map((l) => ({ node: l.node ?? null, text: l.lines.join(" "), size: l.size, left: map.left + origin.x + l.left, right: map.left + origin.x + l.right, top: map.top + origin.y + l.top, bottom: map.top + origin.y + l.bottom }));
  },
  place: (key) => {
    const i = keys.get(key);
    const place = network.canvasToDOM({ x: nodes.x[i], y: nodes.y[i] });
    const map = byId("map").getBoundingClientRect();
    return { x: map.left + place.x, y: map.top + place.y };
  },
  lines: () => edgeSet.length,
  shown: () => Array.from(state.shown, keyOf),
  chosen: () => (state.chosen < 0 ? null : keyOf(state.chosen)),
});
})();
