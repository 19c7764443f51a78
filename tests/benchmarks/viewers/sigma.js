// sigma.js 3 with the data of the map, every column of it, read as the map reads them; nodes and edges in its places.
import Graph from "graphology";
import Sigma from "sigma";
import { around, readWorld, WROTE } from "./data.js";

const COLOURS = ["#1f2d3d", "#0072b2", "#c44f00", "#6d4fa3", "#00785a", "#b02a6b", "#7d6608", "#5d6875"];

async function start() {
  const world = await readWorld(document.getElementById("data").textContent);
  const { label, kind, x, y, papers, votes } = world;
  const graph = new Graph({ multi: true });
  const size = label.map((_, i) => (i < papers ? 2 + Math.sqrt(Math.min(Math.max(votes[i], 0), 200)) / 3 : 1.5));
  label.forEach((name, i) => graph.addNode(i, { label: name, x: x[i] || 0, y: -y[i] || 0, size: size[i], color: COLOURS[kind[i]] }));
  for (let i = 0; i < papers; i += 1) around(world, i, (other, how) => how <= WROTE && graph.addEdge(i, other, { color: "#e3dfd7", size: 0.3 }));
  const renderer = new Sigma(graph, document.getElementById("map"), { hideEdgesOnMove: true, labelRenderedSizeThreshold: 8 });
  const folded = label.map((name) => name.toLowerCase());
  const timed = (act) => {
    const begun = performance.now();
    act();
    renderer.refresh();
    return performance.now() - begun;
  };
  renderer.once("afterRender", () => {
    const now = performance.now();
    window.viewer = {
      ink: now,
      ready: now,
      find: (query) => {
        const begun = performance.now();
        folded.flatMap((name, i) => (name.includes(query) ? [[graph.degree(i), i]] : [])).sort((a, b) => b[0] - a[0]).slice(0, 12);
        return performance.now() - begun;
      },
      choose: (i) => {
        const near = new Set([String(i), ...graph.neighbors(i)]);
        return timed(() => renderer.setSetting("nodeReducer", (node, data) => (near.has(node) ? data : { ...data, color: "#eeeeee", label: "" })));
      },
      filter: (votes) => timed(() => renderer.setSetting("nodeReducer", (node, data) => ({ ...data, hidden: size[node] < votes }))),
    };
  });
  renderer.refresh();
}

start();
