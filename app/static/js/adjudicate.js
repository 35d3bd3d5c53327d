// Keys for deciding, while the focus is in the box of the disagreement; without them forms and links do the same.
const box = document.querySelector("[data-adjudicate]");

function follow(rel) {
  box.querySelector(`a[rel="${rel}"]`)?.click();
}

function choose(number) {
  const choice = box.querySelectorAll('input[name="how"]')[number - 1];
  if (!choice) return;
  choice.checked = true;
  choice.focus();
}

const KEYS = {
  n: () => follow("next"),
  b: () => follow("prev"),
  p: () => box.querySelector('button[name="proposal"]')?.click(),
  r: () => box.querySelector("#reason")?.focus(),
  // Where a choice has the focus the browser sends the form by itself.
  Enter: () => box.querySelector('input[name="how"]:checked')?.form.requestSubmit(),
};

function isTyping(target) {
  return target.matches('textarea, select, input:not([type="radio"], [type="checkbox"])');
}

function isControl(target) {
  return target.matches("a, button, summary, input");
}

box?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  if (event.key === "Enter" && isControl(event.target)) return;
  const act = /^[1-9]$/.test(event.key) ? () => choose(Number(event.key)) : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// A choice is taken for edited as soon as something is typed there.
box?.querySelector(".edit")?.addEventListener("input", () => {
  box.querySelector("#how-edit").checked = true;
});
