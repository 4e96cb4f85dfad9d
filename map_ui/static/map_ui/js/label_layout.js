// Pure: which labels fit. Boxes are laid in the order given; one that would overlap another already laid is left out.

const CELL = 64;

export function layOut(labels) {
  const grid = new Map();
  const kept = [];
  for (const label of labels) {
    const box = boxOf(label);
    const cells = cellsOf(box);
    if (cells.some((cell) => (grid.get(cell) || []).some((other) => overlap(other, box)))) continue;
    for (const cell of cells) grid.set(cell, [...(grid.get(cell) || []), box]);
    kept.push(label);
  }
  return kept;
}

/** Lets labels that were laid have all their lines, in a box of the size `whole`, where no other is in the way. */
export function grow(labels) {
  const boxes = labels.map(boxOf);
  return labels.map((label, i) => {
    const box = label.whole && boxOf({ ...label, ...label.whole });
    if (!box || boxes.some((other, j) => j !== i && overlap(other, box))) return label;
    boxes[i] = box;
    return { ...label, ...label.whole };
  });
}

const boxOf = ({ x, y, width, height }) => ({ x0: x - width / 2, x1: x + width / 2, y0: y - height / 2, y1: y + height / 2 });

function cellsOf(box) {
  const cells = [];
  for (let i = Math.floor(box.x0 / CELL); i <= Math.floor(box.x1 / CELL); i += 1) {
    for (let j = Math.floor(box.y0 / CELL); j <= Math.floor(box.y1 / CELL); j += 1) cells.push(`${i}:${j}`);
  }
  return cells;
}

function overlap(a, b) {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

// Where to write on a shape given as rings or lines of pixels: the middle of its box, or half-way along its longest line.
export function anchor(kind, parts) {
  if (kind === "line") return alongLine(parts);
  const points = parts.flat();
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  return { x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2, angle: 0, room: box[2] - box[0], size: (box[2] - box[0]) * (box[3] - box[1]) };
}

function alongLine(parts) {
  const lengths = parts.map((line) => line.slice(1).reduce((sum, p, i) => sum + Math.hypot(p[0] - line[i][0], p[1] - line[i][1]), 0));
  const best = lengths.indexOf(Math.max(...lengths));
  const line = parts[best];
  let left = lengths[best] / 2;
  for (let i = 1; i < line.length; i += 1) {
    const [dx, dy] = [line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]];
    const step = Math.hypot(dx, dy);
    if (step >= left && step > 0) {
      const t = left / step;
      let angle = Math.atan2(dy, dx);
      if (Math.abs(angle) > Math.PI / 2) angle += Math.PI;
      return { x: line[i - 1][0] + dx * t, y: line[i - 1][1] + dy * t, angle, room: lengths[best], size: lengths[best] };
    }
    left -= step;
  }
  return { x: line[0][0], y: line[0][1], angle: 0, room: 0, size: 0 };
}
