/* The rail and the time line: counts, filters, regions, and what is not drawn and why. */

import { applyFilters, filtered, tally } from "./filters.js";
import { detail, picture } from "./draw.js";
import { showPages } from "./pages.js";
import { icon } from "./panel.js";
import { byId, el, say, state, tell } from "./state.js";
import { number, t } from "./words.js";

const VOTES = [0, 5, 10, 20, 50, 100, 200];
let waiting = 0;

function soon() {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => {
    waiting = 0;
    applyFilters();
  });
}

/** Whether a filter has changed that is not applied yet. */
export const filtersWait = () => waiting !== 0;

export function startRail() {
  const { world } = state;
  for (const id of ["since", "until"]) {
    byId(id).max = Math.max(0, world.days.length - 1);
    byId(id).addEventListener("input", () => {
      const [a, b] = [Number(byId("since").value), Number(byId("until").value)];
      if (id === "since") state.since = Math.min(a, b);
      else state.until = Math.max(a, b);
      byId(id).value = id === "since" ? state.since : state.until;
      soon();
    });
  }
  byId("votes").max = VOTES.length - 1;
  byId("votes").addEventListener("input", () => {
    state.votes = VOTES[Number(byId("votes").value)];
    soon();
  });
  byId("topic").addEventListener("change", () => {
    state.topic = Number(byId("topic").value);
    applyFilters();
    tell("region:" + state.topic);
  });
  byId("reset").addEventListener("click", () => {
    Object.assign(state, { since: 0, until: Math.max(0, world.days.length - 1), votes: 0, topic: -1, kinds: world.kinds.map(() => true), roles: world.roles.map(() => true) });
    applyFilters();
  });
  byId("open-rail").addEventListener("click", () => toggleRail(!byId("rail").classList.contains("open")));
  byId("close-rail").addEventListener("click", () => toggleRail(false));
  byId("slider").hidden = world.days.length < 2;
  nameEverything();
}

export function toggleRail(open) {
  byId("rail").classList.toggle("open", open);
  byId("open-rail").setAttribute("aria-expanded", String(open));
  (open ? byId("close-rail") : byId("open-rail")).focus();
}

/** Rows whose names depend on the language. */
export function nameEverything() {
  const { world } = state;
  showPages();
  const toggle = (list, place, kind, name, symbol) => {
    const box = el("input", { type: "checkbox", ["data-" + kind]: name, checked: list()[place] });
    box.addEventListener("change", () => {
      list()[place] = box.checked;
      applyFilters();
    });
    return el("li", {}, el("label", {}, box, symbol, el("span", {}, t((kind === "kind" ? "kinds." : "role.") + name))), kind === "kind" ? el("small", { class: "count", "data-count": name }) : null);
  };
  byId("kinds").replaceChildren(...world.kinds.map((kind, place) => toggle(() => state.kinds, place, "kind", kind, icon(kind))));
  byId("roles").replaceChildren(...world.roles.map((role, place) => toggle(() => state.roles, place, "role", role, el("i", { class: "dash e-" + role }))));
  const options = world.regions.map((region, place) => [region.name + " (" + number(region.papers) + ")", place]).sort((a, b) => a[0].localeCompare(b[0]));
  byId("topic").replaceChildren(el("option", { value: -1 }, t("allTopics")), ...options.map(([name, place]) => el("option", { value: place }, name)));
}

export function showFilters() {
  const { world } = state;
  const { shown, all } = tally();
  const text = (kind) => (shown[kind] === all[kind] ? number(all[kind]) : number(shown[kind]) + " / " + number(all[kind]));
  world.kinds.forEach((kind, place) => {
    document.querySelector("[data-count=" + kind + "]").textContent = text(place);
    document.querySelector("[data-kind=" + kind + "]").checked = state.kinds[place];
  });
  world.roles.forEach((role, place) => {
    document.querySelector("[data-role=" + role + "]").checked = state.roles[place];
  });
  byId("since").value = state.since;
  byId("until").value = state.until;
  const span = [world.days[state.since] ?? "", world.days[state.until] ?? ""];
  byId("span").textContent = span[0] === span[1] ? span[0] : span.join(" – ");
  byId("since").setAttribute("aria-valuetext", span[0]);
  byId("until").setAttribute("aria-valuetext", span[1]);
  const least = VOTES.indexOf(state.votes);
  byId("votes").value = least < 0 ? VOTES.findIndex((votes) => votes >= state.votes) : least;
  byId("votes-now").textContent = state.votes ? t("atLeast", state.votes) : t("any");
  byId("votes").setAttribute("aria-valuetext", byId("votes-now").textContent);
  byId("topic").value = state.topic;
  byId("reset").hidden = !filtered();
  if (filtered()) say(t("passing", shown[0], all[0]));
  drawBars();
}

/** Papers day by day above the slider, those of the chosen days in strong ink. */
function drawBars() {
  const { world, passes } = state;
  const canvas = byId("bars");
  if (byId("slider").hidden) return;
  const box = canvas.getBoundingClientRect();
  const bins = Math.max(1, Math.min(world.days.length, Math.floor(box.width / 4)));
  const all = new Float32Array(bins);
  const some = new Float32Array(bins);
  for (let i = 0; i < world.papers; i += 1) {
    const bin = Math.min(bins - 1, Math.floor((world.day[i] / world.days.length) * bins));
    all[bin] += 1;
    some[bin] += passes[i];
  }
  const high = Math.max(...all, 1);
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  canvas.width = Math.round(box.width * ratio);
  canvas.height = Math.round(box.height * ratio);
  const ctx = canvas.getContext("2d");
  ctx.scale(ratio, ratio);
  const style = getComputedStyle(document.documentElement);
  const step = box.width / bins;
  for (const [values, name] of [[all, "--faint"], [some, "--bar"]]) {
    ctx.fillStyle = style.getPropertyValue(name);
    values.forEach((value, bin) => ctx.fillRect(bin * step, box.height - (value / high) * box.height, Math.max(1, step - 1), (value / high) * box.height));
  }
}

/** How much is drawn, of how much, and why not the rest. */
export function showDrawn() {
  const { world, passes, near } = state;
  const level = detail();
  let folded = 0;
  let hubs = 0;
  let bare = 0;
  let passing = 0;
  for (let i = 0; i < world.count; i += 1) {
    passing += passes[i];
    if (i < world.papers || !passes[i] || near?.has(i)) continue;
    if (!world.degree[i]) bare += 1;
    else if (world.hub[i]) hubs += 1;
    else if (world.degree[i] < (i < world.firstAuthor ? level.concept : level.author)) folded += 1;
  }
  const parts = [t("drawn", picture.drawn.length, world.count)];
  if (world.count - passing > 0) parts.push(t("filteredOut", world.count - passing));
  const away = passing - folded - hubs - bare - picture.drawn.length;
  if (folded) parts.push(t("folded", folded));
  if (hubs) parts.push(t("hubs", hubs));
  if (bare) parts.push(t("bare", bare));
  if (away > 0) parts.push(t("outside", away));
  if (near) parts.push(t("nearby", near.size));
  if (near && state.steps > 1 && !state.path.length) parts.push(t("stepsRule"));
  if (picture.omitted) parts.push(t("omitted", picture.omitted));
  byId("drawn").replaceChildren(...parts.map((part) => el("span", {}, part)));
}
