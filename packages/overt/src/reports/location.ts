/** What the engine calls the place of its own functions. */
const NATIVE = new Set(['<anonymous>', 'native']);

/**
 * The place that a frame names: a path from a root with `/` (`/a/b`, `C:/a/b`, `//host/share/a`), `node:…`, or `native`.
 * Undefined for what is no file: data, blobs, WebAssembly, a page, code from the command line.
 */
export function readLocation(location: string): string | undefined {
  if (location.startsWith('node:')) return location;
  if (NATIVE.has(location) || location.startsWith('index ')) return 'native';
  const path = location.startsWith('file:') ? pathOfUrl(location) : location;
  return path === undefined ? undefined : normalisePath(path);
}

function pathOfUrl(url: string): string | undefined {
  const [, host = '', encoded] = /^file:(?:\/\/([^/?#]*))?(\/[^?#]*)/.exec(url) ?? [];
  if (encoded === undefined) return undefined;
  const path = decode(encoded);
  if (host !== '' && host !== 'localhost') return `//${host}${path}`;
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // What is left of `%` is no character of a path that we would send.
    return text;
  }
}

/** A path from a root with `/`, and without the steps that lead out of a folder again. Undefined if it has no root. */
export function normalisePath(path: string): string | undefined {
  const plain = path
    .replaceAll('\\', '/')
    .replace(/^\/\/[?.]\/UNC\//i, '//')
    .replace(/^\/\/[?.]\//, '');
  const [root] = /^(?:[A-Za-z]:(?=\/)|\/\/[^/]+\/[^/]+|(?=\/))/.exec(plain) ?? [];
  if (root === undefined) return undefined;
  const parts: string[] = [];
  for (const part of plain.slice(root.length).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const drive = root.length === 2 ? root.toUpperCase() : root;
  return parts.length === 0 ? undefined : `${drive}/${parts.join('/')}`;
}
