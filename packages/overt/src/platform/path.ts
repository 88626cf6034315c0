/**
 * Joins path parts. Node takes `/` on every system; `node:path` would be one more module to load for a tool that does
 * not use it.
 */
export function join(...parts: readonly string[]): string {
  return parts.join('/');
}

/** The folder that `path` is in. */
export function parentOf(path: string): string {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return end <= 0 ? '/' : path.slice(0, end);
}

/** The last part of `path`. */
export function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** Whether `path` is one from a root, on any system. */
export function isAbsolute(path: string): boolean {
  return /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(path);
}
