// Words selected in the article are put into the form of a statement, with their place. Without this they are pasted.
const article = document.getElementById("article");
const form = document.querySelector("[data-statement]");

// The server counts code points, the browser UTF-16 units.
const codePoints = (words) => [...words].length;

function placeOf(range) {
  const paragraph = range.startContainer.parentElement?.closest("#article p");
  if (!paragraph) return "";
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return Number(paragraph.dataset.start) + codePoints(before.toString());
}

function take() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const words = range.toString();
  if (!article.contains(range.commonAncestorContainer) || !words.trim()) return;
  const quote = form.elements.quote;
  quote.value = words.trim();
  const place = placeOf(range);
  form.elements.start.value = place === "" ? "" : place + codePoints(words) - codePoints(words.trimStart());
}

if (article && form) {
  form.querySelector("[data-hint]").hidden = false;
  form.elements.quote.addEventListener("input", () => { form.elements.start.value = ""; });
  let waiting;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(take, 150);
  });
}
