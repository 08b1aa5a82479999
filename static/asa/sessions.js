/* "Termin erfassen": find a name in a long list. Without this script the whole list is there. */
(() => {
  "use strict";
  const field = document.querySelector("[data-filter-rows]");
  if (!field) return;
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss").replaceAll("ı", "i");
  const rows = [...field.form.querySelectorAll("[data-person-row]")];
  const more = field.form.querySelector("[data-filter-more]");
  field.closest("[data-filter-box]").hidden = false;
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  field.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    rows.forEach((row) => { row.hidden = !words.every((word) => plain(row.dataset.personRow).includes(word)); });
    if (more && words.length) more.open = true;
  });
})();
