/* The answer of CONSTRUCT and DESCRIBE as a picture: things are links, lines say what they mean. */

import { draw, EACH, key } from "./drawing.js";
import { element, link, short } from "./terms.js";
import { languageNow, t } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const NAMES = ["http://www.w3.org/2004/02/skos/core#prefLabel", "http://www.w3.org/2000/01/rdf-schema#label", "http://xmlns.com/foaf/0.1/name", "http://purl.org/dc/terms/title"];
const LETTERS = 34;
const PADDING = 18;
const FAN = 70;
const FONT = '13px system-ui, "Noto Sans KR", "Noto Sans CJK KR", sans-serif';
const SMALL = 11 / 13;
const ZOOMS = [0.4, 0.55, 0.75, 1, 1.35, 1.8];

/**
 * The picture with its buttons and a sentence on what is left out. ``lookUp`` is asked for the names of things that the
 * triples do not name, and gives a promise of a map.
 */
export function picture(triples, lookUp) {
  const drawn = draw(triples);
  const names = namesOf(triples);
  const height = drawn.height + 2 * PADDING;
  let width = 0;
  const root = svg("svg", {
    role: "group",
    "aria-label": t("drawing", drawn.nodes.length, drawn.lines.length),
  });
  const paint = () => {
    const painted = marks(drawn, (one) => names.get(one)?.name ?? plain(one));
    width = painted.width;
    root.setAttribute("viewBox", `0 0 ${width} ${height}`);
    root.replaceChildren(...painted.parts);
    scale(ZOOMS[zoom]);
  };
  const nameless = drawn.nodes.map((node) => node.key).filter((one) => !names.has(one) && !one.startsWith("_:"));
  let zoom = ZOOMS.indexOf(1);
  const stage = element("div", { class: "stage", tabindex: "0", role: "region", "aria-label": t("graph") }, root);
  const scale = (factor) => {
    root.setAttribute("width", Math.round(width * factor));
    root.setAttribute("height", Math.round(height * factor));
  };
  const step = (by) => {
    zoom = Math.min(ZOOMS.length - 1, Math.max(0, zoom + by));
    scale(ZOOMS[zoom]);
  };
  const fit = () => {
    const most = Math.min(1, (stage.clientWidth - 2) / width);
    zoom = Math.max(0, ZOOMS.findLastIndex((each) => each <= most));
    scale(Math.max(most, ZOOMS[0]));
  };
  paint();
  lookUp(nameless).then((found) => {
    for (const [one, name] of found) names.set(one, { name });
    paint();
  });
  const tools = element("p", { class: "tools" }, button("zoomIn", "+", () => step(1)), button("zoomOut", "−", () => step(-1)), button("fit", "", fit));
  const said = drawn.nodes.length < drawn.all ? `${t("drawn", drawn.nodes.length, drawn.all, EACH)} ${t("values")}` : t("values");
  return [element("p", { class: "lead" }, said), tools, stage];
}

/** Lines first, then what they mean, then things: so that no line runs over a word. */
function marks(drawn, names) {
  const wide = measure();
  const place = new Map(drawn.nodes.map((node) => [node.key, { ...node, name: clipped(names(node.key), LETTERS) }]));
  const sides = (line) => [place.get(line.from), place.get(line.to)].sort((one, other) => one.step - other.step);
  const said = (line) => (line.tree ? meaning(line, sides(line)[0].key === line.from) : "");
  const columns = columnsOf(drawn, [...place.values()], { sides, wide, said });
  for (const each of place.values()) {
    each.x = columns[each.step];
    each.y += PADDING + 8;
    each.end = each.x + 16 + wide(each.name);
  }
  const [lines, meanings] = [[], []];
  for (const line of drawn.lines) {
    const [left, right] = sides(line);
    const words = said(line);
    const start = right.x - 14 - (words ? wide(words) * SMALL : 0);
    if (words) {
      meanings.push(svg("text", { class: "meaning", x: right.x - 12, y: right.y - 4, "text-anchor": "end" }, words));
    }
    const group = svg("g", { class: line.tree ? "line" : "line across" });
    const path = left.x === right.x ? bow(left, right) : `${curve(left.end, left.y, start, right.y)} L ${right.x - 9} ${right.y}`;
    group.append(svg("title", {}, sentence(line, names)), svg("path", { d: path }));
    lines.push(group);
  }
  const things = drawn.nodes.map((node) => dot(node.key, place.get(node.key), names));
  return { parts: [...lines, ...meanings, ...things], width: columns.at(-1) + PADDING };
}

/** Where each column starts, and at the end where the last one ends: as wide as its names and what stands before them. */
function columnsOf(drawn, places, { sides, wide, said }) {
  const [names, words] = [[], []];
  for (const { step, name } of places) names[step] = Math.max(names[step] ?? 0, wide(name));
  for (const line of drawn.lines) {
    const { step } = sides(line)[1];
    words[step] = Math.max(words[step] ?? 0, wide(said(line)) * SMALL);
  }
  const columns = [PADDING];
  names.forEach((width, step) => columns.push(columns[step] + 16 + width + (step + 1 < names.length ? FAN + (words[step + 1] ?? 0) : 0)));
  return columns;
}

function namesOf(triples) {
  const found = new Map();
  for (const [subject, predicate, object] of triples) {
    const rank = NAMES.indexOf(predicate.value);
    if (rank < 0 || object.type !== "literal") continue;
    const better = rank - (object["xml:lang"] === languageNow() ? 10 : 0);
    const one = key(subject);
    if (!found.has(one) || better < found.get(one).rank) found.set(one, { rank: better, name: object.value });
  }
  return found;
}

const plain = (one) => (one.startsWith("_:") ? one : short(one));

function dot(one, { x, y, name: label }, names) {
  const name = names(one);
  const address = one.startsWith("_:") ? "" : link(one);
  const group = svg(address ? "a" : "g", address ? { href: address, class: "thing" } : { class: "thing" });
  group.append(svg("title", {}, `${name}${name === one ? "" : `\n${one}`}`), svg("circle", { cx: x, cy: y, r: 5 }));
  group.append(svg("text", { x: x + 11, y: y + 4 }, label));
  return group;
}

function meaning(line, forward) {
  const words = line.names.map(short).sort();
  const first = words.length > 1 ? `${words[0]} +${words.length - 1}` : words[0];
  return forward ? `${first} →` : `← ${first}`;
}

/** A line within a column leaves and arrives on the right. */
function bow(one, other) {
  const end = Math.max(one.end, other.end) + 40;
  return `M ${one.end} ${one.y} C ${end} ${one.y} ${end} ${other.y} ${other.end} ${other.y}`;
}

/** From the end of a name to the dot before another one. */
function curve(x, y, toX, toY) {
  const middle = Math.max(x + 20, (x + toX) / 2);
  return `M ${x} ${y} C ${middle} ${y} ${middle} ${toY} ${toX} ${toY}`;
}

/** Tells how many pixels wide a name is. */
function measure() {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = FONT;
  return (name) => pen.measureText(name).width;
}

const sentence = (line, names) => line.names.map((name) => `${names(line.from)} – ${short(name)} – ${names(line.to)}`).join("\n");

const clipped = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

function button(key, sign, action) {
  const made = element("button", { type: "button", "aria-label": t(key), title: t(key) }, sign || t(key));
  made.addEventListener("click", action);
  return made;
}

function svg(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}
