// Small choices kept in this browser; where storage is forbidden or full they are forgotten.

/** The kept text, or `otherwise`. */
export function recall(name, otherwise) {
  try {
    return window.localStorage.getItem(`elocal.${name}`) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(name, text) {
  try {
    window.localStorage.setItem(`elocal.${name}`, text);
  } catch {
    // nothing depends on it
  }
}
