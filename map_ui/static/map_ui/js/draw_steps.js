// Steps that can be taken back and done again. Pure.

const MOST = 200;

/** Keeps states; `put` adds one after the current and forgets those that were taken back. */
export function steps(first) {
  let states = [first];
  let at = 0;

  return {
    get now() {
      return states[at];
    },
    get canUndo() {
      return at > 0;
    },
    get canRedo() {
      return at < states.length - 1;
    },
    put(state) {
      if (state === states[at]) return;
      states = [...states.slice(0, at + 1), state].slice(-MOST);
      at = states.length - 1;
    },
    undo() {
      if (at > 0) at -= 1;
      return states[at];
    },
    redo() {
      if (at < states.length - 1) at += 1;
      return states[at];
    },
    restart(state) {
      states = [state];
      at = 0;
    },
  };
}
