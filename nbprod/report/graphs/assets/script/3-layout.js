// Places for cards and ways for lines. dagre lays out each part of the graph; parts are then packed.

const GAP = 26;
const PART_GAP = 64;
const PATIENT = 120; // Up to this many cards in a part, dagre looks for the shortest lines.

function layout(ids, edges, sizes) {
  const parts = partsOf(ids, edges);
  const joined = parts.filter((part) => part.edges.length).map((part) => layoutPart(part, sizes));
  const area = joined.reduce((sum, part) => sum + (part.width + PART_GAP) * (part.height + PART_GAP), 0);
  const single = parts.filter((part) => !part.edges.length).map((part) => part.ids[0]);
  const wide = Math.max(...joined.map((part) => part.width), Math.sqrt(area * 1.5), Math.min(single.length, 5) * 242);
  const sheet = { places: new Map(), ways: new Map(), width: 0, height: 0, alone: null };
  pack(sheet, joined, wide, PART_GAP);
  if (single.length) {
    if (joined.length) sheet.height += PART_GAP + 24;
    sheet.alone = joined.length ? sheet.height - 28 : null;
    pack(sheet, single.map((id) => alone(id, sizes)), wide, GAP);
  }
  return sheet;
}

function alone(id, sizes) {
  const { width, height } = sizes.get(id);
  return { places: new Map([[id, { x: 0, y: 0, width, height }]]), ways: new Map(), width, height };
}

/** Cells that have to do with each other, in order of their first. */
function partsOf(ids, edges) {
  const head = new Map(ids.map((id) => [id, id]));
  const find = (id) => {
    while (head.get(id) !== id) {
      head.set(id, head.get(head.get(id)));
      id = head.get(id);
    }
    return id;
  };
  for (const edge of edges) head.set(find(edge.to), find(edge.from));
  const parts = new Map();
  for (const id of ids) {
    if (!parts.has(find(id))) parts.set(find(id), { ids: [], edges: [] });
    parts.get(find(id)).ids.push(id);
  }
  for (const edge of edges) parts.get(find(edge.from)).edges.push(edge);
  return [...parts.values()];
}

/** The row of each card: below what it takes from, near to what takes from it, no row too long. */
function rowsOf({ ids, edges }) {
  const row = new Map(ids.map((id) => [id, 0]));
  const takers = grouped(edges, "from");
  const givers = grouped(edges, "to");
  for (const id of ids) for (const edge of takers.get(id) ?? []) row.set(edge.to, Math.max(row.get(edge.to), row.get(id) + 1));
  for (const id of [...ids].reverse()) {
    if (takers.has(id) && !givers.has(id)) row.set(id, Math.min(...takers.get(id).map((edge) => row.get(edge.to))) - 1);
  }
  const limit = Math.max(4, Math.floor(Math.sqrt(ids.length)) + 1);
  const taken = new Map();
  for (const id of ids) if (takers.has(id)) taken.set(row.get(id), (taken.get(row.get(id)) ?? 0) + 1);
  for (const id of ids) {
    if (takers.has(id)) continue;
    let at = row.get(id);
    while ((taken.get(at) ?? 0) >= limit) at += 1;
    taken.set(at, (taken.get(at) ?? 0) + 1);
    row.set(id, at);
  }
  return row;
}

function layoutPart(part, sizes) {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "TB", nodesep: GAP, edgesep: 12, ranksep: 48, ranker: part.ids.length > PATIENT ? "tight-tree" : "network-simplex" });
  for (const id of part.ids) graph.setNode(id, { ...sizes.get(id) });
  const row = rowsOf(part);
  for (const edge of part.edges) graph.setEdge(edge.from, edge.to, { minlen: Math.max(1, row.get(edge.to) - row.get(edge.from)), weight: edge.resource ? 1 : 2 });
  dagre.layout(graph);
  const places = new Map(part.ids.map((id) => {
    const { x, y, width, height } = graph.node(id);
    return [id, { x: x - width / 2, y: y - height / 2, width, height }];
  }));
  const bands = bandsOf(places);
  const lanes = lanesOf(part, graph, places, bands);
  settle(part, places, bands, lanes);
  return trimmed(places, waysOf(part, places, bands, lanes));
}

/** Where lines run past rows: what one cell gives shares a lane, so that its lines part late. */
function lanesOf(part, graph, places, bands) {
  const lanes = new Map();
  for (const edge of part.edges) {
    const from = places.get(edge.from);
    const to = places.get(edge.to);
    edge.passes = [];
    for (const { x, y } of graph.edge(edge.from, edge.to).points) {
      const band = bands.findIndex(([top, bottom]) => y >= top && y <= bottom);
      if (band < 0 || bands[band][0] < from.y + from.height || bands[band][1] > to.y) continue;
      const id = `${edge.from}|${band}`;
      if (!lanes.has(id)) lanes.set(id, { id, band, xs: [] });
      lanes.get(id).xs.push(x);
      if (!edge.passes.includes(id)) edge.passes.push(id);
    }
  }
  for (const lane of lanes.values()) lane.x = lane.xs.reduce((sum, x) => sum + x, 0) / lane.xs.length;
  return lanes;
}

/**
 * dagre's order kept, move cards and lanes as near to their neighbours as they can go: least
 * squares under the gaps, row by row, by pooling adjacent violators. Lanes insist on being straight.
 */
function settle(part, places, bands, lanes) {
  const items = new Map();
  for (const [id, place] of places) items.set(id, { x: middle(place), width: place.width, band: bands.findIndex(([top, bottom]) => place.y >= top && place.y < bottom), near: new Map() });
  for (const lane of lanes.values()) items.set(lane.id, { x: lane.x, width: 6, band: lane.band, lane: true, near: new Map() });
  for (const edge of part.edges) {
    const way = [edge.from, ...edge.passes, edge.to].map((id) => items.get(id));
    way.slice(1).forEach((item, index) => {
      const weight = [1, 0.3, 16][Number(Boolean(item.lane)) + Number(Boolean(way[index].lane))];
      item.near.set(way[index], weight);
      way[index].near.set(item, weight);
    });
  }
  const rows = bands.map((_, band) => [...items.values()].filter((item) => item.band === band).sort((a, b) => a.x - b.x));
  const passes = Math.min(120, Math.max(20, Math.round(9000 / items.size)));
  for (let pass = 0; pass < passes; pass += 1) for (const row of pass % 2 ? [...rows].reverse() : rows) pool(row);
  for (const [id, place] of places) place.x = items.get(id).x - place.width / 2;
  for (const lane of lanes.values()) lane.x = items.get(lane.id).x;
}

function pool(row) {
  const blocks = [];
  let offset = 0;
  row.forEach((item, index) => {
    const before = row[index - 1];
    if (before) offset += (before.width + item.width) / 2 + (before.lane && item.lane ? GAP / 2 : GAP);
    item.offset = offset;
    let [sum, weight] = [0, 0];
    for (const [other, counts] of item.near) {
      sum += other.x * counts;
      weight += counts;
    }
    blocks.push({ at: weight ? sum / weight - offset : item.x - offset, weight: weight || 0.1, items: [item] });
    while (blocks.length > 1 && blocks.at(-2).at > blocks.at(-1).at) {
      const [b, a] = [blocks.pop(), blocks.pop()];
      const weights = a.weight + b.weight;
      blocks.push({ at: (a.at * a.weight + b.at * b.weight) / weights, weight: weights, items: a.items.concat(b.items) });
    }
  });
  for (const block of blocks) for (const item of block.items) item.x = block.at + item.offset;
}

/** The way of each line: straight down past rows, in a swing between them. */
function waysOf(part, places, bands, lanes) {
  const starts = ports(part.edges, "from", places, (edge) => edge.passes[0] ?? edge.to, lanes);
  const ends = ports(part.edges, "to", places, (edge) => edge.passes.at(-1) ?? edge.from, lanes);
  return new Map(part.edges.map((edge) => {
    const from = places.get(edge.from);
    const to = places.get(edge.to);
    const way = [[starts.get(edge.id), from.y + from.height]];
    for (const { x, band } of edge.passes.map((id) => lanes.get(id))) way.push([x, bands[band][0]], [x, bands[band][1]]);
    way.push([ends.get(edge.id), to.y]);
    return [edge.id, way];
  }));
}

const middle = ({ x, width }) => x + width / 2;

/** The stretches of height that rows of cards fill. */
function bandsOf(places) {
  const bands = [];
  for (const { y, height } of [...places.values()].sort((a, b) => a.y - b.y)) {
    const last = bands.at(-1);
    if (last && y < last[1]) last[1] = Math.max(last[1], y + height);
    else bands.push([y, y + height]);
  }
  return bands;
}

/** Where lines leave or reach a card: spread in the order of what they go to or come from. */
function ports(edges, end, places, next, lanes) {
  const found = new Map();
  for (const [id, own] of grouped(edges, end)) {
    const place = places.get(id);
    const ways = new Map(own.map((edge) => [next(edge), lanes.get(next(edge))?.x ?? middle(places.get(next(edge)))]));
    const order = [...ways].sort((a, b) => a[1] - b[1]).map(([way]) => way);
    const step = Math.min(20, (place.width * 0.72) / order.length);
    for (const edge of own) found.set(edge.id, middle(place) + (order.indexOf(next(edge)) - (order.length - 1) / 2) * step);
  }
  return found;
}

/** A part moved to the corner of its own sheet. */
function trimmed(places, ways) {
  const xs = [...[...places.values()].flatMap((p) => [p.x, p.x + p.width]), ...[...ways.values()].flat().map((p) => p[0])];
  const ys = [...places.values()].flatMap((p) => [p.y, p.y + p.height]);
  const part = { places, ways, width: 0, height: 0 };
  move(part, -Math.min(...xs), -Math.min(...ys));
  return { ...part, width: Math.max(...xs) - Math.min(...xs), height: Math.max(...ys) - Math.min(...ys) };
}

function move(part, dx, dy) {
  for (const place of part.places.values()) {
    place.x += dx;
    place.y += dy;
  }
  for (const way of part.ways.values()) for (const point of way) {
    point[0] += dx;
    point[1] += dy;
  }
}

/** Put parts side by side in shelves, below what the sheet holds already. */
function pack(sheet, parts, wide, gap) {
  let x = 0;
  let y = sheet.height;
  let tall = 0;
  for (const part of parts) {
    if (x && x + part.width > wide) {
      x = 0;
      y += tall + gap;
      tall = 0;
    }
    move(part, x, y);
    for (const [id, place] of part.places) sheet.places.set(id, place);
    for (const [id, way] of part.ways) sheet.ways.set(id, way);
    sheet.width = Math.max(sheet.width, x + part.width);
    tall = Math.max(tall, part.height);
    x += part.width + gap;
  }
  sheet.height = y + tall;
}
