/* Where things and lines of a small graph are drawn: as a tree that grows to the right.
 *
 * A pure function of the triples. The thing with the most lines stands first; a thing's column says by how many steps it is
 * from there. Those that hang on a thing stand below each other, first those on which nothing hangs, by property and then by
 * address; beside the first of them stands the thing itself, so that one reads from the top. A line that is not of the tree
 * crosses it. Each part of the graph that hangs together is drawn below the one before, the largest first. */

export const MOST = 120;
export const EACH = 12;
const ROW = 28;
const GAP = 24;

/** {nodes: [{key, step, y}], lines: [{from, to, names, tree}], height, all}; y and height are pixels, steps are columns. */
export function draw(triples) {
  const links = triples.filter(([, , object]) => object.type !== "literal");
  const near = new Map();
  for (const [subject, predicate, object] of links) {
    meet(near, key(subject), key(object), predicate.value);
    meet(near, key(object), key(subject), predicate.value);
  }
  const ranked = [...near.keys()].sort((one, other) => near.get(other).size - near.get(one).size || order(one, other));
  const kept = ranked.length > MOST ? chosen(ranked, near) : new Set(ranked);
  const places = new Map();
  const parents = new Map();
  let top = 0;
  for (const part of parts(ranked, near, kept)) {
    const rows = grow(part[0], near, kept, parents, (node, step, row) => {
      places.set(node, { step, y: top + row * ROW });
    });
    top += rows * ROW + GAP;
  }
  const nodes = [...places].map(([node, place]) => ({ key: node, ...place }));
  return { nodes, lines: lines(links, places, parents), height: Math.max(0, top - GAP), all: near.size };
}

export const key = (term) => (term.type === "bnode" ? `_:${term.value}` : term.value);

/** Note that two things are linked, and the first of the properties that link them. */
function meet(near, one, other, name) {
  if (!near.has(one)) near.set(one, new Map());
  const known = near.get(one).get(other);
  if (one !== other && (known === undefined || name < known)) near.get(one).set(other, name);
}

/**
 * Some of the things of a graph that is too large to draw: outwards from those with the most lines, by the lines that
 * each has, and few of one thing so that there is room for what lies behind.
 */
function chosen(ranked, near) {
  const rank = new Map(ranked.map((node, place) => [node, place]));
  const kept = new Set();
  for (const start of ranked) {
    const queue = kept.has(start) ? [] : [start];
    for (const node of queue) {
      if (kept.size === MOST) return kept;
      if (kept.has(node)) continue;
      kept.add(node);
      const others = [...near.get(node).keys()].filter((other) => !kept.has(other));
      queue.push(...others.sort((one, other) => rank.get(one) - rank.get(other)).slice(0, EACH));
    }
  }
  return kept;
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

/** Let ``put`` know the column and row of each thing that hangs together with the first; gives how many rows there are. */
function grow(start, near, kept, parents, put) {
  const below = new Map([[start, []]]);
  const queue = [start];
  for (const node of queue) {
    const fresh = [...near.get(node)].filter(([other]) => kept.has(other) && !below.has(other));
    for (const [other] of fresh.sort(([one, name], [two, also]) => order(name, also) || order(one, two))) {
      below.set(other, []);
      below.get(node).push(other);
      parents.set(other, node);
      queue.push(other);
    }
  }
  let rows = 0;
  const stack = [[start, 0]];
  while (stack.length) {
    const [node, step] = stack.pop();
    put(node, step, rows);
    const others = below.get(node);
    if (!others.length) rows += 1;
    const [inner, leaves] = [others.filter((other) => below.get(other).length), others.filter((other) => !below.get(other).length)];
    stack.push(...[...leaves, ...inner].map((other) => [other, step + 1]).reverse());
  }
  return rows;
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
