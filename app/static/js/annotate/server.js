const TIMEOUT = 30_000;

/** The server as this page speaks with it: the stored state in, changes out, every answer judged. */
export class Server {
  constructor({ api, changes }) {
    this.urls = { api, changes };
  }

  /** Ask for the stored state: {kind: "state", state}, or why there is none. */
  async state() {
    const answer = await request(this.urls.api, { headers: { Accept: "application/json" } });
    if (answer.kind) return answer;
    const { status, body } = answer;
    const whole = Number.isInteger(body?.version) && body.annotation;
    if (status === 200 && whole) return { kind: "state", state: withRejected(body) };
    return judgeFailure(answer);
  }

  /** Send one entry: {kind: "saved"} only for the expected JSON with the entry's own key. */
  async send({ key, base, time, operations }, user) {
    const answer = await request(this.urls.changes, {
      method: "POST",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRF-Token": csrfMeta().content,
        "X-Expected-User": String(user),
      },
      body: JSON.stringify({ base_version: base, key, client_time: time, operations }),
    });
    return answer.kind ? answer : judgeSave(answer, key);
  }

  /** After a new sign-in the page's token may be an old one: take that of a freshly served page. */
  async renewToken() {
    try {
      const response = await fetch(location.href, { credentials: "same-origin", redirect: "manual" });
      // Our policy demands trusted types, so no script may parse HTML: the token is found in the text.
      const fresh = (await response.text()).match(/<meta name="csrf-token" content="([^"]+)">/);
      if (fresh) csrfMeta().content = fresh[1];
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // no network: the old token stays
    }
  }
}

/** The state with the suggestions that were rejected, which stand beside the annotation. */
function withRejected({ rejected = [], ...state }) {
  return { ...state, annotation: { ...state.annotation, rejected } };
}

function csrfMeta() {
  return document.querySelector('meta[name="csrf-token"]');
}

async function request(url, options) {
  try {
    const signal = AbortSignal.timeout(TIMEOUT);
    const response = await fetch(url, {
      ...options,
      signal,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
    });
    // Our API never redirects: whatever does wants a sign-in.
    if (response.type === "opaqueredirect") return { kind: "signed-out" };
    return { status: response.status, retry: seconds(response), body: parsed(await response.text()) };
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return { kind: "waiting" };
    throw error;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // an HTML page, a truncated answer
  }
}

function seconds(response) {
  const wait = Number(response.headers.get("Retry-After"));
  return Number.isFinite(wait) && wait > 0 ? Math.min(wait, 60) * 1000 : null;
}

function judgeSave(answer, key) {
  const { status, body } = answer;
  const whole = body?.key === key && Number.isInteger(body.version) && typeof body.hash === "string" && body.hash;
  if (status === 200 && whole) return { kind: "saved", ...body };
  if (status === 409 && body?.annotation && Number.isInteger(body.version)) return { ...body, kind: "conflict" };
  if (status === 422 && body?.error === "incomplete") return { ...body, kind: "incomplete" };
  if (status === 422 && body?.error) return { ...body, kind: "invalid" };
  return judgeFailure(answer);
}

function judgeFailure({ status, retry, body }) {
  if (status === 401) return { kind: "signed-out" };
  if ([400, 403, 404, 413].includes(status) && body?.error) {
    return { kind: "refused", message: body.message ?? `The server answered ${status} (${body.error}).` };
  }
  return { kind: "waiting", retry };
}
