/** The banner of a tab that may only look on, because another tab works on the same article. */
export function enhanceLookingOn(banner, session, announcer) {
  const button = banner.querySelector("[data-take-over]");
  session.addEventListener("looking-on", () => {
    banner.hidden = false;
    button.disabled = false;
    announcer.say("This article is open in another tab. You can read here, or take over.");
  });
  session.addEventListener("working", () => {
    if (!banner.hidden) announcer.say("You are working in this tab now.");
    banner.hidden = true;
  });
  button.addEventListener("click", () => {
    button.disabled = true;
    session.tab.takeOver();
  });
}
