// A drawing from the server as part of the page: fetched, built anew, its marks found.
const SVG = "http://www.w3.org/2000/svg";
const ELEMENTS = new Set(["svg", "g", "path", "line", "rect", "text", "tspan", "circle"]);
const ATTRIBUTES = new Set(("d x y x1 x2 y1 y2 dx dy r cx cy width height viewBox transform fill stroke opacity display "
  + "fill-opacity stroke-opacity stroke-width stroke-dasharray stroke-miterlimit stroke-linecap stroke-linejoin "
  + "font-family font-size font-weight font-style text-anchor pointer-events").split(" "));
// What a mark tells is "name · name — value".
const [BETWEEN, BEFORE_VALUE] = [" · ", " — "];

// Asked for as a document, since a text would have to be parsed where scripts could come in.
export function drawing(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.responseType = "document";
    request.onload = () => {
      const root = request.status === 200 ? request.responseXML?.documentElement : null;
      if (root?.localName === "svg") resolve(root);
      else reject(new Error(`No drawing: ${request.status}`));
    };
    request.onerror = () => reject(new Error("No drawing"));
    request.open("GET", address);
    request.send();
  });
}

// Built anew from what is known to be harmless; nothing else of the file gets into the page.
export function copied(node, kind = "") {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
  if (!ELEMENTS.has(node.localName)) return null;
  const made = document.createElementNS(SVG, node.localName);
  for (const { name, value } of node.attributes) if (ATTRIBUTES.has(name)) made.setAttribute(name, value);
  const own = /\bmark-(\w+)/.exec(node.getAttribute("class") ?? "")?.[1] ?? kind;
  const told = node.getAttribute("aria-label") ?? "";
  if (told.includes(BEFORE_VALUE) && node.getAttribute("role") === "graphics-symbol") {
    made.dataset.told = told;
    made.dataset.kind = own;
  } else if (node.localName === "text") made.setAttribute("aria-hidden", "true");
  made.append(...[...node.childNodes].map((child) => copied(child, own)).filter(Boolean));
  return made;
}

// One entry for each thing that is told: all its parts, and the one that takes the focus.
export function marksOf(svg) {
  const parts = new Map();
  for (const part of svg.querySelectorAll("[data-told]")) {
    const { told } = part.dataset;
    parts.set(told, [...(parts.get(told) ?? []), part]);
  }
  return [...parts].map(([told, all]) => {
    const focus = all.find((part) => ["rect", "symbol"].includes(part.dataset.kind)) ?? all[0];
    for (const part of all) part.setAttribute("aria-hidden", "true");
    focus.removeAttribute("aria-hidden");
    focus.setAttribute("role", "img");
    focus.setAttribute("aria-label", told);
    focus.setAttribute("tabindex", "-1");
    const [names] = told.split(BEFORE_VALUE);
    return { told, all, focus, names: names.split(BETWEEN) };
  });
}
