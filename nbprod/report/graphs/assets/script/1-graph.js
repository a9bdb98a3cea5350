// What is known of the notebook, and what follows from it.

const data = JSON.parse(document.getElementById("data").textContent);
const cells = new Map(data.cells.map((cell) => [cell.n, cell]));
const kinds = new Set(data.kinds);
const opened = new Set();
let folds = data.folded;

const known = new Map();

/** The edges that are drawn, each with the names of the kinds that are. */
function edgesOf(shown) {
  const key = [...shown].sort().join();
  if (!known.has(key)) {
    const edges = data.edges.map((edge) => ({ ...edge, names: edge.names.filter((handed) => shown.has(handed.kind)) }));
    known.set(key, edges.filter((edge) => edge.names.length));
  }
  return known.get(key);
}

function grouped(edges, key) {
  const found = new Map();
  for (const edge of edges) {
    if (!found.has(edge[key])) found.set(edge[key], []);
    found.get(edge[key]).push(edge);
  }
  return found;
}

/** The cells that can be reached from one; "from" leads to what it needs, "to" to what needs it. */
function reached(start, towards) {
  const shown = towards === "from" ? new Set([...kinds, "import"]) : kinds;
  const next = grouped(edgesOf(shown), towards === "from" ? "to" : "from");
  const found = new Set();
  const waiting = [start];
  while (waiting.length) {
    for (const edge of next.get(waiting.pop()) ?? []) {
      if (found.has(edge[towards])) continue;
      found.add(edge[towards]);
      waiting.push(edge[towards]);
    }
  }
  return found;
}

/** What a cell is drawn as: itself, or the folded group that holds it. */
function unitOf(n) {
  const group = cells.get(n).group;
  return folds && !opened.has(group) && data.groups[group].cells.length > 1 ? `g${group}` : `c${n}`;
}

/** Everything that is drawn now, from top to bottom. */
function unitsNow() {
  const units = new Map();
  for (const cell of data.cells) {
    const id = unitOf(cell.n);
    if (!units.has(id)) units.set(id, { id, cells: [], group: id[0] === "g" ? data.groups[cell.group] : null });
    units.get(id).cells.push(cell);
  }
  return units;
}

/** Edges between units; several between the same two become one. */
function unitEdges() {
  const found = new Map();
  for (const edge of edgesOf(kinds)) {
    const from = unitOf(edge.from);
    const to = unitOf(edge.to);
    if (from === to) continue;
    const id = `${from}>${to}`;
    if (!found.has(id)) found.set(id, { id, from, to, accent: cells.get(edge.from).activity, names: new Map(), edges: [] });
    const one = found.get(id);
    one.edges.push(edge);
    for (const handed of edge.names) {
      const before = one.names.get(handed.name);
      one.names.set(handed.name, before ? { ...before, certain: before.certain || handed.certain } : handed);
    }
  }
  for (const one of found.values()) {
    one.names = [...one.names.values()];
    one.certain = one.names.some((handed) => handed.certain);
    one.resource = one.names.every((handed) => handed.kind === "resource");
  }
  return [...found.values()];
}
