const MARGIN = 48;

/** Scroll so that a range is seen: below the toolbar, and above the bars that lie at the bottom of a phone. */
export function reveal(article, range) {
  const { top, bottom } = article.range(range).getBoundingClientRect();
  const ceiling = document.querySelector("[data-toolbar]").getBoundingClientRect().bottom + MARGIN;
  const floor = Math.min(innerHeight, ...bars().map((bar) => bar.top)) - MARGIN;
  const down = Math.max(0, bottom - floor);
  const by = top - down < ceiling ? top - ceiling : down;
  if (top < ceiling || down) scrollBy({ top: by, behavior: "instant" });
}

function bars() {
  const found = [...document.querySelectorAll("[data-palette], [data-details]")];
  return found
    .filter((bar) => getComputedStyle(bar).position === "fixed" && !bar.hidden && bar.offsetHeight)
    .map((bar) => bar.getBoundingClientRect());
}
