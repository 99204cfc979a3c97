// Tells the shop's own server what a visitor does on one page: no key strokes, no form values, no cookie, no storage.
(() => {
  "use strict";

  const tag = document.currentScript;
  if (!tag || top !== self || !navigator.sendBeacon) return;

  const EACH = 10000; // milliseconds between two beacons while something happens
  const HOVER = 300; // milliseconds over an element that are a hover
  const GLANCE = 3000; // milliseconds in sight after which an element that nobody touched was ignored
  const IDLE = 30000; // milliseconds without a touch, where there is no pointer to watch
  const LIFE = 21000000; // milliseconds for which the ticket is good, and some less
  const LONGEST = 1800; // seconds in sight that one page tells at most
  const BATCH = 20; // events of one beacon
  const MOST = 200; // events of one page
  const POINTS = 40; // points of the pointer's path in one beacon

  const quiet = (act) => (event) => {
    try {
      act(event);
    } catch {
      // a page of the shop is never worse for us
    }
  };
  const listen = (target, name, act) => target.addEventListener(name, quiet(act), { capture: true, passive: true });
  const now = () => performance.now();
  const tenths = (milliseconds) => Math.round(milliseconds / 100) / 10;
  const percent = (part, whole) => Math.min(100, Math.max(0, Math.round((100 * part) / (whole || 1))));
  const page = () => document.scrollingElement || document.documentElement;

  const queue = [];
  let left = MOST;
  const tell = (event) => {
    if (left-- > 0) queue.push(event);
  };

  const named = new Map(); // by name: css, which are in sight, for how long one was, and whether it was hovered or clicked
  quiet(() => {
    for (const [name, css] of JSON.parse(tag.dataset.elements)) {
      quiet(() => {
        document.querySelector(css); // throws for what this browser does not take for a selector
        named.set(name, { css, inSight: new Set(), seen: 0, touched: false });
      })();
    }
  })();
  const namesOf = (target) =>
    target instanceof Element ? [...named.keys()].filter((name) => target.closest(named.get(name).css)) : [];

  // Time in sight, of the page and of its named elements.
  let last = now();
  let visible = document.visibilityState === "visible";
  let stayed = 0;
  const pass = () => {
    const time = now();
    if (visible) {
      stayed += time - last;
      for (const element of named.values()) if (element.inSight.size) element.seen += time - last;
    }
    last = time;
    visible = document.visibilityState === "visible";
  };
  quiet(() => {
    const observer = new IntersectionObserver(
      quiet((entries) => {
        pass();
        for (const { target, isIntersecting } of entries) {
          for (const element of named.values()) {
            if (target.matches(element.css)) element.inSight[isIntersecting ? "add" : "delete"](target);
          }
        }
      }),
      { threshold: 0.5 },
    );
    const all = [...named.values()].flatMap(({ css }) => [...document.querySelectorAll(css)].slice(0, 50));
    new Set(all).forEach((target) => observer.observe(target));
  })();

  // Hovers, by a mouse alone.
  const hovers = new Map();
  const hovering = (names) => {
    for (const [name, since] of hovers) {
      if (!names.includes(name)) {
        hovers.delete(name);
        if (now() - since >= HOVER) {
          named.get(name).touched = true;
          tell({ kind: "hovered", element: name, seconds: tenths(now() - since) });
        }
      }
    }
    names.forEach((name) => hovers.has(name) || hovers.set(name, now()));
  };
  listen(document, "pointerover", (event) => event.pointerType === "mouse" && hovering(namesOf(event.target)));

  // Gestures of leaving, each once.
  const leftBy = new Set();
  const leaving = (gesture) => {
    if (!leftBy.has(gesture)) tell({ kind: "leaving", gesture });
    leftBy.add(gesture);
  };
  const upAndAway = (x) => leaving(x < innerWidth / 4 ? "top_left" : "top");
  listen(document, "pointerout", (event) => {
    if (event.pointerType !== "mouse" || event.relatedTarget) return;
    hovering([]);
    if (event.clientY <= 0) upAndAway(event.clientX);
  });
  if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") leaving("back");
  let rest = 0;
  const stir = () => {
    clearTimeout(rest);
    if (matchMedia("(hover: none)").matches) rest = setTimeout(quiet(() => visible && leaving("idle")), IDLE);
  };
  listen(document, "touchstart", stir);
  stir();

  // The pointer's path, in percent of the page, and whether it hurries to the top.
  let points = [];
  let sampled = 0;
  let from = { y: 0, time: 0 };
  listen(document, "pointermove", (event) => {
    const time = now();
    const speed = (from.y - event.clientY) / (time - from.time || 1);
    if (event.pointerType === "mouse" && from.time && event.clientY < 30 && speed > 0.7) upAndAway(event.clientX);
    from = { y: event.clientY, time };
    if (time - sampled > 250 && points.length < POINTS) {
      sampled = time;
      const { scrollTop, scrollHeight, scrollLeft, scrollWidth } = page();
      points.push([percent(event.clientX + scrollLeft, scrollWidth), percent(event.clientY + scrollTop, scrollHeight)]);
    }
  });

  // How deep the page was scrolled, and whether back up in a hurry.
  let depth = 0;
  let told = 0;
  let climb = { y: 0, time: -Infinity };
  let before = 0;
  const scroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = page();
    depth = Math.max(depth, percent(scrollTop + clientHeight, scrollHeight));
    if (scrollTop > before) climb.time = -Infinity;
    if (scrollTop < before) {
      if (now() - climb.time > 800) climb = { y: before, time: now() };
      if (climb.y - scrollTop > clientHeight * 0.7) leaving("scroll_up");
    }
    before = scrollTop;
  };
  listen(document, "scroll", () => {
    stir();
    scroll();
  });

  let stayedTold = 0;
  const send = (ending) => {
    pass();
    if (!stayed || last > LIFE) return; // nobody has looked at a page that was made ready ahead
    if (ending) {
      hovering([]);
      for (const [name, element] of named) {
        if (!element.touched && element.seen >= GLANCE) {
          element.touched = true; // told once
          tell({ kind: "ignored", element: name, seconds: tenths(element.seen) });
        }
      }
    }
    scroll();
    if (depth > told) tell({ kind: "scrolled", depth: depth - told });
    told = depth;
    const seconds = tenths(Math.min(stayed, 1000 * LONGEST) - stayedTold);
    if (seconds >= (ending || queue.length ? 1 : 30)) {
      tell({ kind: "stayed", seconds });
      stayedTold += 1000 * seconds;
    }
    if (points.length > 1 && (ending || queue.length || points.length >= POINTS)) tell({ kind: "moved", points });
    if (queue.length) points = [];
    while (queue.length) {
      const events = queue.splice(0, BATCH);
      const body = JSON.stringify({ ticket: tag.dataset.ticket, events });
      navigator.sendBeacon(location.origin + tag.dataset.to, new Blob([body], { type: "application/json" }));
    }
  };

  listen(document, "click", (event) => {
    if (!event.isTrusted) return;
    stir();
    for (const name of namesOf(event.target)) {
      const element = named.get(name);
      const box = event.target.closest(element.css).getBoundingClientRect();
      // a click by the keyboard has no place
      const [x, y] = event.detail ? [event.clientX - box.left, event.clientY - box.top] : [box.width / 2, box.height / 2];
      element.touched = true;
      tell({ kind: "clicked", element: name, x: percent(x, box.width), y: percent(y, box.height) });
    }
    // what leads away is told at once, so that the next page can know it
    if (event.target.closest("a[href],button,input[type=submit],input[type=image]")) send(true);
  });
  listen(document, "visibilitychange", () => (document.visibilityState === "hidden" ? send(true) : pass()));
  listen(window, "pagehide", () => send(true));
  listen(window, "pageshow", (event) => {
    if (event.persisted) leaving("back");
    pass();
  });
  setInterval(quiet(() => visible && send(false)), EACH);
})();
