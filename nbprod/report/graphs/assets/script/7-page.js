// The reader's moves: select, slice, search, toggle.

const said = document.getElementById("said");
const search = document.getElementById("search");
const hits = document.getElementById("hits");
const legend = document.getElementById("legend");
let selected = null;
let direction = "both";
let current = data.cells[0].n;

/** Select a cell, or none; its card is brought into sight and takes the keyboard. */
function select(n, travels = false) {
  if (n !== null && !cards.has(`c${n}`)) open(cells.get(n).group, false);
  selected = n;
  if (n !== null) current = n;
  mark();
  fillPanel();
  if (n === null) return;
  const place = sheet.places.get(`c${n}`);
  if (travels) approach(place);
  cards.get(`c${n}`).focus({ preventScroll: true });
  said.textContent = `Cell ${n} selected: ${cells.get(n).title}. It needs ${reached(n, "from").size} cells; ${reached(n, "to").size} need it.`;
}

function slice(towards) {
  direction = towards;
  mark();
  if (selected !== null) fillPanel();
}

/** Light what belongs to the selected cell's slice. */
function mark() {
  const near = new Set();
  if (selected !== null) {
    near.add(selected);
    if (direction !== "needed") for (const n of reached(selected, "from")) near.add(n);
    if (direction !== "needs") for (const n of reached(selected, "to")) near.add(n);
  }
  world.classList.toggle("sliced", selected !== null);
  for (const [id, card] of cards) {
    const held = units.get(id).cells;
    const chosen = held.some((cell) => cell.n === selected);
    card.classList.toggle("near", held.some((cell) => near.has(cell.n)));
    card.classList.toggle("selected", chosen);
    card.setAttribute("aria-pressed", String(chosen));
    card.tabIndex = held.some((cell) => cell.n === current) ? 0 : -1;
  }
  for (const link of links) {
    const lies = link.edges.some((edge) => near.has(edge.from) && near.has(edge.to));
    const own = lies && link.edges.some((edge) => edge.from === selected || edge.to === selected);
    for (const part of [link.made, link.label]) {
      part.classList.toggle("near", lies);
      part.classList.toggle("own", own);
    }
  }
  arrange();
}

/** Unfold a group where it stands. */
function open(group, stays = true) {
  opened.add(group);
  draw();
  if (!stays) return;
  current = data.groups[group].cells[0];
  mark();
  approach(sheet.places.get(`c${current}`));
  cards.get(`c${current}`).focus({ preventScroll: true });
}

function redraw() {
  const chosen = selected !== null && !cards.has(unitOf(selected)) ? null : selected;
  draw();
  fit(sheet, 0.6, true);
  select(chosen, true);
}

const toggles = {
  names: () => {
    world.classList.toggle("named");
    arrange();
  },
  imports: () => toggleKind("import"),
  resources: () => toggleKind("resource"),
  sections: () => {
    folds = !folds || opened.size > 0;
    opened.clear();
    selected = null;
    redraw();
  },
};

function toggleKind(kind) {
  if (!kinds.delete(kind)) kinds.add(kind);
  redraw();
  drawLegend();
}

function toggle(name) {
  toggles[name]();
  pressed();
}

function pressed() {
  const on = { names: world.classList.contains("named"), imports: kinds.has("import"), resources: kinds.has("resource"), sections: folds };
  for (const [name, value] of Object.entries(on)) document.getElementById(name).setAttribute("aria-pressed", String(value));
}

function drawLegend() {
  const sample = (kind, meaning) =>
    el("span", {}, svg("svg", {}, svg("g", { class: `line other ${kind}` }, svg("path", { class: "way", d: "M0 4h26" }))), meaning);
  legend.replaceChildren(
    ...data.activities.filter((name) => data.cells.some((cell) => cell.activity === name)).map((name) => el("span", { className: name }, el("i"), name)),
    ...(links.some((link) => !link.certain) ? [sample("unsure", "perhaps")] : []),
    ...(links.some((link) => link.resource) ? [sample("resource", "order matters")] : []),
    ...(data.cells.some((cell) => cell.lacks.some((lack) => lack.below)) ? [sample("late", "read before it is given")] : []),
    ...(data.cells.some((cell) => cell.hazardous) ? [el("span", {}, el("b", { className: "sign" }, "▲"), "hidden state")] : []),
  );
}

// Search: titles first, then names, then code.

function found(words) {
  const rank = (cell) => {
    if (String(cell.n) === words || `cell ${cell.n}` === words) return [0, `cell ${cell.n}`];
    if (cell.title.toLowerCase().includes(words)) return [1, cell.section];
    const name = [...cell.leaves, ...cell.lacks.map((lack) => lack.name)].find((one) => one.toLowerCase().includes(words));
    if (name) return [2, name];
    const row = cell.code.split("\n").find((one) => one.toLowerCase().includes(words));
    return row ? [3, row.trim()] : null;
  };
  return data.cells.map((cell) => [cell, rank(cell)]).filter(([, rated]) => rated).sort((a, b) => a[1][0] - b[1][0] || a[0].n - b[0].n).slice(0, 40);
}

function lit(text, words) {
  const at = text.toLowerCase().indexOf(words);
  return at < 0 ? [text] : [text.slice(0, at), el("mark", {}, text.slice(at, at + words.length)), text.slice(at + words.length)];
}

let choice = 0;

function look() {
  const words = search.value.trim().toLowerCase();
  const list = words ? found(words) : [];
  choice = Math.min(choice, Math.max(0, list.length - 1));
  hits.hidden = !words;
  search.setAttribute("aria-expanded", String(Boolean(words)));
  hits.replaceChildren(...list.map(([cell, [, where]], index) =>
    el("li", { id: `hit-${index}`, role: "option", ariaSelected: String(index === choice), onpointerdown: (event) => { event.preventDefault(); take(cell.n); } },
      el("span", { className: "n" }, cell.n),
      el("span", {}, lit(cell.title, words), where && el("span", { className: "where" }, lit(where, words))))));
  if (words && !list.length) hits.append(el("li", { className: "none" }, "no cell says that"));
  search.setAttribute("aria-activedescendant", list.length ? `hit-${choice}` : "");
  hits.children[choice]?.scrollIntoView({ block: "nearest" });
  return list;
}

function take(n) {
  search.value = "";
  hits.hidden = true;
  search.setAttribute("aria-expanded", "false");
  select(n, true);
}

search.addEventListener("input", () => { choice = 0; look(); });
search.addEventListener("focus", look);
search.addEventListener("blur", () => (hits.hidden = true));
search.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    choice = Math.max(0, choice + step);
    look();
  } else if (event.key === "Enter") {
    const hit = look()[choice];
    if (hit) take(hit[0].n);
  } else if (event.key === "Escape") {
    search.value = "";
    search.blur();
  }
  event.stopPropagation();
});

// Keys.

function neighbour(n, key) {
  const order = data.cells.map((cell) => cell.n);
  const edges = edgesOf(kinds);
  if (key === "ArrowLeft") return order[order.indexOf(n) - 1];
  if (key === "ArrowRight") return order[order.indexOf(n) + 1];
  if (key === "ArrowUp") return Math.max(...edges.filter((edge) => edge.to === n).map((edge) => edge.from));
  return Math.min(...edges.filter((edge) => edge.from === n).map((edge) => edge.to));
}

const keys = {
  "/": () => search.focus(),
  Escape: () => select(null),
  "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: () => fit(sheet, 0, true),
  a: () => slice("needs"), d: () => slice("needed"), b: () => slice("both"),
  n: () => toggle("names"), i: () => toggle("imports"), r: () => toggle("resources"), s: () => toggle("sections"),
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input")) return;
  if (event.key.startsWith("Arrow") && (event.target.closest("#cards") || event.target === document.body)) {
    event.preventDefault();
    const n = selected === null ? current : neighbour(current, event.key);
    if (cells.has(n)) select(n, true);
  } else if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});

stage.addEventListener("click", (event) => {
  if (moved <= 4 && !event.target.closest(".card")) select(null);
});
for (const name of Object.keys(toggles)) document.getElementById(name).addEventListener("click", () => toggle(name));
document.getElementById("in").addEventListener("click", () => zoom(1.25, undefined, undefined, true));
document.getElementById("out").addEventListener("click", () => zoom(0.8, undefined, undefined, true));
document.getElementById("fit").addEventListener("click", () => fit(sheet, 0, true));
document.getElementById("theme").addEventListener("click", () => {
  const dark = getComputedStyle(document.documentElement).getPropertyValue("--dark").trim() === "1";
  document.documentElement.dataset.theme = dark ? "light" : "dark";
});

world.classList.toggle("named", data.names);
draw();
drawLegend();
pressed();
fit(sheet, 0.6);
const asked = Number(/^#cell-(\d+)$/.exec(location.hash)?.[1] ?? data.focus);
if (cells.has(asked)) select(asked, true);
else fillPanel();
document.documentElement.dataset.ready = "yes";
