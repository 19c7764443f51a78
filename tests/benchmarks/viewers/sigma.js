// sigma.js 3 with the nodes and edges of the map, packed as the map packs them: columns, gzip, base64.
import Graph from "graphology";
import Sigma from "sigma";

const COLOURS = ["#1f2d3d", "#0072b2", "#c44f00", "#6d4fa3", "#00785a", "#b02a6b", "#7d6608", "#5d6875"];

async function start() {
  const bytes = Uint8Array.from(atob(document.getElementById("data").textContent), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { label, kind, x, y, size, edges } = await new Response(unpacked).json();
  const graph = new Graph({ multi: true });
  label.forEach((name, i) => graph.addNode(i, { label: name, x: x[i], y: -y[i], size: size[i], color: COLOURS[kind[i]] }));
  for (let e = 0, from = 0; e < edges.length; e += 2) {
    from += edges[e];
    graph.addEdge(from, edges[e + 1], { color: "#e3dfd7", size: 0.3 });
  }
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
