const STORE = "unsent";

/**
 * What was done but not yet acknowledged, kept in IndexedDB: it survives a reload, a closed tab, a crash.
 *
 * Entries belong to a place: this server, this user, this assignment. Nobody else's are ever read.
 */
class Unsent {
  constructor(database, place) {
    this.database = database;
    this.place = place;
  }

  static async open(user, assignment) {
    const request = indexedDB.open("parallax", 1);
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore(STORE, { keyPath: "sequence", autoIncrement: true });
      store.createIndex("place", "place");
    };
    navigator.storage?.persist?.();
    return new Unsent(await done(request), `${location.origin} ${user} ${assignment}`);
  }

  /** The entries in the order in which they were made. */
  async list() {
    const store = this.database.transaction(STORE).objectStore(STORE);
    return done(store.index("place").getAll(this.place));
  }

  /** Keep an entry; resolves once it is on disk. */
  async add(entry) {
    const kept = { ...entry, place: this.place };
    kept.sequence = await this.#write((store) => store.add(kept));
    return kept;
  }

  async update(entry) {
    await this.#write((store) => store.put(entry));
  }

  async remove(entry) {
    await this.#write((store) => store.delete(entry.sequence));
  }

  /** Put other entries in the place of all these, in one transaction. */
  async replaceAll(old, entries) {
    await this.#write((store) => {
      for (const { sequence } of old) store.delete(sequence);
      for (const { sequence: _, ...entry } of entries) store.add({ ...entry, place: this.place });
    });
    return this.list();
  }

  async #write(work) {
    const transaction = this.database.transaction(STORE, "readwrite", { durability: "strict" });
    const request = work(transaction.objectStore(STORE));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    return request?.result;
  }
}

/** The same in memory, for a browser that refuses storage: the page then says that nothing survives it. */
class Forgetful {
  #entries = [];
  #sequence = 0;
  forgets = true;

  async list() {
    return [...this.#entries];
  }

  async add(entry) {
    const kept = { ...entry, sequence: (this.#sequence += 1) };
    this.#entries.push(kept);
    return kept;
  }

  async update() {}

  async remove(entry) {
    this.#entries = this.#entries.filter(({ sequence }) => sequence !== entry.sequence);
  }

  async replaceAll(_, entries) {
    this.#entries = [];
    for (const entry of entries) await this.add(entry);
    return this.list();
  }
}

/** The store of this user's assignment. */
export async function openUnsent(user, assignment) {
  try {
    return await Unsent.open(user, assignment);
  } catch (error) {
    if (error instanceof DOMException || error instanceof ReferenceError) return new Forgetful();
    throw error;
  }
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
