// Classes of values for thematic maps: pure functions over plain arrays.
import { number } from "./thai_text.js";

const SAMPLE = 2000;
export const METHODS = { natural: "จุดแบ่งธรรมชาติ (Jenks)", quantile: "จำนวนเท่ากัน (quantile)", equal: "ช่วงเท่ากัน", own: "กำหนดเอง", unique: "แยกทุกค่า" };
export const BREAKS = "ช่วงชั้นข้อมูลต้องเรียงจากน้อยไปมากและครอบคลุมทุกค่า";

/** Sorted numbers; what is no number is left out. */
export const numbers = (values) =>
  values.filter((value) => value !== null && value !== "" && Number.isFinite(Number(value))).map(Number).sort((a, b) => a - b);

/** [value, count] of each distinct value, most frequent first; nothing is left out but null and "". */
export function unique(values) {
  const counts = new Map();
  for (const value of values) {
    if (value !== null && value !== "") counts.set(String(value), (counts.get(String(value)) || 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0], "th"));
}

/** Inner limits of `n` classes of equal width. */
export function equalInterval(values, n) {
  const sorted = numbers(values);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (!sorted.length || low === high) return [];
  return Array.from({ length: n - 1 }, (_, i) => low + ((high - low) * (i + 1)) / n);
}

/** Inner limits of `n` classes with as many values in each; equal limits fall together. */
export function quantile(values, n) {
  const sorted = numbers(values);
  if (!sorted.length) return [];
  const limits = Array.from({ length: n - 1 }, (_, i) => {
    const place = ((i + 1) / n) * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
  });
  return inside(limits, sorted);
}

/** Inner limits of `n` natural classes (Fisher and Jenks): the least sum of squares inside the classes. Long columns
 * are thinned to evenly spaced ranks, ends kept; a limit is the lowest value of the class above it. */
export function naturalBreaks(values, n) {
  const sorted = thinned(numbers(values));
  const distinct = new Set(sorted).size;
  if (distinct < 2) return [];
  const classes = Math.min(n, distinct);
  const starts = optimalStarts(sorted, classes);
  return inside(starts.map((start) => sorted[start]), sorted);
}

function thinned(sorted) {
  if (sorted.length <= SAMPLE) return sorted;
  return Array.from({ length: SAMPLE }, (_, i) => sorted[Math.round((i * (sorted.length - 1)) / (SAMPLE - 1))]);
}

/** Index of the first value of each class but the first, by dynamic programming with the divide-and-conquer speed-up. */
function optimalStarts(sorted, classes) {
  const count = sorted.length;
  const middle = sorted[count >> 1]; // keeps the sums of squares small and therefore exact
  const sum = new Float64Array(count + 1);
  const squares = new Float64Array(count + 1);
  sorted.forEach((value, i) => {
    sum[i + 1] = sum[i] + (value - middle);
    squares[i + 1] = squares[i] + (value - middle) ** 2;
  });
  const spread = (from, to) => squares[to] - squares[from] - (sum[to] - sum[from]) ** 2 / (to - from);
  let cost = Float64Array.from({ length: count + 1 }, (_, to) => (to ? spread(0, to) : 0));
  const chosen = [];
  for (let k = 2; k <= classes; k += 1) {
    const next = new Float64Array(count + 1).fill(Infinity);
    const start = new Int32Array(count + 1);
    fillRow(next, start, cost, spread, { k, low: k, high: count, from: k - 1, to: count - 1 });
    chosen.push(start);
    cost = next;
  }
  const starts = [];
  for (let k = classes - 2, to = count; k >= 0; k -= 1) starts.unshift((to = chosen[k][to]));
  return starts;
}

function fillRow(next, start, cost, spread, { k, low, high, from, to }) {
  if (low > high) return;
  const middle = (low + high) >> 1;
  for (let at = Math.max(from, k - 1); at <= Math.min(to, middle - 1); at += 1) {
    const total = cost[at] + spread(at, middle);
    if (total < next[middle]) {
      next[middle] = total;
      start[middle] = at;
    }
  }
  fillRow(next, start, cost, spread, { k, low, high: middle - 1, from, to: start[middle] });
  fillRow(next, start, cost, spread, { k, low: middle + 1, high, from: start[middle], to });
}

const inside = (limits, sorted) => [...new Set(limits)].filter((limit) => limit > sorted[0] && limit <= sorted.at(-1));

/** Limits rounded to as few digits as keep them apart and, by the `spread` of the values, keep each value in its class:
 * years lie close together and far from nothing. */
export function readable(limits, spread = Infinity) {
  const step = Math.min(gap(limits), spread);
  for (let digits = 1; digits < 12; digits += 1) {
    const rounded = limits.map((limit) => Number(limit.toPrecision(digits + 1)));
    const close = rounded.every((value, i) => Math.abs(value - limits[i]) <= step * 0.01);
    if (new Set(rounded).size === limits.length && close) return rounded;
  }
  return limits;
}

function gap(limits) {
  if (limits.length < 2) return Math.abs(limits[0] || 1);
  return Math.min(...limits.slice(1).map((limit, i) => limit - limits[i]));
}

const edgesOf = (text) => String(text || "").split(/[,;]/).map((part) => part.trim()).filter(Boolean).map(Number);

/** The words of typed limits: 0 – 50, 50 – 100. */
export function edgeLabels(text, shownAs = (limit) => number(limit, 10)) {
  const edges = edgesOf(text).map(shownAs);
  return edges.slice(1).map((high, i) => `${edges[i]} – ${high}`);
}

/** The inner ones of typed limits "0, 50, 100". Throws with `thai` where they do not rise or do not hold all values. */
export function ownLimits(text, values) {
  const edges = edgesOf(text);
  const sorted = numbers(values);
  const rises = edges.length > 2 && edges.every((edge, i) => Number.isFinite(edge) && (!i || edges[i - 1] < edge));
  if (!rises || (sorted.length && (sorted[0] < edges[0] || sorted.at(-1) > edges.at(-1)))) throw Object.assign(new Error("BREAKS"), { thai: BREAKS });
  return edges.slice(1, -1);
}

/** The inner limits by name of the method; `edges` are those typed for "own". */
export function limitsOf(method, values, n, edges) {
  if (method === "own") return ownLimits(edges, values);
  const made = { equal: equalInterval, quantile, natural: naturalBreaks }[method](values, n);
  const sorted = numbers(values);
  return readable(made, sorted.at(-1) - sorted[0]);
}

/** The words of the ranges between limits, as the server writes them: น้อยกว่า 10, 10 – 20, ตั้งแต่ 20. */
export function rangeLabels(limits, shownAs = (limit) => number(limit, 10)) {
  if (!limits.length) return ["ทุกค่า"];
  const shown = limits.map(shownAs);
  const between = shown.slice(1).map((high, i) => `${shown[i]} – ${high}`);
  return [`น้อยกว่า ${shown[0]}`, ...between, `ตั้งแต่ ${shown.at(-1)}`];
}

/** How many values fall into each range; a limit belongs to the range above it. */
export function countsOf(values, limits) {
  const counts = new Array(limits.length + 1).fill(0);
  for (const value of numbers(values)) {
    let at = 0;
    while (at < limits.length && value >= limits[at]) at += 1;
    counts[at] += 1;
  }
  return counts;
}
