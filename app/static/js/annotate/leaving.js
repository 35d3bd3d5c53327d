const WAIT = "You have changes that are not saved yet. They are kept in this browser; stay until they are sent.";

/** Nobody leaves unsaved work by accident: links and signing out wait for it, the browser asks. */
export function guardLeaving(session, sender, typings, announcer) {
  const unsaved = () => sender.entries.length > 0 || typings.some((typing) => typing.pending);

  addEventListener("beforeunload", (event) => {
    session.dispatchEvent(new Event("flush"));
    if (unsaved()) event.preventDefault();
  });

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || link?.target;
    if (!link || link.hash || elsewhere || !unsaved()) return;
    event.preventDefault();
    if (await session.allSaved()) location.assign(link.href);
    else announcer.say(WAIT);
  });

  document.querySelector("[data-sign-out]")?.addEventListener("submit", async (event) => {
    if (!unsaved()) return;
    event.preventDefault();
    if (await session.allSaved()) event.target.submit();
    else announcer.say(WAIT);
  });
}
