// Waits for the moments of rules, makes their edits, and tells that they were shown; each once on a page.

const adding = [];

const rested = ({ seconds }, fire) => {
  const look = () => {
    pass();
    const rest = 1000 * seconds - stayed;
    if (!inView) return;
    if (rest > 0) setTimeout(quiet(look), rest);
    else fire();
  };
  listen("visibilitychange", look);
  look();
};

const WAITS = {
  after: rested,
  exit_intent: ({ gestures, seconds }, fire) =>
    exits.push((gesture) => {
      if (!gestures.includes(gesture)) return;
      pass();
      if (gesture === "back") rested({ seconds }, fire);
      else if (stayed >= 1000 * seconds) fire();
    }),
  visible: ({ css, share }, fire) => {
    const watch = watcher(share, (_, inSight) => inSight && fire());
    const look = () => all(css).forEach(watch);
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
    look();
  },
  hover: ({ css, seconds }, fire) => {
    let dwell;
    mouse("pointerover", ({ target }) => {
      if (closest(target, css)) dwell ??= setTimeout(fire, 1000 * seconds);
      else dwell = clearTimeout(dwell);
    });
  },
  scrolled: ({ depth: least }, fire) => listen("scroll", () => deepest >= least && fire()),
  clicked: ({ css }, fire) => listen("click", ({ target, isTrusted }) => isTrusted && closest(target, css) && setTimeout(fire)),
  added_to_cart: (_, fire) => adding.push(fire),
};

const armed = {};
const arm = ({ rule, wait, edits }) => {
  if (armed[rule]) return;
  armed[rule] = true;
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
        if (!open.size) rested({ seconds: 0 }, quiet(act));
      });
    }
  }
};

JSON.parse(moments || "[]").forEach(arm);
rested({ seconds: 0 }, hook);
