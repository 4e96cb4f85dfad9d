// Drafts of field surveys in the browser's own database: text, points, photographs and the signature, until the server has them.

const NAME = "elocal-surveys";
const STORE = "drafts";

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function run(mode, act) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const asked = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const keep = (draft) => run("readwrite", (store) => store.put(draft));
export const drop = (key) => run("readwrite", (store) => store.delete(key));
export const all = () => run("readonly", (store) => store.getAll());

/** The draft of a record that was begun in this browser and not sent, if there is one. */
export async function of(target) {
  const found = (await all()).filter((draft) => draft.target === target);
  return found.sort((a, b) => b.changed - a.changed)[0] || null;
}
