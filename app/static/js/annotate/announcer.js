/** Says in a live region what happened, for those who do not see the colours change. */
export class Announcer {
  #timer = null;

  constructor(region) {
    this.region = region;
  }

  say(words) {
    clearTimeout(this.#timer);
    this.region.textContent = "";
    // An emptied region first, so that the same words twice are read twice.
    this.#timer = setTimeout(() => (this.region.textContent = words), 60);
  }
}
