import { Backoff } from "./backoff.js";
import { fitted } from "./rebase.js";
import { Tab } from "./tab.js";
import { openUnsent } from "./unsent.js";

const FOREIGN = "Somebody else has signed in with this browser.";

/**
 * The life of the page: fetch the stored state, add what was unsent, save each action, give way to other tabs.
 *
 * Events: "loaded", "working", "looking-on", "flush" (put half-typed text into operations), "conflict"
 * (detail: version, annotation, refused).
 */
export class Session extends EventTarget {
  stored = null;
  tab = null;
  #fresh = false;

  constructor(account, sender, workbench) {
    super();
    Object.assign(this, { account, sender, workbench });
    workbench.addEventListener("action", ({ detail }) => sender.add(detail.operations));
    sender.addEventListener("conflict", ({ detail }) => this.#conflict(detail));
    sender.addEventListener("invalid", ({ detail }) => this.#invalid(detail.message));
    sender.addEventListener("refused", () => this.#refused());
    const isOut = () => sender.state === "signed-out";
    account.watch(isOut, () => this.#back(), () => this.#stop({ kind: "foreign" }));
  }

  /** Begin: show what is stored, then work here or look on. */
  async open() {
    if (!(await this.#fetch())) return;
    this.workbench.load(this.stored.annotation);
    this.#fresh = true;
    const { user, assignment } = this.stored;
    this.store = await openUnsent(user, assignment);
    this.tab = new Tab(`parallax ${user} ${assignment}`);
    this.tab.addEventListener("held", () => this.#work());
    this.tab.addEventListener("waiting", () => this.#lookOn());
    this.tab.addEventListener("yield", ({ until }) => until(this.#giveWay()));
    await this.tab.open();
  }

  /** Whether nothing is left to be saved, once half-typed text is in and what is on its way has arrived. */
  async allSaved() {
    this.dispatchEvent(new Event("flush"));
    return (await this.sender.settled()) === "saved";
  }

  async #work() {
    const { sender, store } = this;
    if (!this.#fresh && !(await this.#fetch())) return;
    this.#fresh = false;
    await sender.open(store, this.stored.user, this.stored.version);
    if (sender.entries.length && sender.entries[0].base !== this.stored.version) await this.#ask();
    this.#show();
    sender.wake();
    this.dispatchEvent(new Event("working"));
  }

  /** The stored version is another than we built on: our last answer was lost, or somebody else saved. */
  async #ask() {
    this.workbench.load(this.stored.annotation, this.sender.operations);
    this.sender.wake();
    await this.sender.settled();
    await this.#fetch();
    if (!this.sender.entries.length) this.sender.version = this.stored.version;
  }

  #show() {
    this.workbench.load(this.stored.annotation, this.sender.operations);
    const draft = this.workbench.annotation.state !== "submitted";
    this.workbench.setEditable(this.stored.editable && draft && this.sender.state !== "conflict");
    this.dispatchEvent(new Event("loaded"));
  }

  async #giveWay() {
    this.dispatchEvent(new Event("flush"));
    await this.sender.kept;
    this.sender.close();
  }

  #lookOn() {
    this.#fresh = false;
    this.sender.close();
    this.workbench.setEditable(false);
    this.dispatchEvent(new Event("looking-on"));
  }

  /** Fetch the stored state, as often as it takes while there is no network; false if it is not for us. */
  async #fetch() {
    const backoff = new Backoff();
    for (;;) {
      const answer = await this.account.state();
      if (answer.kind === "state") {
        this.stored = answer.state;
        return true;
      }
      this.#stop(answer);
      if (answer.kind !== "waiting") return false;
      await new Promise((resolve) => setTimeout(resolve, backoff.next(answer.retry)));
    }
  }

  #stop({ kind, message }) {
    if (kind === "foreign") this.sender.stop("signed-out", FOREIGN);
    else this.sender.stop(kind, message);
  }

  #back() {
    if (!this.tab) return this.open();
    return this.workbench.editable ? this.sender.resume() : this.#work();
  }

  #conflict({ version, annotation, refused = "" }) {
    this.workbench.setEditable(false);
    this.dispatchEvent(new CustomEvent("conflict", { detail: { version, annotation, refused } }));
  }

  /** The server understood a change and refused it: the same choice as a conflict, without that change. */
  async #invalid(refused) {
    const { kind, state } = await this.account.state();
    if (kind === "state") this.#conflict({ ...state, refused });
  }

  async #refused() {
    const answer = await this.account.state();
    if (answer.kind === "foreign") this.#stop(answer);
    else this.workbench.setEditable(false);
  }

  /** Put our unsent operations on top of the stored state; returns those that no longer fit. */
  async reapply({ version, annotation, refused }) {
    const { fitting, lost } = fitted(this.sender.entries.slice(refused ? 1 : 0), annotation);
    await this.#continueOn(version, annotation, fitting);
    return lost;
  }

  /** Give up what was unsent, after it was asked for in so many words. */
  async discard({ version, annotation }) {
    await this.#continueOn(version, annotation, []);
  }

  async #continueOn(version, annotation, entries) {
    Object.assign(this.stored, { version, annotation });
    await this.sender.rebase(version, entries);
    this.#show();
    this.sender.wake();
  }
}
