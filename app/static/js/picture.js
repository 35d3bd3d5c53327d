// Pictures of figures come alive: a value where the pointer or the focus is, and one name at a time stands out.
// Without this, or where the drawing cannot be had, the picture stays as it is; the table beside it says the same.
import { copied, drawing, marksOf } from "./picture/drawing.js";
import { enlarger } from "./picture/enlarge.js";

const NEAR = 24; // pixels around a mark that count as it
const dark = matchMedia("(prefers-color-scheme: dark)");

function chooser(names, number) {
  const label = document.createElement("label");
  const select = document.createElement("select");
  select.className = "form-select form-select-sm";
  select.id = `picture-pick-${number}`;
  label.htmlFor = select.id;
  label.textContent = "Let stand out";
  select.append(new Option("everything", ""), ...names.map((name) => new Option(name, name)));
  return [label, select];
}

function bringToLife(figure, number) {
  const still = figure.querySelector("picture");
  const image = still.querySelector("img");
  const live = document.createElement("div");
  const told = document.createElement("p");
  const tools = document.createElement("div");
  live.className = "picture-live";
  told.className = "picture-told";
  tools.className = "picture-tools";
  let [marks, current, picked] = [[], 0, ""];

  const tell = (mark) => {
    for (const one of marks) for (const part of one.all) part.classList.toggle("is-told", one === mark);
    told.textContent = mark ? mark.told : "Point at a mark, or go from mark to mark with the arrow keys.";
  };
  const pick = (name) => {
    picked = name;
    for (const one of marks) {
      for (const part of one.all) part.classList.toggle("is-dimmed", Boolean(name) && !one.names.includes(name));
    }
    const select = tools.querySelector("select");
    if (select) select.value = name;
  };
  const go = (place) => {
    marks[current].focus.setAttribute("tabindex", "-1");
    current = (place + marks.length) % marks.length;
    marks[current].focus.setAttribute("tabindex", "0");
    marks[current].focus.focus();
  };
  const nearest = ({ clientX, clientY }) => {
    const away = ({ focus }) => {
      const box = focus.getBoundingClientRect();
      const [x, y] = [Math.max(box.left, Math.min(clientX, box.right)), Math.max(box.top, Math.min(clientY, box.bottom))];
      return Math.hypot(clientX - x, clientY - y);
    };
    const found = marks.map((mark) => [away(mark), mark]).sort((one, other) => one[0] - other[0])[0];
    return found && found[0] <= NEAR ? found[1] : null;
  };

  live.addEventListener("pointermove", (event) => tell(nearest(event)));
  live.addEventListener("focusin", (event) => {
    current = Math.max(0, marks.findIndex(({ focus }) => focus === event.target));
    tell(marks[current]);
  });
  live.addEventListener("click", (event) => {
    const mark = nearest(event);
    tell(mark); // a finger that taps has not moved there before
    if (mark) pick(picked === mark.names[0] ? "" : mark.names[0]);
  });
  live.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) go(current + step);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(marks.length - 1);
    else if (event.key === "Escape" && picked) pick("");
    else return;
    event.preventDefault();
  });

  async function draw() {
    const source = still.querySelector("source");
    const root = await drawing(dark.matches && source ? source.srcset : image.src);
    const svg = copied(root);
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", image.alt);
    marks = marksOf(svg);
    if (!marks.length) return;
    current = Math.min(current, marks.length - 1);
    marks[current].focus.setAttribute("tabindex", "0");
    live.replaceChildren(svg);
    if (!live.isConnected) {
      const names = [...new Set(marks.flatMap((mark) => mark.names))];
      if (names.length > 1) tools.append(...chooser(names, number));
      tools.addEventListener("change", (event) => pick(event.target.value));
      still.after(live, told, tools, enlarger(image.alt, [live, told, tools]));
      still.hidden = true;
    }
    tell(null);
    pick(picked);
  }
  const shown = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    shown.disconnect();
    draw().then(() => dark.addEventListener("change", () => draw().catch(() => {})), () => {});
  });
  shown.observe(image);
}

for (const [number, figure] of document.querySelectorAll("[data-picture]").entries()) bringToLife(figure, number);
