/* The search page. Without this file, and in a folder where no engine can be loaded, its form leads to the
   plan of the site; nothing is fetched before a word is asked. Pagefind answers (recherche/pagefind/); what is written here is only what a person meets. */
(() => {
  "use strict";
  const form = document.querySelector("form.recherche");
  const status = document.querySelector(".bilan");
  const list = document.querySelector(".resultats");
  const more = document.querySelector(".plus");
  const folder = new URL(form.dataset.moteur, location.href);
  const PAGE = 20;
  let engine, found = [], shown = 0, turn = 0;

  const element = (name, className, content) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (content) made.append(content);
    return made;
  };

  const load = () => engine ??= Promise.all([
    import(new URL("pagefind.js", folder).href),
    fetch(new URL("rayons.json", folder)).then((answer) => answer.json()),
  ]);

  const link = (address, title, lang) => {
    const made = element("a", "", title);
    made.href = form.dataset.racine + address;
    if (lang) made.lang = lang;
    return made;
  };

  const item = ({ address, meta, excerpt, sub_results: parts }) => {
    const made = element("li");
    const title = element("h2", "titre");
    title.append(link(address, meta.title, meta.langue));
    const words = element("p", "extrait");
    words.innerHTML = excerpt; /* escaped by Pagefind, which adds nothing but <mark> */
    if (meta.langue) words.lang = meta.langue;
    made.append(element("p", "genre", [meta.genre, meta.ou].filter(Boolean).join(" · ")), title, words);
    const places = parts.filter((part) => part.anchor).slice(0, 3);
    if (places.length) {
      const under = element("ul", "endroits");
      for (const { anchor, title } of places) {
        const place = element("li");
        place.append(link(`${address.split("#")[0]}#${anchor.id}`, title));
        under.append(place);
      }
      made.append(under);
    }
    return made;
  };

  const show = async () => {
    const mine = turn;
    const next = await Promise.all(found.slice(shown, shown + PAGE).map(async ({ address, data }) => ({ ...await data(), address })));
    if (mine !== turn) return;
    const first = list.children.length;
    list.append(...next.map(item));
    shown += next.length;
    more.hidden = shown >= found.length;
    if (first) list.children[first].querySelector("a").focus();
  };

  const sentence = (count, words) => {
    if (!count) return `Rien pour «\u00a0${words}\u00a0». Essayez un mot plus court, ou passez par le plan et l’index.`;
    return `${count} ${count > 1 ? "résultats" : "résultat"} pour «\u00a0${words}\u00a0».`;
  };

  const ask = async () => {
    const asked = Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()));
    const words = (asked.q ?? "").trim();
    const mine = ++turn;
    list.replaceChildren();
    more.hidden = true;
    found = [];
    shown = 0;
    if (!words) {
      status.textContent = "";
      return;
    }
    status.textContent = "Recherche en cours…";
    try {
      const [{ search }, shelves] = await load();
      const { results } = await search(words);
      if (mine !== turn) return;
      found = results
        .map(({ id, data }) => ({ data, address: shelves[id][0], genre: shelves[id][1], rencontre: shelves[id][2] }))
        .filter(({ genre, rencontre }) => [genre, ""].includes(asked.genre ?? "") && [rencontre, ""].includes(asked.rencontre ?? ""));
      status.textContent = sentence(found.length, words);
      await show();
    } catch {
      engine = undefined;
      status.textContent = "La recherche ne répond pas. Le plan et l’index, eux, sont là.";
    }
  };

  const remember = () => {
    const said = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
    history.replaceState(null, "", said.size ? `?${said}` : location.pathname);
  };

  if (location.protocol === "file:") {
    status.textContent = "Ce site est ouvert depuis un dossier\u00a0: la recherche, elle, ne marche qu’en ligne. Le plan et l’index sont là.";
    return;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    remember();
    ask();
  });
  for (const choice of form.querySelectorAll(".choix")) {
    choice.hidden = false;
    choice.addEventListener("change", () => form.requestSubmit());
  }
  more.firstElementChild.addEventListener("click", show);
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
  if (form.elements.q.value) ask();
})();
