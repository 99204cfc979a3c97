// Waits for the moments of rules, makes their edits, and tells that they were shown; each once on a page.

const adding = [];

const after = ({ seconds }, fire) => {
  const look = () => {
    pass();
    const rest = 1000 * seconds - stayed;
    if (!visible) return;
    if (rest > 0) setTimeout(quiet(look), rest);
    else fire();
  };
  listen("visibilitychange", look);
  look();
};

const WAITS = {
  after,
  exit_intent: ({ pointer, after: seconds = 0, on_touch = [] }, fire) =>
    exits.push((gesture) => {
      if (!["top_left", pointer, ...on_touch].includes(gesture)) return;
      pass();
      if (gesture === "back") after({ seconds }, fire);
      else if (stayed >= 1000 * seconds) fire();
    }),
  visible: ({ css }, fire) => {
    const sight = observer((_, inSight) => inSight && fire());
    const look = () => all(css).forEach((element) => sight.observe(element));
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
    look();
  },
  hover: ({ css, seconds = 0.3 }, fire) => {
    let dwell;
    mouse("pointerover", ({ target }) => {
      if (closest(target, css)) dwell ??= setTimeout(fire, 1000 * seconds);
      else dwell = clearTimeout(dwell);
    });
  },
  scrolled: ({ depth: least }, fire) => listen("scroll", () => depth >= least && fire()),
  clicked: ({ css }, fire) => listen("click", ({ target, isTrusted }) => isTrusted && closest(target, css) && setTimeout(fire)),
  added_to_cart: (_, fire) => adding.push(fire),
};

const begun = {};
const arm = ({ rule, wait, edits }) => {
  if (begun[rule]) return;
  begun[rule] = true;
  let done;
  const act = () => {
    if (done) return;
    done = true;
    if (!change(edits)) return;
    hook();
    tell({ kind: "shown", rule });
    flush();
  };
  for (const whole of wait) {
    const open = new Set(whole);
    for (const trigger of whole) {
      const [word, given] = trigger;
      quiet(WAITS[word])(given, () => {
        // who leaves before the rest has happened does not leave later on
        if (word !== "exit_intent" || open.size < 2) open.delete(trigger);
        // nobody sees what is done on a hidden page
        if (!open.size) after({ seconds: 0 }, quiet(act));
      });
    }
  }
};

JSON.parse(moments || "[]").forEach(arm);
after({ seconds: 0 }, hook);
if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") leaving("back");
