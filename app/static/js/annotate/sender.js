import { Backoff } from "./backoff.js";
import { Outbox } from "./outbox.js";

const STUCK = ["conflict", "signed-out", "refused"];

/**
 * Sends what was done, one entry at a time, in order, until each is acknowledged.
 *
 * States: saved, saving, waiting, conflict, signed-out, refused. Events: "state"; "saved", "conflict",
 * "invalid", "incomplete", "refused", "signed-out" (detail: the server's answer).
 */
export class Sender extends EventTarget {
  state = "saved";
  message = "";
  version = 0;
  #outbox = null;
  #active = false;
  #running = false;
  #backoff = new Backoff();
  #timer = null;

  constructor(server) {
    super();
    this.server = server;
    addEventListener("online", () => this.wake());
  }

  /** Take over what a store holds, on top of a stored version. */
  async open(store, user, version) {
    Object.assign(this, { user, version, message: "" });
    this.#outbox = await Outbox.open(store);
    this.#active = true;
    this.#backoff.reset();
    this.#reportProgress();
  }

  /** Leave the entries to another tab; they stay in the store. */
  close() {
    this.#active = false;
    clearTimeout(this.#timer);
  }

  get entries() {
    return this.#outbox?.entries ?? [];
  }

  get operations() {
    return this.#outbox?.operations ?? [];
  }

  /** Resolves once all entries are on this machine's disk. */
  get kept() {
    return this.#outbox?.kept;
  }

  /** Whether this browser cannot keep entries beyond this page. */
  get forgets() {
    return Boolean(this.#outbox?.store.forgets);
  }

  /** Keep operations, then send them; resolves once they are kept. */
  async add(operations) {
    const kept = this.#outbox.add(operations, this.version);
    this.#report(this.state === "saved" ? "saving" : this.state);
    await kept;
    this.wake();
  }

  /** Try again now, unless somebody has to decide first. */
  async wake() {
    clearTimeout(this.#timer);
    if (this.#running) return;
    this.#running = true;
    while (this.#active && !STUCK.includes(this.state) && this.entries.length && (await this.#sendFirst()));
    this.#running = false;
  }

  /** Go on after what stopped us was put right. */
  resume() {
    this.#reportProgress();
    return this.wake();
  }

  /** Stop sending until `resume`, and say why. */
  stop(state, message = "") {
    this.message = message;
    this.#report(state);
  }

  /** Resolve when nothing is on its way any more: all saved, or stopped for a reason. */
  async settled() {
    while (this.state === "saving") {
      await new Promise((resolve) => this.addEventListener("state", resolve, { once: true }));
    }
    return this.state;
  }

  /** Keep these entries instead, on another stored version; none discards what was unsent. Then `wake`. */
  async rebase(version, entries) {
    this.version = version;
    await this.#outbox.replace(entries, version);
    this.#reportProgress();
  }

  async #sendFirst() {
    await this.#outbox.kept;
    const [entry] = this.entries;
    await this.#outbox.fix(entry, this.version);
    this.#report("saving");
    const answer = await this.server.send(entry, this.user);
    if (!this.#active) return false;
    if (answer.kind === "saved") return this.#accept(entry, answer);
    if (answer.kind === "waiting") return this.#wait(answer);
    if (answer.kind === "incomplete") await this.#outbox.drop(entry);
    this.stop({ incomplete: "saved", invalid: "refused" }[answer.kind] ?? answer.kind, answer.message);
    this.dispatchEvent(new CustomEvent(answer.kind, { detail: answer }));
    return true;
  }

  async #accept(entry, answer) {
    this.version = answer.version;
    this.#backoff.reset();
    await this.#outbox.drop(entry);
    this.#reportProgress();
    this.dispatchEvent(new CustomEvent("saved", { detail: answer }));
    return true;
  }

  #wait({ retry }) {
    this.#timer = setTimeout(() => this.wake(), this.#backoff.next(retry));
    this.#report("waiting");
    return false;
  }

  #reportProgress() {
    this.#report(this.entries.length ? "saving" : "saved");
  }

  #report(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}
