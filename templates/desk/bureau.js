// What the desk does better with a script: the preview as one types, the draft kept in this browser, the toolbar,
// words chosen in a transcript. Everything else works without it.
(() => {
  const $ = (selector, inside = document) => inside.querySelector(selector);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  all(".avec-script").forEach(part => { part.hidden = false; });
  $("#fautes")?.focus();

  const form = $("#fiche");
  if (form) writing(form);
  const words = $("#paroles");
  if (words) choosing(words);
  if ($("[data-fabrique=oui]")) new EventSource("/flux").addEventListener("change", () => location.reload());

  function writing(form) {
    const body = $("#corps"), frame = $("iframe[name=apercu]"), told = $("#apercu-fautes");
    const web = $("#onglet-web"), book = $("#onglet-livre");
    let shown = web, timer, turn = 0;

    // --- the preview --------------------------------------------------------------------------------
    const look = async () => {
      const mine = ++turn;
      const posted = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (typeof value === "string") posted.append(name, value);
      let answer;
      try { answer = await (await fetch("/essai", {method: "POST", body: posted})).json(); } catch { return; }
      if (mine !== turn) return;
      told.textContent = answer.fautes.join(" ");
      if (!answer.adresse) return;
      web.href = answer.adresse;
      if (book) book.href = answer.livre;
      frame.hidden = false;
      $("#apercu-vide")?.remove();
      show();
    };
    const show = () => {
      const wanted = new URL(shown.href, location.href).href;
      const seen = frame.contentWindow;
      if (seen.location.href === wanted) seen.document.defaultView.dispatchEvent(new Event("carnet-renouvele"));
      if (seen.location.href !== wanted) seen.location.replace(wanted);
      else seen.location.reload();
    };
    for (const tab of [web, book]) tab?.addEventListener("click", () => {
      shown = tab;
      for (const one of [web, book]) one?.toggleAttribute("aria-current", one === tab);
      tab.setAttribute("aria-current", "true");
    });

    // --- the draft ----------------------------------------------------------------------------------
    const key = `carnet:${form.dataset.fiche}`, bar = $("#brouillon");
    const values = () => JSON.stringify([...new FormData(form)].filter(([name, value]) => typeof value === "string" && /^(c\.|_corps)/.test(name)));
    const opened = values();
    const kept = localStorage.getItem(key);
    if (new URLSearchParams(location.search).has("dit")) localStorage.removeItem(key);
    else if (kept && kept !== opened) bar.hidden = false;
    $("[data-reprendre]", bar).addEventListener("click", () => { put(JSON.parse(kept)); bar.hidden = true; body.focus(); changed(); });
    $("[data-oublier]", bar).addEventListener("click", () => { localStorage.removeItem(key); bar.hidden = true; body.focus(); });
    const put = pairs => {
      const names = new Map();
      for (const [name, value] of pairs) names.set(name, [...(names.get(name) || []), value]);
      for (const control of form.elements) {
        if (!/^(c\.|_corps)/.test(control.name) || control.name.endsWith("!") || control.type === "file") continue;
        const given = names.get(control.name) || [];
        if (control.type === "checkbox" || control.type === "radio") control.checked = given.includes(control.value);
        else if (given.length) control.value = given[0];
      }
    };
    const changed = () => {
      const now = values();
      if (now === opened) localStorage.removeItem(key); else localStorage.setItem(key, now);
      clearTimeout(timer);
      timer = setTimeout(look, 250);
    };
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);

    // --- the photo that was just chosen --------------------------------------------------------------
    for (const field of all("input[type=file]", form)) field.addEventListener("change", () => {
      $(".vignette", field.parentElement)?.remove();
      const file = field.files[0];
      if (!file?.type.startsWith("image/")) return;
      const picture = Object.assign(document.createElement("img"), {className: "vignette", alt: "", src: URL.createObjectURL(file)});
      field.after(picture);
    });

    // --- someone else saved -------------------------------------------------------------------------
    if (form._chemin.value) new EventSource("/flux").addEventListener("change", async () => {
      const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
      const now = $("[name=_version]", page)?.value;
      $("#change").hidden = !now || now === form._version.value;
    });

    // --- keys, toolbar ------------------------------------------------------------------------------
    document.addEventListener("keydown", event => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const act = {s: () => form.requestSubmit($("#enregistrer"))}[event.key];
      if (act) { event.preventDefault(); act(); }
    });
    body.addEventListener("keydown", event => {
      const mark = {b: "**", i: "*"}[event.key];
      if (mark && (event.ctrlKey || event.metaKey)) { event.preventDefault(); around(mark, mark); }
    });
    const type = text => { body.focus(); if (!document.execCommand("insertText", false, text)) { body.setRangeText(text, body.selectionStart, body.selectionEnd, "end"); changed(); } };
    const chosen = () => body.value.slice(body.selectionStart, body.selectionEnd);
    const around = (before, after) => {
      const words = chosen(), start = body.selectionStart;
      type(before + words + after);
      body.setSelectionRange(start + before.length, start + before.length + words.length);
    };
    const alone = text => {
      const before = body.value.slice(0, body.selectionStart), gap = before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
      type(`${gap}${text}`);
    };
    for (const tool of all("[data-autour]")) tool.addEventListener("click", () => {
      const [before, after] = tool.dataset.autour.includes("|") ? tool.dataset.autour.split("|") : [tool.dataset.autour, tool.dataset.autour];
      around(before, after);
    });
    for (const tool of all("[data-ligne]")) tool.addEventListener("click", () => {
      const start = body.value.lastIndexOf("\n", body.selectionStart - 1) + 1;
      body.setSelectionRange(start, Math.max(start, body.selectionEnd));
      type(chosen().split("\n").map(line => tool.dataset.ligne + line).join("\n"));
    });
    $("[data-note]").addEventListener("click", () => {
      let n = 1;
      while (body.value.includes(`[^${n}]`)) n++;
      const at = body.selectionEnd;
      body.setSelectionRange(at, at);
      type(`[^${n}]`);
      body.setSelectionRange(body.value.length, body.value.length);
      type(`${body.value.endsWith("\n") ? "" : "\n"}\n[^${n}]: `);
    });
    $("[data-lien]").addEventListener("click", () => {
      const words = chosen() || "le titre", start = body.selectionStart;
      type(`[${words}](https://)`);
      body.setSelectionRange(start + words.length + 11, start + words.length + 11);
    });
    const bar2 = $("[role=toolbar]"), tools = all("button", bar2);
    tools.forEach((tool, place) => { tool.tabIndex = place ? -1 : 0; });
    bar2.addEventListener("keydown", event => {
      const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
      if (!step) return;
      const next = tools[(tools.indexOf(document.activeElement) + step + tools.length) % tools.length];
      tools.forEach(tool => { tool.tabIndex = tool === next ? 0 : -1; });
      next.focus();
    });
    for (const button of all("[data-inserer]")) button.addEventListener("click", () => {
      const field = $("#inserer"), name = field.value.trim();
      if (!name) { field.focus(); return; }
      const id = all("#liste-tout option").find(option => option.value === name)?.dataset.id || name;
      const mark = `${button.dataset.inserer}[[${id}]]`;
      if (button.dataset.inserer) alone(`${mark}\n\n`); else type(mark);
      field.value = "";
    });

    // --- rows ---------------------------------------------------------------------------------------
    form.addEventListener("click", event => {
      const add = event.target.closest("[data-ajouter]");
      if (!add) return;
      const rows = all(":scope > .rang", add.closest(".rangs")), last = rows.at(-1), copy = last.cloneNode(true);
      const name = add.closest(".rangs").dataset.rangs, n = rows.length;
      for (const node of [copy, ...all("*", copy)]) for (const attribute of ["id", "for", "name", "aria-describedby"]) {
        const old = node.getAttribute?.(attribute);
        if (!old) continue;
        const [from, to] = attribute === "name" ? [`${name}.${n - 1}`, `${name}.${n}`] : [`${slug(name)}-${n - 1}`, `${slug(name)}-${n}`];
        node.setAttribute(attribute, old.replaceAll(from, to));
      }
      for (const field of all("input:not([type=hidden]),textarea,select", copy)) { if (field.type === "checkbox") field.checked = false; else field.value = ""; }
      last.after(copy);
      $("input:not([type=hidden]),textarea,select", copy).focus();
    });
    const slug = name => name.replaceAll(".", "-").replaceAll("_", "");
  }

  function choosing(form) {
    const text = $("#transcription"), told = $("#choisi");
    const choose = () => {
      const words = text.value.slice(text.selectionStart, text.selectionEnd).trim();
      form.debut.value = words ? text.selectionStart : "";
      form.fin.value = words ? text.selectionEnd : "";
      told.textContent = words ? `« ${words.length > 80 ? words.slice(0, 77) + "…" : words} »` : "";
    };
    document.addEventListener("selectionchange", () => { if (document.activeElement === text) choose(); });
    text.addEventListener("select", choose);
    form.addEventListener("submit", choose);
  }
})();
