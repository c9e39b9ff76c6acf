// Attaches a behaviour to what is on the page now and to what htmx brings later, once each.
export function each(selector, attach) {
  const done = new WeakSet();
  const look = (root) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.push(root);
    for (const element of found) {
      if (done.has(element)) continue;
      done.add(element);
      attach(element);
    }
  };
  look(document);
  document.addEventListener("htmx:load", (event) => look(event.target));
}
