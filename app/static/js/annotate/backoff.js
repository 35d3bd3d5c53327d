const FIRST = 1_000;
const LONGEST = 30_000;

/** Waits that double from a second to half a minute, with jitter, so that a room does not retry in step. */
export class Backoff {
  #failures = 0;

  reset() {
    this.#failures = 0;
  }

  /** The next wait in milliseconds; a wait that the server asked for goes first. */
  next(asked = null) {
    const wait = Math.min(FIRST * 2 ** this.#failures, LONGEST);
    this.#failures += 1;
    return asked ?? wait * (0.5 + Math.random() / 2);
  }
}
