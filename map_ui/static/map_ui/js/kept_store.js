// The browser's own database of one user's field work: what he took along, what he wrote down, what was sent.

export const PREFIX = "elocal-field-";
export const STORES = { drafts: "key", photos: "id", sheets: "target", sent: "key" };

function opened(name) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(STORES)) asked.result.createObjectStore(store, { keyPath });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** Runs `act(store, …)` in one transaction over `stores`; what it returns (a request) is the answer. */
export async function run(user, stores, mode, act) {
  const database = await opened(PREFIX + user);
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(stores, mode);
      const asked = act(...stores.map((store) => transaction.objectStore(store)));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** The users whose field work lies in this browser. */
export async function users() {
  const found = (await indexedDB.databases?.()) || [];
  return found.map(({ name }) => name).filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
}

export function forget(user) {
  return new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(PREFIX + user);
    asked.onsuccess = asked.onerror = asked.onblocked = () => resolve();
  });
}
