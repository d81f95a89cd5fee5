// A place for small texts that outlive a reload: the browser's storage where it may be used, memory otherwise.

export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export function memoryShelf(): Shelf {
  const held = new Map<string, string>();
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
  };
}

/** `open` returns the browser's storage; it throws where the person forbids it, and writing throws when it is full. */
export function shelfOver(open: () => Shelf): Shelf {
  const memory = memoryShelf();
  const storage = allowed(open);
  if (storage === null) return memory;
  return {
    getItem: (key) => memory.getItem(key) ?? storage.getItem(key),
    setItem(key, value) {
      try {
        storage.setItem(key, value);
        memory.removeItem(key);
      } catch (fault) {
        // Full: the text still lives as long as the page.
        console.warn("Not kept for a reload:", fault);
        memory.setItem(key, value);
      }
    },
    removeItem(key) {
      memory.removeItem(key);
      storage.removeItem(key);
    },
  };
}

function allowed(open: () => Shelf): Shelf | null {
  try {
    const storage = open();
    storage.getItem("puente");
    return storage;
  } catch (fault) {
    console.warn("Nothing can be kept for a reload:", fault);
    return null;
  }
}
