import { digestKey, keyFileTime, readKeys, type Keys } from './key-file.ts';

/** Who may do what. Write keys let in, nothing out; the read key the other way round. */
export type KeyRing = {
  /** The project that a write key belongs to. */
  readonly projectOf: (writeKey: string) => string | undefined;
  readonly mayRead: (readKey: string) => boolean;
  readonly projects: () => readonly string[];
};

/** An unknown key makes us look at the file again, at most this often: guesses must not become disk reads. */
const RECHECK_MS = 1_000;

/** Keys of a data folder, re-read when the file has changed, so that `keys add` needs no restart. */
export function createKeyRing(folder: string, initial: Keys, now: () => number): KeyRing {
  let keys = initial;
  let byDigest = indexByDigest(initial);
  // Not the file's time now: it may have changed after the caller has read `initial`.
  let fileTime = 0;
  let checkedMs = 0;

  return {
    projectOf(writeKey) {
      const digest = digestKey(writeKey);
      return byDigest.get(digest) ?? (reread() ? byDigest.get(digest) : undefined);
    },
    mayRead: (readKey) => digestKey(readKey) === digestKey(keys.readKey),
    projects: () => keys.projects.map(({ name }) => name),
  };

  function reread(): boolean {
    if (now() - checkedMs < RECHECK_MS) return false;
    checkedMs = now();
    const time = keyFileTime(folder);
    if (time === fileTime) return false;
    fileTime = time;
    keys = readKeys(folder) ?? keys;
    byDigest = indexByDigest(keys);
    return true;
  }
}

/** Looked up by digest, so how long it takes depends on the digest of what was sent, not on the keys. */
function indexByDigest(keys: Keys): ReadonlyMap<string, string> {
  return new Map(
    keys.projects.flatMap(({ name, writeKeys }) => writeKeys.map((key) => [digestKey(key), name] as const)),
  );
}
