// What is told, what comes back, and what markup asks of the page by its data-dv- attributes.

const PENDING = "•••"; // a text that is being fetched, as rules/coming.py writes it
const LONG = 20; // seconds after which it is not asked for any more
const SOON = 5000; // milliseconds after a click in which a shop's own script adds to the basket

const living = () => all("[data-dv-live]");
const hear = ({ moments = [], live = {}, added }) => {
  moments.forEach(arm);
  for (const node of living()) {
    const { dvLive, dvHtml } = node.dataset;
    const said = live[dvLive];
    if (said) node[dvHtml === undefined ? "textContent" : "innerHTML"] = said;
  }
  if (added) adding.forEach((fire) => fire());
};

// Where an answer can matter it is asked for, with what there is to tell or alone.
const flush = (asks) => {
  if (!ticket || last > LIFE) return;
  const hears = !!(asking || living()[0]);
  while (queue.length || (asks && hears)) {
    asks = false;
    const said = { ticket, events: queue.splice(0, BATCH), answer: hears, has: Object.keys(armed) };
    const body = new Blob([JSON.stringify(said)], { type: "application/json" });
    const address = location.origin + to;
    if (!hears) navigator.sendBeacon(address, body);
    else {
      fetch(address, { method: "POST", body, keepalive: true })
        .then((reply) => reply.status === 200 && reply.json())
        .then(quiet(hear), () => 0);
    }
  }
};
const send = (ending) => {
  pass();
  if (!stayed) return; // nobody has looked at a page that was made ready ahead
  if (ending) ignored();
  if (elements) addUp(ending);
  flush();
};

const root = (node) => node.closest("[data-dv-rule]");
const answered = new Set(); // what got an answer, and its roots
const reply = (node, kind, more) => {
  const within = root(node);
  if (!more && answered.has(within)) return;
  answered.add(node).add(within);
  tell({ kind, rule: within.dataset.dvRule, ...more });
};
const choose = (offer, what) => reply(offer, "answered", { what, fields: { option: offer.dataset.dvOption } });
const ignored = () => {
  for (const node of named) {
    const { name, option: offer, touched, seen } = node;
    if (touched || seen < GLANCE) continue;
    node.touched = true; // told once
    if (!offer) tell({ kind: "ignored", element: name, seconds: tenths(seen) });
    else if (!answered.has(offer)) choose(offer, "ignored");
  }
};

const hooked = new Set();
const each = (css, act) => {
  for (const node of all(css)) {
    if (!hooked.has(node)) quiet(act)(node);
    hooked.add(node);
  }
};
const fetching = (seconds) => {
  if (seconds > LONG || !living().some(({ textContent }) => textContent === PENDING)) return;
  flush(true);
  setTimeout(fetching, 1000 * seconds, 2 * seconds);
};
const hook = () => {
  each("dialog[data-dv-open]", (dialog) => {
    listen("close", () => flush(reply(dialog, "dismissed")), dialog);
    dialog.showModal();
  });
  each("[data-dv-shake]", (node) => {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    node.animate({ translate: ["-6px", "6px", "-3px", "0"] }, 500);
  });
  each("[data-dv-choice=choice] [data-dv-option]", (offer) => keep({ css: ":not(*)", option: offer }, [offer]));
  fetching(1);
};

document.addEventListener(
  "submit",
  quiet((event) => {
    const { target, submitter } = event;
    const what = target.dataset.dvTell;
    if (!what) return;
    event.preventDefault();
    reply(target, "answered", { what, fields: Object.fromEntries(new FormData(target, submitter)) });
    flush();
    target.hidden = true;
    for (const part of root(target).querySelectorAll("[data-dv-then]")) {
      part.hidden = !["", submitter?.value].includes(part.dataset.dvThen);
      if (!part.hidden) part.focus();
    }
  }),
);

listen("click", (event) => {
  const { target, isTrusted } = event;
  if (!isTrusted) return;
  stir();
  pointed(event);
  const offer = closest(target, "[data-dv-option]");
  if (offer) {
    choose(offer, offer.closest("[data-dv-choice]").dataset.dvChoice);
    if (offer.dataset.dvClick) all(offer.dataset.dvClick)[0].click();
  }
  const dismiss = closest(target, "[data-dv-dismiss]");
  if (dismiss) {
    reply(dismiss, "dismissed");
    root(dismiss).remove();
  }
  // what leads away is told at once, so that the next page can know it; and where the answer matters, so is every click
  if (closest(target, CONTROL)) {
    pressed = now();
    send(true);
  } else if (asking) flush();
});
listen("visibilitychange", () => send(document.hidden));
listen("pagehide", () => send(true), window);
listen(
  "pageshow",
  ({ persisted }) => {
    if (persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward") leaving("back");
    pass();
  },
  window,
);
setInterval(quiet(() => inView && send()), EACH);

// A shop's own script has asked its server for something: was it for the basket?
new PerformanceObserver((list) => {
  const asked = list.getEntries().some(({ name, initiatorType }) => /^(f|x)/.test(initiatorType) && !name.endsWith(to));
  if (asked && now() - pressed < SOON) flush(true);
}).observe({ type: "resource" });
