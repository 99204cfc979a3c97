// What all parts share: our tag, listeners that never hurt the shop's page, time in sight, and the queue of what is told.

const tag = document.currentScript;
if (!tag || top !== self || !navigator.sendBeacon) return;

const { ticket, elements, moments, asking, to } = tag.dataset;

const LIFE = 21000000; // milliseconds for which the ticket is good, and some less
const BATCH = 20; // events of one beacon
const MOST = 200; // events of one page

const quiet =
  (act) =>
  (...given) => {
    try {
      return act(...given);
    } catch {
      // a page of the shop is never worse for us
    }
  };
const listen = (name, act, target = document) =>
  target.addEventListener(name, quiet(act), { capture: true, passive: true });
const mouse = (name, act) => listen(name, (event) => event.pointerType === "mouse" && act(event));
const now = () => performance.now();
const all = (css) => [...document.querySelectorAll(css)];
const closest = (target, css) => target instanceof Element && target.closest(css);

const queue = [];
let left = MOST;
const tell = (event) => ticket && left-- > 0 && queue.push(event);

// Calls as a share of an element comes into sight and goes, half a screen at most; each element but once.
const watcher = (share, act, known = new Set()) => (target) => {
  if (known.has(target)) return;
  known.add(target);
  const threshold = Math.min(share, innerHeight / 2 / target.clientHeight);
  new IntersectionObserver((entries) => act(target, entries.pop().isIntersecting), { threshold }).observe(target);
};

// Time in sight, of the page and of its named elements.
const named = []; // name, css, which are in sight, milliseconds one was, since when hovered, and whether touched at all
let last = now();
let inView;
let stayed = 0;
const pass = () => {
  const at = now();
  if (inView) {
    stayed += at - last;
    for (const node of named) if (node.inSight.size) node.seen += at - last;
  }
  last = at;
  inView = !document.hidden;
};
pass();

// Gestures of leaving: each is a signal once, and may be a moment.
const exits = [];
const leftBy = {};
const leaving = (gesture, meant = true) => {
  if (elements) leftBy[gesture] ??= tell({ kind: "leaving", gesture });
  if (meant) exits.forEach((exit) => exit(gesture));
};
