// What is told, what comes back, and what our own markup asks of the page by its data-dv- attributes.

const hear = ({ moments = [], live = {}, added }) => {
  moments.forEach(arm);
  for (const element of all("[data-dv-live]")) {
    const { dvLive, dvHtml } = element.dataset;
    const said = live[dvLive];
    if (said) element[dvHtml === undefined ? "textContent" : "innerHTML"] = said;
  }
  if (added) adding.forEach((fire) => fire());
};

const flush = () => {
  while (queue.length && last < LIFE) {
    const text = JSON.stringify({ ticket, events: queue.splice(0, BATCH) });
    const body = new Blob([text], { type: "application/json" });
    const address = location.origin + to;
    if (!moments) navigator.sendBeacon(address, body);
    else {
      fetch(address, { method: "POST", body, keepalive: true })
        .then((answer) => answer.status === 200 && answer.json())
        .then(quiet(hear), () => 0);
    }
  }
};
const send = (ending) => {
  pass();
  if (!stayed) return; // nobody has looked at a page that was made ready ahead
  if (elements) addUp(ending);
  flush();
};

const root = (element) => element.closest("[data-dv-rule]");
const answered = new Set(); // the roots of what got an answer
const answer = (element, kind, more) => {
  const within = root(element);
  if (!more && answered.has(within)) return;
  answered.add(within);
  tell({ kind, rule: within.dataset.dvRule, ...more });
  flush();
};

const hooked = new Set();
const each = (css, act) => {
  for (const element of all(css)) {
    if (!hooked.has(element)) quiet(act)(element);
    hooked.add(element);
  }
};
const hook = () => {
  each("dialog[data-dv-open]", (dialog) => {
    listen("close", () => answer(dialog, "dismissed"), dialog);
    dialog.showModal();
  });
  each("[data-dv-shake]", (element) => {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    element.animate({ translate: ["-6px", "6px", "-3px", "0"] }, 500);
  });
};

document.addEventListener(
  "submit",
  quiet((event) => {
    const { target, submitter } = event;
    const what = target.dataset.dvTell;
    if (!what) return;
    event.preventDefault();
    answer(target, "answered", { what, fields: Object.fromEntries(new FormData(target, submitter)) });
    target.hidden = true;
    for (const part of root(target).querySelectorAll("[data-dv-then]")) {
      part.hidden = !["", submitter?.value].includes(part.dataset.dvThen);
    }
  }),
);

listen("click", (event) => {
  const { target, isTrusted } = event;
  if (!isTrusted) return;
  stir();
  clicked(event);
  const option = closest(target, "[data-dv-option]");
  if (option) {
    const what = option.closest("[data-dv-choice]").dataset.dvChoice;
    answer(option, "answered", { what, fields: { option: option.dataset.dvOption } });
  }
  const dismiss = closest(target, "[data-dv-dismiss]");
  if (dismiss) {
    answer(dismiss, "dismissed");
    root(dismiss).remove();
  }
  // what leads away is told at once, so that the next page can know it
  if (closest(target, CONTROL)) {
    pressed = now();
    send(true);
  }
});
listen("visibilitychange", () => (document.visibilityState === "hidden" ? send(true) : pass()));
listen("pagehide", () => send(true), window);
listen(
  "pageshow",
  ({ persisted }) => {
    if (persisted) leaving("back");
    pass();
  },
  window,
);
setInterval(quiet(() => visible && send()), EACH);
