// Shows new requests in the list as they come: asks for the page again, and takes its rows. Reloads when another life of
// the app serves, whose list begins anew.

(() => {
  const { life } = document.currentScript.dataset;
  const changes = new EventSource("events");
  const lives = new EventSource("../events");
  let isAsking = false;
  let isOld = false;

  const renew = async () => {
    isOld = true;
    if (isAsking) return;
    isAsking = true;
    while (isOld) {
      isOld = false;
      const answer = await fetch(location.href).catch(() => undefined);
      if (answer?.ok) take(await answer.text());
      await new Promise((done) => setTimeout(done, 250)); // a busy app is asked four times a second
    }
    isAsking = false;
  };
  const take = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    document.querySelector("main").replaceChildren(...page.querySelector("main").childNodes);
  };

  changes.addEventListener("changed", renew);
  lives.addEventListener("life", ({ data }) => data !== life && location.reload());
  addEventListener("pagehide", () => {
    changes.close();
    lives.close();
  });
})();
