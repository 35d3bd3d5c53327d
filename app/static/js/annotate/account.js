const RECHECK = 15_000;

/** Whose page this is: answers for anybody else are refused, and a new sign-in in another tab is noticed. */
export class Account {
  user = null;
  #asking = false;

  constructor(server) {
    this.server = server;
  }

  /** The stored state if it is ours; {kind: "foreign"} if somebody else has signed in meanwhile. */
  async state() {
    const answer = await this.server.state();
    if (answer.kind !== "state") return answer;
    this.user ??= answer.state.user;
    return answer.state.user === this.user ? answer : { kind: "foreign" };
  }

  /** While `isOut()`, look now and then who has signed in, and call `back` for the same person or `foreign`. */
  watch(isOut, back, foreign) {
    const look = async () => {
      if (this.#asking || document.hidden || !isOut()) return;
      this.#asking = true;
      const answer = await this.state();
      if (answer.kind === "state") {
        await this.server.renewToken();
        await back();
      } else if (answer.kind === "foreign") {
        foreign();
      }
      this.#asking = false;
    };
    document.addEventListener("visibilitychange", look);
    addEventListener("focus", look);
    setInterval(look, RECHECK);
  }
}
