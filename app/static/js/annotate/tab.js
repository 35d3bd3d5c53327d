const PATIENCE = 1_000;

/**
 * One tab at a time works on an assignment; the others look on and may take over.
 *
 * Events: "held" (this tab works), "waiting" (another one does), "yield" (this one is asked to finish up; the
 * listener passes a promise to `until`). Web Locks where there are; on plain HTTP a channel has to do.
 */
export class Tab extends EventTarget {
  held = false;
  #queue = null;
  #release = () => {};

  constructor(name) {
    super();
    this.name = name;
    this.id = Math.random();
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = ({ data }) => this.#hear(data);
    addEventListener("pagehide", () => this.held && this.channel.postMessage({ type: "free" }));
  }

  /** Work here if no other tab does; otherwise wait in line. */
  async open() {
    if (!navigator.locks) return this.#claim();
    const free = await new Promise((resolve) => {
      navigator.locks.request(this.name, { ifAvailable: true }, (lock) => {
        resolve(Boolean(lock));
        return lock && this.#hold();
      }).catch(() => this.#lose());
    });
    if (!free) this.#wait();
    return free;
  }

  /** Ask the working tab to finish up, then work here. */
  async takeOver() {
    this.channel.postMessage({ type: "yield" });
    await this.#answer("yielded");
    if (!navigator.locks) return this.#hold();
    this.#queue?.abort();
    navigator.locks.request(this.name, { steal: true }, () => this.#hold()).catch(() => this.#lose());
  }

  #hold() {
    this.held = true;
    this.dispatchEvent(new Event("held"));
    return new Promise((resolve) => (this.#release = resolve));
  }

  #lose() {
    if (!this.held) return;
    this.held = false;
    this.#release();
    this.#wait();
  }

  #wait() {
    this.dispatchEvent(new Event("waiting"));
    if (!navigator.locks) return;
    this.#queue = new AbortController();
    const { signal } = this.#queue;
    navigator.locks.request(this.name, { signal }, () => this.#hold()).catch(() => this.#lose());
  }

  async #claim() {
    this.channel.postMessage({ type: "who", id: this.id });
    const taken = await this.#answer("mine", PATIENCE / 3);
    if (taken) this.#wait();
    else this.#hold();
    return !taken;
  }

  async #hear({ type, id }) {
    if (type === "who" && (this.held || id > this.id)) this.channel.postMessage({ type: "mine" });
    if (type === "free" && !navigator.locks && !this.held) this.#claim();
    if (type !== "yield" || !this.held) return;
    const waits = [];
    this.dispatchEvent(Object.assign(new Event("yield"), { until: (promise) => waits.push(promise) }));
    await Promise.all(waits);
    this.channel.postMessage({ type: "yielded" });
    if (!navigator.locks) this.#lose();
  }

  /** Whether a message of a type comes within a time. */
  #answer(type, within = PATIENCE) {
    return new Promise((resolve) => {
      const listen = ({ data }) => data.type === type && finish(true);
      const finish = (came) => {
        this.channel.removeEventListener("message", listen);
        resolve(came);
      };
      this.channel.addEventListener("message", listen);
      setTimeout(() => finish(false), within);
    });
  }
}
