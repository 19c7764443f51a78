/* The answer of CONSTRUCT and DESCRIBE as a picture: things are links, lines say what they mean. */

import { draw, key } from "./drawing.js";
import { element, link, short } from "./terms.js";
import { languageNow, number, t } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const NAMES = ["http://www.w3.org/2004/02/skos/core#prefLabel", "http://www.w3.org/2000/01/rdf-schema#label", "http://xmlns.com/foaf/0.1/name", "http://purl.org/dc/terms/title"];
const LETTERS = 34;
const PADDING = 18;
const FONT = '13px system-ui, "Noto Sans KR", "Noto Sans CJK KR", sans-serif';
const ZOOMS = [0.4, 0.55, 0.75, 1, 1.35, 1.8];

/**
 * The picture with its buttons and a sentence on what is left out. ``lookUp`` is asked for the names of things that the
 * triples do not name, and gives a promise of a map.
 */
export function picture(triples, lookUp) {
  const drawn = draw(triples);
  const names = namesOf(triples);
  const [width, height] = [drawn.width + 2 * PADDING, drawn.height + 2 * PADDING];
  const root = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    role: "group",
    "aria-label": t("drawing", drawn.nodes.length, drawn.lines.length),
  });
  const paint = () => root.replaceChildren(...marks(drawn, (one) => names.get(one)?.name ?? plain(one)));
  paint();
  const nameless = drawn.nodes.map((node) => node.key).filter((one) => !names.has(one) && !one.startsWith("_:"));
  lookUp(nameless).then((found) => {
    for (const [one, name] of found) names.set(one, { name });
    paint();
  });

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
  scale(1);
  const tools = element("p", { class: "tools" }, button("zoomIn", "+", () => step(1)), button("zoomOut", "−", () => step(-1)), button("fit", "", fit));
  const said = drawn.nodes.length < drawn.all ? `${t("drawn", drawn.nodes.length, number(drawn.all))} ${t("values")}` : t("values");
  return [element("p", { class: "lead" }, said), tools, stage];
}

/** Lines first, then what they mean, then things: so that no line runs over a word. */
function marks(drawn, names) {
  const wide = measure();
  const place = new Map(
    drawn.nodes.map((node) => {
      const name = clipped(names(node.key), LETTERS);
      return [node.key, { x: node.x + PADDING, y: node.y + PADDING + 8, name, end: node.x + PADDING + 16 + wide(name) }];
    }),
  );
  const told = new Set();
  const [lines, meanings] = [[], []];
  for (const line of drawn.lines) {
    const [left, right] = [place.get(line.from), place.get(line.to)].sort((one, other) => one.x - other.x);
    const words = line.tree && !told.has(right) ? meaning(line, place.get(line.from) === left) : "";
    const start = right.x - 14 - (words ? wide(words) * 0.85 : 0);
    if (words) {
      told.add(right);
      meanings.push(svg("text", { class: "meaning", x: right.x - 12, y: right.y - 4, "text-anchor": "end" }, words));
    }
    const group = svg("g", { class: line.tree ? "line" : "line across" });
    const path = left.x === right.x ? bow(left, right) : `${curve(left.end, left.y, start, right.y)} L ${right.x - 9} ${right.y}`;
    group.append(svg("title", {}, sentence(line, names)), svg("path", { d: path }));
    lines.push(group);
  }
  return [...lines, ...meanings, ...drawn.nodes.map((node) => dot(node.key, place.get(node.key), names))];
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
