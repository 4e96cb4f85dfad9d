// A signature drawn with finger, pen or mouse. `onChange(blob)` gets the picture, null when it was cleared.

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
    canvas.toBlob((blob) => onChange(blob));
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
