// Cards and lines on the stage.

const board = document.getElementById("cards");
const lines = document.getElementById("lines");
const tip = document.getElementById("tip");
let units = new Map();
let links = [];
let sheet = null;
let cards = new Map();

function draw() {
  units = unitsNow();
  links = unitEdges();
  cards = new Map([...units.values()].map((unit) => [unit.id, unit.group ? groupCard(unit) : cellCard(unit.cells[0])]));
  board.replaceChildren(...cards.values());
  const sizes = new Map([...cards].map(([id, card]) => [id, { width: card.offsetWidth, height: card.offsetHeight }]));
  sheet = layout([...units.keys()], links, sizes);
  for (const [id, { x, y }] of sheet.places) Object.assign(cards.get(id).style, { left: `${x}px`, top: `${y}px` });
  if (sheet.alone !== null) {
    const words = kinds.has("import") ? "Cells that share nothing with others" : "Cells that share nothing but imports";
    const label = el("span", { className: "alone" }, words);
    label.style.top = `${sheet.alone}px`;
    board.append(label);
  }
  lines.replaceChildren(...links.map(line), ...late());
  lines.append(...links.map((link) => link.label));
  mark();
}

function cellCard(cell) {
  const card = el("button", {
    id: `cell-${cell.n}`,
    className: `card ${cell.activity}${cell.hazardous ? " hazard" : ""}`,
    tabIndex: -1,
    onclick: () => moved > 4 || select(cell.n),
    ariaLabel: `Cell ${cell.n}, ${cell.word}: ${cell.title}${cell.hazardous ? ", hazardous" : ""}`,
  });
  card.append(
    el("div", { className: "top" },
      el("span", { className: "word" }, cell.word),
      cell.hazardous && el("span", { className: "sign", title: "hidden state" }, "▲"),
      el("span", { className: "number" }, cell.n)),
    el("div", { className: "title" }, cell.title),
  );
  const gives = givenBy(cell.n);
  if (gives.length) card.append(el("div", { className: "gives" }, gives.join(", ")));
  for (const lack of cell.lacks.slice(0, 2)) card.append(el("div", { className: "lack" }, `lacks ${lack.name}: ${lack.reason}`));
  return card;
}

function groupCard({ group, cells: held }) {
  const first = held[0].n;
  const last = held.at(-1).n;
  const hazards = held.filter((cell) => cell.hazardous).length;
  const card = el("button", {
    className: `card group ${held[0].activity}${hazards ? " hazard" : ""}`,
    tabIndex: -1,
    onclick: () => moved > 4 || open(held[0].group),
    ariaLabel: `${group.title}, ${held.length} cells, folded; press to unfold`,
    title: "Unfold",
  });
  card.append(
    el("div", { className: "top" },
      el("span", { className: "word" }, `${held.length} cells`),
      hazards && el("span", { className: "sign", title: `${hazards} with hidden state` }, "▲"),
      el("span", { className: "number" }, `${first}–${last}`)),
    el("div", { className: "title" }, group.title),
    el("div", { className: "mix" }, mix(held)),
  );
  return card;
}

function mix(held) {
  return data.activities.flatMap((activity) => {
    const count = held.filter((cell) => cell.activity === activity).length;
    if (!count) return [];
    const part = el("i", { className: activity });
    part.style.flex = count;
    return [part];
  });
}

let outward = [null, null];

/** Drawn edges by giver. */
function edgesFrom() {
  const edges = edgesOf(kinds);
  if (outward[0] !== edges) outward = [edges, grouped(edges, "from")];
  return outward[1];
}

/** The names that others take from a cell, in the order in which it makes them. */
function givenBy(n) {
  const out = edgesFrom().get(n) ?? [];
  const taken = new Set(out.flatMap((edge) => edge.names.map((handed) => handed.name)));
  return [...new Set([...cells.get(n).leaves.filter((name) => taken.has(name)), ...taken])];
}

function line(link) {
  const way = sheet.ways.get(link.id);
  const [x, y] = way.at(-1);
  const [a, b] = way.at(-2);
  const d = curve([...way.slice(0, -1), [x, y - 5]]);
  const names = link.names.map((handed) => handed.name).join(", ");
  const made = svg("g", { class: `line ${link.accent}${link.certain ? "" : " unsure"}${link.resource ? " resource" : ""}` },
    svg("path", { class: "reach", d }),
    svg("path", { class: "way", d }),
    svg("path", { class: "tip", d: `M${x} ${y - 0.5}l-4 -7.5h8Z` }));
  made.addEventListener("pointermove", (event) => explain(event, link, names));
  made.addEventListener("pointerleave", () => (tip.hidden = true));
  link.made = made;
  link.way = made.children[1];
  link.label = plate((x + a) / 2, (y + b) / 2, names);
  return made;
}

const LETTER = 6.7; // The width of a letter on a plate.
const TALL = 18;
const SPOTS = [0.5, 0.62, 0.38, 0.74, 0.26, 0.86, 0.14, 0.68, 0.32, 0.8, 0.2];

/** How much of each other two boxes cover. */
const shared = ([left, top, right, bottom], [a, b, c, d]) =>
  Math.max(0, Math.min(right, c) - Math.max(left, a)) * Math.max(0, Math.min(bottom, d) - Math.max(top, b));

/** Words on a line, on a plate that hides what runs below. */
function plate(x, y, words) {
  const text = short(words, 34);
  const width = text.length * LETTER + 10;
  return svg("g", { class: "handed", transform: `translate(${x} ${y})` },
    svg("rect", { x: -width / 2, y: -TALL / 2, width, height: TALL, rx: 5 }), svg("text", { y: 4 }, text));
}

/** Move the plates that are seen along their lines, to where they hide neither cards nor each other. */
function arrange() {
  const taken = [...sheet.places.values()].map(({ x, y, width, height }) => [x, y, x + width, y + height]);
  for (const { label, way } of links) {
    if (!world.classList.contains("named") && !label.classList.contains("own")) continue;
    if (world.classList.contains("sliced") && !label.classList.contains("near")) continue;
    const half = Number(label.firstChild.getAttribute("width")) / 2;
    const whole = way.getTotalLength();
    const boxes = SPOTS.map((part) => {
      const { x, y } = way.getPointAtLength(part * whole);
      return [x - half, y - TALL / 2, x + half, y + TALL / 2];
    });
    const hidden = boxes.map((one) => taken.reduce((sum, other) => sum + shared(one, other), 0));
    const box = boxes[hidden.indexOf(Math.min(...hidden))];
    taken.push(box);
    label.setAttribute("transform", `translate(${(box[0] + box[2]) / 2} ${(box[1] + box[3]) / 2})`);
  }
}

const short = (text, length) => (text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text);

function explain(event, link, names) {
  const box = stage.getBoundingClientRect();
  const sure = link.certain ? "" : " (perhaps)";
  tip.textContent = `${short(names, 160)}${sure}`;
  tip.hidden = false;
  tip.style.left = `${Math.min(event.clientX - box.left + 14, stage.clientWidth - tip.offsetWidth - 8)}px`;
  tip.style.top = `${event.clientY - box.top + 16}px`;
}

/** Straight down past rows, a swing between them. */
function curve(points) {
  let [x, y] = points[0];
  let d = `M${x} ${y}`;
  points.slice(1).forEach(([a, b], index) => {
    d += index % 2 ? `V${b}` : `C${x} ${(y + b) / 2} ${a} ${(y + b) / 2} ${a} ${b}`;
    [x, y] = [a, b];
  });
  return d;
}

/** Lines from cells that give a name too late, beside the rows. */
function late() {
  return data.cells.flatMap((cell) => cell.lacks.flatMap((lack) => {
    const [from, to] = [lack.below && unitOf(lack.below), unitOf(cell.n)];
    if (!from || from === to) return [];
    const [giver, taker] = [sheet.places.get(from), sheet.places.get(to)];
    const [x, y, a, b] = [giver.x + giver.width, giver.y + 24, taker.x + taker.width, taker.y + 24];
    const far = Math.max(x, a) + 48;
    return [svg("g", { class: "line late" },
      svg("path", { class: "way", d: `M${x} ${y}C${far} ${y} ${far} ${b} ${a + 7} ${b}` }),
      svg("path", { class: "tip", d: `M${a + 1} ${b}l7.5 -4v8Z` }),
      plate(far - 14, (y + b) / 2, `${lack.name} comes too late`))];
  }));
}
