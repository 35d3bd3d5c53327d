/** Nobody leaves unsaved work by accident: links wait for it, the browser asks. */
export function guardLeaving(session, sender, typings, announcer) {
  const unsaved = () => sender.entries.length > 0 || typings.some((typing) => typing.pending);

  addEventListener("beforeunload", (event) => {
    session.dispatchEvent(new Event("flush"));
    if (unsaved()) event.preventDefault();
  });

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target || link.hash || event.ctrlKey || event.metaKey || event.shiftKey || !unsaved()) return;
    event.preventDefault();
    if (await session.allSaved()) location.assign(link.href);
    else announcer.say("You have changes that are not saved yet. They are kept in this browser; stay until they are sent.");
  });
}
