// Words selected in the article fill a small form that sets their zone. Without this, paragraphs are chosen by number.
const article = document.getElementById("article");
const form = document.querySelector("[data-selection]");

// The server counts code points, the browser UTF-16 units.
const codePoints = (words) => [...words].length;

function offsetIn(paragraph, node, offset) {
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(node, offset);
  return Number(paragraph.dataset.start) + codePoints(before.toString());
}

function chosenRange() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const touched = [...article.querySelectorAll("p")].filter((paragraph) => range.intersectsNode(paragraph));
  if (!touched.length) return null;
  const first = touched[0];
  const last = touched[touched.length - 1];
  const start = first.contains(range.startContainer)
    ? offsetIn(first, range.startContainer, range.startOffset) : Number(first.dataset.start);
  const end = last.contains(range.endContainer)
    ? offsetIn(last, range.endContainer, range.endOffset) : Number(last.dataset.end);
  return start < end ? { start, end, words: selection.toString().trim() } : null;
}

function show() {
  if (form.contains(document.activeElement)) return; // choosing the kind must not lose the selection
  const chosen = chosenRange();
  form.hidden = !chosen || !chosen.words;
  if (form.hidden) return;
  form.elements.start.value = chosen.start;
  form.elements.end.value = chosen.end;
  form.querySelector(".selection-quote").textContent = chosen.words;
}

if (article && form) {
  document.querySelector("[data-selection-hint]").hidden = false;
  let waiting;
  document.addEventListener("selectionchange", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 150);
  });
}
