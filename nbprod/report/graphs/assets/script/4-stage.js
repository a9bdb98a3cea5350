// The sheet under the reader's hand: pan, zoom, glide.

const stage = document.getElementById("stage");
const world = document.getElementById("world");
const view = { x: 0, y: 0, k: 1 };
const NEAREST = 2.5;
const FARTHEST = 0.05;
const FAR = 0.34; // Words are too small to read from here on: cards become patches of colour.

function show(gliding = false) {
  world.style.transition = gliding && !matchMedia("(prefers-reduced-motion: reduce)").matches ? "transform .28s cubic-bezier(.2,.7,.2,1)" : "none";
  world.style.transform = `translate(${view.x}px,${view.y}px) scale(${view.k})`;
  world.classList.toggle("far", view.k < FAR);
  stage.classList.toggle("far", view.k < FAR);
  stage.style.backgroundPosition = `${view.x}px ${view.y}px`;
  stage.style.backgroundSize = `${24 * view.k}px ${24 * view.k}px`;
}

function zoom(factor, x = stage.clientWidth / 2, y = stage.clientHeight / 2, gliding = false) {
  const k = Math.min(NEAREST, Math.max(FARTHEST, view.k * factor));
  view.x = x - ((x - view.x) * k) / view.k;
  view.y = y - ((y - view.y) * k) / view.k;
  view.k = k;
  show(gliding);
}

/** Show everything; `atLeast` keeps words readable and shows the first card where all would be too small. */
function fit({ width, height, places }, atLeast = 0, gliding = false) {
  const pad = 36;
  const below = 56;
  const all = Math.min((stage.clientWidth - 2 * pad) / width, (stage.clientHeight - pad - below) / height, 1.15);
  const across = Math.min((stage.clientWidth - 2 * pad) / width, 1);
  view.k = Math.max(FARTHEST, all >= atLeast ? all : Math.max(all, Math.min(across, 0.9), Math.min(atLeast, 0.55)));
  const first = places.values().next().value;
  const room = stage.clientWidth - width * view.k;
  const centred = stage.clientWidth / 2 - (first.x + first.width / 2) * view.k;
  view.x = room >= 2 * pad ? room / 2 : Math.min(pad, Math.max(room - pad, centred));
  view.y = Math.max((stage.clientHeight - below - height * view.k) / 2, pad);
  show(gliding);
}

/** Bring a card into sight, if it is not. */
function approach({ x, y, width, height }) {
  const margin = 70;
  if (view.k < 0.5) {
    view.k = 0.8;
    view.x = stage.clientWidth / 2 - (x + width / 2) * view.k;
    view.y = stage.clientHeight / 2 - (y + height / 2) * view.k;
  } else {
    const left = x * view.k + view.x;
    const top = y * view.k + view.y;
    view.x += Math.max(0, margin - left) - Math.max(0, left + width * view.k + margin - stage.clientWidth);
    view.y += Math.max(0, margin - top) - Math.max(0, top + height * view.k + margin - stage.clientHeight);
  }
  show(true);
}

const hands = new Map();
let moved = 0;

stage.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  hands.set(event.pointerId, event);
  moved = 0;
});
addEventListener("pointermove", (event) => {
  const before = hands.get(event.pointerId);
  if (!before) return;
  const other = [...hands.values()].find((hand) => hand.pointerId !== event.pointerId);
  if (other) {
    const far = (hand) => Math.hypot(hand.clientX - other.clientX, hand.clientY - other.clientY);
    const box = stage.getBoundingClientRect();
    zoom(far(event) / Math.max(1, far(before)), (event.clientX + other.clientX) / 2 - box.left, (event.clientY + other.clientY) / 2 - box.top);
  } else {
    view.x += event.clientX - before.clientX;
    view.y += event.clientY - before.clientY;
    moved += Math.abs(event.clientX - before.clientX) + Math.abs(event.clientY - before.clientY);
    if (moved > 4) {
      stage.classList.add("panning");
      show();
    }
  }
  hands.set(event.pointerId, event);
});
for (const name of ["pointerup", "pointercancel"]) {
  addEventListener(name, (event) => {
    hands.delete(event.pointerId);
    stage.classList.remove("panning");
  });
}
stage.addEventListener(
  "wheel",
  (event) => {
    event.preventDefault();
    const box = stage.getBoundingClientRect();
    const unit = event.deltaMode === 1 ? 16 : 1;
    if (event.ctrlKey || event.metaKey) {
      zoom(Math.exp(-event.deltaY * unit * 0.006), event.clientX - box.left, event.clientY - box.top);
    } else {
      view.x -= (event.shiftKey ? event.deltaY : event.deltaX) * unit;
      view.y -= (event.shiftKey ? 0 : event.deltaY) * unit;
      show();
    }
  },
  { passive: false },
);
