/* Draw a signature: points of a pen, finger or mouse become one simple path in a hidden field. */
"use strict";
(() => {
  const box = document.querySelector("[data-sign]");
  if (!box) return;
  const field = document.getElementById(box.dataset.sign);
  const canvas = box.querySelector("canvas");
  const pen = canvas.getContext("2d");
  const MOST = 1800;
  let parts = field.value ? field.value.split(" ") : [];
  let last = null;
  box.hidden = false;
  pen.lineWidth = 3;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  pen.strokeStyle = getComputedStyle(canvas).color;
  const point = (event) => {
    const edges = canvas.getBoundingClientRect();
    const x = Math.round(((event.clientX - edges.left) / edges.width) * canvas.width);
    const y = Math.round(((event.clientY - edges.top) / edges.height) * canvas.height);
    return [Math.min(canvas.width, Math.max(0, x)), Math.min(canvas.height, Math.max(0, y))];
  };
  const line = (from, to) => {
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
  };
  const replay = () => {
    let from = null;
    for (let i = 0; i + 1 < parts.length; i += 2) {
      const to = [Number(parts[i].slice(1)), Number(parts[i + 1])];
      if (parts[i][0] === "L" && from) line(from, to);
      from = to;
    }
  };
  const add = (letter, at) => {
    parts.push(`${letter}${at[0]}`, String(at[1]));
    field.value = parts.join(" ");
  };
  replay();
  canvas.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || parts.length / 2 >= MOST) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = point(event);
    add("M", last);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last || parts.length / 2 >= MOST) return;
    const next = point(event);
    if (Math.hypot(next[0] - last[0], next[1] - last[1]) < 3) return;
    line(last, next);
    add("L", next);
    last = next;
  });
  ["pointerup", "pointercancel"].forEach((kind) => canvas.addEventListener(kind, () => { last = null; }));
  box.querySelector("[data-sign-clear]").addEventListener("click", () => {
    parts = [];
    field.value = "";
    pen.clearRect(0, 0, canvas.width, canvas.height);
  });
})();
