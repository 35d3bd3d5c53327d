// A link in a field, with a button that copies it where the browser allows that.
for (const field of document.querySelectorAll("[data-copy]")) {
  const input = field.querySelector("input");
  const button = field.querySelector("button");
  const said = field.querySelector("[role=status]");
  input.addEventListener("focus", () => input.select());
  if (!navigator.clipboard) continue; // plain HTTP on another host: select and copy by hand
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(input.value);
      said.textContent = "Copied.";
    } catch {
      input.select();
      said.textContent = "The browser did not allow it. The link is selected: copy it by keyboard.";
    }
  });
}
