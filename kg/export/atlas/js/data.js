/* The columns of the page unpacked into one world: things are numbers, papers first, then concepts, then authors. */

const UTF8 = new TextDecoder();

/** Base64 of gzip to bytes. */
async function inflate(base64) {
  const text = atob(base64);
  const packed = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) packed[i] = text.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function numbersOf(bytes, count) {
  const found = new Int32Array(count);
  for (let i = 0, at = 0; i < count; i += 1) {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at];
      at += 1;
      value |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    found[i] = value;
  }
  return found;
}

const signed = (value) => (value >>> 1) ^ -(value & 1);

/** Neighbours of every node as offsets into flat arrays: {start, to, kind}. Kinds below 7 are roles. */
export const WROTE = 7;
export const LINKED = 8;
export const ABOVE = 9;

function adjacency(count, edges) {
  const start = new Int32Array(count + 1);
  for (let e = 0; e < edges.length; e += 3) {
    start[edges[e] + 1] += 1;
    start[edges[e + 1] + 1] += 1;
  }
  for (let i = 0; i < count; i += 1) start[i + 1] += start[i];
  const to = new Int32Array(start[count]);
  const kind = new Uint8Array(start[count]);
  const next = start.slice();
  for (let e = 0; e < edges.length; e += 3) {
    const a = edges[e];
    const b = edges[e + 1];
    to[next[a]] = b;
    kind[next[a]] = edges[e + 2];
    next[a] += 1;
    to[next[b]] = a;
    kind[next[b]] = edges[e + 2];
    next[b] += 1;
  }
  return { start, to, kind };
}

/** Write the edges of one column, in which 0 is the next new thing, as [paper, thing, role]; returns where they end. */
function expand(column, papers, withRole, first, edges, place) {
  let fresh = 0;
  let at = 0;
  let end = place;
  for (let paper = 0; paper < papers; paper += 1) {
    const many = column[at];
    at += 1;
    for (let i = 0; i < many; i += 1) {
      const role = withRole ? column[at++] : WROTE;
      const back = column[at++];
      const thing = back === 0 ? fresh : fresh - back;
      if (thing === fresh) fresh += 1;
      edges[end++] = paper;
      edges[end++] = first + thing;
      edges[end++] = role;
    }
  }
  return end;
}

/** Links as rows of [paper, earlier paper, weight], and where the reasons of each begin in the column. */
function readLinks(column, papers) {
  const rows = new Int32Array(3 * column.length);
  const offsets = new Int32Array(column.length);
  let end = 0;
  let at = 0;
  for (let paper = 0; paper < papers; paper += 1) {
    const many = column[at];
    at += 1;
    for (let i = 0; i < many; i += 1) {
      rows[3 * end] = paper;
      rows[3 * end + 1] = paper - column[at];
      rows[3 * end + 2] = column[at + 1];
      offsets[end] = at + 2;
      end += 1;
      at += 3 + 2 * column[at + 2];
    }
  }
  return { rows: rows.slice(0, 3 * end), offsets: offsets.slice(0, end), column };
}

/** How many papers name each concept or author, and where it stands: in their middle, or beside its only paper. */
function placeOthers(world, middles) {
  const { papers, count, x, y, degree } = world;
  const { start, to, kind } = world.adjacent;
  const beside = new Int32Array(papers);
  let at = 0;
  for (let i = papers; i < count; i += 1) {
    let last = -1;
    for (let e = start[i]; e < start[i + 1]; e += 1) {
      if (kind[e] > WROTE || to[e] === last) continue;
      last = to[e];
      degree[i] += 1;
    }
    if (degree[i] > 1) {
      x[i] = signed(middles[at]);
      y[i] = signed(middles[at + 1]);
      at += 2;
    } else if (degree[i] === 1) {
      const place = beside[last];
      beside[last] += 1;
      const reach = 2.2 + 0.55 * Math.sqrt(place);
      x[i] = x[last] + reach * Math.cos(place * 2.4);
      y[i] = y[last] + reach * Math.sin(place * 2.4);
    } else {
      x[i] = NaN;
    }
  }
}

/** A map that is wider than high, turned over for a window that is higher than wide: down becomes right. */
export function turnOver(world) {
  [world.x, world.y] = [world.y, world.x];
  for (const region of world.regions) [region.x, region.y] = [region.y, region.x];
  world.turned = true;
}

export async function readWorld(base64) {
  const bytes = await inflate(base64);
  const size = new DataView(bytes.buffer).getUint32(0, true);
  const head = JSON.parse(UTF8.decode(bytes.subarray(4, 4 + size)));
  const column = {};
  let at = 4 + size;
  for (const [name, length, many] of head.columns) {
    const part = bytes.subarray(at, at + length);
    column[name] = many < 0 ? UTF8.decode(part).split("\n") : many === 0 ? new Int32Array(0) : numbersOf(part, many);
    at += length;
  }
  return worldOf(head, column);
}

function worldOf(head, column) {
  const list = (name) => (column[name].length ? Array.from(column[name]) : []);
  const titles = list("titles");
  const papers = titles.length;
  const label = titles.concat(list("concepts"), list("authors"));
  const concepts = column.concepts.length;
  const count = label.length;
  const firstAuthor = papers + concepts;
  const world = { head, turned: false, label, papers, concepts, firstAuthor, count, ids: list("ids"), urls: list("urls"), doubts: list("doubts"), days: list("days"), aliases: list("aliases"), values: list("values"), keys: list("concept_keys").concat(list("author_keys")), topic: column.topic, regions: head.regions, kinds: head.kinds, roles: head.roles };
  world.kind = new Uint8Array(count);
  world.kind.set(column.kind, papers);
  world.kind.fill(head.kinds.length - 1, firstAuthor);
  world.day = new Int32Array(papers);
  for (let i = 0, day = 0; i < papers; i += 1) world.day[i] = day += column.day[i];
  world.votes = Int32Array.from(column.votes, (votes) => votes - 1);
  world.x = new Float32Array(count);
  world.y = new Float32Array(count);
  for (let i = 0; i < papers; i += 1) {
    world.x[i] = signed(column.x[i]);
    world.y[i] = signed(column.y[i]);
  }
  world.links = readLinks(column.links, papers);
  const { rows } = world.links;
  const edges = new Int32Array(3 * (column.named.length + column.written.length + column.broader.length) + rows.length);
  let end = expand(column.named, papers, true, papers, edges, 0);
  end = expand(column.written, papers, false, firstAuthor, edges, end);
  for (let e = 0; e < rows.length; e += 3) {
    edges[end++] = rows[e];
    edges[end++] = rows[e + 1];
    edges[end++] = LINKED;
  }
  for (let e = 0; e < column.broader.length; e += 2) {
    edges[end++] = papers + column.broader[e];
    edges[end++] = papers + column.broader[e + 1];
    edges[end++] = ABOVE;
  }
  world.broader = column.broader;
  world.results = column.results;
  world.adjacent = adjacency(count, edges.subarray(0, end));
  world.hub = new Uint8Array(count);
  for (const hub of column.hubs) world.hub[papers + hub] = 1;
  world.degree = new Int32Array(count);
  placeOthers(world, column.middles);
  return world;
}

/** Calls each(other, kind) for every neighbour. */
export function around({ adjacent }, i, each) {
  for (let e = adjacent.start[i]; e < adjacent.start[i + 1]; e += 1) each(adjacent.to[e], adjacent.kind[e]);
}

/** The links of a paper: {other, weight, reasons: [[node, hundredths], …]}, the strongest first. */
export function linksOf(world, paper) {
  const { rows, offsets, column } = world.links;
  const found = [];
  for (let e = 0; e < rows.length; e += 3) {
    if (rows[e] !== paper && rows[e + 1] !== paper) continue;
    const at = offsets[e / 3];
    const reasons = [];
    for (let i = 0; i < column[at]; i += 1) {
      const where = column[at + 1 + 2 * i];
      reasons.push([thingAt(world, rows[e], where), column[at + 2 + 2 * i]]);
    }
    found.push({ other: rows[e] === paper ? rows[e + 1] : rows[e], weight: rows[e + 2], reasons });
  }
  return found.sort((a, b) => b.weight - a.weight || a.other - b.other);
}

/** What stands at a place among a paper's concepts (even) or authors (odd). */
function thingAt({ adjacent }, paper, where) {
  let place = where >> 1;
  for (let e = adjacent.start[paper]; e < adjacent.start[paper + 1]; e += 1) {
    if ((adjacent.kind[e] === WROTE) !== Boolean(where & 1) || adjacent.kind[e] > WROTE) continue;
    if (place === 0) return adjacent.to[e];
    place -= 1;
  }
  return -1;
}

/** The reported numbers of a paper: {value, unit, kind, parts: [subject, metric, where, baseline] (-1: none)}. */
export function resultsOf(world, paper) {
  const { results, values, papers } = world;
  const found = [];
  for (let i = 0, own = 0; i < results.length; i += 6) {
    own += results[i];
    if (own > paper) break;
    if (own !== paper) continue;
    const [value, unit] = values[i / 6].split("\t");
    found.push({ value, unit, kind: world.head.results[results[i + 1]], parts: Array.from(results.subarray(i + 2, i + 6), (part) => (part ? papers + part - 1 : -1)) });
  }
  return found;
}

const derived = (label) => label.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

/** What stands behind # in the address of a thing. */
export function keyOf(world, i) {
  if (i < world.papers) return world.ids[i];
  const key = world.keys[i - world.papers] || derived(world.label[i]);
  return (i < world.firstAuthor ? "concept/" : "author/") + key;
}

/** The thing of a key, -1 if there is none. */
export function byKey(world, key) {
  if (!key) return -1;
  for (let i = 0; i < world.count; i += 1) {
    if (i < world.papers ? world.ids[i] === key : keyOf(world, i) === key) return i;
  }
  return -1;
}

export function urlOf(world, paper) {
  const url = world.urls[paper] || "https://arxiv.org/abs/" + world.ids[paper];
  return /^https?:\/\//.test(url) ? url : "";
}
