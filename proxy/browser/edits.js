// The eight ops of rules/decision.py on the page as it is now; a rule's edits are made all or none.

const reorder = (node, { item, ranking, attribute, key }) => {
  const rank = (child) => {
    const told = attribute ? child.getAttribute(attribute) : child.querySelector(key)?.textContent;
    const found = ranking.indexOf((told || "").trim().toUpperCase().toLowerCase()); // near enough to a fold of case
    return found < 0 ? Infinity : found;
  };
  const items = [...node.children].filter((child) => child.matches(item));
  const places = items.map((child) => node.insertBefore(new Comment(), child));
  items.sort((one, other) => rank(one) - rank(other) || 0).forEach((child, turn) => places[turn].replaceWith(child));
};

const reword = (node, name, { add, drop }) => {
  const was = node.getAttribute(name) || "";
  const words = new Option().classList; // any list of words is read as this one
  words.value = was;
  words.remove(...drop);
  words.add(...add);
  if (words.value !== was) node.setAttribute(name, words.value);
};

const apply = (node, { op, name, text, html, slices, tokens, style }) => {
  if (slices) reorder(node, slices);
  else if (tokens) reword(node, name, tokens);
  else if (style) style.forEach((property) => node.style.removeProperty(property));
  else if (text !== undefined) node.setAttribute(name, text);
  else if (name) node.removeAttribute(name);
  else if (op in node) node[op] = html;
  else node.insertAdjacentHTML(op, html);
};

const change = (edits) => {
  const work = edits.map((edit) => [edit, all(edit.css)]);
  if (work.some(([{ least, most }, { length }]) => length < least || length > most)) return;
  work.forEach(([edit, found]) => found.forEach((node) => apply(node, edit)));
  return work.some(([, found]) => found.length);
};
