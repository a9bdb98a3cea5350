// The panel: what is known of one cell, or of the notebook.

const panel = document.getElementById("panel");

function go(n) {
  const cell = cells.get(n);
  return el("button", { className: "go", onclick: () => select(n, true) }, `cell ${n} · ${short(cell.title, 40)}`);
}

function fillPanel() {
  panel.replaceChildren(...(selected === null ? overview() : aboutCell(cells.get(selected))).flat().filter(Boolean));
  panel.scrollTop = 0;
}

function overview() {
  const hazardous = data.cells.filter((cell) => cell.hazardous);
  const heads = data.groups.filter((group) => group.title);
  return [
    el("h2", {}, data.name),
    el("p", { className: "about" }, data.summary),
    hazardous.length && [el("h3", {}, "Hidden state"), hazardous.map((cell) => el("div", { className: "warn" }, worded(hazardsOf(cell)[0]), " ", go(cell.n)))].flat(),
    heads.length > 1 && [el("h3", {}, "Outline"), el("ul", { className: "outline" }, heads.map((group) =>
      el("li", {}, el("button", { className: "go", onclick: () => select(group.cells[0], true) }, group.title))))],
    el("h3", {}, "By hand"),
    el("dl", { className: "keys" }, [
      ["/", "search"], ["click", "a cell: its code, what it takes and gives, its slice"], ["↑ ↓", "go to what a cell takes from, or gives to"],
      ["← →", "go to the cell above or below in the notebook"], ["a d b", "slice: what it needs, what needs it, both"],
      ["n i r s", "names, imports, resources, fold"], ["+ − 0", "zoom, show everything (or Ctrl and the wheel)"], ["Esc", "let go"],
    ].flatMap(([key, what]) => [el("dt", {}, key.split(" ").map((one) => [el("kbd", {}, one), " "]).flat()), el("dd", {}, what)])),
  ].flat();
}

/** Words with `code` between backticks. */
function worded(text) {
  return text.split("`").map((part, index) => (index % 2 ? el("code", {}, part) : part));
}

function hazardsOf(cell) {
  return [
    ...cell.lacks.map((lack) => `${lack.via ? `${lack.via}() reads` : "reads"} ${lack.name}: ${lack.reason}`),
    ...cell.hazards.map((hazard) => hazard.message),
    ...(cell.unparsed ? [`does not parse: ${cell.unparsed}`] : []),
  ];
}

function aboutCell(cell) {
  const drawn = edgesOf(kinds);
  const takes = drawn.filter((edge) => edge.to === cell.n);
  const gives = drawn.filter((edge) => edge.from === cell.n);
  const given = givenBy(cell.n);
  const idle = cell.leaves.filter((name) => !given.includes(name));
  const ran = cell.ran === null ? "" : ` · ran as [${cell.ran}]`;
  return [
    el("div", { className: `kind ${cell.activity}` },
      el("span", { className: "n" }, `cell ${cell.n}`), el("span", { className: "word" }, cell.word),
      el("button", { className: "close", ariaLabel: "Let go", title: "Let go (Esc)", onclick: () => select(null) }, "×")),
    el("h2", {}, cell.title),
    el("p", { className: "about" }, `${cell.section && cell.section !== cell.title ? cell.section : short(data.path, 60)}${ran}`),
    cell.lacks.map((lack) => el("div", { className: "warn" }, hazardsOf({ ...cell, lacks: [lack], hazards: [], unparsed: "" })[0])),
    cell.hazards.map((hazard) => el("div", { className: "warn" }, worded(hazard.message), el("div", { className: "rule" }, `nbprod explain ${hazard.rule}`))),
    cell.unparsed && el("div", { className: "warn" }, `does not parse: ${cell.unparsed}`),
    cell.doubts.map((doubt) => el("div", { className: "warn" }, `${doubt} may bind or change any name`)),
    el("h3", {}, "Code"), coloured(cell.code, marksOf(cell, takes, given)),
    [el("h3", {}, "Takes"), takes.length || cell.lacks.length
      ? el("ul", { className: "hands" },
          cell.lacks.map((lack) => el("li", {}, el("span", { className: "chip lacking" }, lack.name), el("span", { className: "note bad" }, lack.reason), lack.below && go(lack.below))),
          takes.map((edge) => el("li", {}, chips(edge.names), go(edge.from))))
      : el("p", { className: "about" }, "nothing from other cells")],
    [el("h3", {}, "Gives"), given.length || idle.length
      ? el("ul", { className: "hands" },
          gives.map((edge) => el("li", {}, chips(edge.names), go(edge.to))),
          idle.length && el("li", {}, idle.map((name) => el("span", { className: "chip" }, name)), el("span", { className: "note" }, "taken by no other cell")))
      : el("p", { className: "about" }, "nothing to other cells")],
    sliceOf(cell),
  ].flat();
}

function chips(names) {
  return names.flatMap((handed) => {
    const notes = [handed.late && "in a call", !handed.certain && "perhaps"].filter(Boolean);
    return [el("span", { className: "chip" }, handed.name), notes.length ? el("span", { className: "note" }, notes.join(", ")) : null];
  });
}

function marksOf(cell, takes, given) {
  return new Map([
    ...takes.flatMap((edge) => edge.names.map((handed) => [handed.name, "taken"])),
    ...given.map((name) => [name, "left"]),
    ...cell.lacks.map((lack) => [lack.name, "lacked"]),
  ]);
}

function sliceOf(cell) {
  const [needs, needed] = [reached(cell.n, "from").size, reached(cell.n, "to").size];
  const parts = [["both", `Both ${needs + needed}`], ["needs", `Needs ${needs}`], ["needed", `Needed by ${needed}`]];
  const flags = { both: "", needs: " --ancestors", needed: " --descendants" }[direction];
  return [
    el("h3", {}, "Slice"),
    el("div", { className: "parts", role: "radiogroup", ariaLabel: "Slice" }, parts.map(([name, text]) =>
      el("button", { role: "radio", ariaChecked: String(direction === name), onclick: () => slice(name) }, text))),
    el("div", { className: "command" }, `${data.command} --cell ${cell.n}${flags}`),
  ];
}
