/* Where things and lines of a small graph are drawn: columns by the steps from the thing with the most lines.
 *
 * A pure function of the triples. Within a column things follow those that they hang on in the column before, by property
 * and then by address, so that lines cross little. Each part of the graph that hangs together is drawn below the one
 * before, the largest first. */

export const MOST = 120;
export const COLUMN = 430;
export const ROW = 28;
const GAP = 24;

/** {nodes: [{iri, x, y}], lines: [{from, to, names, tree}], width, height, all} with places in pixels. */
export function draw(triples) {
  const links = triples.filter(([, , object]) => object.type !== "literal");
  const near = new Map();
  for (const [subject, predicate, object] of links) {
    meet(near, key(subject), key(object), predicate.value);
    meet(near, key(object), key(subject), predicate.value);
  }
  const ranked = [...near.keys()].sort((one, other) => near.get(other).size - near.get(one).size || order(one, other));
  const kept = new Set(ranked.slice(0, MOST));
  const places = new Map();
  const parents = new Map();
  let top = 0;
  let width = 0;
  for (const part of parts(ranked, near, kept)) {
    const columns = steps(part, near, kept, parents);
    const tallest = Math.max(...columns.map((column) => column.length));
    columns.forEach((column, step) => {
      const start = top + ((tallest - column.length) * ROW) / 2;
      column.forEach((node, row) => places.set(node, { x: step * COLUMN, y: start + row * ROW }));
    });
    top += tallest * ROW + GAP;
    width = Math.max(width, columns.length * COLUMN);
  }
  const nodes = [...places].map(([node, place]) => ({ key: node, ...place }));
  return { nodes, lines: lines(links, places, parents), width, height: Math.max(0, top - GAP), all: near.size };
}

export const key = (term) => (term.type === "bnode" ? `_:${term.value}` : term.value);

/** Note that two things are linked, and the first of the properties that link them. */
function meet(near, one, other, name) {
  if (!near.has(one)) near.set(one, new Map());
  const known = near.get(one).get(other);
  if (one !== other && (known === undefined || name < known)) near.get(one).set(other, name);
}

function* parts(ranked, near, kept) {
  const seen = new Set();
  const found = [];
  for (const start of ranked) {
    if (!kept.has(start) || seen.has(start)) continue;
    const part = [start];
    seen.add(start);
    for (const node of part)
      for (const other of near.get(node).keys())
        if (kept.has(other) && !seen.has(other)) {
          seen.add(other);
          part.push(other);
        }
    found.push(part);
  }
  yield* found.sort((one, other) => other.length - one.length || order(one[0], other[0]));
}

function steps([start, ...others], near, kept, parents) {
  const columns = [[start]];
  const seen = new Set([start]);
  while (seen.size <= others.length) {
    const next = [];
    for (const node of columns.at(-1)) {
      const fresh = [...near.get(node)].filter(([other]) => kept.has(other) && !seen.has(other));
      for (const [other] of fresh.sort(([one, name], [two, also]) => order(name, also) || order(one, two))) {
        seen.add(other);
        parents.set(other, node);
        next.push(other);
      }
    }
    columns.push(next);
  }
  return columns;
}

function lines(links, places, parents) {
  const found = new Map();
  for (const [subject, predicate, object] of links) {
    const [from, to] = [key(subject), key(object)];
    if (from === to || !places.has(from) || !places.has(to)) continue;
    const name = JSON.stringify([from, to]);
    if (!found.has(name)) found.set(name, { from, to, names: [], tree: parents.get(to) === from || parents.get(from) === to });
    found.get(name).names.push(predicate.value);
  }
  return [...found.values()];
}

const order = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
