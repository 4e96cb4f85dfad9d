// What a visit sends. Pure, and apart from its form: the form needs the sending, and the sending must not need the form.

/** What is sent of a visit. */
export function sentOf({ key, target, template, answers, result, next_due, point, note, visited_at }) {
  return { key, target, template, answers, result, next_due, point, note, visited_at };
}
