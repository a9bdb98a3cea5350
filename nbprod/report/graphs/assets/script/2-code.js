// Python with a little colour: strings, numbers, comments, keywords, and the names that cells share.

const TOKEN = new RegExp(
  [
    String.raw`(?<comment>#[^\n]*)`,
    String.raw`(?<string>\b(?:[rRbBuUfFtT]{1,2})?(?:"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$))|\b(?:[rRbBuUfFtT]{1,2})?(?:"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?)|"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?)`,
    String.raw`(?<magic>^[ \t]*[%!][^\n]*)`,
    String.raw`(?<number>\b(?:0[xob][\da-f_]+|\d[\d_]*(?:\.[\d_]*)?(?:e[+-]?\d+)?j?)\b)`,
    String.raw`(?<word>(?<!\.)[\p{L}_][\p{L}\p{N}_]*)`,
  ].join("|"),
  "gmiu",
);

const KEYWORDS = new Set(
  ("False None True and as assert async await break case class continue def del elif else except finally for from " +
    "global if import in is lambda match nonlocal not or pass raise return try while with yield").split(" "),
);

const CLASSES = { comment: "c", string: "s", magic: "m", number: "d" };

/** The code of a cell as rows of coloured text; `marks` gives classes to names. */
function coloured(code, marks) {
  const pre = el("pre", { tabIndex: 0, ariaLabel: "Code" });
  let row = el("span", { className: "row" });
  const put = (text, name) => {
    text.split("\n").forEach((part, index) => {
      if (index) {
        pre.append(row);
        row = el("span", { className: "row" });
      }
      if (part) row.append(name ? el("span", { className: name }, part) : part);
    });
  };
  let at = 0;
  for (const found of code.matchAll(TOKEN)) {
    put(code.slice(at, found.index));
    const kind = Object.keys(found.groups).find((name) => found.groups[name] !== undefined);
    const word = found[0];
    put(word, kind === "word" ? (KEYWORDS.has(word) ? "k" : marks.get(word)) : CLASSES[kind]);
    at = found.index + word.length;
  }
  put(code.slice(at));
  pre.append(row);
  return pre;
}

/** An element with properties and children; text never becomes markup. */
function el(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.flat().filter((child) => child || child === ""));
  return made;
}

function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
