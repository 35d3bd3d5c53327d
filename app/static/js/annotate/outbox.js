import { newId } from "./ids.js";

/**
 * The entries that the server has not confirmed, in memory and, in the same order, in the browser's store.
 *
 * An entry without a base follows the one before it; its base is fixed, and kept, when it is first sent, so
 * that a retry is the same request.
 */
export class Outbox {
  #writes = Promise.resolve();

  constructor(store, entries) {
    this.store = store;
    this.entries = entries;
  }

  static async open(store) {
    return new Outbox(store, await store.list());
  }

  /** Resolves once all entries are on this machine's disk. */
  get kept() {
    return this.#writes;
  }

  get operations() {
    return this.entries.flatMap((entry) => entry.operations);
  }

  /** Put operations in as one entry; `version` is what it builds on if nothing goes before it. */
  add(operations, version) {
    const base = this.entries.length ? null : version;
    const entry = { key: newId(), base, time: new Date().toISOString(), operations };
    this.entries.push(entry);
    return this.#queued(async () => Object.assign(entry, await this.store.add(entry)));
  }

  /** Fix the version on which the first entry builds. */
  async fix(entry, version) {
    if (entry.base !== null) return;
    entry.base = version;
    await this.#queued(() => this.store.update(entry));
  }

  drop(entry) {
    this.entries = this.entries.filter((other) => other !== entry);
    return this.#queued(() => this.store.remove(entry));
  }

  /** Keep these entries instead, under new keys, on another version. */
  replace(entries, version) {
    const renewed = entries.map((entry, i) => ({ ...entry, key: newId(), base: i ? null : version }));
    return this.#queued(async () => {
      this.entries = await this.store.replaceAll(this.entries, renewed);
    });
  }

  /** Writes keep the order in which they were asked for. */
  #queued(write) {
    this.#writes = this.#writes.then(write).catch((error) => {
      if (!(error instanceof DOMException)) throw error;
      this.store.forgets = true; // the disk is full: entries live on in this page, which says so
    });
    return this.#writes;
  }
}
