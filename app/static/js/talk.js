// A thread that was opened counts as read; without this script its button says so.
const form = document.querySelector("[data-seen]");
if (form) {
  const sending = fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
  const sent = await sending.catch(() => null); // without network the button stays
  if (sent?.ok || sent?.type === "opaqueredirect") form.hidden = true;
}
