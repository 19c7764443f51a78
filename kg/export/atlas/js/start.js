/* The page begins: data, first picture, then everything else. */

import { readAddress, writeAddress } from "./address.js";
import { bounds, camera, fit, listen, resize, screenX, screenY, zoom } from "./camera.js";
import { byKey, keyOf, readWorld, turnOver } from "./data.js";
import { draw, labelAt, pick, picture, radius, readColours, startDrawing } from "./draw.js";
import { applyFilters, choose, startFilters, tally } from "./filters.js";
import { show, startKeyboard } from "./keyboard.js";
import { describe, listOpen, refresh, showPanel, showUnknown, startPanel } from "./panel.js";
import { endPath } from "./path.js";
import { filtersWait, nameEverything, showDrawn, showFilters, startRail } from "./rail.js";
import { find, prepareSearch, startSearch } from "./search.js";
import { byId, on, state } from "./state.js";
import { keep, kept, languageNow, readWords, setLanguage, t } from "./words.js";

const root = document.documentElement;
const marks = {};
let frame = 0;
let rest = 0;

/** Draw at the next frame; names are placed anew when the map has come to rest. */
function redraw(still) {
  if (still) picture.fresh = false;
  if (frame) return;
  frame = requestAnimationFrame(() => {
    frame = 0;
    const busy = performance.now() - (camera.last ?? -1e9) < 90;
    draw(!busy);
    if (busy) {
      clearTimeout(rest);
      rest = setTimeout(() => redraw(true), 120);
    } else {
      showDrawn();
      writeAddress(false);
    }
  });
}

function setTheme(theme, remember) {
  root.dataset.theme = theme;
  byId("theme").setAttribute("aria-pressed", String(theme === "dark"));
  if (remember) keep("paperkg-theme", theme);
  readColours();
  showFilters();
  redraw(true);
}

function follow(i) {
  if (i < 0 || endPath(i)) return;
  choose(i);
}

function visitRegion(r, glide = true) {
  const ids = [];
  for (let i = 0; i < state.world.papers; i += 1) if (state.world.topic[i] === r) ids.push(i);
  fit(r < 0 ? undefined : ids, glide);
}

function hover(x, y) {
  const i = x < 0 ? -1 : pick(x, y, 3);
  const tip = byId("tip");
  if (i !== state.hovered) {
    state.hovered = i;
    redraw(true);
  }
  byId("map").classList.toggle("over", i >= 0 || labelAt(x, y) !== undefined);
  tip.hidden = i < 0;
  if (i < 0) return;
  const { world } = state;
  tip.textContent = world.label[i] + "\n" + (i < world.papers ? [world.days[world.day[i]], world.votes[i] >= 0 ? t("votes", world.votes[i]) : ""].filter(Boolean).join(" · ") : t("kind." + world.kinds[world.kind[i]]) + " · " + t("papers", world.degree[i]));
  const left = Math.min(x + 14, camera.width - tip.offsetWidth - 8);
  const top = y + 18 + tip.offsetHeight > camera.height ? y - tip.offsetHeight - 12 : y + 18;
  tip.style.transform = "translate(" + Math.round(Math.max(4, left)) + "px," + Math.round(top) + "px)";
}

function tap(x, y) {
  const i = pick(x, y, 8);
  if (i >= 0) {
    follow(i);
    return;
  }
  const label = labelAt(x, y);
  if (label?.region !== undefined) visitRegion(label.region);
  else if (state.from < 0) choose(-1);
}

function listenToEvents() {
  on("view", () => {
    camera.moved = true;
    camera.last = performance.now();
    redraw(false);
  });
  on("filter", () => {
    showFilters();
    if (listOpen()) refresh();
    redraw(true);
  });
  on("choose", () => {
    showPanel();
    resize(byId("map"));
    camera.bottom = camera.width < 760 && state.chosen >= 0 ? camera.height * 0.6 : 0;
    show(state.path.length || state.steps > 1 ? -1 : state.chosen);
    if (state.path.length || state.steps > 1) fit(Array.from(state.near));
    writeAddress(true);
    redraw(true);
  });
  on("look", () => {
    nameEverything();
    showFilters();
    refresh();
    redraw(true);
  });
  state.world.regions.forEach((_, r) => on("region:" + r, () => visitRegion(r)));
  on("region:-1", () => fit());
}

function listenToControls() {
  byId("zoom-in").addEventListener("click", () => zoom(1.6));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.6));
  byId("zoom-fit").addEventListener("click", () => fit());
  byId("theme").addEventListener("click", () => setTheme(root.dataset.theme === "dark" ? "light" : "dark", true));
  byId("language").addEventListener("click", () => setLanguage(languageNow() === "en" ? "ko" : "en", true));
  window.addEventListener("hashchange", () => {
    const { unknown } = readAddress();
    if (unknown) showUnknown(unknown);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => kept("paperkg-theme") ?? setTheme(event.matches ? "dark" : "light", false));
  matchMedia("(forced-colors: active)").addEventListener("change", () => setTheme(root.dataset.theme, false));
  new ResizeObserver(() => {
    if (resize(byId("map"))) {
      if (!camera.moved) {
        fit(undefined, false);
        camera.moved = false;
      }
      showFilters();
      redraw(true);
    }
  }).observe(byId("stage"));
}

/** From this height to width on a window is a tall one: a phone held upright. */
const TALL = 1.2;

async function start() {
  root.classList.add("js");
  root.dataset.theme = kept("paperkg-theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  byId("theme").setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
  readWords();
  const data = byId("data");
  state.world = await readWorld(data.textContent);
  data.remove();
  startFilters();
  startDrawing(JSON.parse(byId("symbols").textContent));
  readColours();
  startRail();
  startPanel();
  resize(byId("map"));
  const whole = bounds();
  if (camera.height > TALL * camera.width && whole.right - whole.left > whole.bottom - whole.top) turnOver(state.world);
  fit(undefined, false);
  applyFilters();
  listenToEvents();
  const { unknown, placed } = readAddress();
  if (unknown) showUnknown(unknown);
  if (state.topic >= 0 && state.chosen < 0 && !state.path.length && !placed) visitRegion(state.topic, false);
  else if (!state.path.length && state.steps === 1 && state.chosen < 0) camera.moved = location.hash.includes("at=");
  showFilters();
  draw(true);
  showDrawn();
  marks.ink = performance.now();
  byId("loading").hidden = true;
  listen(byId("map"), tap, hover);
  startSearch(follow, describe);
  startKeyboard();
  listenToControls();
  prepareSearch();
  marks.ready = performance.now();
  window.paperkg = view;
}

/** What tests and notebooks may ask of the page. */
const view = {
  marks,
  chosen: () => (state.chosen < 0 ? null : keyOf(state.world, state.chosen)),
  counts: () => tally(),
  labels: () => picture.labels.map(({ node, region, lines, left, top, right, bottom, size }) => ({ node: node ?? null, region: region ?? null, text: lines.join(" "), left, top, right, bottom, size })),
  drawn: () => picture.drawn.map((i) => keyOf(state.world, i)),
  near: () => (state.near ? Array.from(state.near, (i) => keyOf(state.world, i)) : null),
  path: () => state.path.map((i) => keyOf(state.world, i)),
  lines: () => picture.lines,
  resting: () => picture.fresh && !frame && !filtersWait(),
  place: (key) => {
    const i = byKey(state.world, key);
    const box = byId("map").getBoundingClientRect();
    return { x: box.x + screenX(state.world.x[i]), y: box.y + screenY(state.world.y[i]), r: radius(i) };
  },
  camera: () => ({ x: camera.x, y: camera.y, k: camera.k }),
  find: (query) => find(query).best.map((i) => keyOf(state.world, i)),
  time: (what, argument) => {
    const begun = performance.now();
    if (what === "find") find(argument);
    else if (what === "draw") draw(argument);
    else if (what === "filter") {
      state.votes = argument;
      applyFilters();
      draw(true);
    } else if (what === "choose") {
      choose(byKey(state.world, argument));
      draw(true);
    }
    return performance.now() - begun;
  },
};

start();
