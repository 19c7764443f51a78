/* The panel: what is known of the chosen thing, the steps of a path, or the list of papers. */

import { ABOVE, around, linksOf, resultsOf, urlOf, WROTE } from "./data.js";
import { between, choose, filtered, neighbourhood } from "./filters.js";
import { dayOf, evidenceOf, pageOf, regionPage } from "./pages.js";
import { beginPath } from "./path.js";
import { byId, el, say, state, tell } from "./state.js";
import { doubtSaid, number, t } from "./words.js";

const FEW = 40;
let open = "";
let listed = 100;
let back = null;

export function icon(kind) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("class", "icon k-" + kind);
  made.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", "#symbol-" + kind);
  made.append(use);
  return made;
}

const kindOf = (i) => state.world.kinds[state.world.kind[i]];

/** A row of search results and lists: symbol, name, what it is. */
export function describe(i) {
  const { world } = state;
  const what = i < world.papers ? [world.ids[i], world.days[world.day[i]], votesOf(i)] : [t("kind." + kindOf(i)), t("papers", number(world.degree[i]))];
  return [icon(kindOf(i)), el("div", {}, el("b", { dir: "auto" }, world.label[i]), el("small", {}, what.filter(Boolean).join(" · ")))];
}

const votesOf = (i) => (state.world.votes[i] >= 0 ? "▲ " + number(state.world.votes[i]) : "");

const go = (i, extra) => el("button", { type: "button", class: "go", dir: "auto", "data-go": i, click: () => choose(i) }, state.world.label[i], extra ?? "");

const chip = (i, extra) => el("button", { type: "button", class: "chip", "data-go": i, click: () => choose(i) }, icon(kindOf(i)), el("span", { dir: "auto" }, state.world.label[i]), extra ? el("small", {}, extra) : null);

/** A heading and the first few of a list; the rest at a click. */
function section(title, items, make, wrap = "chips") {
  if (!items.length) return null;
  const holder = el("div", { class: wrap });
  const more = el("button", { type: "button", class: "more-button", click: () => grow(holder.childElementCount + 200) });
  const grow = (until) => {
    holder.append(...items.slice(holder.childElementCount, until).map(make));
    const rest = items.length - holder.childElementCount;
    more.textContent = t("more", number(rest));
    more.hidden = rest <= 0;
  };
  grow(FEW);
  return [el("h3", {}, title + " (" + number(items.length) + ")"), holder, more];
}

function tools(i) {
  const { world } = state;
  const button = (key, act, pressed) => el("button", { type: "button", "data-act": key, class: "tool", "aria-pressed": pressed === undefined ? null : String(pressed), click: act }, t(key));
  const steps = [1, 2, 3].map((many) => el("button", { type: "button", class: "tool", "data-steps": many, "aria-pressed": String(state.steps === many && !state.path.length), "aria-label": t("focusSteps", many), click: () => choose(i, { steps: many }) }, String(many)));
  return el("div", { class: "tools-row" }, el("span", { class: "steps", role: "group", "aria-label": t("focus") }, el("span", {}, t("focus")), ...steps), pageOf(i), button("expand", () => expandAll()), button("pathFrom", () => beginPath(i), state.from === i), i < world.papers && urlOf(world, i) ? el("a", { class: "tool", href: urlOf(world, i), rel: "noopener", target: "_blank" }, t("read")) : null);
}

/** Add the neighbours of everything shown that is one step away. */
export function expandAll() {
  const { world } = state;
  if (!state.near) return;
  const before = state.near.size;
  if (state.path.length) {
    const path = state.path;
    state.path = [];
    state.grown = path;
  } else {
    state.grown = Array.from(new Set([...state.grown, ...Array.from(state.near).filter((i) => !world.hub[i] && i !== state.chosen)])).slice(0, 60);
  }
  neighbourhood();
  say(t("expanded", state.near.size - before));
  tell("choose");
}

function paperPanel(i) {
  const { world } = state;
  const authors = [];
  const roles = new Map();
  around(world, i, (other, kind) => {
    if (kind === WROTE) authors.push(other);
    else if (kind < WROTE) roles.set(kind, [...(roles.get(kind) ?? []), other]);
  });
  const links = linksOf(world, i);
  return [
    el("p", { class: "meta" }, el("span", { class: "kind" }, icon("paper"), t("kind.paper")), el("span", {}, dayOf(world.days[world.day[i]])), world.votes[i] >= 0 ? el("span", {}, t("votes", world.votes[i])) : null, el("span", {}, world.ids[i])),
    el("h2", { dir: "auto" }, world.label[i]),
    tools(i),
    world.doubts[i] ? el("p", { class: "doubt" }, t("doubt") + " " + doubtSaid(world.doubts[i])) : null,
    topicLine(i),
    authors.length ? section(t("authors"), authors, (a) => el("span", {}, go(a), " "), "people") : null,
    ...Array.from(roles.keys()).sort((a, b) => a - b).map((role) => section(t("role." + world.roles[role]), roles.get(role), (c) => chip(c, world.degree[c] > 1 ? number(world.degree[c]) : ""))),
    section(t("results"), resultsOf(world, i), resultRow, "rows"),
    section(t("related"), links, (link) => relatedRow(link), "rows"),
  ];
}

function topicLine(i) {
  const { world } = state;
  const region = world.regions[world.topic[i]];
  return el("p", { class: "hint" }, el("i", { class: "swatch r-" + region.tint }), " ", t("region") + " ", el("button", { type: "button", class: "go", click: () => tell("region:" + world.topic[i]) }, region.name), " ", regionPage(region));
}

function resultRow({ value, unit, kind, parts: [subject, metric, where, baseline] }) {
  const shown = unit === "%" || unit === "x" ? value + unit : value + " " + unit;
  const part = (word, i) => (i < 0 ? null : [" ", el("small", {}, t(word)), " ", go(i)]);
  return el("div", { class: "row" }, el("span", { class: "value" }, shown), " ", el("small", {}, t("result." + kind)), part("in", metric), part("on", where), part("by", subject), part("against", baseline));
}

function relatedRow({ other, weight, reasons }) {
  const { world } = state;
  const why = reasons.filter(([node]) => node >= 0).map(([node, share]) => chip(node, share + " %"));
  const rest = 100 - reasons.reduce((sum, [, share]) => sum + share, 0);
  const words = rest > 0 ? el("small", {}, " " + t("wording") + " " + rest + " %") : null;
  return el("div", { class: "row" }, go(other), el("small", {}, " " + [(weight / 1000).toFixed(2), world.days[world.day[other]], votesOf(other)].filter(Boolean).join(" · ")), el("div", { class: "chips" }, ...why, words));
}

function thingPanel(i) {
  const { world } = state;
  const concept = i < world.firstAuthor;
  const roles = new Map();
  const above = [];
  const below = [];
  around(world, i, (other, kind) => {
    if (kind <= WROTE) roles.set(kind, [...(roles.get(kind) ?? []), other]);
    else if (kind === ABOVE) (isAbove(other, i) ? above : below).push(other);
  });
  const byVotes = (list) => list.sort((a, b) => world.votes[b] - world.votes[a] || a - b);
  const alias = concept ? world.aliases[i - world.papers].split("\t").filter(Boolean) : [];
  return [
    el("p", { class: "meta" }, el("span", { class: "kind" }, icon(kindOf(i)), t("kind." + kindOf(i))), el("span", {}, t("papers", world.degree[i]))),
    el("h2", { dir: "auto" }, world.label[i]),
    tools(i),
    alias.length ? el("p", { class: "hint", dir: "auto" }, t("alias") + " " + alias.slice(0, 12).join(", ") + (alias.length > 12 ? " " + t("more", alias.length - 12) : "")) : null,
    world.hub[i] ? el("p", { class: "doubt" }, t("hub")) : null,
    section(t("broader"), above, (c) => chip(c)),
    section(t("narrower"), below, (c) => chip(c)),
    concept ? section(t("together"), together(i), ([c, many]) => chip(c, number(many))) : section(t("coauthors"), together(i), ([c, many]) => chip(c, number(many))),
    ...Array.from(roles.keys()).sort((a, b) => a - b).map((role) => section(t(role === WROTE ? "wrote" : "inverse." + world.roles[role]), byVotes(roles.get(role)), paperRow, "rows")),
  ];
}

function isAbove(other, i) {
  const { broader, papers } = state.world;
  for (let e = 0; e < broader.length; e += 2) if (broader[e] === i - papers && broader[e + 1] === other - papers) return true;
  return false;
}

/** What shares papers with a concept (concepts) or an author (authors), the most shared first. */
function together(i) {
  const { world } = state;
  const author = i >= world.firstAuthor;
  const found = new Map();
  const papers = new Set();
  around(world, i, (paper, kind) => kind <= WROTE && papers.add(paper));
  for (const paper of papers) {
    const seen = new Set();
    around(world, paper, (other, kind) => {
      if (kind > WROTE || (kind === WROTE) !== author || other === i || world.hub[other] || seen.has(other)) return;
      seen.add(other);
      found.set(other, (found.get(other) ?? 0) + 1);
    });
  }
  return Array.from(found).sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, author ? undefined : 24).filter(([, many]) => author || many > 1);
}

const paperRow = (i) => el("div", { class: "row" }, go(i), el("small", {}, " " + [state.world.days[state.world.day[i]], votesOf(i)].filter(Boolean).join(" · ")));

function pathPanel() {
  const { path, world } = state;
  const rows = path.map((i, place) => {
    const kinds = place ? between(path[place - 1], i) : [];
    const names = kinds.map((kind) => t(kind < WROTE ? "verb." + world.roles[kind] : kind === WROTE ? "verb.wrote" : "verb.linked"));
    return el("div", { class: "row" }, names.length ? el("small", { class: "verb" }, names.join(", ")) : null, el("div", { class: "step" }, icon(kindOf(i)), go(i)));
  });
  return [el("p", { class: "meta" }, t("path")), el("h2", {}, t("pathSteps", path.length - 1)), tools(state.chosen), el("div", { class: "rows" }, ...rows), evidenceOf(path[0], path.at(-1))];
}

/** All papers that pass, the most voted first. */
function listPanel() {
  const { world, passes } = state;
  const all = [];
  for (let i = 0; i < world.papers; i += 1) if (passes[i]) all.push(i);
  all.sort((a, b) => world.votes[b] - world.votes[a] || a - b);
  const more = el("button", { type: "button", class: "more-button", click: () => { listed += 200; render(); } }, t("more", number(all.length - listed)));
  return [el("p", { class: "meta" }, filtered() ? t("listFiltered") : t("listAll")), el("h2", {}, t("papers", all.length)), el("ol", { class: "rows" }, ...all.slice(0, listed).map((i) => el("li", { class: "row" }, go(i), el("small", {}, " " + [world.days[world.day[i]], votesOf(i)].filter(Boolean).join(" · "))))), all.length > listed ? more : null];
}

function render() {
  const { world, chosen, from } = state;
  const parts = open === "list" ? listPanel() : state.path.length ? pathPanel() : chosen < world.papers ? paperPanel(chosen) : thingPanel(chosen);
  const waiting = from >= 0 && open !== "list" ? el("p", { class: "doubt", "data-waiting": true }, t("pathEnd", world.label[from])) : null;
  byId("details").replaceChildren(...[waiting, ...parts].flat(2).filter(Boolean));
}

export function startPanel() {
  byId("close").addEventListener("click", () => (open === "list" && state.chosen < 0 ? closeList() : choose(-1)));
  byId("open-list").addEventListener("click", () => {
    if (open === "list") return closeList();
    back = document.activeElement;
    open = "list";
    listed = 100;
    return refresh();
  });
}

export function closeList() {
  open = "";
  refresh();
  back?.focus();
}

export const listOpen = () => open === "list";

/** Show what fits the state; a newly chosen thing takes the place of the list. */
export function showPanel() {
  open = state.chosen >= 0 ? "thing" : "";
  refresh();
  byId("panel").scrollTop = 0;
  if (state.chosen >= 0 && !state.path.length) say(t("kind." + kindOf(state.chosen)) + ": " + state.world.label[state.chosen]);
}

export function refresh() {
  const shown = open !== "";
  byId("panel").hidden = !shown;
  document.body.classList.toggle("with-panel", shown);
  byId("open-list").setAttribute("aria-expanded", String(open === "list"));
  if (shown) render();
  else byId("details").replaceChildren();
}

export function showUnknown(key) {
  open = "unknown";
  byId("panel").hidden = false;
  document.body.classList.add("with-panel");
  byId("details").replaceChildren(el("h2", {}, t("unknown")), el("p", { class: "hint" }, "#" + key));
}

