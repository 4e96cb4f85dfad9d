// Words and addresses of the review of a journey. No page, no map: these run in Node's tests.

/** Address parameters of plain values; empty ones are left out. */
export function query(values) {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== "" && value !== undefined && value !== null) found.set(name, value);
  return found.toString();
}

export function runText(run) {
  const way = run.is_forward ? "ไปตาม กม." : "สวนทาง กม.";
  return `${run.title} กม. ${run.from} – ${run.to} (${way} ห่างเฉลี่ย ${run.offset_m} ม.)`;
}

export function secondsText(seconds) {
  if (seconds < 90) return `${seconds} วินาที`;
  return `${Math.round(seconds / 60).toLocaleString()} นาที`;
}

/** What the address says of the chosen run; {} where the target needs none, null where it needs one and has none. */
export function chosenRun(answer, index, kind) {
  if (kind === "line") return {};
  const run = answer?.runs[Number(index || 0)];
  return run ? { road: run.road, km_from: run.from, km_to: run.to } : null;
}
