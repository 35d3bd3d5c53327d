import { Account } from "./account.js";
import { Announcer } from "./announcer.js";
import { Article } from "./article.js";
import { Caret } from "./caret.js";
import { Codebook } from "./codebook.js";
import { Commands } from "./commands.js";
import { ConflictDialog } from "./conflict_dialog.js";
import { Details } from "./details.js";
import { enhanceDialogs } from "./dialogs.js";
import { canDraw, Drawing } from "./drawing.js";
import { Everywhere } from "./everywhere.js";
import { Keys } from "./keys.js";
import { guardLeaving } from "./leaving.js";
import { enhanceLookingOn } from "./looking_on.js";
import { shortened } from "./missing.js";
import { Palette } from "./palette.js";
import { Pointer } from "./pointer.js";
import { Questions } from "./questions.js";
import { QuotationHint } from "./quotations.js";
import { TextSelection } from "./selection.js";
import { Sender } from "./sender.js";
import { Server } from "./server.js";
import { Session } from "./session.js";
import { SpanList } from "./span_list.js";
import { StatusLine } from "./status_line.js";
import { Submit } from "./submit.js";
import { SuggestionList } from "./suggestion_list.js";
import { Suggestions } from "./suggestions.js";
import { TalkLink } from "./talk.js";
import { Words } from "./words.js";
import { Workbench } from "./workbench.js";

const find = (selector) => document.querySelector(selector);

/** The annotating page: what it is made of, and who knows whom. */
async function assemble(root) {
  const { api, changes, next, codebook: codebookJson } = root.dataset;
  const codebook = new Codebook(JSON.parse(codebookJson));
  const announcer = new Announcer(find("[data-announcer]"));
  const article = new Article(find("[data-article]"));
  const words = new Words(article);
  const workbench = new Workbench(article, words);
  const server = new Server({ api, changes });
  const sender = new Sender(server);
  const session = new Session(new Account(server), sender, workbench);
  const drawing = new Drawing(workbench, codebook);
  const selection = new TextSelection(article);
  const caret = new Caret(article, words, selection, drawing);
  const commands = new Commands(article, words, workbench, selection, caret);
  const history = { undo: () => workbench.undo(), redo: () => workbench.redo() };

  new Palette(find("[data-palette]"), codebook, { commands, selection, workbench });
  const suggestions = new Suggestions(JSON.parse(root.dataset.suggested), workbench);
  const everywhere = new Everywhere(article, workbench, suggestions, find("[data-own-suggestions]"));
  new SuggestionList(find("[data-suggestions]"), suggestions, { article, codebook, caret, words });
  new Keys(article.element, { commands, caret, workbench, codebook, history, suggestions, everywhere });
  new Pointer(article, words, { commands, caret, selection, workbench });
  new TalkLink(find("[data-talk]"), { article, selection, workbench });
  new SpanList(find("[data-spans]"), workbench, codebook, commands);
  const details = new Details(find("[data-details]"), workbench, codebook, { commands, everywhere });
  new QuotationHint(find("[data-details]"), article, workbench);
  const questions = new Questions(find("[data-questions]"), workbench, codebook);
  const parts = { session, sender, workbench, codebook, announcer, questions, details, commands, next };
  new Submit(find("[data-submit]"), parts);
  new ConflictDialog(find("[data-conflict]"), parts);
  enhanceLookingOn(find("[data-looking-on]"), session, announcer);
  enhanceDialogs();
  const typings = [details.typing, questions.typing];
  new StatusLine(find("[data-status]"), sender, announcer, typings);
  session.addEventListener("flush", () => typings.forEach((typing) => typing.flush()));
  guardLeaving(session, sender, typings, announcer);
  speak({ announcer, article, workbench, codebook, selection, caret });
  find("[data-undo]").addEventListener("click", history.undo);
  find("[data-redo]").addEventListener("click", history.redo);
  await session.open();
  // An annotator starts reading: the keys of the text act at once.
  if (document.activeElement === document.body) article.element.focus({ preventScroll: true });
}

/** What a sighted annotator sees happen, in words. */
function speak({ announcer, article, workbench, codebook, selection, caret }) {
  const quote = ({ start, end }) => shortened(article.text(start, end));
  caret.addEventListener("stand", () => announcer.say(quote(caret.unit)));
  selection.addEventListener("change", () => {
    if (selection.range) announcer.say(`Selected: ${quote(selection.range)}`);
  });
  workbench.addEventListener("visit", () => {
    const { layer, label, start, end } = workbench.chosenSpan;
    announcer.say(`${codebook.label(layer, label).name}: ${quote({ start, end })}`);
  });
  workbench.addEventListener("change", ({ detail }) => detail.words && announcer.say(detail.words));
}

const root = find("[data-annotate]");
if (canDraw()) await assemble(root);
else find("[data-cannot-draw]").hidden = false;
root.dataset.ready = "";
