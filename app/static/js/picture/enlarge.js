// A picture over the whole window, larger in steps: the same drawing, moved there and back again.
const STEPS = [1, 1.5, 2, 3, 4];

function made(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

// Returns the button that opens it. The parts are moved, so that what stands out and what is told stay as they were.
export function enlarger(title, parts) {
  const open = made("button", { type: "button", className: "btn btn-sm btn-outline-secondary picture-enlarge" }, "Enlarge");
  const larger = made("button", { type: "button", className: "btn btn-sm btn-outline-primary" }, "Larger");
  const smaller = made("button", { type: "button", className: "btn btn-sm btn-outline-primary" }, "Smaller");
  const close = made("button", { type: "button", className: "btn btn-sm btn-primary" }, "Close");
  const size = made("span", { className: "muted" });
  const sheet = made("div", { className: "picture-sheet", tabIndex: 0 });
  const bar = made("p", { className: "picture-tools" }, larger, smaller, size, close);
  const dialog = made("dialog", { className: "picture-large" }, bar, sheet);
  const place = document.createComment("picture");
  let step = 0;

  size.setAttribute("role", "status");
  sheet.setAttribute("role", "region");
  sheet.setAttribute("aria-label", "Enlarged picture");
  dialog.setAttribute("aria-label", title);

  const show = (wanted) => {
    step = Math.min(Math.max(wanted, 0), STEPS.length - 1);
    const svg = sheet.querySelector("svg");
    if (svg) svg.style.width = dialog.open ? `${100 * STEPS[step]}%` : "";
    size.textContent = `${100 * STEPS[step]} %`;
    larger.ariaDisabled = String(step === STEPS.length - 1);
    smaller.ariaDisabled = String(step === 0);
  };
  open.addEventListener("click", () => {
    parts[0].before(place);
    sheet.append(...parts);
    document.body.append(dialog);
    dialog.showModal();
    // Not smaller than it was drawn: on a phone the whole of it would be too small to read.
    const drawn = sheet.querySelector("svg")?.viewBox.baseVal.width ?? 0;
    show(STEPS.findIndex((one) => one * sheet.clientWidth >= 0.9 * drawn));
    sheet.focus();
  });
  larger.addEventListener("click", () => show(step + 1));
  smaller.addEventListener("click", () => show(step - 1));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", ({ key, target }) => {
    if (target.matches("select")) return;
    if (key === "+" || key === "=") show(step + 1);
    else if (key === "-") show(step - 1);
    else if (key === "0") show(0);
  });
  dialog.addEventListener("close", () => {
    show(0);
    place.replaceWith(...parts);
    dialog.remove();
    open.focus();
  });
  return open;
}
