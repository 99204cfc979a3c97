// The eight ops of rules/decision.py on the page as it is now; a rule's edits are made all or none.

const folded = (text) => (text || "").trim().toUpperCase().toLowerCase();
const reorder = (element, { item, ranking, attribute, key }) => {
  const ranks = ranking.map(folded);
  const rank = (child) => {
    const told = attribute ? child.getAttribute(attribute) : child.querySelector(key)?.textContent;
    return ranks.indexOf(folded(told)) + 1 || ranks.length + 1;
  };
  const items = [...element.children].filter((child) => child.matches(item));
  const places = items.map((child) => element.insertBefore(new Comment(), child));
  items.sort((one, other) => rank(one) - rank(other)).forEach((child, turn) => places[turn].replaceWith(child));
};

const reword = (element, name, { add, drop }) => {
  const was = element.getAttribute(name) || "";
  const words = new Option().classList; // any list of words is read as this one
  words.value = was;
  words.remove(...drop);
  words.add(...add);
  if (words.value !== was) element.setAttribute(name, words.value);
};

const apply = (element, { op, name, text, html, slices, tokens, style }) => {
  if (slices) reorder(element, slices);
  else if (tokens) reword(element, name, tokens);
  else if (style) style.forEach((property) => element.style.removeProperty(property));
  else if (op === "remove") element.remove();
  else if (op === "fill") element.innerHTML = html;
  else if (op === "replace") element.outerHTML = html;
  else if (html) element.insertAdjacentHTML(op, html);
  else if (text === undefined) element.removeAttribute(name);
  else if (name === "style") element.style.cssText = text; // a policy may forbid the attribute, never this
  else element.setAttribute(name, text);
};

const change = (edits) => {
  const work = edits.map((edit) => [edit, all(edit.css)]);
  if (work.some(([{ least, most }, { length }]) => length < least || length > most)) return;
  work.forEach(([edit, found]) => found.forEach((element) => apply(element, edit)));
  return work.some(([, found]) => found.length);
};
