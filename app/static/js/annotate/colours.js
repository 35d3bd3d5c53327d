export const LANES = 3;

const LINES = ["solid", "dashed", "double", "dotted", "wavy"];

/** The fixed name under which a label's spans of one lane are drawn. */
export function highlightName(label, lane) {
  return `mark-${label.id}-${lane}`;
}

/**
 * Put the labels' colours into a constructed style sheet, which a strict policy allows.
 *
 * Only hue is taken from the codebook; lightness and chroma are ours, so that text keeps its contrast in
 * both themes. Line styles and heights differ too: colour never tells labels apart alone.
 */
export function adoptColours(labels) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(labels.map(labelRules).join("\n"));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

function labelRules(label, i) {
  const hue = CSS.supports("color", label.colour) ? label.colour : `oklch(0.6 0.15 ${(i * 137.5) % 360})`;
  const line = LINES[i % LINES.length];
  const light = tones(hue, { ground: 0.915, chroma: 0.06, line: 0.52, strong: 0.17 });
  const dark = tones(hue, { ground: 0.37, chroma: 0.075, line: 0.78, strong: 0.13 });
  return [
    `[data-label="${label.id}"] { --mark-style: ${line}; ${properties(light)} }`,
    `[data-bs-theme="dark"] [data-label="${label.id}"] { ${properties(dark)} }`,
    ...Array.from({ length: LANES }, (_, lane) => laneRules(label, lane, line, light, dark)),
  ].join("\n");
}

function tones(hue, { ground, chroma, line, strong }) {
  return {
    ground: `oklch(from ${hue} ${ground} min(c, ${chroma}) h)`,
    glass: `oklch(from ${hue} ${ground} min(c, ${chroma}) h / 0.8)`,
    line: `oklch(from ${hue} ${line} min(c, ${strong}) h)`,
  };
}

function properties({ ground, line }) {
  return `--mark-ground: ${ground}; --mark-line: ${line};`;
}

/** Each lane's line lies lower than that of the lane before it, so that overlapping spans stay apart. */
function laneRules(label, lane, line, light, dark) {
  const name = highlightName(label, lane);
  const paint = ({ glass, line: colour }) =>
    `background-color: ${glass}; text-decoration: underline ${line} ${colour} 2px; ` +
    `text-underline-offset: ${0.22 + lane * 0.24}em;`;
  return (
    `[data-article] p::highlight(${name}) { ${paint(light)} }\n` +
    `[data-bs-theme="dark"] [data-article] p::highlight(${name}) { ${paint(dark)} }`
  );
}
