/* Where the map is looked at from: pan, wheel, pinch, and gentle moves. */

import { byId, state, tell } from "./state.js";

export const camera = { x: 0, y: 0, k: 1, width: 1, height: 1, home: 1, bottom: 0 };
const CLOSEST = 24;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let moving = 0;

export const screenX = (x) => (x - camera.x) * camera.k + camera.width / 2;
export const screenY = (y) => (y - camera.y) * camera.k + camera.height / 2;

/** The rectangle of the map that holds nearly all papers. */
export function bounds(ids) {
  const { world } = state;
  const some = ids ?? Array.from({ length: world.papers }, (_, i) => i);
  const edge = (values, share) => values[Math.max(0, Math.min(values.length - 1, Math.round(share * (values.length - 1))))];
  const xs = Float32Array.from(some, (i) => world.x[i]).filter((x) => !Number.isNaN(x)).sort();
  const ys = Float32Array.from(some, (i) => world.y[i]).filter((y) => !Number.isNaN(y)).sort();
  const cut = some.length > 300 ? 0.002 : 0;
  return { left: edge(xs, cut), right: edge(xs, 1 - cut), top: edge(ys, cut), bottom: edge(ys, 1 - cut) };
}

export function fit(ids, animate = true) {
  const box = bounds(ids);
  const room = (camera.width < 760 ? 24 : 64) * 2;
  const high = camera.height - room - camera.bottom;
  const k = Math.min((camera.width - room) / Math.max(60, box.right - box.left), high / Math.max(60, box.bottom - box.top), ids ? 6 : CLOSEST);
  if (!ids) camera.home = k;
  const narrow = !ids && camera.width < 760 && some(state.world.papers);
  const to = Math.max(narrow ? k * 1.9 : k, camera.home * 0.5);
  moveTo((box.left + box.right) / 2, (box.top + box.bottom) / 2 + camera.bottom / 2 / to, to, animate);
}

/** A large map on a narrow screen opens on its middle, for all of it would be too small to read. */
const some = (papers) => papers > 300;

export function moveTo(x, y, k, animate = true) {
  cancelAnimationFrame(moving);
  const from = { ...camera };
  const until = Math.max(camera.home * 0.4, Math.min(CLOSEST, k));
  if (!animate || calm.matches) {
    Object.assign(camera, { x, y, k: until });
    tell("view");
    return;
  }
  let begun = 0;
  const step = (now) => {
    begun ||= now;
    const share = Math.min(1, (now - begun) / 320);
    const eased = 1 - (1 - share) ** 3;
    Object.assign(camera, { x: from.x + (x - from.x) * eased, y: from.y + (y - from.y) * eased, k: from.k * (until / from.k) ** eased });
    tell("view");
    if (share < 1) moving = requestAnimationFrame(step);
  };
  moving = requestAnimationFrame(step);
}

export function pan(dx, dy) {
  cancelAnimationFrame(moving);
  camera.x -= dx / camera.k;
  camera.y -= dy / camera.k;
  tell("view");
}

/** Zoom by a factor, keeping what lies under the point. */
export function zoom(factor, px = camera.width / 2, py = camera.height / 2) {
  cancelAnimationFrame(moving);
  const k = Math.max(camera.home * 0.4, Math.min(CLOSEST, camera.k * factor));
  const [x, y] = [camera.x + (px - camera.width / 2) / camera.k, camera.y + (py - camera.height / 2) / camera.k];
  Object.assign(camera, { k, x: x - (px - camera.width / 2) / k, y: y - (py - camera.height / 2) / k });
  tell("view");
}

/** Mouse, pen and fingers on the canvas; tap(x, y) and hover(x, y) get places on the canvas. */
export function listen(canvas, tap, hover) {
  const down = new Map();
  let moved = 0;
  const place = (event) => [event.offsetX, event.offsetY];
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    if (!down.size) moved = 0;
    down.set(event.pointerId, place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    const [x, y] = place(event);
    const last = down.get(event.pointerId);
    if (!last) {
      if (event.pointerType !== "touch") hover(x, y);
      return;
    }
    moved += Math.abs(x - last[0]) + Math.abs(y - last[1]);
    down.set(event.pointerId, [x, y]);
    if (moved < 4) return;
    if (down.size === 1) {
      canvas.classList.add("held");
      pan(x - last[0], y - last[1]);
      return;
    }
    const other = Array.from(down).find(([id]) => id !== event.pointerId)[1];
    const span = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]) || 1;
    pan((x - last[0]) / 2, (y - last[1]) / 2);
    zoom(span([x, y], other) / span(last, other), (x + other[0]) / 2, (y + other[1]) / 2);
  });
  const up = (event) => {
    const was = down.delete(event.pointerId);
    if (!down.size) canvas.classList.remove("held");
    if (was && !down.size && moved < 4 && event.type === "pointerup") tap(...place(event));
  };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("pointerleave", () => hover(-1, -1));
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 18 : 1;
    zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0016)), ...place(event));
  }, { passive: false });
  canvas.addEventListener("dblclick", (event) => zoom(1.8, ...place(event)));
}

/** Fit the canvas to its place; true if its size changed. */
export function resize(canvas) {
  const box = byId("stage").getBoundingClientRect();
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  if (canvas.width === Math.round(box.width * ratio) && canvas.height === Math.round(box.height * ratio)) return false;
  Object.assign(camera, { width: box.width, height: box.height });
  canvas.width = Math.round(box.width * ratio);
  canvas.height = Math.round(box.height * ratio);
  canvas.style.width = box.width + "px";
  canvas.style.height = box.height + "px";
  return true;
}
