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
    const heard = words.replace(/█+/gu, "covered"); // not "full block" for every character
    this.#timer = setTimeout(() => (this.region.textContent = heard), 60);
  }
}
