/* What is typed into a form with a long text (or with `data-draft`) is kept on the server within seconds, one draft per opened form.
   Pages work without this script; then nothing is kept before it is saved. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const meta = (name) => $(`meta[name=${name}]`);
  const page = location.pathname + location.search;
  const PAUSE = 1000, LATEST = 2000, AGAIN = 15000, KEEPALIVE = 60000;
  const say = (text) => {
    const live = $("#live");
    if (live) { live.textContent = ""; setTimeout(() => { live.textContent = text; }, 50); }
  };
  const drafts = new Map();

  /* ---- a page that is older than the sign-in gets the token of now, if the person is the same ---- */
  const refresh = async () => {
    const answer = await fetch("/konto/zeichen/", { headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect" || answer.status === 401) return "signed out";
    if (!answer.ok) throw new Error(answer.status);
    const { token, page_of: owner } = await answer.json();
    if (owner !== meta("page-of")?.content) return "another";
    meta("csrf-token").content = token;
    $$("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
    return "same";
  };

  const hint = (kind) => {
    let box = $("#sign-in-hint");
    if (!box && !kind) return;
    if (!box) {
      box = document.createElement("div");
      box.id = "sign-in-hint";
      box.className = "kern-alert kern-alert--warning";
      box.setAttribute("role", "alert");
      $("main")?.prepend(box);
    }
    box.hidden = !kind;
    if (!kind || box.dataset.kind === kind) return;
    box.dataset.kind = kind;
    const [title, text] = kind === "another"
      ? ["Hier ist jetzt jemand anders angemeldet.", "Ihr Text steht noch auf dieser Seite, wird aber nicht gesichert. Melden Sie sich wieder an, dann geht es hier weiter."]
      : ["Bitte neu anmelden, Ihr Text bleibt hier stehen.", '<a href="/" target="_blank" rel="noopener">In neuem Fenster anmelden</a>, dann hier weiterschreiben.'];
    box.innerHTML = `<div class="kern-alert__header"><span class="kern-icon kern-icon--warning" aria-hidden="true"></span><p class="kern-title">${title}</p></div><div class="kern-alert__body"><p>${text}</p></div>`;
  };

  const newKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };

  class Draft {
    constructor(form, number) {
      this.form = form;
      this.memory = `asa-draft:${number}:${page}`;
      this.keyField = this.hidden("draft_key");
      this.versionField = this.hidden("draft_version");
      if (!this.keyField.value) this.remembered();
      this.remember();
      const field = (event) => {
        const control = event.target;
        if (control.name && !control.matches("[data-no-draft], [type=file], [type=password]")) this.changed();
      };
      form.addEventListener("input", field);
      form.addEventListener("change", field);
    }
    hidden(name) {
      const found = this.form.elements[name];
      if (found) return found;
      const field = Object.assign(document.createElement("input"), { type: "hidden", name });
      this.form.append(field);
      return field;
    }
    /* The tab knows its form again after an answer with mistakes; it keeps the key, never the text. */
    remembered() {
      let stored = null;
      try { stored = JSON.parse(sessionStorage.getItem(this.memory)); } catch { /* no storage here */ }
      this.keyField.value = stored?.key || newKey();
      this.versionField.value = stored?.version || 0;
    }
    remember() {
      try {
        sessionStorage.setItem(this.memory, JSON.stringify({ key: this.keyField.value, version: +this.versionField.value }));
      } catch { /* without storage a form with mistakes gets a new key */ }
    }
    anew() {
      this.keyField.value = newKey();
      this.versionField.value = 0;
      this.remember();
    }
    get isUnsaved() { return !!this.since; }
    get isSending() { return !!this.form.dataset.sending; }
    changed() {
      clearTimeout(this.timer);
      this.since ||= Date.now();
      this.changes = (this.changes || 0) + 1;
      this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(PAUSE, this.since + LATEST - Date.now())));
    }
    stop() {
      clearTimeout(this.timer);
      this.since = 0;
      this.running?.abort();
    }
    body() {
      const data = new FormData(this.form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      return new URLSearchParams(data);
    }
    send(leaving) {
      const body = this.body();
      this.running = new AbortController();
      return fetch(`/konto/entwuerfe/${this.keyField.value}/`, {
        method: "POST", body, redirect: "manual", credentials: "same-origin", signal: this.running.signal,
        keepalive: leaving && String(body).length < KEEPALIVE,
        headers: {
          "X-CSRFToken": meta("csrf-token").content, Accept: "application/json", "X-Draft-Version": this.versionField.value || "0",
          "X-Draft-Page": page, "X-Draft-Address": new URL(this.form.getAttribute("action") || page, location.href).href.slice(location.origin.length),
        },
      });
    }
    async save(leaving = false) {
      if (!this.isUnsaved || this.isSending) return;
      if (this.isBusy) { this.isWaiting = true; return; }
      this.isBusy = true;
      clearTimeout(this.timer);
      const seen = this.changes;
      try {
        await this.answered(await this.send(leaving), leaving);
        if (this.isKept && seen === this.changes) this.since = 0;
        else if (this.isKept) this.changed();
      } catch {
        if (!this.isSending) this.failed();
      }
      this.isBusy = false;
      if (this.isWaiting) { this.isWaiting = false; this.save(leaving); }
    }
    async answered(answer, leaving, isSecond = false) {
      this.isKept = false;
      if (answer.type === "opaqueredirect" || answer.status === 401) return this.signedOut("signed out");
      if (answer.status === 403 && !isSecond) {
        const who = await refresh();
        return who === "same" ? this.answered(await this.send(leaving), leaving, true) : this.signedOut(who);
      }
      if ((answer.status === 409 || answer.status === 410) && !isSecond) {
        this.isApart = answer.status === 409; // another window or device goes on with the old one: both stay
        this.anew();
        return this.answered(await this.send(leaving), leaving, true);
      }
      if (!answer.ok) throw new Error(answer.status);
      const { saved_at: at, version } = await answer.json();
      this.versionField.value = version;
      this.remember();
      this.isKept = true;
      this.hasFailed = false;
      this.show("saved", `${this.isApart ? "Als eigener Entwurf" : "Entwurf"} gespeichert ${at}`);
      hint("");
    }
    failed() {
      this.hasFailed = true;
      this.show("failed", "Entwurf nicht gespeichert");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), AGAIN);
    }
    signedOut(kind) {
      this.failed();
      hint(kind);
    }
    show(state, text) {
      if (state === "failed") say(text);
      $$("[data-draft-state]").forEach((place) => { place.dataset.state = state; place.textContent = text; });
    }
  }

  const all = (act) => drafts.forEach(act);
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) drafts.get(event.target)?.stop(); });
  document.addEventListener("visibilitychange", () => all((draft) => (document.hidden ? draft.save(true) : draft.hasFailed && draft.save())));
  addEventListener("pagehide", () => all((draft) => draft.save(true)));
  addEventListener("focus", () => all((draft) => { if (draft.hasFailed) draft.save(); }));
  /* What could not be kept is lost with the page: ask before. */
  addEventListener("beforeunload", (event) => {
    if ([...drafts.values()].some((draft) => draft.isUnsaved && draft.hasFailed && !draft.isSending)) event.preventDefault();
  });
  addEventListener("pageshow", (event) => { if (event.persisted) all((draft) => { if (draft.hasFailed) draft.save(); }); });
  document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status === 403) refresh().catch(() => {}); });
  document.addEventListener("asa:signed-out", () => hint("signed out"));

  const prepare = () => {
    if (!meta("page-of")) return;
    $$("form[method=post]").forEach((form, number) => {
      const wanted = form.matches("[data-draft]") || $("textarea[name]:not([readonly])", form);
      if (wanted && !drafts.has(form)) drafts.set(form, new Draft(form, number));
    });
  };
  /* What a page counts from its form is counted again where the form was filled afterwards. */
  addEventListener("load", () => { if ($("[data-drafts], [data-typed-again]")) document.body.dispatchEvent(new Event("asa:filled")); });
  document.addEventListener("htmx:load", prepare);
  prepare();
})();
