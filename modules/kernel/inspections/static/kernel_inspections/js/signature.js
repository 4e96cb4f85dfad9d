// A signature drawn with finger, pen or mouse. `onChange(blob)` gets the picture, null when it was cleared.

/** The picture at once, not a moment later: whoever signs and sends in one breath must not lose it. */
function pictureOf(canvas) {
  const bytes = Uint8Array.from(atob(canvas.toDataURL("image/png").split(",")[1]), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: "image/png" });
}

export function mount(canvas, clear, onChange) {
  const pen = canvas.getContext("2d");
  let last = null;
  pen.lineWidth = 3;
  pen.lineCap = "round";
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = place(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const next = place(event);
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...next);
    pen.stroke();
    last = next;
  });
  const end = () => {
    if (!last) return;
    last = null;
    onChange(pictureOf(canvas));
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  clear.addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    onChange(null);
  });
  return {
    async show(blob) {
      if (blob) pen.drawImage(await createImageBitmap(blob), 0, 0);
    },
  };
}
