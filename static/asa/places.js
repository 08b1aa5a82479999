/* A chosen postcode fills place and Land where they are still empty; what was typed stays. */
(() => {
  "use strict";
  document.addEventListener("asa:chosen", (event) => {
    const input = event.target;
    if (!input.dataset.fillsPlace) return;
    const [place, land] = String(event.detail.id || "").split("|");
    const fill = (id, value) => {
      const field = document.getElementById(id);
      if (field && !field.value && value) field.value = value;
    };
    fill(input.dataset.fillsPlace, place);
    fill(input.dataset.fillsLand, land);
  });
})();
