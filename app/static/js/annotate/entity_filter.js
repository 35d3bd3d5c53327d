/** A search field over a long list of choices: typing narrows it, Enter takes the first that is left. */
export function enhanceFilters(root) {
  for (const input of root.querySelectorAll("[data-filter]")) {
    const field = input.closest("[data-variable]");
    const options = [...field.querySelectorAll("[data-option]")];
    input.addEventListener("input", () => narrow(options, input.value));
    input.addEventListener("keydown", (event) => act(event, field, options));
    input.addEventListener("blur", () => !input.value.trim() && narrow(options, ""));
  }
}

function narrow(options, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  for (const option of options) {
    const text = option.textContent.toLowerCase();
    option.hidden = !words.every((word) => text.includes(word));
  }
}

function act(event, field, options) {
  const shown = options.filter((option) => !option.hidden).map((option) => option.querySelector("input:enabled"));
  const first = shown.find(Boolean);
  if (event.key === "ArrowDown" && first) first.focus();
  else if (event.key === "Enter") take(event.target, field, options, first);
  else return;
  event.preventDefault();
}

function take(input, field, options, control) {
  if (!control || !input.value.trim()) return;
  control.click();
  input.value = "";
  narrow(options, "");
  nextField(field)?.querySelector("input:checked, input, textarea, select")?.focus();
}

function nextField(field) {
  let next = field.nextElementSibling;
  while (next && (!next.matches("[data-variable]") || next.hidden)) next = next.nextElementSibling;
  return next;
}
