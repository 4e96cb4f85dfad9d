// Colours of thematic maps. They keep apart for people who do not see red and green alike; the tests simulate that.

export const RAMPS = {
  teal: { thai: "เขียวน้ำทะเล", colors: ["#e3f2ec", "#5bb3a3", "#07484a"] },
  orange: { thai: "ส้ม", colors: ["#fdebc8", "#ef8a3c", "#7a2a0a"] },
  blue: { thai: "น้ำเงิน", colors: ["#e2edf8", "#5a9bd0", "#0e3464"] },
  purple: { thai: "ม่วง", colors: ["#efe6f3", "#a97bbf", "#45135c"] },
  viridis: { thai: "เหลือง-ม่วง", colors: ["#fde725", "#35b779", "#31688e", "#440154"] },
  diverging: { thai: "สองทาง น้ำเงิน-ส้ม", colors: ["#1b6ca8", "#9cc8e2", "#f3f1ea", "#f0b27a", "#a8480f"] },
  violet_green: { thai: "สองทาง ม่วง-เขียว", colors: ["#6a3d8f", "#c3aad4", "#f2f0ee", "#9fd0a8", "#17663a"] },
};

// Okabe and Ito's colours first, then darker and lighter ones that stay apart from them.
export const DISTINCT = [
  "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#332288", "#882255", "#1f1f1f",
  "#a5d8c3", "#7a5c00",
];
export const OTHER = "#b4bcc0";

/** `n` colours evenly along a ramp; the first ramp for an unknown name. */
export function along(name, n) {
  const { colors } = RAMPS[name] || RAMPS.teal;
  if (n === 1) return [colors[colors.length >> 1]];
  return Array.from({ length: n }, (_, i) => at(colors, i / (n - 1)));
}

/** `n` colours that differ in kind, not in rank; grey where there are no more. */
export const distinct = (n) => Array.from({ length: n }, (_, i) => DISTINCT[i] || OTHER);

function at(colors, share) {
  const place = share * (colors.length - 1);
  const below = Math.min(Math.floor(place), colors.length - 2);
  return mix(colors[below], colors[below + 1], place - below);
}

function mix(one, other, share) {
  const channel = (from) => {
    const [a, b] = [one, other].map((color) => Number.parseInt(color.slice(from, from + 2), 16));
    return Math.round(a + (b - a) * share).toString(16).padStart(2, "0");
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}
