/* Month grid of the attendance: arrow keys move, Shift takes everything between, two taps mark a range. */
"use strict";
(() => {
  const table = document.querySelector("[data-days]");
  if (!table) return;
  const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("td")].map((td) => td.querySelector("input")));
  const boxes = rows.flat().filter(Boolean);
  if (!boxes.length) return;
  const status = document.querySelector("[data-days-status]");
  const rangeButton = document.querySelector("[data-days-range]");
  document.querySelectorAll("[data-days-script]").forEach((part) => { part.hidden = false; });
  const place = (box) => {
    const y = rows.findIndex((row) => row.includes(box));
    return [y, rows[y].indexOf(box)];
  };
  const region = table.closest(".asa-days");
  const today = table.querySelector("th[aria-current=date]");
  if (region && today) region.scrollLeft = Math.max(0, today.offsetLeft + 2 * today.offsetWidth - region.clientWidth);
  let anchor = null;
  let isRange = false;
  const say = () => {
    const count = boxes.filter((box) => box.checked).length;
    status.textContent = count === 1 ? "1 Tag gewählt" : `${count} Tage gewählt`;
  };
  const rove = (box) => {
    boxes.forEach((other) => { other.tabIndex = other === box ? 0 : -1; });
  };
  const fill = (from, to, value) => {
    const [y1, x1] = place(from);
    const [y2, x2] = place(to);
    for (let y = Math.min(y1, y2); y <= Math.max(y1, y2); y += 1) {
      for (let x = Math.min(x1, x2); x <= Math.max(x1, x2); x += 1) if (rows[y][x]) rows[y][x].checked = value;
    }
  };
  const step = (box, dy, dx) => {
    let [y, x] = place(box);
    do { y += dy; x += dx; } while (rows[y] && x >= 0 && x < rows[y].length && !rows[y][x]);
    return rows[y] && rows[y][x] ? rows[y][x] : null;
  };
  const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  rove(boxes[0]);
  table.addEventListener("focusin", (event) => { if (event.target.name === "cell") rove(event.target); });
  table.addEventListener("keydown", (event) => {
    const box = event.target;
    if (box.name !== "cell" || event.ctrlKey || event.metaKey || event.altKey) return;
    const [y] = place(box);
    const inRow = rows[y].filter(Boolean);
    let next = null;
    if (MOVES[event.key]) next = step(box, ...MOVES[event.key]);
    else if (event.key === "Home") next = inRow[0];
    else if (event.key === "End") next = inRow[inRow.length - 1];
    else return;
    event.preventDefault();
    if (!next) return;
    if (event.shiftKey) {
      anchor = anchor || box;
      fill(anchor, next, true);
      say();
    } else anchor = null;
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  table.addEventListener("click", (event) => {
    const box = event.target;
    if (box.name !== "cell") return;
    if (anchor && anchor !== box && (event.shiftKey || isRange)) {
      fill(anchor, box, true);
      anchor = event.shiftKey ? anchor : null;
    } else anchor = box;
    say();
  });
  rangeButton.addEventListener("click", () => {
    isRange = !isRange;
    anchor = null;
    rangeButton.setAttribute("aria-pressed", String(isRange));
    status.textContent = isRange ? "Tippen Sie auf den ersten und dann auf den letzten Tag." : "Einzelne Tage";
  });
  document.querySelector("[data-days-clear]").addEventListener("click", () => {
    boxes.forEach((box) => { box.checked = false; });
    anchor = null;
    say();
  });
})();
