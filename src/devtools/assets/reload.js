// Reloads the page when the app has changed. `quintet dev` puts it into pages; it talks to nobody but their own server,
// and takes no code from there.

(() => {
  const script = document.currentScript;
  const { life } = script.dataset;
  const address = new URL("events", script.src).href;
  script.remove(); // the page looks as it does without
  let events;

  const listen = () => {
    if (events !== undefined || document.visibilityState === "hidden") return;
    events = new EventSource(address);
    events.addEventListener("life", ({ data }) => data !== life && location.reload());
    events.addEventListener("page", () => location.reload());
    events.addEventListener("style", renewStyles);
    events.addEventListener("error", () => {
      if (events?.readyState === EventSource.CLOSED) reloadOnce();
    });
  };
  // A browser opens six connections to a site; tabs that nobody sees leave theirs to the others.
  const rest = () => {
    events?.close();
    events = undefined;
  };

  // The server doesn't know this page's run: another one was started meanwhile. Its pages have an address of their own,
  // so a page that is told the same twice has nothing to gain.
  const reloadOnce = () => {
    rest();
    if (sessionStorage.getItem("quintet-reload") === address) return;
    sessionStorage.setItem("quintet-reload", address);
    location.reload();
  };

  // Each style sheet of this site gives way to its new version once that is loaded, so that nothing flickers.
  const renewStyles = () => {
    for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const url = new URL(link.href, location.href);
      if (url.origin !== location.origin) continue;
      url.searchParams.set("quintet-changed", Date.now());
      const renewed = link.cloneNode();
      renewed.href = url.href;
      renewed.addEventListener("load", () => link.remove());
      renewed.addEventListener("error", () => renewed.remove());
      link.after(renewed);
    }
  };

  document.addEventListener("visibilitychange", () =>
    document.visibilityState === "hidden" ? rest() : listen(),
  );
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  listen();
})();
