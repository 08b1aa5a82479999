/* Small helpers of every page. Pages work without them; no handler stands in the markup. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const token = () => $("meta[name=csrf-token]")?.content || "";
  const on = (type, handler) => document.addEventListener(type, handler);
  const say = (text) => {
    const live = $("#live");
    if (!live) return;
    live.textContent = "";
    setTimeout(() => { live.textContent = text; }, 50);
  };

  /* ---- forms are sent once ---- */
  on("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sending) {
      event.preventDefault();
      say("Wird gespeichert …");
      return;
    }
    form.dataset.sending = "1";
    const label = event.submitter && $(".kern-label", event.submitter);
    if (label) {
      event.submitter.dataset.label = label.textContent;
      event.submitter.setAttribute("aria-busy", "true");
      label.textContent = "Wird gespeichert …";
    }
    say("Wird gespeichert …");
  });
  const release = (form) => {
    delete form.dataset.sending;
    $$("[aria-busy][data-label]", form.ownerDocument).forEach((button) => {
      if (button.form !== form) return;
      button.removeAttribute("aria-busy");
      $(".kern-label", button).textContent = button.dataset.label;
    });
  };
  addEventListener("pageshow", (event) => { if (event.persisted) $$("form[data-sending]").forEach(release); });
  on("htmx:afterRequest", (event) => { const form = event.target.closest?.("form"); if (form) release(form); });

  /* ---- type-ahead: combobox with listbox ---- */
  let serial = 0;
  const typeahead = (input) => {
    if (input.dataset.ready) return;
    input.dataset.ready = "1";
    const target = input.dataset.typeaheadTarget && document.getElementById(input.dataset.typeaheadTarget);
    const list = document.createElement("ul");
    list.id = `vorschlaege-${++serial}`;
    list.className = "asa-typeahead__list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Vorschläge");
    list.hidden = true;
    const box = document.createElement("div");
    box.className = "asa-typeahead";
    input.replaceWith(box);
    box.append(input, list);
    const set = (name, value) => input.setAttribute(name, value);
    set("role", "combobox"); set("aria-autocomplete", "list"); set("aria-controls", list.id); set("aria-expanded", "false"); set("autocomplete", "off");
    let active = -1, timer, asked = 0;
    const options = () => [...list.children];
    const close = () => { list.hidden = true; active = -1; set("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const mark = (index) => {
      const all = options();
      if (!all.length) return;
      active = (index + all.length) % all.length;
      all.forEach((option, i) => option.setAttribute("aria-selected", i === active));
      set("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    };
    const choose = (option) => {
      input.value = option.dataset.label;
      if (target) { target.value = option.dataset.id; target.dispatchEvent(new Event("change", { bubbles: true })); }
      close();
      say(`${option.dataset.label} gewählt`);
      input.dispatchEvent(new CustomEvent("asa:chosen", { bubbles: true, detail: { id: option.dataset.id, url: option.dataset.url } }));
      if (option.dataset.url && !target) location.assign(option.dataset.url);
    };
    const fill = (results) => {
      list.replaceChildren(...results.map((result, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        Object.assign(option.dataset, { id: result.id ?? "", label: result.label, url: result.url || "" });
        option.append(result.label);
        if (result.hint) { const small = document.createElement("small"); small.textContent = result.hint; option.append(small); }
        return option;
      }));
      active = -1;
      list.hidden = !results.length;
      set("aria-expanded", String(!!results.length));
      say(results.length === 1 ? "Ein Vorschlag" : results.length ? `${results.length} Vorschläge` : "Keine Vorschläge");
    };
    const ask = async () => {
      const words = input.value.trim();
      const turn = ++asked;
      if (words.length < +(input.dataset.typeaheadMin || 2)) return close();
      const url = new URL(input.dataset.typeaheadUrl, location.href);
      url.searchParams.set("q", words);
      try {
        const answer = await fetch(url, { headers: { Accept: "application/json" }, redirect: "manual" });
        if (turn === asked && answer.ok) fill((await answer.json()).results || []);
      } catch { close(); }
    };
    input.addEventListener("input", () => { if (target) target.value = ""; clearTimeout(timer); timer = setTimeout(ask, 200); });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) return void ask();
        event.preventDefault();
        mark(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
      } else if (event.key === "Enter" && !list.hidden && active >= 0) { event.preventDefault(); choose(options()[active]); }
      else if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
      else if (event.key === "Tab") close();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) choose(option); });
    input.addEventListener("blur", () => setTimeout(close, 100));
  };

  /* ---- who was there: tick and outcome stay together, and the row says what would be saved ---- */
  const settled = (row, chosen) => {
    const present = chosen.dataset.outcome === "present";
    const tick = $("input[type=checkbox][data-person]", row);
    if (tick) tick.checked = present;
    row.toggleAttribute("data-absent", !present);
    const isOnline = chosen.value === "present" && $("input[name$='-mode'][value=online]", row)?.checked;
    const label = isOnline ? "online" : chosen.closest("label")?.textContent.trim() || "";
    const state = $("[data-state-text]", row);
    if (state) state.textContent = label;
    const line = $("[data-state-hint]", row);
    if (line && chosen.dataset.hint !== undefined) line.textContent = chosen.dataset.hint;
    return label;
  };
  const outcomes = (row) => $$("input[type=radio][data-outcome]", row);
  const usual = (row, wanted) => {
    const all = outcomes(row).filter((radio) => radio.dataset.outcome === wanted);
    return all.find((radio) => radio.hasAttribute("data-default")) || all[0];
  };
  /* A browser may restore some controls and not others; a ticked person without an outcome is saved as present. */
  const settle = () => $$("[data-person-row]").forEach((row) => {
    let chosen = outcomes(row).find((radio) => radio.checked);
    if (chosen && !chosen.value && $("input[type=checkbox][data-person]", row)?.checked) {
      chosen = usual(row, "present");
      chosen.checked = true;
    }
    if (chosen) settled(row, chosen);
  });
  addEventListener("pageshow", settle);
  on("change", (event) => {
    const row = event.target.closest?.("[data-person-row]");
    if (!row) return;
    let chosen = outcomes(row).find((radio) => radio.checked);
    if (event.target.matches("input[type=checkbox][data-person]")) {
      chosen = usual(row, event.target.checked ? "present" : "absent") || chosen;
      if (chosen) chosen.checked = true;
      const details = $("details", row);
      if (details) details.open = !event.target.checked;
    } else if (event.target !== chosen) return;
    if (chosen) say(`${row.dataset.personRow}: ${settled(row, chosen)}`);
  });

  /* ---- keys, menus, dialogs ---- */
  on("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest?.("input, textarea, select, [contenteditable]")) {
      const field = $("[data-search]");
      if (field && field.offsetParent) { event.preventDefault(); field.focus(); }
      else { const link = $("[data-search-link]"); if (link) { event.preventDefault(); location.assign(link.href); } }
    }
    if (event.key === "Escape") $$("details[data-menu][open]").forEach((menu) => { menu.open = false; $("summary", menu).focus(); });
  });
  on("click", (event) => {
    $$("details[data-menu][open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    const opener = event.target.closest?.("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog?.showModal) { event.preventDefault(); dialog.showModal(); }
    if (event.target.closest?.("[data-dialog-close]")) event.target.closest("dialog").close();
    if (event.target.closest?.("[data-print]")) print();
    const all = event.target.closest?.("[data-check-all]");
    if (all) {
      const boxes = $$(`input[type=checkbox][name="${all.dataset.checkAll}"]`, all.closest("form"));
      const tick = boxes.some((box) => !box.checked);
      boxes.forEach((box) => { box.checked = tick; });
      say(tick ? `${boxes.length} ausgewählt.` : "Auswahl aufgehoben.");
    }
    const copier = event.target.closest?.("[data-copy]");
    const source = copier && document.getElementById(copier.dataset.copy);
    if (source) {
      const done = () => say("Text kopiert.");
      const select = () => { source.focus(); source.select(); say("Text markiert. Kopieren Sie ihn mit Strg und C."); };
      if (navigator.clipboard) navigator.clipboard.writeText(source.value).then(done, select); else select();
    }
  });

  /* ---- htmx ---- */
  on("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = token(); });
  on("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status === 401 || /\/(login|anmelden)\//.test(new URL(xhr.responseURL || location.href).pathname) && !/\/(login|anmelden)\//.test(location.pathname)) {
      event.detail.shouldSwap = false;
      document.dispatchEvent(new CustomEvent("asa:signed-out"));
    }
  });
  on("htmx:afterSwap", (event) => {
    const words = event.target.dataset?.announce || $("[data-announce]", event.target)?.dataset.announce;
    if (words) say(words);
  });
  on("htmx:responseError", () => say("Das hat nicht geklappt. Bitte versuchen Sie es noch einmal."));
  on("htmx:sendError", () => say("Kein Netz."));

  const prepare = (root) => {
    $$("form[method=post]", root).forEach((form) => { form.noValidate = true; });
    $$("input[data-typeahead-url]", root).forEach(typeahead);
    $$("[data-copy][hidden], [data-check-all][hidden]", root).forEach((button) => { button.hidden = false; });
    $("#error-summary", root)?.focus();
    settle();
  };
  on("htmx:load", (event) => prepare(event.detail.elt.parentElement || document));
  prepare(document);
})();
