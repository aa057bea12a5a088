// A previewed page that stays the newest: told that the carnet changed, it takes its own new text in place.
(() => {
  if (window.carnetDirect) return;
  window.carnetDirect = true;
  let busy = false, again = false;
  const renew = async () => {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(location.href, {headers: {accept: "text/html"}});
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const [x, y] = [scrollX, scrollY];
        document.title = page.title;
        document.body.replaceWith(document.adoptNode(page.body));
        scrollTo(x, y);
        document.dispatchEvent(new Event("carnet-neuf"));
      }
    } catch {} finally {
      busy = false;
      if (again) { again = false; renew(); }
    }
  };
  new EventSource("/flux").addEventListener("change", renew);
})();
