/** Buttons that open a dialog of the page by its id; a click beside the dialog closes it. */
export function enhanceDialogs() {
  for (const button of document.querySelectorAll("[data-opens]")) {
    button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
  }
  for (const dialog of document.querySelectorAll("dialog[data-dismissable]")) {
    dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  }
}
