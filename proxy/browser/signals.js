// What is done on a page: no key strokes, no form values. It is told where the site watches.

const EACH = 10000; // milliseconds between two beacons while something happens
const HOVER = 300; // milliseconds over an element that are a hover
const GLANCE = 3000; // milliseconds in sight after which an element that nobody touched was ignored
const IDLE = 30000; // milliseconds without a touch, where there is no pointer to watch
const LONGEST = 1800; // seconds in sight that one page tells at most
const POINTS = 40; // points of the pointer's path in one beacon
const HURRY = 0.7; // pixels a millisecond
const PRESSED = 1500; // milliseconds after the use of a control in which nobody leaves
const CONTROL = "a,button,input,select,textarea,label,summary,[onclick],[role=button]";

const tenths = (milliseconds) => Math.round(milliseconds / 100) / 10;
const percent = (part, whole) => Math.min(100, Math.max(0, Math.round((100 * part) / (whole || 1))));
const page = document.documentElement;

const keep = (node, targets) => {
  named.push(Object.assign(node, { inSight: new Set(), seen: 0 }));
  const watch = watcher(0.5, (target, inSight) => {
    pass();
    node.inSight[inSight ? "add" : "delete"](target);
  });
  targets.forEach(watch);
};
JSON.parse(elements || "[]").forEach(
  // not every browser takes every selector
  quiet(([name, css]) => keep({ name, css }, all(css).slice(0, 50))),
);
const under = (target) => named.filter(({ css }) => closest(target, css));

// Hovers, by a mouse alone.
const hovering = (over) => {
  const at = now();
  for (const node of named) {
    const { name, since } = node;
    if (over.includes(node)) node.since ??= at;
    else {
      delete node.since;
      if (at - since >= HOVER) {
        node.touched = true;
        tell({ kind: "hovered", element: name, seconds: tenths(at - since) });
      }
    }
  }
};
mouse("pointerover", ({ target }) => hovering(under(target)));

// Who hurries to the top or goes out there leaves, unless he makes for a control or has just used one.
let pressed = -PRESSED;
const upAndAway = ({ clientX, buttons }, free) =>
  leaving(clientX < innerWidth / 4 ? "top_left" : "top", free && !buttons && now() - pressed > PRESSED);
mouse("pointerout", (event) => {
  if (event.relatedTarget) return;
  hovering([]);
  const { clientX, clientY } = event;
  if (clientY <= 0) upAndAway(event, true);
  else if (clientX <= 0 || clientX >= innerWidth - 1 || clientY >= innerHeight - 1) exits.forEach((exit) => exit("out"));
});

let path = [];
let sampled = 0;
let from = {};
mouse("pointermove", (event) => {
  const { clientX: x, clientY: y, pageX, pageY } = event;
  const at = now();
  const right = x - from.x;
  const up = from.y - y;
  if (y < 30 && up / (at - from.time || 1) > HURRY) {
    const ahead = [0, 0.5, 1, 2].map((far) => document.elementFromPoint(x + far * right, Math.max(0, y - far * up)));
    upAndAway(event, up > Math.abs(right) / 2 && !ahead.some((target) => closest(target, CONTROL)));
  }
  from = { x, y, time: at };
  if (at - sampled > 250 && path.length < POINTS) {
    sampled = at;
    const { scrollWidth, scrollHeight } = page;
    path.push([percent(pageX, scrollWidth), percent(pageY, scrollHeight)]);
  }
});

let rest;
const stir = () => {
  clearTimeout(rest);
  if (matchMedia("(hover: none)").matches) rest = setTimeout(() => inView && leaving("idle"), IDLE);
};
listen("touchstart", stir);
stir();

// How deep the page was scrolled, and whether back up in a hurry.
let deepest = 0;
let told = 0;
let climb = {};
let before = 0;
const scroll = () => {
  const y = scrollY;
  const at = now();
  deepest = Math.max(deepest, percent(y + innerHeight, page.scrollHeight));
  if (y > before || !(at - climb.time < 800)) climb = { y: Math.max(y, before), time: at };
  if (climb.y - y > 0.7 * innerHeight) leaving("scroll_up");
  before = y;
};
listen("scroll", () => {
  stir();
  scroll();
});

// What has added up since the last beacon, told with it.
let stayedTold = 0;
const addUp = (ending) => {
  if (ending) hovering([]);
  scroll();
  if (deepest > told) tell({ kind: "scrolled", depth: deepest - told });
  told = deepest;
  const seconds = tenths(Math.min(stayed, 1000 * LONGEST) - stayedTold);
  if (seconds >= (ending || queue.length ? 1 : 30)) {
    tell({ kind: "stayed", seconds });
    stayedTold += 1000 * seconds;
  }
  if (path.length > 1 && (ending || queue.length || path.length >= POINTS)) tell({ kind: "moved", points: path });
  if (queue.length) path = [];
};

const pointed = ({ target, detail, clientX, clientY }) => {
  for (const node of under(target)) {
    const { left, top, width, height } = target.closest(node.css).getBoundingClientRect();
    // a click by the keyboard has no place
    const [x, y] = detail ? [clientX - left, clientY - top] : [width / 2, height / 2];
    node.touched = true;
    tell({ kind: "clicked", element: node.name, x: percent(x, width), y: percent(y, height) });
  }
};
